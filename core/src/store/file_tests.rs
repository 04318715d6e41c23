//! The database as a file: keys, damage, versions, other processes, crashes.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use rusqlite::Connection;

use super::fixtures::*;
use super::*;
use crate::keys::SecretBytes;

fn open(path: &Path) -> Result<Store, StoreError> {
    Store::open(path, &database_key())
}

fn kind(path: &Path) -> &'static str {
    open(path).unwrap_err().kind()
}

#[test]
fn what_is_stored_is_there_after_reopening() {
    let (store, dir) = store();
    receive(&store, &message(1, "Hello"));
    let path = dir.path().join("knock.db");
    drop(store);
    let store = open(&path).unwrap();
    assert_eq!(store.message_by_event(&id(1)).unwrap().unwrap().content, "Hello");
    #[cfg(unix)]
    for entry in fs::read_dir(dir.path()).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
    }
}

/// Written by a published build, PyPI's sqlcipher3-binary 0.6.0, with the raw key of 32 sevens.
#[test]
fn what_sqlcipher_wrote_on_openssl_is_read_on_our_crypto() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("stock.db");
    fs::write(&path, include_bytes!("data/sqlcipher-4.12-openssl.db")).unwrap();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "07".repeat(32))).unwrap();
    let text = conn.query_row("SELECT group_concat(text) FROM letter", [], |row| row.get::<_, String>(0));
    assert_eq!(text.unwrap(), "letter 1,letter 2,letter 3");
    let provider = conn.query_row("PRAGMA cipher_provider_version", [], |row| row.get::<_, String>(0));
    assert!(
        cfg!(target_vendor = "apple") || provider.unwrap().contains("AWS-LC"),
        "other crypto than the phones'"
    );
    assert!(
        !conn.prepare("PRAGMA cipher_integrity_check").unwrap().exists([]).unwrap(),
        "a page's seal is broken"
    );
}

#[test]
fn a_wrong_key_opens_nothing_and_changes_nothing() {
    let (store, dir) = store();
    drop(store);
    let path = dir.path().join("knock.db");
    let before = fs::read(&path).unwrap();
    for key in [vec![8; 32], vec![7; 31], vec![]] {
        let error = Store::open(&path, &SecretBytes::new(key)).unwrap_err();
        assert!(matches!(error, StoreError::WrongKey), "{error}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn damage_is_told_from_a_wrong_key_and_left_as_it_is() {
    let (store, dir) = store();
    for n in 0..100 {
        receive(&store, &message(n, &"x".repeat(500)));
    }
    drop(store);
    let path = dir.path().join("knock.db");
    let good = fs::read(&path).unwrap();
    let mut first_page = good.clone();
    first_page[100] ^= 1;
    for bad in [&first_page[..], &good[..1000], b"not a database", &good[..4096]] {
        fs::write(&path, bad).unwrap();
        assert_eq!(kind(&path), "store_damaged", "{} bytes", bad.len());
        assert_eq!(fs::read(&path).unwrap(), bad);
    }
    // Deeper damage shows when the page is read.
    let mut deep = good.clone();
    for page in 3..good.len() / 4096 {
        deep[page * 4096 + 50] ^= 1;
    }
    fs::write(&path, deep).unwrap();
    let error = open(&path).and_then(|s| s.messages(None, 1_000, None)).unwrap_err();
    assert_eq!(error.kind(), "store_damaged");
    // Emptied while changes to it were waiting in the log.
    fs::write(&path, b"").unwrap();
    fs::write(dir.path().join("knock.db-wal"), b"x").unwrap();
    assert_eq!(kind(&path), "store_damaged");
    // A database, but not one of ours.
    fs::remove_file(dir.path().join("knock.db-wal")).unwrap();
    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert_eq!(kind(&path), "store_damaged");
    assert_eq!(kind(&dir.path().join("no/such/folder")), "store_failed");
}

#[test]
fn a_newer_schema_is_refused() {
    let (store, dir) = store();
    store.read(|conn| Ok(conn.pragma_update(None, "user_version", 99)?)).unwrap();
    drop(store);
    let error = open(&dir.path().join("knock.db")).unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 99, .. }), "{error}");
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let (store, _dir) = store();
    receive(&store, &message(1, "before"));
    let pages: i64 = store.read(|c| Ok(c.query_row("PRAGMA page_count", [], |r| r.get(0))?)).unwrap();
    store.read(|c| Ok(c.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)).unwrap();
    let error = store.insert_outgoing(&outgoing(2, &"x".repeat(50_000))).unwrap_err();
    assert!(matches!(error, StoreError::DiskFull), "{error}");
    assert_eq!(store.messages(None, 9, None).unwrap().len(), 1);
    assert!(store.outbox().unwrap().is_empty());
}

#[test]
fn two_handles_on_one_file_see_each_other_and_wait_for_each_other() {
    let (store, dir) = store();
    let other = open(&dir.path().join("knock.db")).unwrap();
    receive(&store, &message(99, "one"));
    assert_eq!(other.message_by_event(&id(99)).unwrap().unwrap().content, "one");
    thread::scope(|s| {
        s.spawn(|| (0..25).for_each(|n| drop(receive(&store, &message(n, "a")))));
        s.spawn(|| (25..50).for_each(|n| drop(receive(&other, &message(n, "b")))));
    });
    assert_eq!(store.messages(None, 100, None).unwrap().len(), 51);
}

#[test]
fn all_who_create_the_file_at_once_get_the_same_database() {
    for _ in 0..5 {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("knock.db");
        thread::scope(|s| {
            for n in 0..4 {
                let path = &path;
                s.spawn(move || drop(receive(&open(path).unwrap(), &message(n, "x"))));
            }
        });
        assert_eq!(open(&path).unwrap().messages(None, 9, None).unwrap().len(), 4);
    }
}

#[test]
fn an_error_in_the_middle_leaves_nothing() {
    let (store, _dir) = store();
    store.write(|tx| Ok(tx.execute_batch("DROP TABLE outbox")?)).unwrap();
    assert!(store.insert_outgoing(&outgoing(1, "x")).is_err());
    assert!(store.messages(None, 9, None).unwrap().is_empty());
}

/// Run by the next test in a process of its own, which it kills in the middle of a change.
#[test]
#[ignore = "kills its process"]
fn dies_in_the_middle() {
    let Some(path) = std::env::var_os("KNOCK_TEST_DB") else { return };
    let store = open(Path::new(&path)).unwrap();
    receive(&store, &message(1, "whole"));
    let _: Result<(), StoreError> = store.write(|tx| {
        messages::insert(tx, &message(2, "half"), Direction::Out, None)?;
        std::process::abort()
    });
}

#[test]
fn a_killed_process_leaves_whole_changes_only() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("knock.db");
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::file_tests::dies_in_the_middle", "--ignored"])
        .env("KNOCK_TEST_DB", &path)
        .output()
        .unwrap()
        .status;
    assert!(!status.success());
    let store = open(&path).unwrap();
    let left = store.messages(None, 9, None).unwrap();
    assert_eq!(left.iter().map(|m| m.content.as_str()).collect::<Vec<_>>(), ["whole"]);
    receive(&store, &message(2, "again"));
}
