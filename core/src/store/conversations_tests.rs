//! The list of conversations: order, counts, drafts, and that it always agrees with the messages.

use nostr::{EventId, Timestamp};
use proptest::prelude::*;

use super::fixtures::*;
use super::*;

fn from(peer: u8, n: u8, text: &str) -> NewMessage {
    NewMessage { peer: key(peer), received_at: at(NOW + u64::from(n)), ..message(n, text) }
}

fn list(store: &Store) -> Vec<Conversation> {
    store.conversations(false, 100, None).unwrap()
}

fn peers(list: &[Conversation]) -> Vec<u8> {
    list.iter().map(|c| c.peer.as_bytes()[0]).collect()
}

fn draft(text: &str) -> Draft {
    Draft {
        text: text.into(),
        reply_to: Some(id(9)),
        quoted: None,
        saved_at: at(NOW + 50),
        expires_at: at(NOW + DAY),
    }
}

#[test]
fn the_newest_come_first_pinned_ones_before_all_and_pages_go_on() {
    let (store, _dir) = store();
    for n in 1..=5 {
        receive(&store, &from(n, n, &format!("from {n}")));
    }
    assert_eq!(peers(&list(&store)), [5, 4, 3, 2, 1]);
    store.change_conversation(&key(2), ConversationChange::Pinned(true)).unwrap();
    receive(&store, &from(1, 6, "again"));
    let all = list(&store);
    assert_eq!(peers(&all), [2, 1, 5, 4, 3]);
    assert_eq!((all[1].unread, all[1].last.as_ref().unwrap().text.as_str()), (2, "again"));
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let page = store.conversations(false, 2, after.as_ref()).unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.peer);
        paged.extend(page);
    }
    assert_eq!(paged, all);
}

#[test]
fn an_archived_conversation_comes_back_with_news_unless_it_is_muted() {
    let (store, _dir) = store();
    for n in [1, 2] {
        receive(&store, &from(n, n, "x"));
        store.change_conversation(&key(n), ConversationChange::Archived(true)).unwrap();
    }
    store.change_conversation(&key(2), ConversationChange::MutedUntil(Timestamp::max())).unwrap();
    assert!(list(&store).is_empty());
    receive(&store, &from(1, 3, "news"));
    receive(&store, &from(2, 4, "news"));
    assert_eq!(peers(&list(&store)), [1]);
    let archived = store.conversations(true, 9, None).unwrap();
    assert_eq!(peers(&archived), [2]);
    assert!(archived[0].is_muted(at(NOW)) && archived[0].unread == 2);
}

#[test]
fn a_conversation_can_begin_with_a_draft_or_a_setting() {
    let (store, _dir) = store();
    receive(&store, &from(1, 1, "x"));
    store.set_draft(&key(2), Some(&draft("dear"))).unwrap();
    store.change_conversation(&key(3), ConversationChange::Ttl(Some(3_600))).unwrap();
    let all = list(&store);
    assert_eq!(peers(&all), [2, 1, 3]);
    assert_eq!(all[0].draft, Some(draft("dear")));
    assert_eq!((all[2].ttl_secs, all[2].last.is_none()), (Some(3_600), true));
    store.set_draft(&key(2), Some(&draft(""))).unwrap();
    store.set_draft(&key(1), None).unwrap();
    assert!(store.conversation(&key(2)).unwrap().unwrap().draft.is_none());
}

#[test]
fn what_expires_leaves_list_counts_and_drafts_and_then_the_conversation_itself() {
    let (store, _dir) = store();
    receive(&store, &from(1, 1, "short"));
    let long = NewMessage { expires_at: at(NOW + 30 * DAY), ..from(1, 2, "long") };
    receive(&store, &NewMessage { sent_at: at(NOW - 100), ..long });
    store.set_draft(&key(1), Some(&draft("a word"))).unwrap();
    assert_eq!(list(&store)[0].last.as_ref().unwrap().text, "short");

    assert_eq!(store.sweep(at(NOW + DAY)).unwrap().drafts, 1);
    assert!(list(&store)[0].draft.is_none());
    store.sweep(at(NOW + 7 * DAY)).unwrap();
    let left = list(&store).remove(0);
    assert_eq!((left.unread, left.last.unwrap().text.as_str()), (1, "long"));
    store.sweep(at(NOW + 30 * DAY)).unwrap();
    assert!(list(&store).is_empty(), "nothing tells that there was a conversation with this stranger");
}

#[test]
fn a_contacts_conversation_stays_without_a_trace_of_when() {
    let (store, _dir) = store();
    store.put_contact(&Contact::new(key(1), at(5))).unwrap();
    receive(&store, &from(1, 1, "x"));
    store.sweep(at(NOW + 7 * DAY)).unwrap();
    let left = list(&store).remove(0);
    assert!(left.is_contact && left.last.is_none());
    assert_eq!((left.last_at, left.unread), (at(0), 0));
}

/// What can happen to the messages of a few peers.
#[derive(Debug, Clone)]
enum Step {
    Receive { peer: u8, sent_at: u64, life: u64 },
    Send { peer: u8, sent_at: u64 },
    Read { peer: u8 },
    Delete { nth: usize },
    Sweep { at: u64 },
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..4u8, 0..50u64, 1..50u64).prop_map(|(peer, sent_at, life)| Step::Receive { peer, sent_at, life }),
        2 => (1..4u8, 0..50u64).prop_map(|(peer, sent_at)| Step::Send { peer, sent_at }),
        1 => (1..4u8).prop_map(|peer| Step::Read { peer }),
        1 => any::<usize>().prop_map(|nth| Step::Delete { nth }),
        1 => (0..50u64).prop_map(|at| Step::Sweep { at }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// The list is kept by triggers; here it is compared with what the messages themselves say.
    #[test]
    fn the_list_agrees_with_the_messages(steps in prop::collection::vec(any_step(), 1..40)) {
        let (store, _dir) = store();
        for (n, step) in steps.iter().enumerate() {
            let n = u8::try_from(n).unwrap() + 1;
            let timed = |peer, sent_at| NewMessage { sent_at: at(NOW + sent_at), ..from(peer, n, "x") };
            match *step {
                Step::Receive { peer, sent_at, life } => {
                    receive(&store, &NewMessage { expires_at: at(NOW + life), ..timed(peer, sent_at) });
                }
                Step::Send { peer, sent_at } => {
                    let new = NewOutgoing { message: timed(peer, sent_at), ..outgoing(n, "x") };
                    store.insert_outgoing(&new).unwrap();
                }
                Step::Read { peer } => {
                    store.mark_chat_read(&key(peer), None).unwrap();
                }
                Step::Delete { nth } => {
                    let all = store.messages(None, 100, None).unwrap();
                    if !all.is_empty() {
                        store.delete_message(all[nth % all.len()].id).unwrap();
                    }
                }
                Step::Sweep { at: now } => {
                    store.sweep(at(NOW + now)).unwrap();
                }
            }
        }
        for peer in 1..4 {
            let chat = store.chat_page(&key(peer), PageAt::Newest, 100).unwrap().messages;
            let conversation = store.conversation(&key(peer)).unwrap();
            let unread = chat.iter().filter(|m| !m.read).count();
            let (listed_unread, listed): (u32, Option<EventId>) =
                conversation.map(|c| (c.unread, c.last.map(|m| m.event_id))).unwrap_or_default();
            prop_assert_eq!(listed, chat.last().map(|m| m.event_id));
            prop_assert_eq!(listed_unread as usize, unread);
            for message in &chat {
                let found = store.search("x", Some(&key(peer)), 100, None).unwrap();
                prop_assert!(found.iter().any(|hit| hit.id == message.id));
                prop_assert_eq!(found.len(), chat.len());
            }
        }
    }
}
