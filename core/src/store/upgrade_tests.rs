//! Databases as each older version left them, on disk and encrypted, are brought up without loss.
//!
//! They are files and not made anew by each test: so they also tell when a newer SQLCipher reads them no more, when the
//! search index's format has changed, or when somebody edits a migration that is out in the world.

use std::path::{Path, PathBuf};

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

/// What came with later versions, and rows of it.
const LATER_ROWS: [(usize, &str); 3] = [
    (
        3,
        "UPDATE conversations SET draft = 'not sent yet', pinned = 1 WHERE peer = KEY1;
         INSERT INTO deletions (outgoing, reason, relays) VALUES (3, 'read', '[\"wss://a.example\"]');",
    ),
    (
        4,
        "INSERT INTO publications VALUES (3, 0, 'wss://a.example', 'accepted', NULL);
         INSERT INTO discovered_relays VALUES ('wss://b.example', 2, 80, 9);",
    ),
    (5, "INSERT INTO uploads VALUES (KEY2, 'https://files.example', KEY3, 4000000000, 1, NULL);"),
];

fn fixture(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/schema/{version:04}.db"))
}

fn with_keys(rows: &str) -> String {
    (1..9).fold(rows.to_owned(), |rows, n| rows.replace(&format!("KEY{n}"), &format!("x'{n:064x}'")))
}

/// Makes a database of an older version from the migrations.
fn leave(path: &Path, version: u32) {
    let key = [7; 32];
    let conn = Connection::open(path).unwrap();
    open::set_key(&conn, &key, &open::salt(&key)).unwrap();
    search::teach(&conn).unwrap();
    for (step, number) in STEPS.iter().zip(1..=version as usize) {
        conn.execute_batch(step).unwrap();
        let rows = LATER_ROWS.into_iter().chain([(1, ROWS)]).filter(|(since, _)| *since == number);
        for (_, rows) in rows {
            conn.execute_batch(&with_keys(rows)).unwrap();
        }
    }
    conn.pragma_update(None, "user_version", version).unwrap();
}

#[test]
#[ignore = "makes the file of a new version; those of older ones stay as they are"]
fn leave_a_database_of_each_version() {
    for version in 1..=KNOWN {
        let path = fixture(version);
        if !path.exists() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            leave(&path, version);
        }
    }
}

fn count(store: &Store, what: &str) -> i64 {
    let sql = with_keys(&format!("SELECT count(*) FROM {what}"));
    store.read(|conn| Ok(conn.query_row(&sql, [], |row| row.get(0))?)).unwrap()
}

#[test]
fn every_older_version_is_brought_up_without_loss() {
    for version in 1..=KNOWN {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("knock.db");
        std::fs::copy(fixture(version), &path).unwrap();
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
        // What came later is there where the version had it.
        for (since, what) in [
            (3, "conversations WHERE peer = KEY1 AND draft = 'not sent yet' AND pinned = 1"),
            (3, "deletions WHERE outgoing = 3 AND reason = 'read'"),
            (4, "publications WHERE relay = 'wss://a.example' AND outcome = 'accepted'"),
            (4, "discovered_relays WHERE relay = 'wss://b.example' AND rtt_ms = 80"),
            (5, "uploads WHERE sha256 = KEY2 AND secret = KEY3"),
        ] {
            assert_eq!(count(&store, what), i64::from(version >= since), "{what}, version {version}");
        }
        assert_eq!(count(&store, "conversations WHERE unread = 1 AND last_id = 4"), 1, "version {version}");
    }
}
