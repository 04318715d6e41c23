//! Accounts, invoices and payments: what the Lightning address server and the wallet service stand on. Play money
//! is one such ledger; a test may put Lightning nodes there instead.

mod error;
mod invoice;
mod play_money;

use async_trait::async_trait;
use nostr::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::broadcast;

pub use error::LedgerError;
pub use invoice::{Description, InvoiceSpec, MAX_INVOICE_MSAT};
pub use play_money::PlayMoney;

/// Who holds the money.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// What a wallet on it calls itself.
    fn alias(&self) -> String;

    /// The key of the account's node, hex.
    fn node_id(&self, account: &str) -> Result<String, LedgerError>;

    /// What the account can spend, in millisatoshi.
    async fn balance(&self, account: &str) -> Result<u64, LedgerError>;

    /// Makes a regtest invoice that pays the account.
    async fn create_invoice(&self, account: &str, spec: &InvoiceSpec) -> Result<Transaction, LedgerError>;

    /// Pays an invoice and returns once it is paid. Money moves at most once for a payment hash.
    async fn pay(&self, account: &str, bolt11: &str) -> Result<Transaction, LedgerError>;

    /// Pays a node unasked (keysend), under the same promise. A ledger need not know how.
    async fn keysend(&self, _account: &str, _payment: &Keysend) -> Result<Transaction, LedgerError> {
        Err(LedgerError::PaymentFailed("this node does not pay by keysend".to_owned()))
    }

    /// The account's record of a payment hash (hex).
    async fn transaction(&self, account: &str, payment_hash: &str) -> Option<Transaction>;

    /// A page of the account's transactions, newest first, and how many match in all.
    async fn transactions(&self, account: &str, query: &TransactionQuery) -> (Vec<Transaction>, usize);

    /// Payments from now on as they settle, each side's record on its own.
    fn subscribe(&self) -> broadcast::Receiver<Transaction>;
}

/// A payment without an invoice (NIP-47 `pay_keysend`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keysend {
    /// Whom to pay: the node's key, hex.
    pub node: String,
    /// Chosen by the payer; its hash names the payment.
    pub preimage: [u8; 32],
    /// Millisatoshi.
    pub amount_msat: u64,
    /// NIP-47's `tlv_records`, handed over as they are.
    pub tlv_records: Value,
}

/// Which way the money goes, seen from the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// To the account.
    Incoming,
    /// From the account.
    Outgoing,
}

/// How a transaction stands (NIP-47's names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransactionState {
    /// An invoice that can still be paid.
    Pending,
    /// Paid.
    Settled,
    /// An invoice that nobody paid in time.
    Expired,
}

/// One side's record of a payment, or of an invoice that waits for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transaction {
    /// The account this record belongs to.
    pub account: String,
    /// Incoming or outgoing.
    pub direction: Direction,
    /// How it stands now.
    pub state: TransactionState,
    /// The invoice; empty where there is none (keysend).
    pub bolt11: String,
    /// The invoice's description, where it has one.
    pub description: Option<String>,
    /// SHA-256 of a longer description (LNURL metadata), hex.
    pub description_hash: Option<String>,
    /// Hex.
    pub payment_hash: String,
    /// Hex. Shown to others only once the invoice is paid.
    pub preimage: String,
    /// Millisatoshi.
    pub amount_msat: u64,
    /// Millisatoshi; routing is free here.
    pub fees_msat: u64,
    /// Unix seconds.
    pub created_at: u64,
    /// Unix seconds.
    pub expires_at: u64,
    /// Unix seconds, once settled.
    pub settled_at: Option<u64>,
    /// The LUD-12 comment; only the receiver's side knows it.
    pub comment: Option<String>,
    /// What the invoice's maker noted with it (NIP-47 `metadata`).
    pub metadata: Option<Value>,
}

/// Which transactions to list (NIP-47 `list_transactions`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct TransactionQuery {
    /// Created at or after, Unix seconds.
    pub from: Option<u64>,
    /// Created at or before, Unix seconds.
    pub until: Option<u64>,
    /// At most this many.
    pub limit: Option<usize>,
    /// Leave out this many of the newest.
    pub offset: Option<usize>,
    /// Unpaid invoices too.
    pub unpaid: Option<bool>,
    /// One direction only.
    #[serde(rename = "type")]
    pub direction: Option<Direction>,
}

impl TransactionQuery {
    /// The page that it asks for of an account's records, and how many match in all.
    pub fn page(&self, records: impl IntoIterator<Item = Transaction>) -> (Vec<Transaction>, usize) {
        let mut matching: Vec<_> = records
            .into_iter()
            .filter(|known| self.direction.is_none_or(|direction| direction == known.direction))
            .filter(|known| self.from.is_none_or(|from| known.created_at >= from))
            .filter(|known| self.until.is_none_or(|until| known.created_at <= until))
            .filter(|known| self.unpaid == Some(true) || known.state == TransactionState::Settled)
            .collect();
        // Stable, so that the latest made, which comes last, stays first among those of one second.
        matching.reverse();
        matching.sort_by_key(|known| std::cmp::Reverse(known.created_at));
        let total = matching.len();
        let page = matching.into_iter().skip(self.offset.unwrap_or(0));
        (page.take(self.limit.unwrap_or(usize::MAX)).collect(), total)
    }
}

impl Transaction {
    /// The record as of `now`: an unpaid invoice expires by itself.
    fn at(mut self, now: u64) -> Self {
        if self.state == TransactionState::Pending && now > self.expires_at {
            self.state = TransactionState::Expired;
        }
        self
    }
}

fn now() -> u64 {
    Timestamp::now().as_secs()
}
