//! The shape of `knock.vectors.json`. Bytes are lower-case hex, times are seconds.

use nostr::{Event, UnsignedEvent};
use serde::{Deserialize, Serialize};

/// The whole file.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Vectors {
    pub(crate) about: Vec<String>,
    pub(crate) version: u8,
    pub(crate) accepted: Vec<Accepted>,
    pub(crate) rejected: Vec<Rejected>,
}

/// A message with every value on its way from the sender to the receiver.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Accepted {
    pub(crate) name: String,
    pub(crate) sender_secret: String,
    pub(crate) receiver_secret: String,
    pub(crate) now: u64,
    pub(crate) ttl: u64,
    pub(crate) relays: Relays,
    /// Absent where only the NIP-44 plaintext is given, which no version 1 sender writes like this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<MessageIn>,
    pub(crate) entropy: Entropy,
    pub(crate) derived: Derived,
    pub(crate) comment_base64url: String,
    pub(crate) comment_base2048: String,
    pub(crate) event: Event,
    pub(crate) rumor: UnsignedEvent,
}

/// One of the three forms; all absent is the form `0x00`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Relays {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) directory_indices: Option<Vec<u8>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) urls: Option<Vec<String>>,
}

/// The message to send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct MessageIn {
    pub(crate) kind: u16,
    pub(crate) content: String,
    pub(crate) tags: Vec<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) written_at: Option<u64>,
}

/// The random bytes, in the order in which they are drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entropy {
    #[serde(with = "hex")]
    pub(crate) e: [u8; 32],
    #[serde(with = "hex")]
    pub(crate) backdating: [u8; 4],
    #[serde(with = "hex")]
    pub(crate) nip44_nonce: [u8; 32],
    #[serde(with = "hex")]
    pub(crate) aux_token: [u8; 32],
    #[serde(with = "hex")]
    pub(crate) aux_comment: [u8; 32],
    #[serde(with = "hex")]
    pub(crate) aux_event: [u8; 32],
}

impl Entropy {
    /// All bytes, as a sender draws them.
    pub(crate) fn in_order(&self) -> Vec<u8> {
        [
            &self.e[..],
            &self.backdating,
            &self.nip44_nonce,
            &self.aux_token,
            &self.aux_comment,
            &self.aux_event,
        ]
        .concat()
    }
}

/// Every intermediate value.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Derived {
    pub(crate) sender: String,
    pub(crate) receiver: String,
    pub(crate) ephemeral: String,
    pub(crate) shared_secret: String,
    pub(crate) comment_key: String,
    pub(crate) tweak: String,
    pub(crate) one_time_secret: String,
    pub(crate) one_time: String,
    pub(crate) token_event_id: String,
    pub(crate) identity_token: String,
    pub(crate) conversation_key: String,
    pub(crate) nip44_plaintext: String,
    pub(crate) encrypted_message: String,
    pub(crate) relay_field: String,
    pub(crate) comment_digest: String,
    pub(crate) comment_signature: String,
    pub(crate) comment_plaintext: String,
}

/// What a receiver refuses. Without an event the comment itself is refused.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    pub(crate) name: String,
    pub(crate) error: String,
    pub(crate) receiver_secret: String,
    pub(crate) now: u64,
    pub(crate) comment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event: Option<Event>,
}
