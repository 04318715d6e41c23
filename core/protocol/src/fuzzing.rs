//! Doors for the fuzz targets of `tests/fuzz`: inner codecs as functions of plain bytes, with what must hold
//! of them. Compiled by cargo-fuzz alone (`cfg(fuzzing)`).

use nostr::nips::nip44::v2::ConversationKey;
use nostr::secp256k1::rand::RngCore;
use nostr::{Event, JsonUtil, Keys, PublicKey, RelayUrl, Timestamp};

use crate::comment::CommentFields;
use crate::open::{OpenedComment, ReceivedMessage};
use crate::{EventError, RelayHint, event, message};

/// The comment's plaintext: what decodes encodes to the same bytes.
pub fn comment_plaintext(bytes: &[u8]) {
    if let Ok(fields) = CommentFields::decode(bytes) {
        assert!(fields.encode().is_ok_and(|again| *again == bytes));
    }
}

/// The relay field: what decodes encodes to the same bytes, and its relays can be named again.
pub fn relay_field(bytes: &[u8]) {
    if let Ok((hint, used)) = RelayHint::decode(bytes) {
        assert_eq!(hint.encode().as_deref(), Ok(&bytes[..used]));
        assert!(RelayHint::naming(&hint.relays()).is_ok());
    }
}

/// Relays as a user writes them: what can be named is read back as the same relays.
pub fn relay_urls(text: &str) {
    let relays: Vec<RelayUrl> = text.lines().filter_map(|line| RelayUrl::parse(line).ok()).collect();
    if let Ok(Ok(field)) = RelayHint::naming(&relays).map(|hint| hint.encode()) {
        let (read, used) = RelayHint::decode(&field).expect("an encoded field is read");
        assert_eq!((read.relays(), used), (relays, field.len()));
    }
}

/// The decrypted rumor: what is accepted is whole and agrees with the comment, and comes back in its full form.
pub fn rumor(json: &[u8], sender: PublicKey, receiver: PublicKey, sent_at: Timestamp) {
    let Ok((rumor, kind)) = message::from_json(json, sender, receiver, sent_at) else { return };
    assert_eq!((rumor.pubkey, rumor.kind), (sender, kind.kind()));
    assert!(rumor.id.is_some() && rumor.verify_id().is_ok());
    assert!(rumor.tags.iter().any(|tag| tag.as_slice().starts_with(&["p".to_owned(), receiver.to_hex()])));
    assert!(!message::is_too_late(rumor.created_at, sent_at));
    let full = rumor.as_json();
    assert_eq!(message::from_json(full.as_bytes(), sender, receiver, sent_at), Ok((rumor, kind)));
}

/// The NIP-44 payload: any text is read or refused, and what is encrypted comes back.
pub fn payload(key: &ConversationKey, text: &str, rng: &mut impl RngCore) {
    let _ = event::decrypt(key, text);
    if let Ok(payload) = event::encrypt(key, text, rng) {
        assert_eq!(event::decrypt(key, &payload).as_deref(), Ok(text.as_bytes()));
    }
}

/// Any event as if the comment had named it, so that the checks behind the id are reached.
pub fn open_named(
    opened: &OpenedComment,
    receiver: &Keys,
    event: &Event,
    now: Timestamp,
) -> Result<ReceivedMessage, EventError> {
    opened.clone().naming(event.id).open_event(receiver, event, now)
}
