//! The Lightning address server and the control API, over HTTP.

// Helpers fail their test by panicking, as tests do.
#![allow(clippy::unwrap_used)]

mod common;

use common::{bolt11, get, invoice};
use knock_sandbox::lnurl::LnurlSettings;
use knock_sandbox::{Sandbox, SandboxOptions, SandboxUser};
use lightning_invoice::{Bolt11Invoice, Bolt11InvoiceDescriptionRef, Currency};
use nostr::Keys;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

async fn sandbox() -> (Sandbox, SandboxUser) {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    sandbox.create_user("alice", 50_000_000).unwrap();
    let bob = sandbox.create_user("bob", 0).unwrap();
    (sandbox, bob)
}

/// Whether the invoice commits to the metadata that the server shows.
fn commits(invoice: &Bolt11Invoice, metadata: &str) -> bool {
    match invoice.description() {
        Bolt11InvoiceDescriptionRef::Hash(hash) => {
            hash.0.to_string() == hex::encode(Sha256::digest(metadata))
        }
        Bolt11InvoiceDescriptionRef::Direct(_) => false,
    }
}

#[tokio::test]
async fn an_address_gives_a_signed_invoice_that_commits_to_its_metadata() {
    let (sandbox, bob) = sandbox().await;
    let shown = get(&format!("{}/.well-known/lnurlp/bob", sandbox.lnurl_base())).await;
    assert_eq!(shown["tag"], "payRequest");
    assert_eq!(shown["commentAllowed"], 255);
    assert_eq!((&shown["minSendable"], &shown["maxSendable"]), (&json!(1_000), &json!(1_000_000_000)));
    let metadata = shown["metadata"].as_str().unwrap();
    let entries: Vec<[String; 2]> = serde_json::from_str(metadata).unwrap();
    assert!(entries[0][1].contains("Play money"));
    assert_eq!(entries[1], ["text/identifier".to_owned(), bob.lightning_address.clone()]);

    let answer = invoice(&bob, 21_000, Some("hi")).await;
    let made: Bolt11Invoice = answer["pr"].as_str().unwrap().parse().unwrap();
    assert_eq!(made.amount_milli_satoshis(), Some(21_000));
    assert_eq!(made.currency(), Currency::Regtest);
    assert_eq!(made.recover_payee_pub_key(), sandbox.ledger().node_id());
    assert!(commits(&made, metadata));

    let verify = answer["verify"].as_str().unwrap();
    assert_eq!(get(verify).await["settled"], false);
    assert_eq!(get(verify).await["preimage"], Value::Null);
    let paid = sandbox.ledger().pay("alice", &made.to_string()).unwrap();
    assert_eq!(get(verify).await["settled"], true);
    assert_eq!(get(verify).await["preimage"], paid.preimage);
    let preimage = hex::decode(&paid.preimage).unwrap();
    assert_eq!(hex::encode(Sha256::digest(preimage)), made.payment_hash().to_string());
    assert_eq!(sandbox.lnurl().log()[2], "/lnurl/bob/callback?amount=21000&comment=hi");
}

#[tokio::test]
async fn comments_are_counted_in_characters() {
    let (sandbox, bob) = sandbox().await;
    bolt11(&bob, 1_000, Some(&"ü".repeat(255))).await;
    let refused = invoice(&bob, 1_000, Some(&"ü".repeat(256))).await;
    assert_eq!(refused["status"], "ERROR");
    assert!(refused["reason"].as_str().unwrap().contains("255"));
    sandbox.lnurl().configure("bob", LnurlSettings { comment_allowed: None, ..LnurlSettings::default() });
    let shown = get(&format!("{}/.well-known/lnurlp/bob", sandbox.lnurl_base())).await;
    assert!(shown.get("commentAllowed").is_none());
    assert_eq!(invoice(&bob, 1_000, Some("x")).await["status"], "ERROR");
    bolt11(&bob, 1_000, None).await;
}

#[tokio::test]
async fn what_is_out_of_range_or_unknown_is_an_error() {
    let (sandbox, bob) = sandbox().await;
    for amount in [0, 999, 1_000_000_001, u64::MAX] {
        assert_eq!(invoice(&bob, amount, None).await["status"], "ERROR", "{amount}");
    }
    let base = sandbox.lnurl_base();
    for path in [
        "/.well-known/lnurlp/carol",
        "/lnurl/bob/callback",
        "/lnurl/bob/callback?amount=1.5",
        "/lnurl/bob/verify/00",
    ] {
        assert_eq!(get(&format!("{base}{path}")).await["status"], "ERROR", "{path}");
    }
    assert_eq!(sandbox.create_user("Bob!", 0).unwrap_err().kind(), "bad_name");
    assert_eq!(sandbox.create_user("bob", 0).unwrap_err().kind(), "account_exists");
}

#[tokio::test]
async fn faults_can_be_switched_on() {
    let (sandbox, bob) = sandbox().await;
    let shown = get(&format!("{}/.well-known/lnurlp/bob", sandbox.lnurl_base())).await;
    let faults = LnurlSettings {
        wrong_amount: true,
        wrong_description_hash: true,
        expired: true,
        ..LnurlSettings::default()
    };
    sandbox.lnurl().configure("bob", faults);
    let made: Bolt11Invoice = bolt11(&bob, 2_000, None).await.parse().unwrap();
    assert_eq!(made.amount_milli_satoshis(), Some(3_000));
    assert!(!commits(&made, shown["metadata"].as_str().unwrap()));
    assert!(made.would_expire(std::time::UNIX_EPOCH.elapsed().unwrap()));
    sandbox.lnurl().configure(
        "bob",
        LnurlSettings { callback_error: Some("out of order".into()), ..LnurlSettings::default() },
    );
    assert_eq!(invoice(&bob, 2_000, None).await["reason"], "out of order");
}

#[tokio::test]
async fn names_are_found_by_nip_05() {
    let (sandbox, _) = sandbox().await;
    let key = Keys::generate().public_key();
    sandbox.lnurl().register_name("bob", key, vec![sandbox.relay_url()]);
    let base = sandbox.lnurl_base() + "/.well-known/nostr.json";
    let found = get(&format!("{base}?name=bob")).await;
    assert_eq!(
        found,
        json!({ "names": { "bob": key.to_hex() }, "relays": { key.to_hex(): [sandbox.relay_url()] } })
    );
    assert_eq!(get(&format!("{base}?name=carol")).await["names"], json!({}));
}

#[tokio::test]
async fn other_languages_drive_the_sandbox_over_http() {
    let (sandbox, _) = sandbox().await;
    let base = sandbox.lnurl_base();
    let http = reqwest::Client::new();
    let post = async |path: &str, body: Value| -> (u16, Value) {
        let response = http.post(format!("{base}{path}")).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    };
    let key = Keys::generate().public_key().to_hex();
    let (status, carol) =
        post("/sandbox/users", json!({ "name": "carol", "balance_msat": 5_000, "pubkey": key })).await;
    assert_eq!(status, 200);
    assert!(carol["wallet_uri"].as_str().unwrap().starts_with("nostr+walletconnect://"));
    assert_eq!(get(&format!("{base}/.well-known/nostr.json?name=carol")).await["names"]["carol"], key);
    assert_eq!(post("/sandbox/users", json!({ "name": "carol" })).await.1["error"]["kind"], "account_exists");

    let switches = json!({
        "user": "carol",
        "wallet": { "pause_notifications": true },
        "lnurl": { "comment_allowed": null },
        "relay": { "refuse_writes": "closed" },
    });
    let (status, effective) = post("/sandbox/switches", switches).await;
    assert_eq!(status, 200);
    assert_eq!(effective["lnurl"]["comment_allowed"], Value::Null);
    assert_eq!(effective["lnurl"]["min_sendable_msat"], 1_000, "fields not named stay");
    assert!(sandbox.wallets().switches("carol").pause_notifications);
    assert_eq!(sandbox.relay().refuses_writes().as_deref(), Some("closed"));
    let (status, refused) =
        post("/sandbox/switches", json!({ "user": "carol", "wallet": { "tpyo": 1 } })).await;
    assert_eq!((status, &refused["error"]["kind"]), (400, &json!("bad_switches")));
    assert!(sandbox.wallets().switches("carol").pause_notifications, "a refused change changes nothing");

    let state = get(&format!("{base}/sandbox/state")).await;
    assert!(state["money"].as_str().unwrap().contains("play money"));
    assert_eq!(state["users"][2]["balance_msat"], 5_000);
    assert_eq!(state["relay"]["events"], 0);
    assert_eq!(state["lnurl"]["requests"], 1);
}
