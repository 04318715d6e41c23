//! The wallet against a small NIP-47 service, over a real relay on loopback.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use nostr::nips::{nip04, nip44};
use nostr::util::BoxedFuture;
use nostr::{Event, EventBuilder, Filter, Keys, Kind, Tag, Timestamp};
use nostr_relay_builder::builder::{PolicyResult, WritePolicy};
use nostr_relay_builder::{LocalRelay, RelayBuilder};
use nostr_sdk::{Client as SdkClient, RelayPoolNotification};
use serde_json::{Value, json};

use super::NwcWallet;
use crate::amount::Msat;
use crate::reach::Reach;
use crate::relay::tests::stop;
use crate::wallet::{
    InvoiceDescription, InvoiceRequest, Network, PayError, PayOutcome, PayRequest, PaymentStatus, Preimage,
    Settled, Wallet, WalletError,
};

const PREIMAGE: Preimage = Preimage([7; 32]);

/// How the service behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mood {
    Honest,
    Silent,
    WrongPreimage,
    /// Somebody else answers first.
    Impostor,
    /// Says that the payment failed, while its record says this.
    FailsThough(&'static str),
    Says(&'static str),
}

/// A wallet service with play money.
struct Service {
    relay: LocalRelay,
    sdk: SdkClient,
    keys: Keys,
    app: Keys,
    nip44: bool,
    mood: Arc<Mutex<Mood>>,
    /// The requests' own JSON, as they came.
    requests: Arc<Mutex<Vec<(Event, Value)>>>,
}

impl Service {
    async fn start(nip44: bool) -> Self {
        let relay = LocalRelay::new(RelayBuilder::default());
        relay.run().await.unwrap();
        let sdk = SdkClient::default();
        sdk.add_relay(relay.url().await).await.unwrap();
        sdk.connect().await;
        sdk.wait_for_connection(Duration::from_secs(2)).await;
        let service = Self {
            relay,
            sdk,
            keys: Keys::generate(),
            app: Keys::generate(),
            nip44,
            mood: Arc::new(Mutex::new(Mood::Honest)),
            requests: Arc::default(),
        };
        let methods =
            "pay_invoice get_balance get_info make_invoice lookup_invoice list_transactions brand_new";
        let mut info = EventBuilder::new(Kind::WalletConnectInfo, methods)
            .tag(Tag::parse(["notifications", "payment_received payment_sent"]).unwrap());
        if nip44 {
            info = info.tag(Tag::parse(["encryption", "nip44_v2 nip04"]).unwrap());
        }
        service.sdk.send_event(&info.sign_with_keys(&service.keys).unwrap()).await.unwrap();
        let wanted = Filter::new().kind(Kind::WalletConnectRequest).pubkey(service.keys.public_key());
        service.sdk.subscribe(wanted, None).await.unwrap();
        service.serve();
        service
    }

    async fn uri(&self) -> String {
        let (wallet, secret) = (self.keys.public_key(), self.app.secret_key().to_secret_hex());
        format!("nostr+walletconnect://{wallet}?relay={}&secret={secret}", self.relay.url().await)
    }

    async fn wallet(&self) -> NwcWallet {
        let wallet = NwcWallet::connect(&self.uri().await, Reach::Local).await.unwrap();
        wallet.with_pay_limit(Duration::from_secs(2))
    }

    fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn encrypt(nip44: bool, from: &Keys, to: &Keys, text: &str) -> String {
        let (secret, to) = (from.secret_key(), to.public_key());
        if nip44 {
            nip44::encrypt(secret, &to, text, nip44::Version::V2).unwrap()
        } else {
            nip04::encrypt(secret, &to, text).unwrap()
        }
    }

    fn serve(&self) {
        let (sdk, keys, app, nip44) = (self.sdk.clone(), self.keys.clone(), self.app.clone(), self.nip44);
        let (mood, requests) = (Arc::clone(&self.mood), Arc::clone(&self.requests));
        let mut notifications = sdk.notifications();
        tokio::spawn(async move {
            while let Ok(notification) = notifications.recv().await {
                let RelayPoolNotification::Event { event, .. } = notification else { continue };
                let json = if nip44 {
                    nip44::decrypt(keys.secret_key(), &event.pubkey, &event.content).unwrap()
                } else {
                    nip04::decrypt(keys.secret_key(), &event.pubkey, &event.content).unwrap()
                };
                let request: Value = serde_json::from_str(&json).unwrap();
                requests.lock().unwrap().push(((*event).clone(), request.clone()));
                let mood = *mood.lock().unwrap();
                let respond = async |from: &Keys, answer: Value| {
                    let content = Self::encrypt(nip44, from, &app, &answer.to_string());
                    let response = EventBuilder::new(Kind::WalletConnectResponse, content)
                        .tags([Tag::public_key(app.public_key()), Tag::event(event.id)]);
                    sdk.send_event(&response.sign_with_keys(from).unwrap()).await.unwrap();
                };
                let preimage = if mood == Mood::WrongPreimage { [8; 32] } else { PREIMAGE.0 };
                let paid = json!({"result": {"preimage": hex::encode(preimage), "fees_paid": 11}});
                match (mood, request["method"].as_str().unwrap()) {
                    (Mood::Silent, _) => {}
                    (Mood::Says(code), _) => {
                        respond(&keys, json!({"error": {"code": code, "message": "so"}})).await;
                    }
                    (Mood::FailsThough(_), "pay_invoice") => {
                        respond(&keys, json!({"error": {"code": "PAYMENT_FAILED", "message": "so"}})).await;
                    }
                    (Mood::FailsThough(state), "lookup_invoice") => {
                        let preimage = hex::encode(PREIMAGE.0);
                        let record = json!({"type": "outgoing", "state": state, "preimage": preimage});
                        respond(&keys, json!({"result": record})).await;
                    }
                    (mood, "pay_invoice") => {
                        if mood == Mood::Impostor {
                            let lie = json!({"result": {"preimage": hex::encode(PREIMAGE.0)}});
                            respond(&Keys::generate(), lie).await;
                        } else {
                            respond(&keys, paid).await;
                        }
                    }
                    (_, method) => {
                        respond(&keys, json!({"result": result(method, &request["params"])})).await
                    }
                }
            }
        });
    }

    async fn notify(&self, from: &Keys, told: Value) {
        let content = Self::encrypt(self.nip44, from, &self.app, &told.to_string());
        let kind = if self.nip44 { 23197 } else { 23196 };
        let event = EventBuilder::new(Kind::from(kind), content).tag(Tag::public_key(self.app.public_key()));
        self.sdk.send_event(&event.sign_with_keys(from).unwrap()).await.unwrap();
    }
}

fn transaction(index: u64) -> Value {
    let hash = Preimage([index as u8; 32]).payment_hash().to_string();
    json!({"type": "incoming", "state": "settled", "payment_hash": hash, "amount": 1_000 + index, "fees_paid": 0,
        "created_at": 1_700_000_000 + index, "settled_at": 1_700_000_000 + index,
        "metadata": {"comment": format!("knock1n{index}")}})
}

fn result(method: &str, params: &Value) -> Value {
    match method {
        "get_info" => json!({"alias": "Play", "network": "regtest", "methods": ["brand_new"]}),
        "get_balance" => json!({"balance": 5_000}),
        "make_invoice" => json!({"invoice": "lnbcrt1", "amount": params["amount"]}),
        "lookup_invoice" => {
            json!({"type": "outgoing", "state": "pending", "payment_hash": params["payment_hash"]})
        }
        // 25 payments, newest first.
        "list_transactions" => {
            let (limit, offset) = (params["limit"].as_u64().unwrap(), params["offset"].as_u64().unwrap());
            let page = (0..25).rev().skip(offset as usize).take(limit as usize).map(transaction);
            json!({"transactions": page.collect::<Vec<_>>()})
        }
        other => panic!("unexpected method {other}"),
    }
}

fn invoice() -> PayRequest {
    PayRequest::Invoice {
        bolt11: "lnbcrt1invoice".to_owned(),
        payment_hash: PREIMAGE.payment_hash(),
        amount: Msat(1_000),
        max_fee: None,
    }
}

#[tokio::test]
async fn speaks_both_encryptions() {
    for nip44 in [true, false] {
        let service = Service::start(nip44).await;
        let wallet = service.wallet().await;
        assert!(wallet.capabilities().pay_invoice && wallet.capabilities().stream_incoming);
        let info = wallet.info().await.unwrap();
        assert_eq!((info.alias.as_deref(), info.network), (Some("Play"), Some(Network::Regtest)));
        assert_eq!((info.balance, info.min_send), (Some(Msat(5_000)), Some(Msat(1_000))));
        let settled = Settled { preimage: Some(PREIMAGE), fee: Some(Msat(11)) };
        assert_eq!(wallet.pay(&invoice()).await, Ok(PayOutcome::Settled(settled)));
        assert_eq!(wallet.lookup(&invoice()).await, Ok(PaymentStatus::Pending));
        let wanted = InvoiceRequest {
            amount: Msat(3_000),
            description: InvoiceDescription::Text("d".to_owned()),
            comment: Some("knock1c".to_owned()),
            expiry_secs: 60,
        };
        assert_eq!(wallet.make_invoice(&wanted).await.unwrap(), "lnbcrt1");

        let listed = wallet.incoming_since(Timestamp::from(1_700_000_003)).await.unwrap();
        let amounts: Vec<u64> = listed.iter().map(|payment| payment.amount.0).collect();
        assert_eq!(amounts, (1_003..1_025).collect::<Vec<_>>());
        assert_eq!(listed[0].comment.as_deref(), Some("knock1n3"));

        let requests = service.requests.lock().unwrap();
        for (event, _) in requests.iter() {
            assert_eq!(event.pubkey, service.app.public_key());
            assert!(event.tags.expiration().is_some_and(|at| *at > event.created_at));
            let marked = event.tags.iter().any(|tag| tag.as_slice() == ["encryption", "nip44_v2"]);
            assert_eq!(marked, nip44);
        }
        let paid = requests.iter().filter(|(_, request)| request["method"] == "pay_invoice").count();
        assert_eq!(paid, 1);
    }
}

#[tokio::test]
async fn a_payment_without_a_good_answer_is_unknown() {
    let service = Service::start(true).await;
    let wallet = service.wallet().await;
    for mood in
        [Mood::Silent, Mood::WrongPreimage, Mood::Impostor, Mood::Says("INTERNAL"), Mood::Says("OTHER")]
    {
        service.set(mood);
        let outcome = wallet.pay(&invoice()).await;
        assert!(matches!(outcome, Err(PayError::OutcomeUnknown(_))), "{mood:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_payment_that_is_said_to_have_failed_is_looked_up() {
    let service = Service::start(true).await;
    let wallet = service.wallet().await;
    service.set(Mood::FailsThough("pending"));
    assert!(matches!(wallet.pay(&invoice()).await, Err(PayError::OutcomeUnknown(_))));
    service.set(Mood::FailsThough("settled"));
    assert!(matches!(wallet.pay(&invoice()).await, Ok(PayOutcome::Settled(_))));
    service.set(Mood::FailsThough("failed"));
    assert!(matches!(wallet.pay(&invoice()).await, Err(PayError::Failed(_))));
}

#[tokio::test]
async fn the_wallets_errors_are_told_apart() {
    let service = Service::start(true).await;
    let wallet = service.wallet().await;
    let cases = [
        ("INSUFFICIENT_BALANCE", "insufficient_funds"),
        ("QUOTA_EXCEEDED", "quota_exceeded"),
        ("PAYMENT_FAILED", "payment_failed"),
        ("UNAUTHORIZED", "payment_failed"),
    ];
    for (code, kind) in cases {
        service.set(Mood::Says(code));
        assert_eq!(wallet.pay(&invoice()).await.unwrap_err().kind(), kind, "{code}");
    }
    service.set(Mood::Says("NOT_FOUND"));
    assert_eq!(wallet.lookup(&invoice()).await, Ok(PaymentStatus::NotFound));
    service.set(Mood::Says("UNAUTHORIZED"));
    assert!(matches!(wallet.info().await, Err(WalletError::Refused { code, .. }) if code == "UNAUTHORIZED"));
}

#[tokio::test]
async fn what_was_never_sent_is_unreachable() {
    let service = Service::start(true).await;
    let wallet = service.wallet().await;
    let uri = service.uri().await;
    let refused = NwcWallet::connect(&uri, Reach::Public).await.unwrap_err();
    assert!(matches!(refused, WalletError::Unreachable(_)), "a private relay in a pasted string");
    stop(&service.relay).await;
    let outcome = wallet.pay(&invoice()).await;
    assert!(matches!(outcome, Err(PayError::Unreachable(_))), "{outcome:?}");
    let error = NwcWallet::connect(&uri, Reach::Local).await.unwrap_err();
    assert!(error.is_retryable() && !error.to_string().contains("secret"));
    assert!(!format!("{wallet:?}").contains(&service.app.secret_key().to_secret_hex()));
}

#[derive(Debug)]
struct RefuseRequests;

impl WritePolicy for RefuseRequests {
    fn admit_event<'a>(&'a self, event: &'a Event, _: &'a SocketAddr) -> BoxedFuture<'a, PolicyResult> {
        let refuse = event.kind == Kind::WalletConnectRequest;
        Box::pin(
            async move { if refuse { PolicyResult::Reject("no".to_owned()) } else { PolicyResult::Accept } },
        )
    }
}

#[tokio::test]
async fn what_the_relay_refused_was_never_sent() {
    let relay = LocalRelay::new(RelayBuilder::default().write_policy(RefuseRequests));
    relay.run().await.unwrap();
    let (wallet, app) = (Keys::generate().public_key(), Keys::generate().secret_key().to_secret_hex());
    let uri = format!("nostr+walletconnect://{wallet}?relay={}&secret={app}", relay.url().await);
    let wallet = NwcWallet::connect(&uri, Reach::Local).await.unwrap();
    let outcome = wallet.pay(&invoice()).await;
    assert!(matches!(outcome, Err(PayError::Unreachable(_))), "{outcome:?}");
}

#[tokio::test]
async fn tells_of_payments_as_they_settle() {
    for nip44 in [true, false] {
        let service = Service::start(nip44).await;
        let wallet = service.wallet().await;
        let mut incoming = wallet.incoming().await.unwrap();
        let told =
            |kind: &str, index: u64| json!({"notification_type": kind, "notification": transaction(index)});
        service.notify(&Keys::generate(), told("payment_received", 1)).await;
        service.notify(&service.keys, told("payment_sent", 2)).await;
        service.notify(&service.keys, json!({"notification_type": "payment_received"})).await;
        service.notify(&service.keys, told("payment_received", 3)).await;
        let payment = tokio::time::timeout(Duration::from_secs(3), incoming.next()).await.unwrap().unwrap();
        assert_eq!(payment.comment.as_deref(), Some("knock1n3"), "only the wallet's own word counts");
        wallet.shutdown().await;
        let end = tokio::time::timeout(Duration::from_secs(3), incoming.next()).await.unwrap();
        assert_eq!(end, None, "the stream ends with the wallet");
    }
}

#[tokio::test]
async fn the_stream_comes_back_after_a_lost_connection() {
    let service = Service::start(true).await;
    let wallet = service.wallet().await;
    let mut incoming = wallet.incoming().await.unwrap();
    let port = url::Url::parse(service.relay.url().await.as_str()).unwrap().port().unwrap();
    stop(&service.relay).await;
    let _second = loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let second = LocalRelay::new(RelayBuilder::default().port(port));
        if second.run().await.is_ok() {
            break second;
        }
    };
    let told = json!({"notification_type": "payment_received", "notification": transaction(4)});
    let sender = SdkClient::default();
    sender.add_relay(service.relay.url().await).await.unwrap();
    sender.connect().await;
    let content = Service::encrypt(true, &service.keys, &service.app, &told.to_string());
    let payment = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            let event = EventBuilder::new(Kind::from(23197), content.clone())
                .tag(Tag::public_key(service.app.public_key()))
                .sign_with_keys(&service.keys)
                .unwrap();
            let _ = sender.send_event(&event).await;
            let wait = tokio::time::timeout(Duration::from_millis(1_100), incoming.next()).await;
            if let Ok(payment) = wait {
                break payment;
            }
        }
    })
    .await
    .unwrap()
    .unwrap();
    assert_eq!(payment.comment.as_deref(), Some("knock1n4"));
}
