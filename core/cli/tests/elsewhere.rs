//! What reaches beyond one home and one relay: backups, remote signers, relays that monitors tell of, messages that
//! go everywhere. Real processes, as in `command.rs`.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use knock_sandbox::fleet::{Behaviour, Fleet};
use knock_sandbox::{Sandbox, SandboxOptions};
use knock_test_support::Terminal;
use knock_test_support::terminal::{self, failure, json, text};
use nostr::Keys;
use nostr_connect::prelude::{
    NostrConnectKeys, NostrConnectRemoteSigner, NostrConnectRequest, NostrConnectSignerActions, PublicKey,
};

const KNOCK: &str = env!("CARGO_BIN_EXE_knock");

async fn sandbox() -> Sandbox {
    Sandbox::start(SandboxOptions::default()).await.unwrap()
}

fn person(sandbox: &Sandbox, name: &str) -> Terminal {
    Terminal::new(KNOCK, sandbox, name)
}

fn knock(home: &Path, args: &[&str]) -> Command {
    terminal::knock(Path::new(KNOCK), home, args)
}

fn with_passphrase(mut command: Command, passphrase: &str) -> Output {
    command.env("KNOCK_BACKUP_PASSPHRASE", passphrase).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_is_backed_up_and_restored_elsewhere() {
    let sandbox = sandbox().await;
    let (alice, bob) = (person(&sandbox, "alice"), person(&sandbox, "bob"));
    alice.add(&bob, "Bob");
    alice.ok(&["send", "Bob", "before the move"]);
    let folder = tempfile::tempdir().unwrap();
    let (file, home) = (folder.path().join("alice.knock"), folder.path().join("home"));
    let path = file.to_str().unwrap();

    let empty = with_passphrase(alice.command(&["backup", path]), "");
    assert_eq!(failure(&empty).0, "backup_no_passphrase");
    let made = with_passphrase(alice.command(&["backup", path]), "correct horse");
    assert_eq!(json(&made)["bytes"], std::fs::metadata(&file).unwrap().len());
    assert!(!with_passphrase(alice.command(&["backup", path]), "correct horse").status.success());

    let wrong = with_passphrase(knock(&home, &["restore", path]), "wrong horse");
    assert_eq!(failure(&wrong).0, "backup_wrong_passphrase");
    assert!(!home.exists(), "a home that was not restored leaves nothing");
    let restored = with_passphrase(knock(&home, &["restore", path]), "correct horse");
    assert_eq!(text(&json(&restored)["npub"]), alice.npub());
    let lived_in = with_passphrase(knock(&home, &["restore", path]), "correct horse");
    assert_eq!(failure(&lived_in).0, "identity_exists");

    // It goes on there, with contacts and wallet.
    let sent = knock(&home, &["send", "Bob", "after the move"]).output().unwrap();
    assert_eq!(json(&sent)["state"], "delivered");
    assert_eq!(bob.inbox(), ["before the move", "after the move"]);
}

struct Consents;

impl NostrConnectSignerActions for Consents {
    fn approve(&self, _: &PublicKey, _: &NostrConnectRequest) -> bool {
        true
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_whose_key_is_with_a_bunker_sends() {
    let sandbox = sandbox().await;
    let bob = person(&sandbox, "bob");
    let (user, signer) = (Keys::generate(), Keys::generate());
    let keys = NostrConnectKeys { signer, user: user.clone() };
    let remote =
        NostrConnectRemoteSigner::new(keys, [sandbox.relay_url()], Some("once".into()), None).unwrap();
    let uri = remote.bunker_uri().to_string();
    let bunker = tokio::spawn(async move {
        let _ = remote.serve(Consents).await;
    });
    // Its requests are ephemeral: what is sent before it has subscribed is lost.
    while sandbox.relay().log().requests_for_kind(24_133) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let run = |args: &[&str]| knock(&home, args).output().unwrap();
    assert_eq!(failure(&run(&["signer", "connect", "bunker://x", "--allow-local"])).0, "signer_bad_link");
    let relay = sandbox.relay_url();
    let linked = run(&["signer", "connect", &uri, "--relay", &relay, "--allow-local"]);
    let expected = nostr::nips::nip19::ToBech32::to_bech32(&user.public_key()).unwrap();
    assert_eq!(text(&json(&linked)["npub"]), expected);
    assert_eq!(json(&run(&["signer", "status"]))["send_only"], true);
    let account = sandbox.create_user("alice", 1_000_000).unwrap();
    assert!(run(&["wallet", "connect", &account.wallet_uri]).status.success());
    let address = bob.user.lightning_address.as_str();
    assert!(run(&["contact", "add", &bob.npub(), "--address", address, "--offline"]).status.success());
    assert_eq!(json(&run(&["send", &bob.npub(), "signed elsewhere"]))["state"], "delivered");
    assert_eq!(bob.inbox(), ["signed elsewhere"]);
    // Receiving and exporting need the key.
    for verb in ["nsec", "ncryptsec"] {
        let refused = run(&["export", "--format", verb]);
        assert!(!refused.status.success());
    }
    assert_eq!(failure(&run(&["paste", &format!("knock1{}", "A".repeat(248))])).0, "send_only");
    bunker.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn relays_are_discovered_and_a_message_goes_to_all_of_them() {
    let sandbox = sandbox().await;
    let fleet =
        Fleet::start(&[(Behaviour::Good, 5), (Behaviour::Refusing, 2), (Behaviour::Dead, 1)]).await.unwrap();
    let monitor = Keys::generate();
    let client = nostr_sdk::Client::new(monitor.clone());
    client.add_relay(sandbox.relay_url()).await.unwrap();
    client.connect().await;
    for event in fleet.monitored_by(&monitor).unwrap() {
        client.send_event(&event).await.unwrap();
    }
    client.shutdown().await;

    let (alice, bob) = (person(&sandbox, "alice"), person(&sandbox, "bob"));
    alice.add(&bob, "Bob");
    alice.ok(&["settings", "--blast-directory", "false"]);
    assert_eq!(alice.ok(&["relays", "discovered"]), serde_json::json!([]));
    let found = alice.ok(&["relays", "discover"]);
    assert_eq!(found.as_array().unwrap().len(), 8);
    assert_eq!(alice.ok(&["relays", "discovered"]), found);

    let sent = alice.ok(&["send", "Bob", "everywhere", "--everywhere"]);
    let outcomes = |table: &serde_json::Value| {
        let mut all: Vec<_> = table.as_array().unwrap().iter().map(|line| text(&line["outcome"])).collect();
        all.sort();
        all
    };
    // Bob's own relay and the fleet's five; two refuse and one is dead.
    let expected = [vec!["accepted"; 6], vec!["rejected"; 2], vec!["unreachable"]].concat();
    assert_eq!(outcomes(&sent["publications"]), expected);
    assert_eq!(outcomes(&alice.ok(&["outbox", "relays", &sent["id"].to_string()])), expected);
    assert_eq!(bob.inbox(), ["everywhere"]);

    // One that goes to few says what those did.
    let sent = alice.ok(&["send", "Bob", "to one"]);
    assert_eq!(outcomes(&alice.ok(&["outbox", "relays", &sent["id"].to_string()])), ["accepted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_scanned_under_the_users_own_name_for_them() {
    let sandbox = sandbox().await;
    let (alice, bob) = (person(&sandbox, "alice"), person(&sandbox, "bob"));
    let card = text(&bob.ok(&["card", "show"])["link"]);
    let scanned = alice.ok(&["card", "scan", &card, "--name", "Bob"]);
    assert_eq!((text(&scanned["contact"]["name"]), &scanned["is_new"]), ("Bob".to_owned(), &true.into()));
    alice.ok(&["send", "Bob", "Hello"]);
    assert_eq!(bob.inbox(), ["Hello"]);
}
