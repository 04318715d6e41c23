//! Event ids (NIP-01).

use nostr::{EventId, Kind, PublicKey, Tags, Timestamp, UnsignedEvent};
use sha2::{Digest, Sha256};

/// The hash of the fields as JSON. nostr's own way there copies each of them into a tree first, which takes longer
/// than the hash does.
pub(crate) fn event_id(
    author: &PublicKey,
    created_at: Timestamp,
    kind: Kind,
    tags: &Tags,
    content: &str,
) -> EventId {
    // Texts and numbers always have a JSON.
    let json = serde_json::to_vec(&(0, author, created_at, kind, tags, content)).unwrap_or_default();
    EventId::from_byte_array(Sha256::digest(json).into())
}

/// The same event with its id.
pub(crate) fn with_id(mut event: UnsignedEvent) -> UnsignedEvent {
    let UnsignedEvent { pubkey, created_at, kind, tags, content, .. } = &event;
    event.id = Some(event_id(pubkey, *created_at, *kind, tags, content));
    event
}

#[cfg(test)]
mod tests {
    use nostr::Tag;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_nostr(
            key in any::<[u8; 32]>(),
            created_at in any::<u64>(),
            kind in any::<u16>(),
            tags in prop::collection::vec(prop::collection::vec(any::<String>(), 1..4), 0..4),
            content in any::<String>(),
        ) {
            let (author, created_at, kind) =
                (PublicKey::from_byte_array(key), Timestamp::from(created_at), Kind::from(kind));
            let tags = Tags::from_list(tags.into_iter().filter_map(|tag| Tag::parse(tag).ok()).collect());
            let expected = EventId::new(&author, &created_at, &kind, &tags, &content);
            prop_assert_eq!(event_id(&author, created_at, kind, &tags, &content), expected);
            let event = UnsignedEvent { id: None, pubkey: author, created_at, kind, tags, content };
            prop_assert_eq!(with_id(event).id, Some(expected));
        }
    }
}
