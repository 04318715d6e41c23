//! Chats: order, paging, and what acts on messages, in any order of arrival.

use super::fixtures::*;
use super::*;

/// A rumor `n` from or to key 1, sent at that second.
fn rumor(n: u8, kind: u16, content: &str, tags: &[&[&str]], sent_at: u64) -> NewMessage {
    let tags = tags.iter().map(|tag| tag.iter().map(|item| (*item).to_owned()).collect()).collect();
    NewMessage { kind, tags, sent_at: at(sent_at), ..message(n, content) }
}

/// The rumor id of message `n` as its fixture makes it.
fn rumor_hex(n: u8) -> String {
    id(100 + n).to_hex()
}

fn send(store: &Store, new: NewMessage) -> Outgoing {
    let n = new.event_id.as_bytes()[0];
    store.insert_outgoing(&NewOutgoing { message: new, ..outgoing(n, "") }).unwrap()
}

fn chat(store: &Store) -> Vec<ChatMessage> {
    store.chat_page(&key(1), PageAt::Newest, 100).unwrap().messages
}

fn texts(messages: &[ChatMessage]) -> Vec<&str> {
    messages.iter().map(|m| m.text.as_str()).collect()
}

#[test]
fn a_chat_is_in_the_order_of_sending_and_pages_both_ways() {
    let (store, _dir) = store();
    for (n, sent_at) in [(1, 50), (2, 10), (3, 40), (4, 20), (5, 20)] {
        receive(&store, &rumor(n, 14, &n.to_string(), &[], sent_at));
    }
    receive(&store, &NewMessage { peer: key(2), ..message(9, "other chat") });
    let page = |at, limit| store.chat_page(&key(1), at, limit).unwrap();
    let all = page(PageAt::Newest, 9);
    assert_eq!(texts(&all.messages), ["2", "4", "5", "3", "1"]);
    assert!(!all.has_older && !all.has_newer);
    let number = |text: &str| all.messages.iter().find(|m| m.text == text).unwrap().id;

    let newest = page(PageAt::Newest, 2);
    assert_eq!((texts(&newest.messages), newest.has_older), (vec!["3", "1"], true));
    let older = page(PageAt::Before(newest.messages[0].id), 2);
    assert_eq!((texts(&older.messages), older.has_older, older.has_newer), (vec!["4", "5"], true, true));
    let newer = page(PageAt::After(number("4")), 2);
    assert_eq!((texts(&newer.messages), newer.has_older, newer.has_newer), (vec!["5", "3"], true, true));
    let around = page(PageAt::Around(number("5")), 3);
    assert_eq!(
        (texts(&around.messages), around.has_older, around.has_newer),
        (vec!["4", "5", "3"], true, true)
    );
    let first = page(PageAt::Before(number("2")), 2);
    assert!(first.messages.is_empty() && !first.has_older);
    assert!(matches!(store.chat_page(&key(2), PageAt::Before(1), 1), Err(StoreError::NotFound(_))));
}

#[test]
fn an_edit_by_the_author_replaces_the_text_whichever_comes_first() {
    let edit = |n, text, of: u8, sent_at| {
        let of = rumor_hex(of);
        rumor(n, 14, text, &[&["edit", &of]], sent_at)
    };
    let original = || rumor(1, 14, "teh", &[], NOW);
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1], [0, 2, 1]] {
        let (store, _dir) = store();
        let all = [original(), edit(2, "the", 1, NOW + 10), edit(3, "then", 1, NOW + 20)];
        for at in order {
            receive(&store, &all[at]);
        }
        let chat = chat(&store);
        assert_eq!((texts(&chat), chat[0].edited_at), (vec!["then"], Some(at(NOW + 20))), "{order:?}");
        let kept = store.read(|conn| {
            let sql = "SELECT group_concat(content, '|') FROM messages WHERE content <> ''";
            Ok(conn.query_row(sql, [], |row| row.get::<_, String>(0))?)
        });
        assert_eq!(kept.unwrap(), "then", "{order:?}: no history is kept");
        assert_eq!(store.unread_count().unwrap(), 1);
        assert_eq!(store.search("teh", None, 9, None).unwrap(), []);
        assert_eq!(store.search("then", None, 9, None).unwrap().len(), 1);
    }
}

#[test]
fn nobody_edits_the_others_messages() {
    let (store, _dir) = store();
    receive(&store, &rumor(1, 14, "theirs", &[], NOW));
    send(&store, rumor(2, 14, "mine", &[], NOW + 1));
    send(&store, rumor(3, 14, "forged", &[&["edit", &rumor_hex(1)]], NOW + 2));
    receive(&store, &rumor(4, 14, "forged", &[&["edit", &rumor_hex(2)]], NOW + 3));
    let other_chat =
        NewMessage { peer: key(2), ..rumor(5, 14, "forged", &[&["edit", &rumor_hex(1)]], NOW + 4) };
    receive(&store, &other_chat);
    assert_eq!(texts(&chat(&store)), ["theirs", "mine"]);
}

#[test]
fn an_edit_may_shorten_a_texts_life_and_not_prolong_it() {
    let (store, _dir) = store();
    receive(&store, &rumor(1, 14, "a", &[], NOW));
    let edit = |n, days: u64| NewMessage {
        expires_at: at(NOW + days * DAY),
        ..rumor(n, 14, "b", &[&["edit", &rumor_hex(1)]], NOW + u64::from(n))
    };
    receive(&store, &edit(2, 30));
    assert_eq!(chat(&store)[0].expires_at, at(NOW + 7 * DAY));
    receive(&store, &edit(3, 1));
    assert_eq!(chat(&store)[0].expires_at, at(NOW + DAY));
    store.sweep(at(NOW + DAY)).unwrap();
    assert!(chat(&store).is_empty());
    assert_eq!(store.search("b", None, 9, None).unwrap(), []);
}

#[test]
fn each_side_has_one_reaction_and_can_take_it_back() {
    let (store, _dir) = store();
    send(&store, rumor(1, 14, "hi", &[], NOW));
    let to = rumor_hex(1);
    let shown = || -> Vec<(bool, String)> {
        chat(&store)[0].reactions.iter().map(|r| (r.mine, r.content.clone())).collect()
    };
    // The later one came first.
    receive(&store, &rumor(3, 7, "❤️", &[&["e", &to]], NOW + 20));
    receive(&store, &rumor(2, 7, "+", &[&["e", &to]], NOW + 10));
    assert_eq!(shown(), [(false, "❤️".to_owned())]);
    send(&store, rumor(4, 7, "😀", &[&["e", &to]], NOW + 30));
    assert_eq!(shown(), [(true, "😀".to_owned()), (false, "❤️".to_owned())]);
    // Theirs goes, and the older one does not come back; ours is not theirs to withdraw.
    receive(&store, &rumor(5, 5, "", &[&["e", &rumor_hex(3)], &["k", "7"]], NOW + 40));
    receive(&store, &rumor(6, 5, "", &[&["e", &rumor_hex(4)], &["k", "7"]], NOW + 41));
    assert_eq!(shown(), [(true, "😀".to_owned())]);
    assert_eq!(store.unread_count().unwrap(), 0, "reactions are no messages");
    assert_eq!(store.messages(None, 9, None).unwrap().len(), 1);
}

#[test]
fn a_quote_follows_its_message_and_goes_with_it() {
    let (store, _dir) = store();
    receive(&store, &rumor(1, 14, "question", &[], NOW));
    let long = NewMessage {
        expires_at: at(NOW + 30 * DAY),
        ..rumor(2, 14, "answer", &[&["e", &rumor_hex(1)]], NOW + 1)
    };
    send(&store, long);
    let quoted = || chat(&store).pop().unwrap().quoted.unwrap().message.map(|m| (m.text, m.mine));
    assert_eq!(quoted(), Some(("question".into(), false)));
    receive(&store, &rumor(3, 14, "better question", &[&["edit", &rumor_hex(1)]], NOW + 2));
    assert_eq!(quoted(), Some(("better question".into(), false)));
    store.sweep(at(NOW + 7 * DAY)).unwrap();
    assert_eq!(texts(&chat(&store)), ["answer"]);
    assert_eq!(quoted(), None);
}

/// A delivered message, as a receiver may prove to have read it.
fn delivered(store: &Store, n: u8) -> Outgoing {
    let row = send(store, rumor(n, 14, "x", &[], NOW));
    let accepted = row.relays[..1].to_vec();
    store.advance(row.id, OutState::Sealed, &OutChange::Published { accepted, not_before: None }).unwrap();
    store.advance(row.id, OutState::Published, &OutChange::Invoiced(ticket(n))).unwrap();
    store.advance(row.id, OutState::Invoiced, &OutChange::Paying).unwrap();
    let paid = OutChange::Delivered { preimage: None, fee: Some(Msat(5)), at: at(NOW + 1) };
    store.advance(row.id, OutState::Paying, &paid).unwrap()
}

use crate::amount::Msat;

#[test]
fn an_answer_a_reaction_or_a_receipt_proves_reading_and_puts_the_deletion_down() {
    let (store, _dir) = store();
    let rows: Vec<Outgoing> = (1..=4).map(|n| delivered(&store, n)).collect();
    receive(&store, &rumor(11, 14, "re", &[&["e", &rumor_hex(1)]], NOW + 2));
    receive(&store, &rumor(12, 7, "+", &[&["e", &rumor_hex(2)]], NOW + 3));
    let receipt =
        rumor(13, 14, "by the way", &[&["seen", &rumor_hex(3)[..16], "0123", "no hex at all!!!"]], NOW + 4);
    let Stored::New { effect, .. } = receive(&store, &receipt) else { unreachable!() };
    assert_eq!(effect, Effect { acted_on: None, seen: vec![rows[2].message_id] });
    let stages: Vec<Stage> = rows
        .iter()
        .map(|row| store.chat_message(row.message_id).unwrap().unwrap().delivery.unwrap().stage)
        .collect();
    assert_eq!(stages, [Stage::Seen, Stage::Seen, Stage::Seen, Stage::Paid]);
    let due = store.deletions_due(at(NOW)).unwrap();
    assert_eq!(due.iter().map(|d| d.outgoing).collect::<Vec<_>>(), [rows[0].id, rows[1].id, rows[2].id]);
    assert_eq!((&due[0].relays, due[0].reason), (&rows[0].accepted, DeletionReason::Read));

    store.retry_deletion(rows[0].id, &[], at(NOW + 60)).unwrap();
    store.end_deletion(rows[1].id).unwrap();
    assert_eq!(store.deletions_due(at(NOW)).unwrap().len(), 1);
    assert!(store.outgoing(rows[1].id).unwrap().unwrap().is_stripped());
    let delivery = store.chat_message(rows[1].message_id).unwrap().unwrap().delivery.unwrap();
    assert_eq!((delivery.relays_confirmed, delivery.relays_asked), (1, 2));
    assert_eq!((delivery.amount, delivery.fee), (Some(Msat(21_500)), Some(Msat(5))));
}

#[test]
fn what_was_read_is_told_once() {
    let (store, _dir) = store();
    for n in 1..=3 {
        receive(&store, &rumor(n, 14, "x", &[], NOW + u64::from(n)));
    }
    assert!(store.untold(&key(1), 8).unwrap().is_empty(), "nothing is read yet");
    let second = store.message_by_event(&id(2)).unwrap().unwrap().id;
    assert_eq!(store.mark_chat_read(&key(1), Some(second)).unwrap(), 2);
    assert_eq!(store.untold(&key(1), 8).unwrap(), [id(102), id(101)]);
    store.mark_told(&key(1), &[id(102)]).unwrap();
    assert_eq!(store.untold(&key(1), 8).unwrap(), [id(101)]);
}

#[test]
fn deleting_here_takes_what_acts_on_it_and_the_key_that_could_read_it() {
    let (store, _dir) = store();
    let row = delivered(&store, 1);
    receive(&store, &rumor(2, 7, "+", &[&["e", &rumor_hex(1)]], NOW));
    store.delete_message(row.message_id).unwrap();
    assert!(chat(&store).is_empty());
    assert!(store.outgoing(row.id).unwrap().is_none());
    assert!(store.deletions_due(at(NOW)).unwrap().is_empty());
    let left = store
        .read(|conn| Ok(conn.query_row("SELECT count(*) FROM messages", [], |row| row.get::<_, i64>(0))?));
    assert_eq!(left.unwrap(), 0);
    assert!(matches!(store.delete_message(row.message_id), Err(StoreError::NotFound(_))));
}

#[test]
fn a_payment_of_unknown_outcome_survives_the_deletion_of_its_message() {
    let (store, _dir) = store();
    let row = send(&store, rumor(1, 14, "x", &[], NOW));
    store.advance(row.id, OutState::Sealed, &OutChange::Invoiced(ticket(1))).unwrap();
    store.advance(row.id, OutState::Invoiced, &OutChange::Paying).unwrap();
    assert_eq!(store.delete_conversation(&key(1)).unwrap(), 1);
    let left = store.outgoing(row.id).unwrap().unwrap();
    assert!(left.is_stripped() && left.state == OutState::Paying);
    assert!(store.conversation(&key(1)).unwrap().is_none());
}
