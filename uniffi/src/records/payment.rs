//! Payments that arrived.

use std::fmt;

use knock_core::amount::Msat;
use knock_core::wallet::{self, PaymentHash};
use nostr::Timestamp;

use crate::KnockError;

/// A settled incoming payment.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct IncomingPayment {
    /// 64 hexadecimal digits. The same payment may be told of more than once.
    pub payment_hash: String,
    /// What was received.
    pub amount_msat: u64,
    /// When it settled.
    pub settled_at: u64,
    /// The text that came with it.
    pub comment: Option<String>,
}

/// Without the comment.
impl fmt::Debug for IncomingPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IncomingPayment({}, {} msat, ..)", self.payment_hash, self.amount_msat)
    }
}

impl TryFrom<IncomingPayment> for wallet::IncomingPayment {
    type Error = KnockError;

    fn try_from(payment: IncomingPayment) -> Result<Self, KnockError> {
        Ok(Self {
            payment_hash: payment_hash(&payment.payment_hash)?,
            amount: Msat(payment.amount_msat),
            settled_at: Timestamp::from(payment.settled_at),
            comment: payment.comment,
        })
    }
}

fn payment_hash(text: &str) -> Result<PaymentHash, KnockError> {
    let no_hash = |_| KnockError::invalid("payment_hash_invalid", "a payment hash has 64 hexadecimal digits");
    text.parse().map_err(no_hash)
}
