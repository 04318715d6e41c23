//! The play money: accounts, invoices and payments, in memory.

mod error;
mod invoice;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lightning_invoice::Bolt11Invoice;
use nostr::Timestamp;
use nostr::secp256k1::{PublicKey, SecretKey, rand};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::broadcast;

pub use error::LedgerError;
pub use invoice::{Description, InvoiceSpec, MAX_INVOICE_MSAT};

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
    /// The invoice.
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

/// A payment as it settled: both sides' records.
#[derive(Debug, Clone)]
pub struct Payment {
    /// The payer's record.
    pub sent: Transaction,
    /// The receiver's record.
    pub received: Transaction,
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

/// The shared ledger; clones are the same ledger.
#[derive(Clone)]
pub struct Ledger {
    node_key: SecretKey,
    state: Arc<Mutex<State>>,
    payments: broadcast::Sender<Payment>,
}

#[derive(Default)]
struct State {
    /// Millisatoshi by account.
    balances: BTreeMap<String, u64>,
    /// In order of creation.
    transactions: Vec<Transaction>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self::new()
    }
}

impl Ledger {
    /// An empty ledger with a node key of its own.
    pub fn new() -> Self {
        Self {
            node_key: SecretKey::new(&mut rand::thread_rng()),
            state: Arc::default(),
            payments: broadcast::channel(4096).0,
        }
    }

    /// The key that signs this ledger's invoices.
    pub fn node_id(&self) -> PublicKey {
        self.node_key.public_key(nostr::secp256k1::SECP256K1)
    }

    /// Opens an account with this much play money.
    pub fn open_account(&self, name: &str, balance_msat: u64) -> Result<(), LedgerError> {
        let mut state = self.lock();
        if state.balances.contains_key(name) {
            return Err(LedgerError::AccountExists(name.into()));
        }
        state.balances.insert(name.into(), balance_msat);
        Ok(())
    }

    /// What the account holds, in millisatoshi.
    pub fn balance(&self, account: &str) -> Result<u64, LedgerError> {
        self.lock().balance(account)
    }

    /// Every account with its balance in millisatoshi.
    pub fn balances(&self) -> BTreeMap<String, u64> {
        self.lock().balances.clone()
    }

    /// Makes and signs a regtest invoice that pays `account`.
    pub fn create_invoice(&self, account: &str, spec: &InvoiceSpec) -> Result<Transaction, LedgerError> {
        let mut state = self.lock();
        state.balance(account)?;
        let transaction = invoice::issue(&self.node_key, account, spec)?;
        state.transactions.push(transaction.clone());
        Ok(transaction.at(now()))
    }

    /// Pays an invoice of this ledger and tells the subscribers. Money moves at most once for a payment hash.
    pub fn pay(&self, account: &str, bolt11: &str) -> Result<Transaction, LedgerError> {
        let invoice: Bolt11Invoice =
            bolt11.trim().parse().map_err(|error| LedgerError::NotAnInvoice(format!("{error:?}")))?;
        let payment_hash = invoice.payment_hash().to_string();
        let mut state = self.lock();
        let balance = state.balance(account)?;
        let index = state
            .transactions
            .iter()
            .position(|known| known.direction == Direction::Incoming && known.payment_hash == payment_hash)
            .filter(|_| invoice.recover_payee_pub_key() == self.node_id())
            .ok_or(LedgerError::UnknownInvoice)?;
        let now = now();
        let receiver = state.transactions[index].clone().at(now);
        match receiver.state {
            TransactionState::Settled => return Err(LedgerError::AlreadyPaid),
            TransactionState::Expired => return Err(LedgerError::Expired),
            TransactionState::Pending => {}
        }
        if receiver.account == account {
            return Err(LedgerError::SelfPayment);
        }
        let left = balance.checked_sub(receiver.amount_msat).ok_or(LedgerError::InsufficientFunds)?;
        let received = Transaction { state: TransactionState::Settled, settled_at: Some(now), ..receiver };
        let sent = Transaction {
            account: account.into(),
            direction: Direction::Outgoing,
            created_at: now,
            comment: None,
            metadata: None,
            ..received.clone()
        };
        let credited = state.balance(&received.account)?.saturating_add(received.amount_msat);
        state.balances.insert(account.into(), left);
        state.balances.insert(received.account.clone(), credited);
        state.transactions[index] = received.clone();
        state.transactions.push(sent.clone());
        // Nobody listening is fine: the record stands.
        let _ = self.payments.send(Payment { sent: sent.clone(), received });
        Ok(sent)
    }

    /// The account's record of a payment hash (hex).
    pub fn transaction(&self, account: &str, payment_hash: &str) -> Option<Transaction> {
        let state = self.lock();
        let found = state
            .transactions
            .iter()
            .find(|known| known.account == account && known.payment_hash.eq_ignore_ascii_case(payment_hash));
        found.cloned().map(|transaction| transaction.at(now()))
    }

    /// A page of the account's transactions, newest first, and how many match in all.
    pub fn transactions(&self, account: &str, query: &TransactionQuery) -> (Vec<Transaction>, usize) {
        let now = now();
        let mut matching: Vec<_> = self
            .lock()
            .transactions
            .iter()
            .rev()
            .filter(|known| known.account == account)
            .filter(|known| query.direction.is_none_or(|direction| direction == known.direction))
            .filter(|known| query.from.is_none_or(|from| known.created_at >= from))
            .filter(|known| query.until.is_none_or(|until| known.created_at <= until))
            .filter(|known| query.unpaid == Some(true) || known.state == TransactionState::Settled)
            .map(|known| known.clone().at(now))
            .collect();
        // Stable, so the latest made stays first among those of one second.
        matching.sort_by_key(|known| std::cmp::Reverse(known.created_at));
        let total = matching.len();
        let page = matching.into_iter().skip(query.offset.unwrap_or(0));
        (page.take(query.limit.unwrap_or(usize::MAX)).collect(), total)
    }

    /// Payments from now on, as they settle.
    pub fn subscribe(&self) -> broadcast::Receiver<Payment> {
        self.payments.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn balance(&self, account: &str) -> Result<u64, LedgerError> {
        self.balances.get(account).copied().ok_or_else(|| LedgerError::UnknownAccount(account.into()))
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
