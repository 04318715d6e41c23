//! The sagas that send and receive, and the events that the shells listen to.
//!
//! Every step is a durable row in the store before the next one starts, so a kill at any instant
//! loses nothing, and each saga is resumed from its row alone. A row is driven under a lease, so a
//! listener and a command on one home do not work on it at the same time.
//!
//! The way out, in `send`: sealed → published → invoiced → paying → delivered.
//! The way in, in `receive`: payment → comment → policy → fetch → message.

mod backoff;
mod backup;
mod card;
mod chat;
mod check_address;
mod conversations;
mod discover;
mod error;
mod error_class;
mod events;
mod files;
#[cfg(fuzzing)]
#[allow(clippy::expect_used, reason = "a failed check is a finding")]
pub(crate) mod fuzzing;
mod home;
mod lease;
mod notify;
mod overview;
mod parts;
mod pay_to;
mod people;
mod receive;
mod repair;
mod requests;
mod run;
mod send;
mod settings;
mod sweep;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, OnceCell, broadcast};
use tokio::task::JoinSet;

use crate::keys::Identity;
use crate::lnurl::LnurlClient;
use crate::relay::RelayPort;
use crate::store::Store;
use crate::wallet::{Wallet, WalletInfo};

pub use self::backup::{BackupCost, BackupError, BackupLock};
pub use self::card::{CardDifference, ScannedCard};
pub use self::check_address::AddressCheck;
pub use self::error::EngineError;
pub use self::error_class::ErrorClass;
pub use self::events::{EngineEvent, EventStream, SendStep};
pub use self::files::{FileBytes, FileInfo};
pub use self::home::{Home, HomeError, SignerKind};
pub use self::notify::Notification;
pub use self::overview::Overview;
pub use self::parts::Parts;
pub use self::people::{ContactChange, NewContact};
pub use self::receive::{Arrival, Origin};
pub use self::requests::Request;
pub use self::run::CatchUp;
pub use self::send::{PayBy, Quote, SendOptions, own_offer};
pub use self::settings::{PublishMode, Settings};

/// One identity's messenger. Cheap to clone; all clones are the same engine.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Parts,
    lnurl: LnurlClient,
    events: broadcast::Sender<EngineEvent>,
    /// Wakes the worker when a row becomes due earlier than it expected.
    wake: Notify,
    /// This engine's part of the names on leases.
    owner: String,
    /// Counts leases: two tasks of one engine are two drivers.
    leases: AtomicU64,
    /// The wallet's limits and chain, once it has told them.
    wallet_facts: OnceCell<WalletInfo>,
    /// What goes on while nobody waits for it; it ends with [`Engine::shutdown`].
    background: Mutex<JoinSet<()>>,
}

/// Events that a slow listener may lag behind before it misses some; it then reads the store again.
const EVENT_BACKLOG: usize = 1_024;

impl Engine {
    /// Puts the parts together. Nothing runs and nothing is connected until a method is called.
    pub fn new(parts: Parts) -> Self {
        let mut owner = [0; 16];
        parts.entropy.fill(&mut owner);
        let lnurl = LnurlClient::new(parts.http.clone());
        let (events, _) = broadcast::channel(EVENT_BACKLOG);
        let inner = Inner {
            parts,
            lnurl,
            events,
            wake: Notify::new(),
            owner: hex::encode(owner),
            leases: AtomicU64::new(0),
            wallet_facts: OnceCell::new(),
            background: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Who the user is.
    pub fn identity(&self) -> &Identity {
        &self.inner.parts.identity
    }

    /// The database, for reading what is there.
    pub fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    /// The wallet.
    pub fn wallet(&self) -> &Arc<dyn Wallet> {
        &self.inner.parts.wallet
    }

    /// The relays.
    pub fn relays(&self) -> &Arc<dyn RelayPort> {
        &self.inner.parts.relays
    }

    /// Everything that happens from now on.
    pub fn events(&self) -> EventStream {
        EventStream::new(self.inner.events.subscribe())
    }

    /// Closes relays and wallet. Sagas stop where they are and go on at the next start.
    pub async fn shutdown(&self) {
        let mut background = std::mem::take(&mut *self.background());
        background.shutdown().await;
        self.inner.parts.relays.shutdown().await;
        self.inner.parts.wallet.shutdown().await;
        if let Some(signer) = self.identity().signer() {
            signer.shutdown().await;
        }
    }

    fn background(&self) -> std::sync::MutexGuard<'_, JoinSet<()>> {
        self.inner.background.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something that nobody waits for. It must be resumable: it is dropped at shutdown.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut background = self.background();
        while background.try_join_next().is_some() {}
        background.spawn(work);
    }

    /// A name for one lease.
    fn driver(&self) -> String {
        format!("{}-{}", self.inner.owner, self.inner.leases.fetch_add(1, Ordering::Relaxed))
    }

    fn emit(&self, event: EngineEvent) {
        // An error means that nobody listens, which is fine: the store has it all.
        let _ = self.inner.events.send(event);
    }

    fn now(&self) -> nostr::Timestamp {
        self.inner.parts.clock.now()
    }
}
