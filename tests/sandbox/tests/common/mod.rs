//! An independent NIP-47 client and LNURL payer: nostr, nostr-sdk and reqwest only.

// Each test file uses its own part of this. Helpers fail their test by panicking, as tests do.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use knock_sandbox::SandboxUser;
use nostr::nips::nip47::NostrWalletConnectURI;
use nostr::nips::{nip04, nip44};
use nostr::{Event, EventBuilder, EventId, Filter, Keys, Kind, Tag, TagKind, Timestamp};
use nostr_sdk::Client;
use nostr_sdk::prelude::RelayPoolNotification;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

/// Long enough for a busy machine; a test that waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Wallet {
    pub(crate) uri: NostrWalletConnectURI,
    pub(crate) keys: Keys,
    pub(crate) client: Client,
    events: Receiver<RelayPoolNotification>,
    /// Whether to ask with NIP-44 (or else NIP-04).
    pub(crate) nip44: bool,
}

impl Wallet {
    pub(crate) async fn connect(user: &SandboxUser, nip44: bool) -> Self {
        let uri = NostrWalletConnectURI::parse(&user.wallet_uri).unwrap();
        let keys = Keys::new(uri.secret.clone());
        let client = Client::new(keys.clone());
        client.add_relay(uri.relays[0].clone()).await.unwrap();
        client.try_connect_relay(uri.relays[0].clone(), PATIENCE).await.unwrap();
        let events = client.notifications();
        let answers = Filter::new()
            .kinds([23195, 23196, 23197].map(Kind::Custom))
            .author(uri.public_key)
            .pubkey(keys.public_key());
        client.subscribe(answers, None).await.unwrap();
        Self { uri, keys, client, events, nip44 }
    }

    pub(crate) fn request(&self, method: &str, params: Value) -> EventBuilder {
        let text = json!({ "method": method, "params": params }).to_string();
        let (secret, service) = (self.keys.secret_key(), self.uri.public_key);
        let (content, tags) = if self.nip44 {
            let content = nip44::encrypt(secret, &service, text, nip44::Version::V2).unwrap();
            (content, vec![Tag::custom(TagKind::custom("encryption"), ["nip44_v2"])])
        } else {
            (nip04::encrypt(secret, &service, text).unwrap(), vec![])
        };
        EventBuilder::new(Kind::WalletConnectRequest, content).tag(Tag::public_key(service)).tags(tags)
    }

    pub(crate) async fn send(&self, request: EventBuilder) -> EventId {
        self.client.send_event_builder(request).await.unwrap().val
    }

    /// The answer to a request: NIP-47's `{result_type, error, result}`.
    pub(crate) async fn call(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(self.request(method, params)).await;
        let nip44 = self.nip44;
        self.next(PATIENCE, |event| event.tags.event_ids().any(|answered| *answered == id))
            .await
            .map(|(kind, answer)| {
                assert_eq!(kind, 23195, "nip44: {nip44}");
                answer
            })
            .expect("an answer")
    }

    pub(crate) async fn result(&mut self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params).await;
        assert!(answer["error"].is_null(), "{answer}");
        answer["result"].clone()
    }

    pub(crate) async fn error_code(&mut self, method: &str, params: Value) -> String {
        let answer = self.call(method, params).await;
        answer["error"]["code"].as_str().unwrap_or_else(|| panic!("no error: {answer}")).to_owned()
    }

    /// The next notification of this kind, if one comes in time.
    pub(crate) async fn notification(&mut self, kind: u16, patience: Duration) -> Option<Value> {
        self.next(patience, |event| event.kind.as_u16() == kind).await.map(|(_, message)| message)
    }

    async fn next(&mut self, patience: Duration, wanted: impl Fn(&Event) -> bool) -> Option<(u16, Value)> {
        let found = async {
            loop {
                if let RelayPoolNotification::Event { event, .. } = self.events.recv().await.unwrap()
                    && wanted(&event)
                {
                    return *event;
                }
            }
        };
        let event = tokio::time::timeout(patience, found).await.ok()?;
        let secret = self.keys.secret_key();
        let text = nip44::decrypt(secret, &event.pubkey, &event.content)
            .or_else(|_| nip04::decrypt(secret, &event.pubkey, &event.content))
            .unwrap();
        Some((event.kind.as_u16(), serde_json::from_str(&text).unwrap()))
    }
}

pub(crate) async fn get(url: &str) -> Value {
    reqwest::get(url).await.unwrap().json().await.unwrap()
}

/// Asks a Lightning address for an invoice, as LUD-16, 06 and 12 say.
pub(crate) async fn invoice(user: &SandboxUser, amount_msat: u64, comment: Option<&str>) -> Value {
    let (name, host) = user.lightning_address.split_once('@').unwrap();
    let pay_request = get(&format!("http://{host}/.well-known/lnurlp/{name}")).await;
    let mut url = reqwest::Url::parse(pay_request["callback"].as_str().unwrap()).unwrap();
    url.query_pairs_mut().append_pair("amount", &amount_msat.to_string());
    if let Some(comment) = comment {
        url.query_pairs_mut().append_pair("comment", comment);
    }
    get(url.as_str()).await
}

pub(crate) async fn bolt11(user: &SandboxUser, amount_msat: u64, comment: Option<&str>) -> String {
    let answer = invoice(user, amount_msat, comment).await;
    answer["pr"].as_str().unwrap_or_else(|| panic!("no invoice: {answer}")).to_owned()
}

pub(crate) fn in_secs(secs: u64) -> Timestamp {
    Timestamp::now() + Duration::from_secs(secs)
}
