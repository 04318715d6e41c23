//! The `knock` command as a user runs it: real processes, homes on disk, a sandbox on loopback.

// The helpers of these tests fail by panicking, as the tests do.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use knock_sandbox::{Sandbox, SandboxOptions};
use knock_test_support::Terminal;
use knock_test_support::terminal::{self, failure, json, text};
use serde_json::Value;
use tempfile::TempDir;

/// The command that these tests run.
const KNOCK: &str = env!("CARGO_BIN_EXE_knock");

fn terminal(sandbox: &Sandbox, name: &str) -> Terminal {
    Terminal::new(KNOCK, sandbox, name)
}

fn knock(home: &Path, args: &[&str]) -> Command {
    terminal::knock(Path::new(KNOCK), home, args)
}

async fn sandbox() -> Sandbox {
    Sandbox::start(SandboxOptions::default()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_from_terminal_to_terminal() {
    let sandbox = sandbox().await;
    let (alice, bob) = (terminal(&sandbox, "alice"), terminal(&sandbox, "bob"));
    alice.add(&bob, "Bob");
    assert_eq!(alice.ok(&["send", "Bob", "--quote"])["amount_msat"], 1_000);
    let sent = alice.ok(&["send", "Bob", "Hello Bob"]);
    assert_eq!((text(&sent["state"]), &sent["comment_chars"]), ("delivered".to_owned(), &254.into()));
    assert_eq!(bob.inbox(), ["Hello Bob"]);
    // Bob answers a sender who is no contact of his.
    bob.ok(&["send", &alice.npub(), "Hello Alice"]);
    assert_eq!(alice.inbox(), ["Hello Bob", "Hello Alice"]);
    assert_eq!(alice.ok(&["wallet", "info"])["balance_msat"], 100_000_000);
    assert_eq!(alice.ok(&["outbox", "list"]), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_listener_loses_and_repeats_nothing() {
    let sandbox = sandbox().await;
    let (alice, bob) = (terminal(&sandbox, "alice"), terminal(&sandbox, "bob"));
    alice.add(&bob, "Bob");
    let texts: Vec<String> = (0..8).map(|n| format!("message {n}")).collect();
    for (round, message) in texts.iter().enumerate() {
        let mut listener = bob.command(&["listen"]).stdout(Stdio::null()).spawn().unwrap();
        let mut sending = alice.command(&["send", "Bob", message]).stdout(Stdio::null()).spawn().unwrap();
        // Each round the kill falls at another moment of the sending.
        tokio::time::sleep(Duration::from_millis(40 * round as u64)).await;
        listener.kill().unwrap();
        listener.wait().unwrap();
        assert!(sending.wait().unwrap().success());
    }
    // A killed listener's lease on a knock ends after 15 seconds; until then nobody else takes it.
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    let mut inbox = bob.inbox();
    while inbox.len() < texts.len() && std::time::Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(500)).await;
        inbox = bob.inbox();
    }
    inbox.sort();
    assert_eq!(inbox, texts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_sender_pays_once_and_delivers_once() {
    let sandbox = sandbox().await;
    let (alice, bob) = (terminal(&sandbox, "alice"), terminal(&sandbox, "bob"));
    alice.add(&bob, "Bob");
    // How long a whole sending takes here, so that the kills fall all over it.
    let start = std::time::Instant::now();
    alice.ok(&["send", "Bob", "whole"]);
    let whole = start.elapsed();
    for round in 1..=10_u32 {
        let mut sending =
            alice.command(&["send", "Bob", &format!("{round}")]).stdout(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(whole * round / 10).await;
        sending.kill().unwrap();
        sending.wait().unwrap();
    }
    // What was begun is gone on with. A payment that the wallet never heard of is waited for until its invoice
    // has expired, so it may stay; all else is delivered now.
    for row in alice.ok(&["outbox", "list"]).as_array().unwrap() {
        let _ = alice.command(&["outbox", "retry", &row["id"].to_string()]).output().unwrap();
    }
    let left = alice.ok(&["outbox", "list"]);
    assert!(left.as_array().unwrap().iter().all(|row| row["state"] == "paying"), "{left}");
    let stored = alice.ok(&["inbox", "--offline", "--limit", "100"]).as_array().unwrap().len();
    let delivered = stored - left.as_array().unwrap().len();
    assert!(delivered >= 2, "no kill came late enough to show anything");

    let inbox = bob.inbox();
    let mut distinct = inbox.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!((inbox.len(), distinct.len()), (delivered, delivered), "{inbox:?}");
    let paid = 100_000_000 - sandbox.ledger().balance("alice").unwrap();
    assert_eq!(paid, delivered as u64 * 1_000, "paid and delivered differ");
}

#[tokio::test(flavor = "multi_thread")]
async fn listen_tells_of_a_message_the_moment_it_lands() {
    use std::io::{BufRead, BufReader};
    let sandbox = sandbox().await;
    let (alice, bob) = (terminal(&sandbox, "alice"), terminal(&sandbox, "bob"));
    alice.add(&bob, "Bob");
    let mut listener = bob.command(&["listen"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(listener.stdout.take().unwrap()).lines();
    alice.ok(&["send", "Bob", "now"]);
    let line = tokio::task::spawn_blocking(move || lines.next().unwrap().unwrap());
    let line = tokio::time::timeout(Duration::from_secs(20), line).await.unwrap().unwrap();
    listener.kill().unwrap();
    listener.wait().unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (text(&told["event"]), text(&told["message"]["text"])),
        ("message".to_owned(), "now".to_owned())
    );
}

#[test]
fn seal_and_open_work_offline_and_refuse_clearly() {
    let (alice, bob) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let run = |home: &TempDir, args: &[&str]| knock(home.path(), args).output().unwrap();
    json(&run(&alice, &["init"]));
    let npub = text(&json(&run(&bob, &["init"]))["npub"]);
    let sealed = json(&run(&alice, &["seal", "--to", &npub, "Hello Bob"]));
    let comment = text(&sealed["comment"]);
    assert_eq!((comment.len(), sealed["event"]["kind"].as_u64()), (254, Some(1_404)));
    let event = bob.path().join("event.json");
    std::fs::write(&event, sealed["event"].to_string()).unwrap();
    let event = event.to_str().unwrap();

    for form in [&comment, &text(&sealed["comment_short"]), &format!("Comment: {comment}!")] {
        let opened = json(&run(&bob, &["open", "--comment", form, "--event", event]));
        assert_eq!(text(&opened["text"]), "Hello Bob");
        assert_eq!(text(&opened["sender"]), text(&json(&run(&alice, &["id"]))["npub"]));
    }
    let open = |home: &TempDir, comment: &str, event: &str| {
        failure(&run(home, &["open", "--comment", comment, "--event", event]))
    };
    let kind = |kind: &str| (kind.to_owned(), 3);
    assert_eq!(open(&alice, &comment, event), kind("comment_undecryptable"));
    assert_eq!(open(&bob, &comment[..250], event), kind("comment_bad_length"));
    assert_eq!(open(&bob, "hello", event), kind("comment_no_prefix"));
    assert_eq!(open(&bob, &comment, "/nowhere"), kind("event_unreadable"));
    let other = json(&run(&alice, &["seal", "--to", &npub, "another"]));
    let other_event = bob.path().join("other.json");
    std::fs::write(&other_event, other["event"].to_string()).unwrap();
    assert_eq!(open(&bob, &comment, other_event.to_str().unwrap()), kind("event_wrong_id"));
    assert_eq!(failure(&run(&alice, &["seal", "--to", "npub1xyz", "x"])), kind("bad_npub"));
}

#[test]
fn identities_leave_and_come_back() {
    let home = || tempfile::tempdir().unwrap();
    let (first, second, third, fourth) = (home(), home(), home(), home());
    let run = |home: &TempDir, args: &[&str]| {
        knock(home.path(), args)
            .env("KNOCK_PASSWORD", "correct horse")
            .env("KNOCK_PASSPHRASE", "battery")
            .output()
            .unwrap()
    };
    let made = json(&run(&first, &["init", "--words"]));
    let (npub, words) = (text(&made["npub"]), text(&made["words"]));
    let ncryptsec = text(&json(&run(&first, &["export"]))["ncryptsec"]);
    let nsec = text(&json(&run(&first, &["export", "--format", "nsec"]))["nsec"]);
    assert_eq!(text(&json(&run(&first, &["export", "--format", "words"]))["words"]), words);
    assert_eq!(text(&json(&run(&second, &["import", &ncryptsec]))["npub"]), npub);
    assert_eq!(text(&json(&run(&third, &["init", "--import", &words]))["npub"]), npub);
    assert_eq!(text(&json(&run(&fourth, &["import", &nsec, "--passphrase"]))["npub"]), npub);
    assert_eq!(text(&json(&run(&third, &["export", "--format", "words"]))["words"]), words);
    assert_eq!(failure(&run(&fourth, &["export", "--format", "words"])), ("no_words".to_owned(), 3));

    // An identity is never replaced, and a sealed home opens with its passphrase only.
    assert_eq!(failure(&run(&first, &["init"])), ("identity_exists".to_owned(), 6));
    let wrong = knock(fourth.path(), &["id"]).env("KNOCK_PASSPHRASE", "wrong").output().unwrap();
    assert_eq!(failure(&wrong), ("wrong_passphrase".to_owned(), 6));
    let unprotected = knock(first.path(), &["export"]).env("KNOCK_PASSWORD", "").output().unwrap();
    assert_eq!(failure(&unprotected), ("passphrase_empty".to_owned(), 3));
    let empty = home();
    assert_eq!(failure(&run(&empty, &["id"])), ("no_identity".to_owned(), 6));
    // No secret in any file of a home whose vault is sealed.
    for entry in std::fs::read_dir(fourth.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(&nsec));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_have_kinds_and_exit_codes() {
    let sandbox = sandbox().await;
    let (alice, bob) = (terminal(&sandbox, "alice"), terminal(&sandbox, "bob"));
    assert_eq!(alice.fails(&["send", "nobody", "x"]), ("not_a_contact".to_owned(), 3));
    assert_eq!(alice.fails(&["paste", "thanks"]), ("comment_no_prefix".to_owned(), 3));
    assert_eq!(alice.fails(&["wallet", "connect", "lndhub://x"]).0, "wallet_bad_connection");
    assert_eq!(alice.fails(&["settings", "--address", "no address"]).0, "not_a_pay_address");
    let nowhere = alice.fails(&["contact", "add", "bob@127.0.0.1:1"]);
    assert_eq!(nowhere, ("host_unreachable".to_owned(), 4));
    alice.add(&bob, "Bob");
    assert_eq!(alice.fails(&["send", "Bob", ""]), ("message_empty".to_owned(), 3));
    sandbox.relay().shutdown().await;
    assert_eq!(alice.fails(&["send", "Bob", "x"]), ("not_published".to_owned(), 4));
    let outbox = alice.ok(&["outbox", "list"]);
    assert_eq!(text(&outbox[0]["error"]["kind"]), "not_published");
    sandbox.relay().restart().await.unwrap();
    let id = outbox[0]["id"].to_string();
    assert_eq!(text(&alice.ok(&["outbox", "retry", &id])["state"]), "delivered");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_sent_shown_and_saved() {
    let sandbox = sandbox().await;
    let (alice, bob) = (terminal(&sandbox, "alice"), terminal(&sandbox, "bob"));
    alice.add(&bob, "Bob");
    bob.add(&alice, "Alice");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("notes.txt"), "between us").unwrap();
    std::fs::write(path("a.gif"), "GIF89a\u{1}\0\u{1}\0\0\0\0;").unwrap();
    assert_eq!(alice.fails(&["send", "Bob", "--file", &path("notes.txt")]), ("no_file_server".to_owned(), 6));
    assert_eq!(alice.fails(&["settings", "--file-server", "http://files.example"]).0, "file_server_invalid");
    alice.ok(&["settings", "--file-server", sandbox.blossom().url()]);
    assert_eq!(alice.fails(&["send", "Bob", "--file", "/nowhere"]), ("file_unreadable".to_owned(), 3));
    assert_eq!(
        alice.fails(&["send", "Bob", "--file", &path("a.gif")]),
        ("file_keeps_metadata".to_owned(), 3)
    );
    let long = "long ".repeat(3_000);
    assert_eq!(alice.fails(&["send", "Bob", &long]), ("message_too_long".to_owned(), 3));

    alice.ok(&["send", "Bob", "--file", &path("notes.txt")]);
    alice.ok(&["send", "Bob", "--as-file", &long]);
    let inbox = bob.ok(&["inbox"]);
    assert_eq!((text(&inbox[0]["file"]["name"]), &inbox[0]["kind"]), ("notes.txt".to_owned(), &15.into()));
    let id = |n: usize| inbox[n]["id"].to_string();
    let shown = bob.ok(&["file", "show", &id(0)]);
    assert_eq!((&shown["is_here"], &shown["size"]), (&false.into(), &26.into()));
    let saved = bob.ok(&["file", "save", &id(0), "--to", &path("saved.txt")]);
    assert_eq!(saved["bytes"], 10);
    assert_eq!(std::fs::read_to_string(path("saved.txt")).unwrap(), "between us");
    assert_eq!(bob.ok(&["file", "show", &id(0)])["is_here"], true);
    // Nothing is written over.
    let again = bob.fails(&["file", "save", &id(0), "--to", &path("saved.txt")]);
    assert_eq!(again, ("file_exists".to_owned(), 3));
    let saved = bob.ok(&["file", "save", &id(1), "--to", folder.path().to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(text(&saved["path"])).unwrap(), long);
    assert_eq!(bob.fails(&["file", "show", "99"]).0, "not_found");
    alice.ok(&["send", "Bob", "just words"]);
    assert_eq!(
        bob.fails(&["file", "show", &bob.ok(&["inbox"])[2]["id"].to_string()]).0,
        "attachment_malformed"
    );
}

#[test]
fn the_demo_shows_what_it_promises() {
    let home = tempfile::tempdir().unwrap();
    let shown = json(&knock(home.path(), &["demo", "--rounds", "3"]).output().unwrap());
    assert_eq!(shown["comment_chars"], 254);
    assert!(shown["event_bytes"].as_u64().unwrap() < 700);
    assert_eq!(shown["event_kind"], 1_404);
    assert_eq!(shown["event_tags"].as_array().unwrap().len(), 1);
    assert_eq!(text(&shown["event_tags"][0][0]), "expiration");
    assert_eq!((text(&shown["text_received"]).as_str(), &shown["amount_msat"]), ("Hello Bob", &1_000.into()));
    assert!(shown["relays_confirmed"].as_u64().unwrap() > 0);
    assert!(!text(&shown["answer_received"]).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_read_answered_and_set_from_the_terminal() {
    let sandbox = sandbox().await;
    let (alice, bob) = (terminal(&sandbox, "alice"), terminal(&sandbox, "bob"));
    let card = bob.ok(&["card", "show"]);
    assert_eq!(card["price_msat"], 1_000);
    let scanned = alice.ok(&["card", "scan", &text(&card["link"])]);
    assert_eq!((&scanned["is_new"], &scanned["differences"]), (&true.into(), &serde_json::json!([])));
    let number = |from: &Terminal, who: &str| text(&from.ok(&["safety", who])["safety_number"]);
    assert_eq!(number(&alice, &bob.npub()), number(&bob, &alice.npub()));
    assert_eq!(alice.ok(&["safety", &bob.npub(), "--verified"])["verified"], true);

    bob.ok(&["settings", "--ask-for-strangers", "true"]);
    alice.ok(&["send", &bob.npub(), "Hello Bob"]);
    bob.ok(&["inbox"]);
    let request = bob.ok(&["requests", "list"])[0].clone();
    assert_eq!((&request["sender"], &request["paid_msat"]), (&alice.npub().into(), &1_000.into()));
    bob.ok(&["requests", "accept", &text(&request["event_id"])]);

    let listed = bob.ok(&["conversations"])[0].clone();
    assert_eq!((&listed["unread"], &listed["last"]["text"]), (&1.into(), &"Hello Bob".into()));
    let shown = bob.ok(&["chat", "show", &alice.npub()])["messages"][0].clone();
    assert_eq!((&shown["mine"], &shown["paid_msat"]), (&false.into(), &1_000.into()));
    let id = shown["id"].to_string();
    bob.ok(&["chat", "react", &id, "-"]);
    bob.ok(&["chat", "reply", &id, "Hello Alice"]);
    assert_eq!(bob.fails(&["chat", "edit", &id, "x"]), ("wrong_state".into(), 3));

    alice.ok(&["inbox"]);
    let chat = alice.ok(&["chat", "show", &bob.npub()]);
    let (own, answer) = (&chat["messages"][0], &chat["messages"][1]);
    assert_eq!((&own["delivery"]["stage"], &own["reactions"][0]["content"]), (&"seen".into(), &"-".into()));
    assert_eq!(answer["quoted"]["text"], "Hello Bob");
    alice.ok(&["chat", "edit", &own["id"].to_string(), "Hello, Bob!"]);
    bob.ok(&["inbox"]);
    let found = bob.ok(&["search", "o, b"]);
    assert_eq!((found.as_array().unwrap().len(), &found[0]["text"]), (1, &"Hello, Bob!".into()));

    for (verb, field, value) in [("pin", "pinned", true), ("archive", "archived", true)] {
        assert_eq!(bob.ok(&["chat", verb, &alice.npub()])[field], value);
        assert_eq!(bob.ok(&["chat", verb, &alice.npub(), "--off"])[field], !value);
    }
    assert_eq!(bob.ok(&["chat", "timer", &alice.npub(), "1h"])["ttl_secs"], 3_600);
    assert_eq!(bob.ok(&["chat", "draft", &alice.npub(), "By the way"])["draft"]["text"], "By the way");
    assert!(bob.ok(&["chat", "mute", &alice.npub(), "--hours", "1"])["muted_until"].as_u64().unwrap() > 0);
    bob.ok(&["chat", "delete", &id]);
    assert_eq!(bob.ok(&["chat", "show", &alice.npub()])["messages"].as_array().unwrap().len(), 1);
    assert_eq!(bob.ok(&["chat", "clear", &alice.npub()])["deleted"], 1);
    assert_eq!(bob.ok(&["conversations"]), serde_json::json!([]));

    let line = alice.ok(&["send", &bob.npub(), "one", "--window", "60"]);
    assert_eq!(line["state"], "sealed");
    assert_eq!(alice.ok(&["send", &bob.npub(), "two", "--window", "60"])["id"], line["id"]);
    assert_eq!(alice.ok(&["chat", "flush", &bob.npub()])["state"], "delivered");
    let long = "so long ".repeat(2_000);
    assert_eq!(alice.fails(&["send", &bob.npub(), &long]).0, "message_too_long");
    assert_eq!(alice.ok(&["send", &bob.npub(), &long, "--split"]).as_array().unwrap().len(), 4);
    let unsent = text(&alice.ok(&["chat", "show", &bob.npub()])["messages"][2]["id"].to_string().into());
    assert_eq!(alice.ok(&["chat", "unsend", &unsent])["relays_asked"], 1);
}
