//! The port to a Lightning wallet: the one the user linked, the one inside the app, or any wallet by hand.

use std::fmt;

use async_trait::async_trait;
use futures::stream::BoxStream;
use nostr::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::{PayError, WalletError};
use super::invoice::InvoiceDescription;
use super::payment::{PayOutcome, PayRequest, PaymentHash, PaymentStatus};
use crate::amount::Msat;

/// The chain that a wallet or an invoice lives on (BOLT11's human-readable part).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// `lnbc`
    Bitcoin,
    /// `lntb`
    Testnet,
    /// `lntbs`
    Signet,
    /// `lnbcrt`
    Regtest,
}

/// What a wallet can do. A shell shows only what is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Pays BOLT11 invoices by itself.
    pub pay_invoice: bool,
    /// Pays BOLT12 offers, with the comment as payer note.
    pub pay_offer: bool,
    /// Pays a node by its key, with the comment in a custom record (keysend, bLIP-3).
    pub pay_keysend: bool,
    /// Keeps to the most that routing may cost. Without it `max_fee` is up to the wallet's own limit.
    pub limit_fee: bool,
    /// Only hands an invoice over to another app; the outcome must be learnt elsewhere.
    pub hand_over: bool,
    /// Makes invoices.
    pub make_invoice: bool,
    /// Lists incoming settled payments with their comments.
    pub list_incoming: bool,
    /// Tells of incoming payments as they settle.
    pub stream_incoming: bool,
}

/// What a wallet says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletInfo {
    /// The wallet's own name.
    pub alias: Option<String>,
    /// The chain it lives on, where it says so.
    pub network: Option<Network>,
    /// What can be spent, where it says so.
    pub balance: Option<Msat>,
    /// The least it can send.
    pub min_send: Option<Msat>,
    /// The most it can send at once, where it has such a limit.
    pub max_send: Option<Msat>,
}

/// An invoice to make (to receive).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRequest {
    /// The amount.
    pub amount: Msat,
    /// What the payer's wallet shows.
    pub description: InvoiceDescription,
    /// The comment that came with the request for it (LUD-12); the wallet keeps it beside the invoice and tells it
    /// when the invoice has been paid.
    pub comment: Option<String>,
    /// Seconds until it cannot be paid any more.
    pub expiry_secs: u32,
}

/// A settled incoming payment.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingPayment {
    /// Its hash; the same payment may be told of more than once.
    pub payment_hash: PaymentHash,
    /// What was received.
    pub amount: Msat,
    /// When it settled.
    pub settled_at: Timestamp,
    /// The text that came with it: LUD-12 comment, payer note, TLV or description. It may hold a knock1 comment.
    pub comment: Option<String>,
}

/// Without the comment.
impl fmt::Debug for IncomingPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { payment_hash, amount, settled_at, comment } = self;
        let has = if comment.is_some() { "a" } else { "no" };
        write!(f, "IncomingPayment({payment_hash}, {amount}, settled at {settled_at}, with {has} comment)")
    }
}

/// Incoming settled payments as they happen. The stream survives lost connections by itself and
/// ends only with the wallet; what happened while it was away is found by [`Wallet::incoming_since`].
pub type IncomingStream = BoxStream<'static, IncomingPayment>;

/// A Lightning wallet.
#[async_trait]
pub trait Wallet: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// Its name, chain, balance and limits.
    async fn info(&self) -> Result<WalletInfo, WalletError>;

    /// Pays. Called at most once for a request: after [`PayError::OutcomeUnknown`] only
    /// [`Wallet::lookup`] follows.
    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError>;

    /// How a payment made by [`Wallet::pay`] stands.
    async fn lookup(&self, request: &PayRequest) -> Result<PaymentStatus, WalletError>;

    /// Makes a BOLT11 invoice.
    async fn make_invoice(&self, request: &InvoiceRequest) -> Result<String, WalletError>;

    /// Every incoming payment settled at or after `since`, oldest first, all pages.
    async fn incoming_since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError>;

    /// Incoming payments from now on. Unsettled ones are never told of. When this returns, the
    /// subscription stands, so a listing made afterwards leaves no gap.
    async fn incoming(&self) -> Result<IncomingStream, WalletError>;

    /// Closes connections and stops background work.
    async fn shutdown(&self);
}
