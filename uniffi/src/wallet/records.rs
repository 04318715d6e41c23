//! The wallet port's values.

use knock_core::amount::Msat;
use knock_core::wallet::{self, PayError, Preimage, Settled, WalletError};

/// The chain that a wallet lives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
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

impl From<wallet::Network> for Network {
    fn from(network: wallet::Network) -> Self {
        match network {
            wallet::Network::Bitcoin => Self::Bitcoin,
            wallet::Network::Testnet => Self::Testnet,
            wallet::Network::Signet => Self::Signet,
            wallet::Network::Regtest => Self::Regtest,
        }
    }
}

impl From<Network> for wallet::Network {
    fn from(network: Network) -> Self {
        match network {
            Network::Bitcoin => Self::Bitcoin,
            Network::Testnet => Self::Testnet,
            Network::Signet => Self::Signet,
            Network::Regtest => Self::Regtest,
        }
    }
}

/// Which wallet pays and is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum WalletKind {
    /// None: the user pays with another app.
    ByHand,
    /// A linked one (NIP-47).
    Linked,
    /// The one that the shell brought.
    Shell,
    /// The Lightning node inside.
    Node,
}

/// What a wallet can do. A shell shows only what is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct WalletCapabilities {
    /// Pays BOLT11 invoices by itself.
    pub pay_invoice: bool,
    /// Pays BOLT12 offers, with the comment as payer note.
    pub pay_offer: bool,
    /// Pays a node by its key, with the comment in a custom record (keysend).
    pub pay_keysend: bool,
    /// Keeps to the most that routing may cost.
    pub limit_fee: bool,
    /// Only hands an invoice over to another app.
    pub hand_over: bool,
    /// Makes invoices.
    pub make_invoice: bool,
    /// Lists incoming settled payments with their comments.
    pub list_incoming: bool,
    /// Tells of incoming payments as they settle.
    pub stream_incoming: bool,
}

impl From<wallet::Capabilities> for WalletCapabilities {
    fn from(able: wallet::Capabilities) -> Self {
        Self {
            pay_invoice: able.pay_invoice,
            pay_offer: able.pay_offer,
            pay_keysend: able.pay_keysend,
            limit_fee: able.limit_fee,
            hand_over: able.hand_over,
            make_invoice: able.make_invoice,
            list_incoming: able.list_incoming,
            stream_incoming: able.stream_incoming,
        }
    }
}

impl From<WalletCapabilities> for wallet::Capabilities {
    fn from(able: WalletCapabilities) -> Self {
        Self {
            pay_invoice: able.pay_invoice,
            pay_offer: able.pay_offer,
            pay_keysend: able.pay_keysend,
            limit_fee: able.limit_fee,
            hand_over: able.hand_over,
            make_invoice: able.make_invoice,
            list_incoming: able.list_incoming,
            stream_incoming: able.stream_incoming,
        }
    }
}

/// What a wallet says of itself.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct WalletInfo {
    /// The wallet's own name.
    pub alias: Option<String>,
    /// The chain it lives on.
    pub network: Option<Network>,
    /// What can be spent.
    pub balance_msat: Option<u64>,
    /// The least it can send.
    pub min_send_msat: Option<u64>,
    /// The most it can send at once.
    pub max_send_msat: Option<u64>,
}

impl From<wallet::WalletInfo> for WalletInfo {
    fn from(info: wallet::WalletInfo) -> Self {
        Self {
            alias: info.alias,
            network: info.network.map(Into::into),
            balance_msat: info.balance.map(|amount| amount.0),
            min_send_msat: info.min_send.map(|amount| amount.0),
            max_send_msat: info.max_send.map(|amount| amount.0),
        }
    }
}

impl From<WalletInfo> for wallet::WalletInfo {
    fn from(info: WalletInfo) -> Self {
        Self {
            alias: info.alias,
            network: info.network.map(Into::into),
            balance: info.balance_msat.map(Msat),
            min_send: info.min_send_msat.map(Msat),
            max_send: info.max_send_msat.map(Msat),
        }
    }
}

/// An invoice to make.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct InvoiceRequest {
    /// The amount.
    pub amount_msat: u64,
    /// What the payer's wallet shows, unless there is a hash.
    pub description: Option<String>,
    /// The SHA-256 of a description that both sides know.
    pub description_hash: Option<Vec<u8>>,
    /// The comment that came with the request for it (LUD-12), to be told when it has been paid.
    pub comment: Option<String>,
    /// Seconds until it cannot be paid any more.
    pub expiry_secs: u32,
}

impl From<&wallet::InvoiceRequest> for InvoiceRequest {
    fn from(request: &wallet::InvoiceRequest) -> Self {
        let (description, description_hash) = match &request.description {
            wallet::InvoiceDescription::Text(text) => (Some(text.clone()), None),
            wallet::InvoiceDescription::Hash(hash) => (None, Some(hash.to_vec())),
        };
        Self {
            amount_msat: request.amount.0,
            description,
            description_hash,
            comment: request.comment.clone(),
            expiry_secs: request.expiry_secs,
        }
    }
}

/// A payment to make, or to look up.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PayRequest {
    /// A BOLT11 invoice that carries its own amount.
    Invoice {
        /// `lnbc…`
        bolt11: String,
        /// Its payment hash, hexadecimal.
        payment_hash: String,
        /// Its amount.
        amount_msat: u64,
        /// The most that routing may cost.
        max_fee_msat: Option<u64>,
    },
    /// A BOLT12 offer; the comment travels as payer note.
    Offer {
        /// Names this attempt: 32 bytes, hexadecimal.
        payment_id: String,
        /// `lno1…`
        offer: String,
        /// What to pay.
        amount_msat: u64,
        /// Unique to this message, so the payment can be found by it.
        payer_note: String,
        /// The most that routing may cost.
        max_fee_msat: Option<u64>,
    },
    /// A payment without being asked (keysend); the comment travels in custom record 0x6b6e6f63.
    Keysend {
        /// The receiver's node, hexadecimal.
        node: String,
        /// The 32 bytes to pay with; their hash names the payment.
        preimage: Vec<u8>,
        /// What to pay.
        amount_msat: u64,
        /// The record's text.
        comment: String,
        /// The most that routing may cost.
        max_fee_msat: Option<u64>,
    },
}

impl From<&wallet::PayRequest> for PayRequest {
    fn from(request: &wallet::PayRequest) -> Self {
        match request.clone() {
            wallet::PayRequest::Invoice { bolt11, payment_hash, amount, max_fee } => Self::Invoice {
                bolt11,
                payment_hash: payment_hash.to_string(),
                amount_msat: amount.0,
                max_fee_msat: max_fee.map(|fee| fee.0),
            },
            wallet::PayRequest::Keysend { node, preimage, amount, comment, max_fee } => Self::Keysend {
                node: node.to_string(),
                preimage: preimage.0.to_vec(),
                amount_msat: amount.0,
                comment,
                max_fee_msat: max_fee.map(|fee| fee.0),
            },
            wallet::PayRequest::Offer { payment_id, offer, amount, payer_note, max_fee } => Self::Offer {
                payment_id: wallet::PaymentHash(payment_id.0).to_string(),
                offer,
                amount_msat: amount.0,
                payer_note,
                max_fee_msat: max_fee.map(|fee| fee.0),
            },
        }
    }
}

/// How a payment ended well.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PayOutcome {
    /// Paid.
    Settled {
        /// The 32 bytes that prove it, where the wallet gives them.
        preimage: Option<Vec<u8>>,
        /// What routing cost.
        fee_msat: Option<u64>,
    },
    /// The user must pay it with another app.
    HandOver {
        /// `lightning:lnbc…`
        uri: String,
    },
}

impl From<PayOutcome> for wallet::PayOutcome {
    fn from(outcome: PayOutcome) -> Self {
        match outcome {
            PayOutcome::Settled { preimage, fee_msat } => Self::Settled(settled(preimage, fee_msat)),
            PayOutcome::HandOver { uri } => Self::HandOver { uri },
        }
    }
}

/// How a payment stands.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PaymentStatus {
    /// Paid.
    Settled {
        /// The 32 bytes that prove it, where the wallet gives them.
        preimage: Option<Vec<u8>>,
        /// What routing cost.
        fee_msat: Option<u64>,
    },
    /// Under way: it may still succeed or fail.
    Pending,
    /// Over: nothing was paid and nothing will be.
    Failed {
        /// In a few words.
        reason: String,
    },
    /// The wallet never heard of it.
    NotFound,
    /// This wallet cannot tell.
    Unknowable,
}

impl From<PaymentStatus> for wallet::PaymentStatus {
    fn from(status: PaymentStatus) -> Self {
        match status {
            PaymentStatus::Settled { preimage, fee_msat } => Self::Settled(settled(preimage, fee_msat)),
            PaymentStatus::Pending => Self::Pending,
            PaymentStatus::Failed { reason } => Self::Failed(reason),
            PaymentStatus::NotFound => Self::NotFound,
            PaymentStatus::Unknowable => Self::Unknowable,
        }
    }
}

fn settled(preimage: Option<Vec<u8>>, fee_msat: Option<u64>) -> Settled {
    let preimage = preimage.and_then(|bytes| bytes.try_into().ok()).map(Preimage);
    Settled { preimage, fee: fee_msat.map(Msat) }
}

/// Why a wallet did not do it.
#[derive(Debug, Clone, thiserror::Error, uniffi::Error)]
pub enum WalletFailure {
    /// Not enough in the wallet. Nothing was paid.
    #[error("not enough funds")]
    InsufficientFunds,
    /// No connection; nothing was paid, and it is worth trying again.
    #[error("unreachable: {reason}")]
    Unreachable {
        /// In a few words.
        reason: String,
    },
    /// The wallet refused. Nothing was paid.
    #[error("refused ({code}): {reason}")]
    Refused {
        /// The wallet's code.
        code: String,
        /// The wallet's words.
        reason: String,
    },
    /// It cannot do that at all. Nothing was paid.
    #[error("unsupported")]
    Unsupported,
    /// Whether it was paid is not known; it must be looked up.
    #[error("outcome unknown: {reason}")]
    OutcomeUnknown {
        /// In a few words.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for WalletFailure {
    /// An exception that was not declared says nothing about what was paid. Its text is not ours.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::OutcomeUnknown { reason: "the wallet threw an exception".to_owned() }
    }
}

impl From<WalletFailure> for PayError {
    fn from(failure: WalletFailure) -> Self {
        match failure {
            WalletFailure::InsufficientFunds => Self::InsufficientFunds,
            WalletFailure::Unreachable { reason } => Self::Unreachable(reason),
            WalletFailure::Refused { code, reason } => Self::Failed(format!("{code}: {reason}")),
            WalletFailure::Unsupported => Self::Unsupported("this"),
            WalletFailure::OutcomeUnknown { reason } => Self::OutcomeUnknown(reason),
        }
    }
}

impl From<WalletFailure> for WalletError {
    fn from(failure: WalletFailure) -> Self {
        match failure {
            WalletFailure::Unreachable { reason } | WalletFailure::OutcomeUnknown { reason } => {
                Self::Unreachable(reason)
            }
            WalletFailure::Refused { code, reason } => Self::Refused { code, message: reason },
            WalletFailure::InsufficientFunds => {
                Self::Refused { code: "INSUFFICIENT_BALANCE".to_owned(), message: failure.to_string() }
            }
            WalletFailure::Unsupported => Self::Unsupported("do this"),
        }
    }
}
