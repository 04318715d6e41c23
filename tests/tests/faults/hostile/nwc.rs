//! A NIP-47 wallet service that answers as a script says, over a real relay.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use knock_sandbox::ledger::PlayMoney;
use nostr::nips::nip44;
use nostr::nips::nip47::NostrWalletConnectURI;
use nostr::{Event, EventBuilder, EventId, Filter, Keys, Kind, PublicKey, RelayUrl, SecretKey, Tag, TagKind};
use nostr_sdk::Client;
use nostr_sdk::prelude::RelayPoolNotification;
use serde_json::{Value, json};

/// How it answers `pay_invoice`. It pays unless it says otherwise.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Honest,
    /// The same answer three times.
    Thrice,
    /// First as somebody else, then truly.
    ImpostorFirst,
    /// First an answer to another request, then the true one.
    OtherRequestFirst,
    /// This result instead of the true one.
    Result(Value),
    /// This text, encrypted, instead of JSON.
    Text(&'static str),
    /// No encryption at all.
    Unencrypted,
    /// A preimage of another payment.
    WrongPreimage,
    /// After the client has given up.
    TooLate,
    Never,
    /// Does not pay, and gives this NIP-47 code.
    Refuse(&'static str),
    /// Pays, and gives this NIP-47 code all the same.
    PayAndRefuse(&'static str),
}

struct Shared {
    keys: Keys,
    client: Client,
    ledger: PlayMoney,
    account: String,
    reply: Reply,
    lookups: Mutex<HashMap<String, usize>>,
}

/// The service and the way to it; it ends with the process.
pub(crate) struct HostileNwc {
    pub(crate) uri: String,
}

impl HostileNwc {
    pub(crate) async fn start(
        relay: RelayUrl,
        ledger: &PlayMoney,
        account: &str,
        reply: Reply,
    ) -> anyhow::Result<Self> {
        let keys = Keys::generate();
        let client = Client::new(keys.clone());
        client.add_relay(relay.clone()).await?;
        client.try_connect_relay(relay.clone(), Duration::from_secs(10)).await?;
        let notifications = client.notifications();
        client
            .subscribe(Filter::new().kind(Kind::WalletConnectRequest).pubkey(keys.public_key()), None)
            .await?;
        let info = EventBuilder::new(Kind::WalletConnectInfo, "pay_invoice get_info lookup_invoice")
            .tag(Tag::custom(TagKind::custom("encryption"), ["nip44_v2"]));
        client.send_event_builder(info).await?;
        let uri = NostrWalletConnectURI::new(keys.public_key(), vec![relay], SecretKey::generate(), None);
        let shared = Shared {
            keys,
            client,
            ledger: ledger.clone(),
            account: account.to_owned(),
            reply,
            lookups: Mutex::default(),
        };
        tokio::spawn(listen(Arc::new(shared), notifications));
        Ok(Self { uri: uri.to_string() })
    }
}

async fn listen(
    shared: Arc<Shared>,
    mut notifications: tokio::sync::broadcast::Receiver<RelayPoolNotification>,
) {
    while let Ok(told) = notifications.recv().await {
        if let RelayPoolNotification::Event { event, .. } = told {
            let shared = shared.clone();
            // A request that cannot be answered stays unanswered: the client is what is tested.
            tokio::spawn(async move { drop(shared.answer(*event).await) });
        }
    }
}

impl Shared {
    async fn answer(&self, event: Event) -> anyhow::Result<()> {
        let request = nip44::decrypt(self.keys.secret_key(), &event.pubkey, &event.content)?;
        let request: Value = serde_json::from_str(&request)?;
        match request["method"].as_str() {
            Some("pay_invoice") => {
                self.pay(&event, request["params"]["invoice"].as_str().unwrap_or_default()).await
            }
            Some("lookup_invoice") => {
                let hash = request["params"]["payment_hash"].as_str().unwrap_or_default();
                self.look_up(&event, hash).await
            }
            Some("get_info") => self.reply(&event, json!({"result": {"network": "regtest"}})).await,
            _ => self.refuse(&event, "NOT_IMPLEMENTED").await,
        }
    }

    async fn pay(&self, event: &Event, bolt11: &str) -> anyhow::Result<()> {
        if let Reply::Refuse(code) = self.reply {
            return self.refuse(event, code).await;
        }
        let paid = self.ledger.pay(&self.account, bolt11)?;
        let truth = json!({"result": {"preimage": paid.preimage}});
        match &self.reply {
            Reply::Honest => self.reply(event, truth).await,
            Reply::Thrice => {
                for _ in 0..3 {
                    self.reply(event, truth.clone()).await?;
                }
                Ok(())
            }
            Reply::ImpostorFirst => {
                let lie = json!({"error": {"code": "INSUFFICIENT_BALANCE", "message": "lie"}}).to_string();
                let impostor = Keys::generate();
                let content = nip44::encrypt(impostor.secret_key(), &event.pubkey, lie, nip44::Version::V2)?;
                let lie = answer_event(&content, event.id, event.pubkey).sign_with_keys(&impostor)?;
                self.client.send_event(&lie).await?;
                self.reply(event, truth).await
            }
            Reply::OtherRequestFirst => {
                let lie = json!({"error": {"code": "INSUFFICIENT_BALANCE", "message": "lie"}}).to_string();
                self.send(&self.encrypt(event.pubkey, &lie)?, EventId::all_zeros(), event.pubkey).await?;
                self.reply(event, truth).await
            }
            Reply::Result(value) => self.reply(event, json!({"result": value})).await,
            Reply::Text(text) => self.send(&self.encrypt(event.pubkey, text)?, event.id, event.pubkey).await,
            Reply::Unencrypted => self.send(&truth.to_string(), event.id, event.pubkey).await,
            Reply::WrongPreimage => self.reply(event, json!({"result": {"preimage": "11".repeat(32)}})).await,
            Reply::TooLate => {
                tokio::time::sleep(Duration::from_secs(4)).await;
                self.reply(event, truth).await
            }
            Reply::Never => Ok(()),
            Reply::Refuse(code) | Reply::PayAndRefuse(code) => self.refuse(event, code).await,
        }
    }

    /// The truth, from the second time on: at first it knows of nothing.
    async fn look_up(&self, event: &Event, hash: &str) -> anyhow::Result<()> {
        let times = {
            let mut lookups = self.lookups.lock().unwrap_or_else(PoisonError::into_inner);
            let times = lookups.entry(hash.to_owned()).or_default();
            *times += 1;
            *times
        };
        match self.ledger.transaction(&self.account, hash) {
            Some(paid) if times > 1 => {
                let record = json!({"type": "outgoing", "state": "settled", "payment_hash": hash,
                    "preimage": paid.preimage});
                self.reply(event, json!({"result": record})).await
            }
            _ => self.refuse(event, "NOT_FOUND").await,
        }
    }

    async fn refuse(&self, event: &Event, code: &str) -> anyhow::Result<()> {
        self.reply(event, json!({"error": {"code": code, "message": "so"}})).await
    }

    async fn reply(&self, event: &Event, answer: Value) -> anyhow::Result<()> {
        self.send(&self.encrypt(event.pubkey, &answer.to_string())?, event.id, event.pubkey).await
    }

    fn encrypt(&self, to: PublicKey, text: &str) -> anyhow::Result<String> {
        Ok(nip44::encrypt(self.keys.secret_key(), &to, text, nip44::Version::V2)?)
    }

    async fn send(&self, content: &str, request: EventId, to: PublicKey) -> anyhow::Result<()> {
        self.client.send_event_builder(answer_event(content, request, to)).await?;
        Ok(())
    }
}

fn answer_event(content: &str, request: EventId, to: PublicKey) -> EventBuilder {
    EventBuilder::new(Kind::WalletConnectResponse, content).tags([Tag::public_key(to), Tag::event(request)])
}
