//! What lies on the disk is of no use without the vault.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use knock_test_support::{BALANCE_MSAT, Terminal};

use crate::secrets::{
    ANSWER, DRAFT, FILE_NAME, PETNAME, TEXT, file_in, files, found_in, keys, payments, texts,
    with_passphrases,
};
use crate::stage::Stage;
use crate::strace::{self, Fault, was_killed};

/// A verb whose temporary files, if it makes any, are where they can be found.
fn verb(terminal: &Terminal, scratch: &Path, args: &[&str]) -> Command {
    let mut command = with_passphrases(terminal.command(args));
    command.env("TMPDIR", scratch).env("SQLITE_TMPDIR", scratch).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_but_the_vault_tells_a_secret() {
    let stage = Stage::set().await.unwrap();
    let (alice, bob) = (&stage.alice, &stage.bob);
    let (scratch, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let run = |who: &Terminal, args: &[&str]| {
        assert!(verb(who, scratch.path(), args).status().unwrap().success(), "{args:?}");
    };
    run(alice, &["contact", "add", &bob.npub(), "--name", PETNAME, "--offline"]);
    run(alice, &["send", PETNAME, TEXT]);
    run(alice, &["send", PETNAME, "--file", &file_in(outside.path())]);
    run(alice, &["chat", "draft", PETNAME, DRAFT]);
    run(alice, &["search", "kanarienvögel"]);
    // Killed, so that the write-ahead log stays as it was.
    let mut listener = verb(bob, scratch.path(), &["listen"]).spawn().unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    run(bob, &["send", "Alice", ANSWER]);
    run(alice, &["inbox"]);
    tokio::time::sleep(Duration::from_secs(1)).await;
    listener.kill().unwrap();
    listener.wait().unwrap();
    let file = bob.ok(&["inbox", "--offline"]);
    let file = file.as_array().unwrap().iter().find(|message| message["file"]["name"] == FILE_NAME).unwrap();
    let saved = outside.path().join("saved");
    run(bob, &["file", "save", &file["id"].to_string(), "--to", saved.to_str().unwrap()]);
    // A backup that is cut off leaves copies of the database; a whole one lies somewhere else.
    let backup = scratch.path().join("knock.backup");
    let backing_up = verb(alice, scratch.path(), &["backup", backup.to_str().unwrap()]);
    assert!(was_killed(Fault::kill("fsync", 4).run(&backing_up).unwrap().status));
    assert!(alice.home().join("backup.tmp").exists(), "the copy is made elsewhere by now");
    assert!(was_killed(Fault::kill("link", 1).run(&backing_up).unwrap().status));
    run(bob, &["backup", scratch.path().join("whole.backup").to_str().unwrap()]);

    let found: Vec<_> = [alice.home(), bob.home(), scratch.path()].into_iter().flat_map(files).collect();
    for name in ["knock.db-wal", "whole.backup", "knock.backup.knock-part"] {
        assert!(found.iter().any(|path| path.ends_with(name)), "no {name}: {found:?}");
    }
    let secrets = [texts(), keys(&stage), payments(&stage)].concat();
    let in_vault = found_in(&std::fs::read(alice.home().join("vault.json")).unwrap(), &secrets);
    assert!(!in_vault.is_empty(), "the search does not even find what is in the vault");
    let mut bytes_read = 0;
    for path in found.iter().filter(|path| !path.ends_with("vault.json")) {
        let bytes = std::fs::read(path).unwrap();
        bytes_read += bytes.len();
        let told = found_in(&bytes, &secrets);
        assert!(told.is_empty(), "{} tells {told:?}", path.display());
    }
    println!(
        "at rest: {} files, {bytes_read} bytes, none of {} secrets in any form",
        found.len(),
        secrets.len()
    );
}

/// All that a process hands to the system, also to files that it deletes again and to sockets.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_is_ever_written_or_sent() {
    let stage = Stage::set().await.unwrap();
    let (alice, bob) = (&stage.alice, &stage.bob);
    let outside = tempfile::tempdir().unwrap();
    let (file, backup) = (file_in(outside.path()), outside.path().join("backup"));
    let (mut written, mut calls) = (Vec::new(), 0);
    for (who, args) in [
        (alice, &["send", "Bob", TEXT][..]),
        (alice, &["send", "Bob", "--file", &file]),
        (alice, &["chat", "draft", "Bob", DRAFT]),
        (bob, &["inbox"]),
        (bob, &["backup", backup.to_str().unwrap()]),
    ] {
        let trace = outside.path().join("trace");
        let calls_that_write = "--trace=write,pwrite64,writev,sendto,sendmsg";
        let whole =
            ["-xx", "--string-limit=100000000", calls_that_write, "--output", trace.to_str().unwrap()];
        let mut traced = strace::around(&with_passphrases(who.command(args)), &whole);
        assert!(traced.stdout(Stdio::null()).status().unwrap().success(), "{args:?}");
        for line in std::fs::read_to_string(&trace).unwrap().lines() {
            // What it tells the user is on standard output.
            if line.contains("write(1, ") {
                continue;
            }
            calls += 1;
            let bytes = line.split("\\x").skip(1).map(|byte| u8::from_str_radix(&byte[..2], 16).unwrap());
            written.extend(bytes);
        }
    }
    assert!(
        found_in(&written, &[("what must be sent", "knock1".to_owned())]).len() == 1,
        "nothing is traced"
    );
    let secrets = [texts(), keys(&stage)].concat();
    let told = found_in(&written, &secrets);
    assert!(told.is_empty(), "{told:?} were written or sent");
    println!("written or sent: {} bytes in {calls} calls, none of {} secrets", written.len(), secrets.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_reported_and_set_aside_only_when_told() {
    let stage = Stage::set().await.unwrap();
    let alice = &stage.alice;
    alice.ok(&["send", "Bob", TEXT]);
    assert_eq!(alice.ok(&["repair"])["damaged"], false);
    let file = alice.home().join("knock.db");
    let mut bytes = std::fs::read(&file).unwrap();
    for page in bytes.chunks_mut(4_096).skip(1) {
        page[100] ^= 1;
    }
    std::fs::write(&file, &bytes).unwrap();
    for _ in 0..2 {
        assert_eq!(alice.fails(&["inbox", "--offline"]).0, "store_damaged");
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "the damaged file was touched");
    }
    let repaired = alice.ok(&["repair"]);
    let aside = repaired["set_aside"].as_str().unwrap();
    assert_eq!(std::fs::read(aside).unwrap(), bytes, "the damaged file is not kept whole");
    assert!(alice.inbox().is_empty());
    alice.ok(&["settings", "--allow-local", "true"]);
    // The identity and the wallet are in the vault: the home goes on.
    assert_eq!(alice.ok(&["wallet", "info"])["balance_msat"], BALANCE_MSAT - 1_000);
}
