//! Databases as each older version left them, on disk and encrypted, are brought up without loss.

use std::path::Path;

use rusqlite::Connection;

use super::fixtures::*;
use super::migrations::{KNOWN, STEPS};
use super::{KnockState, OutState, Store, open, search};

/// Rows of every table of the first version; KEY1 … KEY8 stand for keys and ids.
const ROWS: &str = "
    INSERT INTO contacts VALUES (KEY1, 'Bob', 'bob@example.com', NULL, '[\"wss://a.example\"]',
                                 NULL, 0, 5);
    INSERT INTO messages (id, event_id, rumor_id, peer, direction, kind, content, tags, sent_at, received_at,
                          expires_at, paid, read)
    VALUES (1, KEY1, KEY2, KEY1, 'in', 14, 'Hello',
            '[[\"subject\",\"x\"]]', 5, 6, 4000000000, 1000, 0),
           (2, KEY3, KEY4, KEY1, 'out', 14, 'Hello too', '[]',
            7, 7, 4000000000, NULL, 1),
           (4, KEY5, KEY6, KEY1, 'in', 15, 'https://files.example/x', '[[\"name\",\"boat.jpg\"]]',
            8, 8, 4000000000, 1000, 1);
    INSERT INTO outbox (id, message_id, peer, state, comment, event_json, one_time_secret, relays, accepted, bolt11,
                        payment_hash, amount, invoice_expires_at, attempts, expires_at, created_at)
    VALUES (3, 2, KEY1, 'paying', 'knock1x', '{}', zeroblob(32), '[]', '[]', 'lnbc1x',
            KEY5, 1000, 99, 2, 4000000000, 7);
    INSERT INTO knocks (event_id, comment, sender, sent_at, first_seen_at, state, attempts)
    VALUES (KEY6, 'knock1y', KEY1, 8, 9, 'fetching', 0),
           (KEY7, 'knock1z', KEY8, 8, 9, 'request', 0);
    INSERT INTO settings VALUES ('settings', '{}');";

fn leave(path: &Path, version: usize) {
    let key = [7; 32];
    let conn = Connection::open(path).unwrap();
    open::set_key(&conn, &key, &open::salt(&key)).unwrap();
    search::teach(&conn).unwrap();
    for (number, step) in STEPS.iter().take(version).enumerate() {
        conn.execute_batch(step).unwrap();
        if number == 0 {
            let rows = (1..9)
                .fold(ROWS.to_owned(), |rows, n| rows.replace(&format!("KEY{n}"), &format!("x'{n:064x}'")));
            conn.execute_batch(&rows).unwrap();
        }
    }
    conn.pragma_update(None, "user_version", version).unwrap();
}

#[test]
fn every_older_version_is_brought_up_without_loss() {
    for version in 1..=KNOWN as usize {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("knock.db");
        leave(&path, version);
        let store = Store::open(&path, &database_key()).unwrap();
        let known: u32 =
            store.read(|c| Ok(c.query_row("PRAGMA user_version", [], |row| row.get(0))?)).unwrap();
        assert_eq!(known, KNOWN);
        store.check().unwrap();

        let contacts = store.contacts().unwrap();
        assert_eq!((contacts.len(), contacts[0].petname.as_deref()), (1, Some("Bob")), "version {version}");
        let texts: Vec<_> = store.messages(None, 9, None).unwrap().into_iter().map(|m| m.content).collect();
        assert_eq!(texts, ["https://files.example/x", "Hello too", "Hello"], "version {version}");
        // What the index did not know then is found now.
        for (words, count) in [("boat", 1), ("hello", 2), ("files", 0)] {
            assert_eq!(
                store.search(words, None, 9, None).unwrap().len(),
                count,
                "{words}, version {version}"
            );
        }
        assert!(store.knock_by_comment("knock1z").unwrap().is_some(), "version {version}");
        let row = store.outgoing(3).unwrap().unwrap();
        assert_eq!((row.state, row.attempts, row.comment.as_str()), (OutState::Paying, 2, "knock1x"));
        assert_eq!(row.pay.map(|pay| pay.amount().0), Some(1_000), "version {version}");
        let due = store.knocks_due(at(NOW)).unwrap();
        assert_eq!((due.len(), due[0].state), (1, KnockState::Fetching), "version {version}");
        assert_eq!(store.requests(9, None).unwrap().len(), 1, "version {version}");
        assert_eq!(store.setting("settings").unwrap().as_deref(), Some("{}"), "version {version}");
    }
}
