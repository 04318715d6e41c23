//! Messages: paging, reading, any text there is.

use nostr::{EventId, PublicKey, Timestamp};
use proptest::prelude::*;

use super::fixtures::*;
use super::*;
use crate::amount::Msat;

fn ids(messages: &[Message]) -> Vec<EventId> {
    messages.iter().map(|m| m.event_id).collect()
}

#[test]
fn pages_go_from_new_to_old_for_one_peer_or_all() {
    let (store, _dir) = store();
    for n in 1..=5 {
        let peer = if n == 3 { key(2) } else { key(1) };
        receive(&store, &NewMessage { peer, ..message(n, "x") });
    }
    let page = store.messages(None, 2, None).unwrap();
    assert_eq!(ids(&page), [id(5), id(4)]);
    let page = store.messages(None, 2, Some(page[1].id)).unwrap();
    assert_eq!(ids(&page), [id(3), id(2)]);
    let page = store.messages(Some(&key(1)), 9, Some(page[0].id)).unwrap();
    assert_eq!(ids(&page), [id(2), id(1)]);
    assert_eq!(ids(&store.messages(Some(&key(2)), 9, None).unwrap()), [id(3)]);
    assert!(store.messages(Some(&key(3)), 9, None).unwrap().is_empty());
    assert_eq!(store.message(page[0].id).unwrap().as_ref(), Some(&page[0]));
    assert_eq!(store.message_by_event(&id(2)).unwrap().as_ref(), Some(&page[0]));
    assert_eq!(store.message_by_event(&id(9)).unwrap(), None);
}

#[test]
fn received_messages_are_unread_until_they_are_marked() {
    let (store, _dir) = store();
    store.insert_outgoing(&outgoing(9, "mine")).unwrap();
    for n in 1..=3 {
        receive(&store, &message(n, "x"));
    }
    assert_eq!(store.unread_count().unwrap(), 3);
    let all: Vec<i64> = store.messages(None, 9, None).unwrap().iter().map(|m| m.id).collect();
    assert_eq!(store.mark_read(&all[..2]).unwrap(), 2);
    assert_eq!(store.unread_count().unwrap(), 1);
    assert_eq!(store.mark_read(&all).unwrap(), 1);
    assert_eq!(store.unread_count().unwrap(), 0);
}

#[test]
fn debug_shows_no_text() {
    let (store, _dir) = store();
    let out = store.insert_outgoing(&outgoing(1, "canary")).unwrap();
    let Stored::New { message: received, .. } = receive(&store, &message(2, "canary")) else {
        unreachable!()
    };
    let shown = format!("{received:?} {out:?} {:?} {:?}", outgoing(1, "canary").message, ticket(1));
    for secret in ["canary", "knock11", "{\"n\"", "lnbcrt", "preimage"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    (0..=i64::MAX as u64).prop_map(Timestamp::from)
}

prop_compose! {
    fn any_message()(
        bytes in any::<[[u8; 32]; 3]>(),
        kind in prop_oneof![Just(14), any::<u16>()],
        content in any::<String>(),
        tags in prop::collection::vec(prop::collection::vec(any::<String>(), 0..4), 0..4),
        times in [any_time(), any_time(), any_time()],
        paid in prop::option::of((0..=i64::MAX as u64).prop_map(Msat)),
    ) -> NewMessage {
        NewMessage {
            event_id: EventId::from_byte_array(bytes[0]),
            rumor_id: EventId::from_byte_array(bytes[1]),
            peer: PublicKey::from_byte_array(bytes[2]),
            kind, content, tags,
            sent_at: times[0], received_at: times[1], expires_at: times[2], paid,
        }
    }
}

#[test]
fn every_message_comes_back_as_it_was() {
    let (store, _dir) = store();
    proptest!(ProptestConfig::with_cases(64), |(new in any_message(), nul in any::<bool>())| {
        let mut new = new;
        if nul {
            new.content.push_str("\0after a NUL");
        }
        let Stored::New { message: got, .. } = receive(&store, &new) else { unreachable!() };
        let want = Message {
            id: got.id, event_id: new.event_id, rumor_id: new.rumor_id, peer: new.peer,
            direction: Direction::In, kind: new.kind, content: new.content, tags: new.tags,
            sent_at: new.sent_at, received_at: new.received_at, expires_at: new.expires_at,
            paid: new.paid, read: !got.shown, shown: got.shown,
        };
        prop_assert_eq!(store.message(got.id).unwrap(), Some(want.clone()));
        prop_assert!(got == want);
    });
}
