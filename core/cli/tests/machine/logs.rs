//! Nothing secret is ever logged, whatever the level.

use std::process::{Command, Stdio};
use std::time::Duration;

use knock_test_support::Terminal;
use knock_test_support::terminal::{json, knock, text};

use crate::secrets::{
    ANSWER, DRAFT, FILE_NAME, PASSPHRASE, PETNAME, TEXT, file_in, found_in, keys, payments, texts,
    with_passphrases,
};
use crate::stage::Stage;

/// What everybody's processes have written to standard error, with all the logging there is.
#[derive(Default)]
struct Log(String);

impl Log {
    fn run(&mut self, command: Command) -> std::process::Output {
        let output = with_passphrases(command).env("RUST_LOG", "trace").output().unwrap();
        self.0 += &String::from_utf8_lossy(&output.stderr);
        output
    }

    fn ok(&mut self, of: &Terminal, args: &[&str]) {
        let output = self.run(of.command(args));
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_log_tells_a_secret() {
    let stage = Stage::set().await.unwrap();
    let (alice, bob) = (&stage.alice, &stage.bob);
    let outside = tempfile::tempdir().unwrap();
    let mut log = Log::default();
    bob.ok(&["settings", "--file-server", stage.sandbox.blossom().url()]);
    log.ok(alice, &["contact", "add", &bob.npub(), "--name", PETNAME, "--offline"]);
    log.ok(alice, &["wallet", "connect", &alice.user.wallet_uri]);
    log.ok(alice, &["send", PETNAME, TEXT]);
    log.ok(alice, &["send", PETNAME, "--file", &file_in(outside.path())]);
    log.ok(bob, &["inbox"]);
    let inbox = bob.ok(&["inbox", "--offline"]);
    let id = |name: &str| {
        let is_it = |message: &&serde_json::Value| message["text"] == name || message["file"]["name"] == name;
        inbox.as_array().unwrap().iter().find(is_it).unwrap()["id"].to_string()
    };
    log.ok(bob, &["file", "save", &id(FILE_NAME), "--to", outside.path().join("saved").to_str().unwrap()]);
    log.ok(bob, &["chat", "react", &id(TEXT), "+"]);
    log.ok(bob, &["search", "kanarienvögel"]);
    let listening = with_passphrases(alice.command(&["listen"]))
        .env("RUST_LOG", "trace")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut listening = listening.unwrap();
    // Read as it comes, or the pipe fills up and the listener stands still.
    let mut told = listening.stderr.take().unwrap();
    let reading = std::thread::spawn(move || std::io::read_to_string(&mut told).unwrap_or_default());
    tokio::time::sleep(Duration::from_secs(2)).await;
    log.ok(bob, &["chat", "reply", &id(TEXT), ANSWER]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    listening.kill().unwrap();
    listening.wait().unwrap();
    log.0 += &reading.join().unwrap();
    let sent = alice.ok(&["chat", "show", PETNAME])["messages"].clone();
    log.ok(alice, &["chat", "edit", &sent[0]["id"].to_string(), &format!("{TEXT}!")]);
    log.ok(alice, &["send", PETNAME, ANSWER]);
    let newest =
        alice.ok(&["chat", "show", PETNAME])["messages"].as_array().unwrap().last().unwrap()["id"].clone();
    log.ok(alice, &["chat", "unsend", &newest.to_string()]);
    log.ok(alice, &["chat", "draft", PETNAME, DRAFT]);
    for args in [
        &["wallet", "info"][..],
        &["outbox", "list"],
        &["contact", "list"],
        &["settings"],
        &["conversations"],
        &["export"],
        &["export", "--format", "nsec"],
        &["repair"],
    ] {
        log.ok(alice, args);
    }
    paste_seal_open(&stage, &mut log, outside.path());
    back_up_and_restore(&stage, &mut log, outside.path());
    // Failures log more than successes.
    stage.sandbox.relay().shutdown().await;
    assert!(!log.run(alice.command(&["send", PETNAME, TEXT])).status.success());
    assert!(
        !log.run(bob.command(&["wallet", "connect", &bob.user.wallet_uri.replace("secret=", "secret=z")]))
            .status
            .success()
    );

    let lines = log.0.lines().count();
    let mut crates_that_log = vec!["tungstenite", "reqwest"];
    if cfg!(feature = "nostr-logs") {
        crates_that_log.push("nostr_relay_pool");
    }
    for name in crates_that_log {
        assert!(log.0.contains(&format!(" {name}")), "{name} has logged nothing");
    }
    // What is no secret and was logged is found; or the search would say nothing.
    let relay = stage.sandbox.relay_url().trim_start_matches("ws://").trim_end_matches('/').to_owned();
    assert_eq!(found_in(log.0.as_bytes(), &[("no secret", relay)]).len(), 1, "the search finds nothing");
    let secrets = [texts(), keys(&stage), payments(&stage)].concat();
    for (name, secret) in found_in(log.0.as_bytes(), &secrets) {
        let line = log.0.lines().find(|line| line.contains(secret.as_str())).unwrap_or("in another form");
        panic!("{name} is in the log: {line}");
    }
    println!("log scan: {lines} lines at trace level, none of {} secrets", secrets.len());
}

fn paste_seal_open(stage: &Stage, log: &mut Log, outside: &std::path::Path) {
    let (alice, bob) = (&stage.alice, &stage.bob);
    let comment = stage.paid().into_iter().find_map(|payment| payment.comment).unwrap();
    log.ok(bob, &["paste", &comment]);
    let sealed = log.run(alice.command(&["seal", "--to", &bob.npub(), TEXT]));
    let (comment, event) = (text(&json(&sealed)["comment"]), outside.join("event.json"));
    std::fs::write(&event, json(&sealed)["event"].to_string()).unwrap();
    log.ok(bob, &["open", "--comment", &comment, "--event", event.to_str().unwrap()]);
    assert!(!log.0.contains(&comment), "a comment is in the log");
}

fn back_up_and_restore(stage: &Stage, log: &mut Log, outside: &std::path::Path) {
    let (file, home) = (outside.join("backup"), outside.join("home"));
    log.ok(&stage.alice, &["backup", file.to_str().unwrap()]);
    let knock = |args: &[&str]| knock(std::path::Path::new(env!("CARGO_BIN_EXE_knock")), &home, args);
    let mut wrong = knock(&["restore", file.to_str().unwrap()]);
    wrong.env("KNOCK_BACKUP_PASSPHRASE", PASSPHRASE.to_uppercase());
    assert!(!wrong.env("RUST_LOG", "trace").output().unwrap().status.success());
    let mut sealed = knock(&["restore", file.to_str().unwrap(), "--passphrase"]);
    sealed.env("KNOCK_PASSPHRASE", PASSPHRASE);
    assert!(log.run(sealed).status.success());
    let mut opened = knock(&["inbox"]);
    opened.env("KNOCK_PASSPHRASE", PASSPHRASE);
    assert!(log.run(opened).status.success());
}
