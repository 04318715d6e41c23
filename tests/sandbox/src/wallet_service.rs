//! A NIP-47 wallet service: any Nostr Wallet Connect client can spend the money of a ledger.

mod methods;
mod wire;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nostr::nips::nip47::NostrWalletConnectURI;
use nostr::{Event, EventBuilder, EventId, Filter, Keys, Kind, PublicKey, RelayUrl, SecretKey, Tag};
use nostr_sdk::Client;
use nostr_sdk::prelude::{RelayOptions, RelayPoolNotification};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio::task::JoinHandle;

use crate::SandboxError;
use crate::ledger::{Direction, Ledger, Transaction};
use methods::{METHODS, NOTIFICATIONS};
pub use wire::WalletEncryption;
use wire::{Request, Scheme};

/// How long the service's client waits for its relay at the start.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How one account's wallet misbehaves; by default it does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WalletSwitches {
    /// Sends no notifications; payments are found by listing only.
    pub pause_notifications: bool,
    /// Sends every notification twice, as two events.
    pub duplicate_notifications: bool,
    /// Pays, but the answer never comes.
    pub drop_pay_response: bool,
    /// Waits this many milliseconds before it works on a request.
    pub delay_ms: u64,
    /// Shows the LUD-12 comment as the description, and no metadata.
    pub put_comment_in_description: bool,
    /// Answers payments with this NIP-47 code (`QUOTA_EXCEEDED`, `RATE_LIMITED` …) and pays nothing.
    pub refuse_payments: Option<String>,
}

/// The service; it runs until [`WalletService::shutdown`] or until it is dropped.
pub struct WalletService {
    shared: Arc<Shared>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    keys: Keys,
    relay: RelayUrl,
    client: Client,
    ledger: Arc<dyn Ledger>,
    encryption: WalletEncryption,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Client key → account.
    connections: HashMap<PublicKey, String>,
    switches: HashMap<String, WalletSwitches>,
    /// Requests handled: a relay may deliver one twice, and a payment must not be made twice.
    seen: HashSet<EventId>,
    /// Requests handled, by account and method.
    counts: BTreeMap<(String, String), u64>,
}

impl WalletService {
    /// Connects to the relay, publishes the info event (kind 13194) and listens.
    pub async fn start(
        relay: RelayUrl,
        ledger: Arc<dyn Ledger>,
        encryption: WalletEncryption,
    ) -> Result<Self, SandboxError> {
        let keys = Keys::generate();
        let client = Client::new(keys.clone());
        let options = RelayOptions::new().retry_interval(Duration::from_secs(1)).adjust_retry_interval(false);
        client.pool().add_relay(relay.clone(), options).await.map_err(failed)?;
        client.try_connect_relay(relay.clone(), CONNECT_TIMEOUT).await.map_err(failed)?;
        let notifications = client.notifications();
        let requests = Filter::new().kind(Kind::WalletConnectRequest).pubkey(keys.public_key());
        client.subscribe(requests, None).await.map_err(failed)?;

        let info = EventBuilder::new(Kind::WalletConnectInfo, METHODS.join(" ") + " notifications").tags([
            Tag::custom(nostr::TagKind::custom("encryption"), [encryption.tag()]),
            Tag::custom(nostr::TagKind::custom("notifications"), [NOTIFICATIONS.join(" ")]),
        ]);
        client.send_event_builder(info).await.map_err(failed)?;

        let payments = ledger.subscribe();
        let shared = Arc::new(Shared { keys, relay, client, ledger, encryption, state: Mutex::default() });
        let tasks = vec![
            tokio::spawn(listen(shared.clone(), notifications)),
            tokio::spawn(announce(shared.clone(), payments)),
        ];
        Ok(Self { shared, tasks: Mutex::new(tasks) })
    }

    /// The key that this service signs with.
    pub fn public_key(&self) -> PublicKey {
        self.shared.keys.public_key()
    }

    /// A new `nostr+walletconnect://` connection to an account. It holds a secret.
    pub fn connect(&self, account: &str, lud16: Option<String>) -> Result<String, SandboxError> {
        self.shared.ledger.node_id(account)?;
        let secret = SecretKey::generate();
        let client_key = Keys::new(secret.clone()).public_key();
        self.shared.lock().connections.insert(client_key, account.into());
        let relays = vec![self.shared.relay.clone()];
        Ok(NostrWalletConnectURI::new(self.public_key(), relays, secret, lud16).to_string())
    }

    /// Revokes every connection of an account: its requests are answered with `UNAUTHORIZED`.
    pub fn revoke(&self, account: &str) {
        self.shared.lock().connections.retain(|_, connected| connected != account);
    }

    /// Sets how an account's wallet misbehaves.
    pub fn set_switches(&self, account: &str, switches: WalletSwitches) {
        self.shared.lock().switches.insert(account.into(), switches);
    }

    /// How an account's wallet misbehaves.
    pub fn switches(&self, account: &str) -> WalletSwitches {
        self.shared.switches(account)
    }

    /// How many requests for this method the account has made; repeated events count once.
    pub fn request_count(&self, account: &str, method: &str) -> u64 {
        let key = (account.to_owned(), method.to_owned());
        self.shared.lock().counts.get(&key).copied().unwrap_or(0)
    }

    /// Closes the connection to the relay and stops listening.
    pub async fn shutdown(&self) {
        self.stop();
        self.shared.client.shutdown().await;
    }

    /// Like [`WalletService::shutdown`], for places that cannot wait.
    pub(crate) fn stop(&self) {
        for task in self.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            task.abort();
        }
    }
}

impl Drop for WalletService {
    fn drop(&mut self) {
        self.stop();
    }
}

fn failed(error: impl std::fmt::Display) -> SandboxError {
    SandboxError::WalletService(error.to_string())
}

async fn listen(shared: Arc<Shared>, mut notifications: broadcast::Receiver<RelayPoolNotification>) {
    loop {
        match notifications.recv().await {
            Ok(RelayPoolNotification::Event { event, .. }) => {
                if shared.is_new(&event) {
                    tokio::spawn(shared.clone().answer(*event));
                }
            }
            Ok(RelayPoolNotification::Message { .. }) => {}
            Err(broadcast::error::RecvError::Lagged(lost)) => log::warn!("{lost} wallet requests were lost"),
            Ok(RelayPoolNotification::Shutdown) | Err(broadcast::error::RecvError::Closed) => break,
        }
    }
}

async fn announce(shared: Arc<Shared>, mut payments: broadcast::Receiver<Transaction>) {
    loop {
        match payments.recv().await {
            Ok(settled) => shared.notify(&settled).await,
            Err(broadcast::error::RecvError::Lagged(lost)) => log::warn!("{lost} payments were not told of"),
            Err(broadcast::error::RecvError::Closed) => break,
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn switches(&self, account: &str) -> WalletSwitches {
        self.lock().switches.get(account).cloned().unwrap_or_default()
    }

    fn is_new(&self, event: &Event) -> bool {
        let addressed = event.tags.public_keys().any(|key| *key == self.keys.public_key());
        event.kind == Kind::WalletConnectRequest
            && addressed
            && !event.is_expired()
            && self.lock().seen.insert(event.id)
    }

    async fn answer(self: Arc<Self>, event: Event) {
        let account = self.lock().connections.get(&event.pubkey).cloned();
        let scheme = Scheme::of(&event);
        let request = match self.encryption.supports(scheme) {
            true => scheme.decrypt(&self.keys, &event).and_then(|text| Request::parse(&text)),
            false => Err(wire::Refusal::new("UNSUPPORTED_ENCRYPTION", "this wallet speaks NIP-04 only")),
        };
        let switches = account.as_deref().map(|account| self.switches(account)).unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(switches.delay_ms)).await;
        // A slow service must not pay what the client has given up on (NIP-47, expiration).
        if event.is_expired() {
            return;
        }
        let method = request.as_ref().map_or_else(|_| String::new(), |request| request.method.clone());
        let outcome = match (request, &account) {
            (Err(refusal), _) => Err(refusal),
            (Ok(_), None) => Err(wire::Refusal::new("UNAUTHORIZED", "this connection is not known")),
            (Ok(request), Some(account)) => {
                *self.lock().counts.entry((account.clone(), method.clone())).or_default() += 1;
                methods::call(self.ledger.as_ref(), account, &switches, &request).await
            }
        };
        if switches.drop_pay_response && method.starts_with("pay_") {
            return;
        }
        let answer = match outcome {
            Ok(result) => json!({ "result_type": method, "error": null, "result": result }),
            Err(refusal) => json!({ "result_type": method, "error": refusal, "result": null }),
        };
        // A client that asked in a scheme we do not speak still reads the one we do.
        let scheme = if self.encryption.supports(scheme) { scheme } else { Scheme::Nip04 };
        let tags = [Tag::public_key(event.pubkey), Tag::event(event.id)];
        self.send(Kind::WalletConnectResponse, scheme, event.pubkey, &answer, &tags).await;
    }

    async fn notify(&self, transaction: &Transaction) {
        let kind = match transaction.direction {
            Direction::Incoming => "payment_received",
            Direction::Outgoing => "payment_sent",
        };
        let switches = self.switches(&transaction.account);
        if switches.pause_notifications {
            return;
        }
        let clients: Vec<PublicKey> = {
            let state = self.lock();
            let of_account = state.connections.iter().filter(|(_, account)| **account == transaction.account);
            of_account.map(|(client, _)| *client).collect()
        };
        let notification = methods::transaction_json(transaction, &switches);
        let message = json!({ "notification_type": kind, "notification": notification });
        for client in clients {
            for scheme in [Scheme::Nip44, Scheme::Nip04] {
                let copies = if switches.duplicate_notifications { 2 } else { 1 };
                for _ in (0..copies).filter(|_| self.encryption.supports(scheme)) {
                    let tags = [Tag::public_key(client)];
                    self.send(scheme.notification_kind(), scheme, client, &message, &tags).await;
                }
            }
        }
    }

    async fn send(&self, kind: Kind, scheme: Scheme, to: PublicKey, message: &Value, tags: &[Tag]) {
        let sent = async {
            let content = scheme.encrypt(&self.keys, &to, &message.to_string())?;
            let event = EventBuilder::new(kind, content).tags(tags.iter().cloned());
            self.client.send_event_builder(event).await.map_err(|error| error.to_string())
        };
        if let Err(error) = sent.await {
            log::warn!("the wallet service could not send kind {kind}: {error}");
        }
    }
}
