//! The wallet service as an independent client meets it, over the real websocket.

// Helpers fail their test by panicking, as tests do.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::{Wallet, bolt11, in_secs};
use knock_sandbox::ledger::Ledger;
use knock_sandbox::ledger::{Description, InvoiceSpec};
use knock_sandbox::lnurl::LnurlSettings;
use knock_sandbox::wallet_service::{WalletEncryption, WalletSwitches};
use knock_sandbox::{Sandbox, SandboxOptions, SandboxUser};
use nostr::{Filter, Kind, Tag};
use serde_json::json;

const COMMENT: &str = "knock1 & more: ünïcödé +%";

/// Long enough that something which should not come would have come.
const A_WHILE: Duration = Duration::from_millis(700);

async fn sandbox() -> (Sandbox, SandboxUser, SandboxUser) {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let alice = sandbox.create_user("alice", 100_000_000).unwrap();
    let bob = sandbox.create_user("bob", 0).unwrap();
    (sandbox, alice, bob)
}

#[tokio::test]
async fn a_comment_travels_from_lnurl_to_the_receivers_notification() {
    let (sandbox, alice, bob) = sandbox().await;
    for nip44 in [true, false] {
        let mut payer = Wallet::connect(&alice, nip44).await;
        let mut receiver = Wallet::connect(&bob, nip44).await;
        let paid = payer
            .result("pay_invoice", json!({ "invoice": bolt11(&bob, 21_000, Some(COMMENT)).await }))
            .await;
        let kind = if nip44 { 23197 } else { 23196 };

        let received = receiver.notification(kind, common::PATIENCE).await.unwrap();
        assert_eq!(received["notification_type"], "payment_received");
        let received = &received["notification"];
        assert_eq!(received["type"], "incoming");
        assert_eq!(received["state"], "settled");
        assert_eq!(received["amount"], 21_000);
        assert_eq!(received["metadata"], json!({ "comment": COMMENT }));
        assert_eq!(received["preimage"], paid["preimage"]);
        assert!(received["settled_at"].as_u64().is_some());

        let sent = payer.notification(kind, common::PATIENCE).await.unwrap();
        assert_eq!(sent["notification_type"], "payment_sent");
        assert_eq!(sent["notification"]["type"], "outgoing");
        assert!(sent["notification"].get("metadata").is_none(), "the payer's wallet knows no comment");

        let found = receiver
            .result("lookup_invoice", json!({ "payment_hash": received["payment_hash"].as_str().unwrap() }))
            .await;
        assert_eq!(found, *received);
    }
    assert_eq!(sandbox.ledger().balance("bob").unwrap(), 42_000);
    assert_eq!(sandbox.ledger().balance("alice").unwrap(), 99_958_000);
    assert_eq!(sandbox.relay().log().events.len(), 0, "wallet traffic stays off the message relay");
    sandbox.shutdown().await;
}

#[tokio::test]
async fn payments_that_cannot_be_made_are_refused_and_move_nothing() {
    let (sandbox, alice, bob) = sandbox().await;
    let mut wallet = Wallet::connect(&alice, true).await;
    let mut poor = Wallet::connect(&bob, true).await;
    let mut pay =
        async |invoice: String| wallet.error_code("pay_invoice", json!({ "invoice": invoice })).await;

    assert_eq!(pay("not an invoice".into()).await, "OTHER");
    assert_eq!(pay(bolt11(&bob, 200_000_000, None).await).await, "INSUFFICIENT_BALANCE");
    assert_eq!(pay(bolt11(&alice, 1_000, None).await).await, "PAYMENT_FAILED", "own invoice");
    sandbox.lnurl().configure("bob", LnurlSettings { expired: true, ..LnurlSettings::default() });
    assert_eq!(pay(bolt11(&bob, 1_000, None).await).await, "PAYMENT_FAILED", "expired");
    let elsewhere = knock_sandbox::ledger::PlayMoney::new();
    elsewhere.open_account("carol", 0).unwrap();
    let foreign = InvoiceSpec::new(1_000, Description::Text("carol".into()));
    assert_eq!(pay(elsewhere.create_invoice("carol", &foreign).unwrap().bolt11).await, "PAYMENT_FAILED");
    sandbox.wallets().set_switches(
        "alice",
        WalletSwitches { refuse_payments: Some("QUOTA_EXCEEDED".into()), ..WalletSwitches::default() },
    );
    sandbox.lnurl().configure("bob", LnurlSettings::default());
    assert_eq!(pay(bolt11(&bob, 1_000, None).await).await, "QUOTA_EXCEEDED");

    assert_eq!(poor.error_code("pay_invoice", json!({ "invoice": 7 })).await, "OTHER");
    assert_eq!(poor.error_code("fly_to_the_moon", json!({})).await, "NOT_IMPLEMENTED");
    assert_eq!(poor.error_code("lookup_invoice", json!({ "payment_hash": "00" })).await, "NOT_FOUND");
    sandbox.wallets().revoke("bob");
    assert_eq!(poor.error_code("get_balance", json!({})).await, "UNAUTHORIZED");
    assert_eq!(sandbox.ledger().balance("alice").unwrap(), 100_000_000);
    assert_eq!(sandbox.ledger().balance("bob").unwrap(), 0);
}

#[tokio::test]
async fn an_invoice_is_paid_once_however_often_it_is_asked_for() {
    let (sandbox, alice, bob) = sandbox().await;
    let mut wallet = Wallet::connect(&alice, true).await;
    let invoice = bolt11(&bob, 5_000, None).await;
    let request = wallet.request("pay_invoice", json!({ "invoice": invoice }));
    let event = request.sign_with_keys(&wallet.keys).unwrap();
    for _ in 0..3 {
        wallet.client.send_event(&event).await.unwrap();
    }
    wallet.notification(23197, common::PATIENCE).await.unwrap();
    assert_eq!(sandbox.wallets().request_count("alice", "pay_invoice"), 1, "one event, one request");

    assert_eq!(wallet.error_code("pay_invoice", json!({ "invoice": invoice })).await, "OTHER");
    assert_eq!(sandbox.ledger().balance("bob").unwrap(), 5_000);
}

#[tokio::test]
async fn transactions_come_in_pages_newest_first() {
    let (sandbox, alice, bob) = sandbox().await;
    for amount in 1..=60 {
        // The longest comments, so that 60 transactions do not fit one event.
        let spec =
            InvoiceSpec::new(amount * 1_000, Description::Text(String::new())).comment(Some("x".repeat(254)));
        let made = sandbox.ledger().create_invoice("bob", &spec).unwrap();
        if amount > 2 {
            sandbox.ledger().pay("alice", &made.bolt11).unwrap();
        }
    }
    let mut wallet = Wallet::connect(&bob, true).await;
    let mut offset = 0;
    let mut amounts = Vec::new();
    let mut pages = 0;
    loop {
        let query = json!({ "limit": 50, "offset": offset, "type": "incoming", "unpaid": null });
        let page = wallet.result("list_transactions", query).await;
        assert_eq!(page["total_count"], 58);
        let page = page["transactions"].as_array().unwrap();
        if page.is_empty() {
            break;
        }
        amounts.extend(page.iter().map(|entry| entry["amount"].as_u64().unwrap() / 1_000));
        offset += page.len();
        pages += 1;
    }
    assert_eq!(amounts, (3..=60).rev().collect::<Vec<_>>());
    assert!(pages > 1, "a page has to fit one event");

    let unpaid = wallet.result("list_transactions", json!({ "unpaid": true, "offset": 58 })).await;
    assert_eq!(unpaid["transactions"].as_array().unwrap().len(), 2);
    assert_eq!(unpaid["transactions"][0]["state"], "pending");
    assert!(unpaid["transactions"][0].get("preimage").is_none(), "not before it is paid");
    let outgoing = wallet.result("list_transactions", json!({ "type": "outgoing" })).await;
    assert_eq!(outgoing["total_count"], 0);
    let later = in_secs(60).as_secs();
    assert_eq!(wallet.result("list_transactions", json!({ "from": later })).await["total_count"], 0);
    assert_eq!(wallet.result("list_transactions", json!({ "until": later })).await["total_count"], 58);
    let mut payer = Wallet::connect(&alice, true).await;
    let sent = payer.result("list_transactions", json!({ "limit": 1 })).await;
    assert_eq!(sent["transactions"][0]["type"], "outgoing");
    assert_eq!(sent["transactions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn info_balance_and_invoices() {
    let (sandbox, alice, bob) = sandbox().await;
    let mut wallet = Wallet::connect(&bob, true).await;
    let info = wallet.result("get_info", json!({})).await;
    assert_eq!(info["network"], "regtest");
    assert!(info["alias"].as_str().unwrap().contains("play money"));
    assert_eq!(info["notifications"], json!(["payment_received", "payment_sent"]));
    let announced = Filter::new().kind(Kind::WalletConnectInfo).author(wallet.uri.public_key);
    let announced = wallet.client.fetch_events(announced, common::PATIENCE).await.unwrap();
    let announced = announced.first().unwrap();
    assert!(announced.content.split(' ').any(|method| method == "pay_invoice"));
    assert!(announced.tags.iter().any(|tag| tag.as_slice() == ["encryption", "nip44_v2 nip04"]));

    let made = wallet
        .result(
            "make_invoice",
            json!({ "amount": 9_000, "description": "tea", "metadata": { "comment": "hi" } }),
        )
        .await;
    assert_eq!(made["state"], "pending");
    sandbox.ledger().pay(&alice.name, made["invoice"].as_str().unwrap()).unwrap();
    let found = wallet.result("lookup_invoice", json!({ "invoice": made["invoice"] })).await;
    assert_eq!(found["state"], "settled");
    assert_eq!(found["description"], "tea");
    assert_eq!(found["metadata"]["comment"], "hi");
    assert_eq!(wallet.result("get_balance", json!({})).await["balance"], 9_000);
}

#[tokio::test]
async fn switches_make_the_wallet_misbehave() {
    let (sandbox, alice, bob) = sandbox().await;
    let mut payer = Wallet::connect(&alice, true).await;
    let mut receiver = Wallet::connect(&bob, true).await;
    let set = |name: &str, switches| sandbox.wallets().set_switches(name, switches);
    let pay = |comment| {
        let (sandbox, bob) = (&sandbox, &bob);
        async move { sandbox.ledger().pay("alice", &bolt11(bob, 1_000, comment).await).unwrap() }
    };

    set("bob", WalletSwitches { pause_notifications: true, ..WalletSwitches::default() });
    pay(None).await;
    assert_eq!(receiver.notification(23197, A_WHILE).await, None);

    set("bob", WalletSwitches { duplicate_notifications: true, ..WalletSwitches::default() });
    pay(Some("twice")).await;
    let first = receiver.notification(23197, common::PATIENCE).await.unwrap();
    assert_eq!(receiver.notification(23197, common::PATIENCE).await.unwrap(), first);

    set("bob", WalletSwitches { put_comment_in_description: true, ..WalletSwitches::default() });
    pay(Some("here")).await;
    let shown = receiver.notification(23197, common::PATIENCE).await.unwrap();
    assert_eq!(shown["notification"]["description"], "here");
    assert!(shown["notification"].get("metadata").is_none());

    set("alice", WalletSwitches { drop_pay_response: true, ..WalletSwitches::default() });
    let invoice = bolt11(&bob, 7_000, None).await;
    let id = payer.send(payer.request("pay_invoice", json!({ "invoice": invoice }))).await;
    receiver.notification(23197, common::PATIENCE).await.expect("it was paid");
    tokio::time::sleep(A_WHILE).await;
    let answers = sandbox.wallet_relay().log().events;
    assert!(!answers.iter().any(|event| event.tags.event_ids().any(|answered| *answered == id)));
    assert_eq!(payer.result("lookup_invoice", json!({ "invoice": invoice })).await["state"], "settled");

    set("alice", WalletSwitches { delay_ms: 400, ..WalletSwitches::default() });
    let asked = std::time::Instant::now();
    payer.result("get_balance", json!({})).await;
    assert!(asked.elapsed() >= Duration::from_millis(400));
}

#[tokio::test]
async fn a_request_that_expires_while_it_waits_is_not_carried_out() {
    let (sandbox, alice, bob) = sandbox().await;
    let wallet = Wallet::connect(&alice, true).await;
    sandbox.wallets().set_switches("alice", WalletSwitches { delay_ms: 3_500, ..WalletSwitches::default() });
    let given_up = wallet.request("pay_invoice", json!({ "invoice": bolt11(&bob, 1_000, None).await }));
    wallet.send(given_up.tag(Tag::expiration(in_secs(2)))).await;
    let patient = wallet.request("pay_invoice", json!({ "invoice": bolt11(&bob, 2_000, None).await }));
    wallet.send(patient.tag(Tag::expiration(in_secs(60)))).await;
    tokio::time::timeout(common::PATIENCE, sandbox.ledger().subscribe().recv()).await.unwrap().unwrap();
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(sandbox.ledger().balance("bob").unwrap(), 2_000);
}

#[tokio::test]
async fn an_old_wallet_speaks_nip04_only() {
    let options =
        SandboxOptions { wallet_encryption: WalletEncryption::Nip04Only, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(options).await.unwrap();
    let bob = sandbox.create_user("bob", 3_000).unwrap();
    let mut old = Wallet::connect(&bob, false).await;
    assert_eq!(old.result("get_balance", json!({})).await["balance"], 3_000);
    let mut new = Wallet::connect(&bob, true).await;
    assert_eq!(new.error_code("get_balance", json!({})).await, "UNSUPPORTED_ENCRYPTION");
}
