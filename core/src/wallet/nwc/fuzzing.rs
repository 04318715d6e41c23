//! See [`crate::fuzzing`].

use nostr::Timestamp;

use super::messages::{self, Answer, Transaction};
use crate::wallet::{PaymentHash, PaymentStatus};

/// What a wallet says, decrypted: a preimage that is believed is the right one.
pub fn wallet_message(json: &str) {
    let _ = Answer::parse(json);
    let Ok(value) = serde_json::from_str(json) else { return };
    let _ = (messages::network(&value), messages::comment_of(&value));
    let transaction = Transaction::new(value);
    let hash = transaction.payment_hash().unwrap_or(PaymentHash([7; 32]));
    if let PaymentStatus::Settled(settled) = transaction.status(hash) {
        assert!(settled.preimage.is_none_or(|preimage| preimage.payment_hash() == hash));
    }
    for told_at in [None, Some(Timestamp::from(1_800_000_000))] {
        let _ = transaction.incoming(told_at);
    }
}
