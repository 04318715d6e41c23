//! Forgetting, down to the bytes in the files.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::fixtures::*;
use super::*;

const CANARY: &str = "the canary sings at midnight";

fn files_hold(dir: &Path, needle: &[u8]) -> bool {
    fs::read_dir(dir).unwrap().any(|entry| {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|w| w == needle)
    })
}

fn fill(store: &Store, content: &str) {
    receive(store, &message(1, content));
    store.insert_outgoing(&outgoing(2, content)).unwrap();
}

#[test]
fn what_has_expired_goes_and_nothing_else() {
    let (store, _dir) = store();
    fill(&store, "short");
    let mut long = outgoing(3, "long");
    long.message.expires_at = at(NOW + 8 * DAY);
    let long = store.insert_outgoing(&long).unwrap();
    assert_eq!(store.sweep(at(NOW + 7 * DAY - 1)).unwrap(), Swept::default());
    let swept = store.sweep(at(NOW + 7 * DAY)).unwrap();
    assert_eq!(swept, Swept { messages: 2, drafts: 0, keys: 1, knocks: 0 });
    assert_eq!(store.messages(None, 9, None).unwrap().len(), 1);
    assert_eq!(store.outbox().unwrap(), [long]);
    // The knock's row stays as long as the knock could come again.
    assert!(store.knock(&id(1)).unwrap().is_some());
    assert_eq!(store.sweep(at(NOW - 5 + 32 * DAY)).unwrap().knocks, 0);
    assert_eq!(store.sweep(at(NOW - 4 + 32 * DAY)).unwrap().knocks, 1);
}

#[test]
fn a_payment_under_way_outlives_its_message_but_not_its_secrets() {
    let (store, _dir) = store();
    let row = store.insert_outgoing(&outgoing(1, "x")).unwrap();
    store.advance(row.id, OutState::Sealed, &OutChange::Invoiced(ticket(1))).unwrap();
    store.advance(row.id, OutState::Invoiced, &OutChange::Paying).unwrap();
    let end = at(NOW + 7 * DAY);
    assert_eq!(store.sweep(end).unwrap(), Swept { messages: 1, drafts: 0, keys: 1, knocks: 0 });
    assert_eq!(store.sweep(end).unwrap(), Swept::default(), "a key is counted once");
    let left = store.due_outgoing(end).unwrap().remove(0);
    assert!(left.is_stripped() && left.comment.is_empty() && left.one_time_secret.expose().is_empty());
    assert_eq!((left.state, left.pay), (OutState::Paying, Some(ticket(1))));
    let failed = OutChange::BackToPublished { error: note("no_route") };
    assert_eq!(store.advance(row.id, OutState::Paying, &failed).unwrap().state, OutState::Failed);
    assert_eq!(store.sweep(end).unwrap(), Swept::default());
    assert!(store.outgoing(row.id).unwrap().is_none());
}

/// Encryption would hide what SQLite leaves behind; so this one database is not encrypted.
#[test]
fn deleted_text_is_in_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::set_up(Connection::open(dir.path().join("plain.db")).unwrap()).unwrap();
    // A pair of characters as the search index holds it; its first byte may be shared with another pair.
    let word = "鸚鵡";
    let text = format!("{word} {}", CANARY.repeat(400));
    fill(&store, &text);
    assert!(files_hold(dir.path(), CANARY.as_bytes()), "the search works");
    assert!(files_hold(dir.path(), &word.as_bytes()[1..]));
    let secret = outgoing(2, "").one_time_secret;
    assert!(files_hold(dir.path(), secret.expose()));
    store.sweep(at(NOW + 7 * DAY)).unwrap();
    assert!(!files_hold(dir.path(), CANARY.as_bytes()));
    assert!(!files_hold(dir.path(), &word.as_bytes()[1..]), "the search index keeps it");
    assert!(!files_hold(dir.path(), secret.expose()));
    assert!(!files_hold(dir.path(), b"knock12"));
    // Nor does anything of it come back when the file is closed and opened again.
    drop(store);
    assert!(!files_hold(dir.path(), CANARY.as_bytes()));
}

#[test]
fn no_text_is_ever_in_the_encrypted_files() {
    let (store, dir) = store();
    fill(&store, &CANARY.repeat(400));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3, "db, -wal and -shm are there");
    for needle in [CANARY.as_bytes(), b"knock12", b"CREATE TABLE", b"wss://a.example", &[2; 32]] {
        assert!(!files_hold(dir.path(), needle));
    }
}
