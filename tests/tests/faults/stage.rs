//! The people and services that all faults are played with, and what became of a message in words.

use std::sync::{Arc, Weak};
use std::time::Duration;

use async_trait::async_trait;
use knock_core::engine::{EngineError, Parts, SendOptions, Settings};
use knock_core::http::{HttpClient, HttpLimits};
use knock_core::reach::Reach;
use knock_core::relay::{FetchQuery, RelayError, RelayLimits, RelayPool, RelayPort, RelayReport};
use knock_core::store::{Contact, OutState, Outgoing};
use knock_protocol::{Comment, Message, VerifiedEvent};
use knock_sandbox::ledger::TransactionQuery;
use knock_tests::{Person, World};
use nostr::{Event, Filter, Keys, PublicKey, RelayUrl, Timestamp};
use tokio::sync::Mutex;

/// How long others may take here; people give them more. A long run has the time, and a machine that is busy with it.
fn impatience() -> Duration {
    Duration::from_secs(if std::env::var_os("KNOCK_SOAK").is_some() { 12 } else { 3 })
}

/// Who receives the money where the fault is not about it.
pub(crate) const HONEST: &str = "honest";
/// The account behind hostile services.
pub(crate) const MALLORY: &str = "mallory";

pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) alice: Person,
    pub(crate) bob: Person,
    /// Somebody whose settings allow public hosts only, as they do at first.
    pub(crate) strict: Person,
}

/// The stage, which all who play at a time share. The last to leave takes it down, and the homes on it.
pub(crate) async fn stage() -> anyhow::Result<Arc<Stage>> {
    static STAGE: Mutex<Weak<Stage>> = Mutex::const_new(Weak::new());
    let mut shared = STAGE.lock().await;
    if let Some(stage) = shared.upgrade() {
        return Ok(stage);
    }
    let stage = Arc::new(Stage::set().await?);
    *shared = Arc::downgrade(&stage);
    Ok(stage)
}

impl Stage {
    async fn set() -> anyhow::Result<Self> {
        let world = World::start().await?;
        for account in [HONEST, MALLORY] {
            world.sandbox.create_user(account, 0)?;
        }
        let (mut alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
        alice.restart_adapted(impatient).await?;
        bob.restart_adapted(impatient).await?;
        let mut strict = world.person("strict").await?;
        Settings { allow_local: false, ..strict.engine.settings()? }.save(strict.engine.store())?;
        strict.restart_adapted(impatient).await?;
        Ok(Self { world, alice, bob, strict })
    }

    /// Somebody new whom `of` knows under this address.
    pub(crate) fn acquaintance(
        &self,
        of: &Person,
        address: &str,
        relays: Vec<RelayUrl>,
    ) -> anyhow::Result<PublicKey> {
        let pubkey = Keys::generate().public_key();
        let contact = Contact {
            lightning_address: Some(address.to_owned()),
            relays,
            ..Contact::new(pubkey, Timestamp::now())
        };
        of.engine.store().put_contact(&contact)?;
        Ok(pubkey)
    }

    pub(crate) fn address_of(&self, account: &str) -> String {
        self.world.sandbox.lnurl().address(account)
    }

    pub(crate) fn relay(&self) -> anyhow::Result<RelayUrl> {
        Ok(RelayUrl::parse(&self.world.sandbox.relay_url())?)
    }

    /// Alice sends "Hello" to somebody with this address and these relays; what became of it.
    pub(crate) async fn send(&self, address: &str, relays: Vec<RelayUrl>) -> anyhow::Result<String> {
        let to = self.acquaintance(&self.alice, address, relays)?;
        self.send_from(&self.alice, &to).await
    }

    pub(crate) async fn send_from(&self, from: &Person, to: &PublicKey) -> anyhow::Result<String> {
        let result = from.engine.send(to, Message::text("Hello"), SendOptions::default()).await;
        self.told(from, to, result.err())
    }

    /// What became of the only message to this contact.
    pub(crate) fn told(
        &self,
        from: &Person,
        to: &PublicKey,
        error: Option<EngineError>,
    ) -> anyhow::Result<String> {
        let store = from.engine.store();
        let message = store.messages(Some(to), 1, None)?.pop();
        let row = message.map(|message| store.outgoing_by_message(message.id)).transpose()?.flatten();
        let Some(row) = row else { anyhow::bail!("the message is lost: {error:?}") };
        let fate = fate(&row);
        let money = match self.times_paid(&row)? {
            0 => "nothing paid",
            1 => "paid once",
            _ => "PAID MORE THAN ONCE",
        };
        Ok(match error {
            Some(error) => format!("`{}`: {fate}, {money}", error.kind()),
            None => format!("{fate}, {money}"),
        })
    }

    /// How often the ledger has a payment with this message's comment, whoever got it.
    fn times_paid(&self, row: &Outgoing) -> anyhow::Result<usize> {
        let comment: Comment = row.comment.parse()?;
        let ledger = self.world.sandbox.ledger();
        let mut times = 0;
        for account in ledger.balances().into_keys() {
            let (received, _) = ledger.transactions(&account, &TransactionQuery::default());
            let comments = received.iter().filter_map(|payment| payment.comment.as_deref());
            times +=
                comments.filter(|text| text.parse::<Comment>().is_ok_and(|other| other == comment)).count();
        }
        Ok(times)
    }
}

fn fate(row: &Outgoing) -> &'static str {
    match row.state {
        OutState::Delivered => "delivered",
        OutState::Failed => "kept for the user to decide",
        OutState::Paying => "the payment is looked up, not repeated",
        OutState::AwaitingUser => "the user is asked to pay",
        _ if row.next_attempt_at.is_some() => "kept and tried again",
        _ => "STUCK",
    }
}

/// The real parts, with less patience.
pub(crate) fn impatient(parts: Parts) -> Parts {
    let Ok(settings) = Settings::load(&parts.store) else { return parts };
    let reach = if settings.allow_local { Reach::Local } else { Reach::Public };
    let limits = HttpLimits { total: impatience(), connect: impatience(), ..HttpLimits::default() };
    let Ok(http) = HttpClient::with_limits(reach, limits) else { return parts };
    let relays = Impatient(RelayPool::new(reach, settings.relays.into_iter().collect()));
    Parts { http, relays: Arc::new(relays), ..parts }
}

/// The real pool, which gives relays less time.
struct Impatient(RelayPool);

#[async_trait]
impl RelayPort for Impatient {
    async fn publish(&self, relays: &[RelayUrl], event: &Event, limit: Duration) -> Vec<RelayReport> {
        self.0.publish(relays, event, limit.min(impatience())).await
    }

    async fn fetch(
        &self,
        relays: &[RelayUrl],
        query: &FetchQuery,
        limit: Duration,
    ) -> Result<VerifiedEvent, RelayError> {
        self.0.fetch(relays, query, limit.min(impatience())).await
    }

    async fn query(
        &self,
        relays: &[RelayUrl],
        filter: Filter,
        limit: Duration,
    ) -> Result<Vec<Event>, RelayError> {
        self.0.query(relays, filter, limit.min(impatience())).await
    }

    async fn limits(&self, relay: &RelayUrl) -> RelayLimits {
        self.0.limits(relay).await
    }

    async fn shutdown(&self) {
        self.0.shutdown().await;
    }
}
