//! The port to a Lightning wallet: the one the user linked, the one inside the app, or any wallet by hand.

use std::fmt;
use std::str::FromStr;

use async_trait::async_trait;
use futures::stream::BoxStream;
use nostr::Timestamp;
use nostr::hashes::{Hash, sha256};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::amount::Msat;

/// The hash that identifies a Lightning payment (BOLT11 `p`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PaymentHash(pub [u8; 32]);

impl fmt::Display for PaymentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for PaymentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PaymentHash({self})")
    }
}

impl FromStr for PaymentHash {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// What hashes to the payment hash: the proof of payment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Preimage(pub [u8; 32]);

impl Preimage {
    /// SHA-256 of the preimage.
    pub fn payment_hash(&self) -> PaymentHash {
        PaymentHash(sha256::Hash::hash(&self.0).to_byte_array())
    }
}

impl fmt::Debug for Preimage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Preimage(..)")
    }
}

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
}

/// A payment to make. It is kept until the outcome is known, since it also serves to look the payment up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayRequest {
    /// A BOLT11 invoice that carries its own amount; the comment went to the LNURL callback before.
    Invoice {
        /// The invoice, `lnbc…`.
        bolt11: String,
        /// Its payment hash.
        payment_hash: PaymentHash,
        /// Its amount.
        amount: Msat,
        /// The most that routing may cost.
        max_fee: Option<Msat>,
    },
    /// A BOLT12 offer; the comment travels as `payer_note`.
    Offer {
        /// The offer, `lno1…`.
        offer: String,
        /// What to pay.
        amount: Msat,
        /// The payer note; unique to this payment, so the payment can be found by it.
        payer_note: String,
        /// The most that routing may cost.
        max_fee: Option<Msat>,
    },
}

/// A payment that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The proof, where the wallet gives it.
    pub preimage: Option<Preimage>,
    /// What routing cost, where the wallet says so.
    pub fee: Option<Msat>,
}

/// How a call to [`Wallet::pay`] ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayOutcome {
    /// Paid.
    Settled(Settled),
    /// The user must pay it with another app; show this `lightning:` URI as a link and QR code.
    HandOver {
        /// `lightning:lnbc…`
        uri: String,
    },
}

/// How a payment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentStatus {
    /// Paid.
    Settled(Settled),
    /// Under way: it may still succeed or fail.
    Pending,
    /// Over: nothing was paid and nothing will be.
    Failed(String),
    /// The wallet never heard of it.
    NotFound,
    /// This wallet cannot tell (hand-over).
    Unknowable,
}

/// Why a payment was not made, or is not known to be made.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayError {
    /// Not enough in the wallet. Nothing was paid.
    #[error("the wallet has not enough funds")]
    InsufficientFunds,
    /// A limit set for this connection is used up. Nothing was paid.
    #[error("the wallet's spending limit for this connection is used up")]
    QuotaExceeded,
    /// The wallet refused or no route was found. Nothing was paid.
    #[error("the wallet could not pay: {0}")]
    Failed(String),
    /// The wallet cannot make this kind of payment. Nothing was paid.
    #[error("this wallet cannot pay {0}")]
    Unsupported(&'static str),
    /// The request did not reach the wallet. Nothing was paid.
    #[error("the wallet cannot be reached: {0}")]
    Unreachable(String),
    /// The request went out and no answer came: look it up, never repeat it.
    #[error("whether the wallet has paid is not known yet: {0}")]
    OutcomeUnknown(String),
}

impl PayError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::InsufficientFunds => "insufficient_funds",
            Self::QuotaExceeded => "quota_exceeded",
            Self::Failed(_) => "payment_failed",
            Self::Unsupported(_) => "payment_unsupported",
            Self::Unreachable(_) => "wallet_unreachable",
            Self::OutcomeUnknown(_) => "payment_outcome_unknown",
        }
    }
}

/// An invoice to make (to receive).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRequest {
    /// The amount.
    pub amount: Msat,
    /// The description that the payer's wallet shows.
    pub description: String,
    /// Seconds until it cannot be paid any more.
    pub expiry_secs: u32,
}

/// A settled incoming payment.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Why a wallet did not answer.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum WalletError {
    /// No connection or no answer in time; worth trying again.
    #[error("the wallet cannot be reached: {0}")]
    Unreachable(String),
    /// The wallet understood and refused: an unpaired, restricted or revoked connection, say.
    #[error("the wallet refused ({code}): {message}")]
    Refused {
        /// The wallet's code, e.g. NIP-47's `UNAUTHORIZED`.
        code: String,
        /// The wallet's words.
        message: String,
    },
    /// The answer made no sense.
    #[error("the wallet's answer cannot be understood: {0}")]
    BadAnswer(String),
    /// This wallet cannot do that at all.
    #[error("this wallet cannot {0}")]
    Unsupported(&'static str),
    /// The connection string or settings are wrong.
    #[error("the wallet connection is not valid: {0}")]
    BadConnection(String),
}

impl WalletError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "wallet_unreachable",
            Self::Refused { .. } => "wallet_refused",
            Self::BadAnswer(_) => "wallet_bad_answer",
            Self::Unsupported(_) => "wallet_unsupported",
            Self::BadConnection(_) => "wallet_bad_connection",
        }
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            // NIP-47's codes for a wallet that is busy or has a fault of its own.
            Self::Refused { code, .. } => matches!(code.as_str(), "RATE_LIMITED" | "INTERNAL" | "OTHER"),
            _ => false,
        }
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
