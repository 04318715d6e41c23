//! Payments on their way out: what names one, what a wallet is asked to pay, and how it went.

use std::fmt;
use std::str::FromStr;

use nostr::hashes::{Hash, sha256};
use nostr::secp256k1;

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

/// Names a payment that has no payment hash yet. Chosen by us at random and stored before the wallet hears of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PaymentId(pub [u8; 32]);

impl fmt::Debug for PaymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PaymentId({})", hex::encode(self.0))
    }
}

/// A payment to make. It is kept until the outcome is known, since it also serves to look the payment up.
#[derive(Clone, PartialEq, Eq)]
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
        /// Names this attempt. A wallet that names its payments otherwise finds it by the payer note, which no other
        /// message has; a second attempt after a sure failure has another id and the same note.
        payment_id: PaymentId,
        /// The offer, `lno1…`.
        offer: String,
        /// What to pay.
        amount: Msat,
        /// The payer note.
        payer_note: String,
        /// The most that routing may cost.
        max_fee: Option<Msat>,
    },
    /// A payment without being asked (keysend, bLIP-3); the comment travels in the custom record [`KNOCK_RECORD`].
    Keysend {
        /// The receiver's node.
        node: secp256k1::PublicKey,
        /// Chosen by us, as keysend has it. Its hash names the payment.
        preimage: Preimage,
        /// What to pay.
        amount: Msat,
        /// The record's text.
        comment: String,
        /// The most that routing may cost.
        max_fee: Option<Msat>,
    },
}

/// The type of the custom record that carries a comment with a keysend payment: "knoc" in ASCII. It is odd, so a
/// receiver that does not know it takes the payment all the same (BOLT1), and above 65,536 as custom records must be.
pub const KNOCK_RECORD: u64 = 0x6b6e_6f63;

/// Without comment and preimage.
impl fmt::Debug for PayRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self {
            Self::Invoice { .. } => "Invoice",
            Self::Offer { .. } => "Offer",
            Self::Keysend { .. } => "Keysend",
        };
        write!(
            f,
            "{way}({:?}, {}, at most {:?} for routing, ..)",
            self.payment_hash(),
            self.amount(),
            self.max_fee()
        )
    }
}

impl PayRequest {
    /// What is paid, without routing.
    pub const fn amount(&self) -> Msat {
        match self {
            Self::Invoice { amount, .. } | Self::Offer { amount, .. } | Self::Keysend { amount, .. } => {
                *amount
            }
        }
    }

    /// The most that routing may cost.
    pub const fn max_fee(&self) -> Option<Msat> {
        match self {
            Self::Invoice { max_fee, .. } | Self::Offer { max_fee, .. } | Self::Keysend { max_fee, .. } => {
                *max_fee
            }
        }
    }

    /// The hash of the payment. With an offer it is known only once the receiver's node has sent its invoice.
    pub fn payment_hash(&self) -> Option<PaymentHash> {
        match self {
            Self::Invoice { payment_hash, .. } => Some(*payment_hash),
            Self::Offer { .. } => None,
            Self::Keysend { preimage, .. } => Some(preimage.payment_hash()),
        }
    }
}

/// A payment that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The proof, where the wallet gives it.
    pub preimage: Option<Preimage>,
    /// What routing cost, where the wallet says so.
    pub fee: Option<Msat>,
}

/// How a call to [`Wallet::pay`](super::Wallet::pay) ended well.
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
