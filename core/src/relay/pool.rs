//! [`RelayPort`] over nostr-sdk.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::join;
use futures::stream::{self, BoxStream, FuturesUnordered, StreamExt};
use nostr::filter::MatchEventOptions;
use nostr::{Event, EventId, Filter, RelayUrl, Timestamp};
use nostr_sdk::pool::relay::Error as SdkError;
use tokio::time::{Instant, timeout, timeout_at};

use super::connections::{Connections, OpenError};
use super::limits::LimitsCache;
use super::port::{
    Cover, FetchQuery, MAX_COVERED, PublishOutcome, RelayError, RelayLimits, RelayPort, RelayReport,
};
use super::subscription::{self, Heard, Subscription};
use crate::network::Network;

/// Relays published to at the same time.
const PUBLISH_AT_ONCE: usize = 16;

/// Relays published to at the same time where there are hundreds: a phone has few sockets to spare.
const EACH_AT_ONCE: usize = 32;

/// Events kept from one relay's answer to [`RelayPort::query`].
const MAX_QUERY_EVENTS: usize = 500;

/// Events of a covered time asked for at once: what relays usually hand out.
const COVER_PAGE: usize = 500;

/// How long [`RelayPort::query`] waits for the others once one relay has answered.
const GRACE: Duration = Duration::from_secs(2);

/// Relays, connected when needed.
#[derive(Debug)]
pub struct RelayPool {
    connections: Connections,
    limits: LimitsCache,
    /// How many of [`RelayPort::publish_each`]'s callers are at a relay.
    visits: Mutex<HashMap<RelayUrl, usize>>,
}

/// One caller at one relay; ends also where the caller is dropped in the middle.
struct Visit<'a> {
    pool: &'a RelayPool,
    relay: &'a RelayUrl,
}

impl<'a> Visit<'a> {
    fn begin(pool: &'a RelayPool, relay: &'a RelayUrl) -> Self {
        *pool.lock_visits().entry(relay.clone()).or_default() += 1;
        Self { pool, relay }
    }

    fn is_alone(&self) -> bool {
        self.pool.lock_visits().get(self.relay) == Some(&1)
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        let mut visits = self.pool.lock_visits();
        match visits.get_mut(self.relay) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                visits.remove(self.relay);
            }
        }
    }
}

impl RelayPool {
    /// A pool that connects to `trusted` relays wherever they are, and to all others within the
    /// network's reach. Time limits given to it are for direct connections; a proxy gets more.
    pub fn new(network: impl Into<Network>, trusted: HashSet<RelayUrl>) -> Self {
        let connections = Connections::limited(network.into(), trusted);
        let limits = LimitsCache::new(connections.policy().clone());
        Self { connections, limits, visits: Mutex::default() }
    }

    /// Adds a relay that the user chose: it may be in the user's own network.
    pub fn trust(&self, relay: &RelayUrl) {
        self.connections.policy().trust(relay);
    }

    fn lock_visits(&self) -> MutexGuard<'_, HashMap<RelayUrl, usize>> {
        self.visits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn patience(&self, direct: Duration) -> Duration {
        self.connections.policy().network().patience(direct)
    }

    async fn publish_to(&self, url: &RelayUrl, event: &Event, limit: Duration) -> PublishOutcome {
        // A relay met for the first time is asked for its limits while the socket opens.
        let (relay, limits) = join(self.connections.open(url, limit), self.limits.get(url)).await;
        let relay = match relay {
            Ok(relay) => relay,
            Err(OpenError::Forbidden(host)) => return PublishOutcome::Forbidden(host),
            Err(OpenError::Failed(reason)) => return PublishOutcome::Unreachable(reason),
        };
        if let Err(reason) = limits.check(event, Timestamp::now()) {
            return PublishOutcome::OverLimit(reason);
        }
        let notifications = relay.notifications();
        if !relay.is_connected() {
            return PublishOutcome::Unreachable("the connection was lost".to_owned());
        }
        tokio::select! {
            sent = relay.send_event(event) => match sent {
                Ok(_) => PublishOutcome::Accepted,
                // Some relays say false to an event they have (NIP-01 asks for true).
                Err(SdkError::RelayMessage(reason)) if reason.starts_with("duplicate:") => PublishOutcome::Accepted,
                Err(SdkError::RelayMessage(reason)) => PublishOutcome::Rejected(reason),
                Err(error) => PublishOutcome::Unreachable(error.to_string()),
            },
            () = subscription::lost(notifications) => {
                PublishOutcome::Unreachable("the connection was lost before the relay answered".to_owned())
            }
        }
    }

    /// The one event that is wanted, if the relay has it.
    async fn ask_for(&self, relay: &RelayUrl, query: &FetchQuery, limit: Duration) -> Answer {
        let wanted = |event: &Event| fits(query, event);
        match query.cover {
            None => self.stored(relay, query.filter(), limit, 1, wanted).await,
            Some(cover) => self.ask_covered(relay, query, cover, limit).await,
        }
    }

    /// Reads all of the time that covers the event, to the end also when it has come: when we stop must not
    /// tell the relay which one it was.
    async fn ask_covered(
        &self,
        relay: &RelayUrl,
        query: &FetchQuery,
        cover: Cover,
        limit: Duration,
    ) -> Answer {
        let (mut found, mut until) = (None, cover.until);
        for _ in 0..MAX_COVERED / COVER_PAGE {
            let filter = Filter::new().kind(query.kind).since(cover.since).until(until).limit(COVER_PAGE);
            // The page is counted as it passes: of its events only the wanted one is kept.
            let (count, oldest) = (AtomicUsize::new(0), AtomicU64::new(until.as_secs()));
            let pass = |event: &Event| {
                count.fetch_add(1, Ordering::Relaxed);
                oldest.fetch_min(event.created_at.as_secs(), Ordering::Relaxed);
                fits(query, event)
            };
            let mut page = self.stored(relay, filter, limit, usize::MAX, pass).await;
            match &mut page.events {
                Ok(events) => found = found.or(events.pop()),
                Err(_) => return page,
            }
            let before = until;
            until = Timestamp::from(oldest.into_inner());
            if count.into_inner() < COVER_PAGE || until == before {
                break;
            }
        }
        Answer { relay: relay.clone(), events: Ok(found.into_iter().collect()) }
    }

    /// What one relay has stored, as far as `wanted` lets it pass; at most `max` events.
    async fn stored(
        &self,
        relay: &RelayUrl,
        filter: Filter,
        limit: Duration,
        max: usize,
        wanted: impl Fn(&Event) -> bool,
    ) -> Answer {
        let ask = async {
            let connected = self.connections.open(relay, limit).await?;
            let asked = Subscription::stored(&connected, filter, limit).await;
            let mut subscription = asked.map_err(OpenError::Failed)?;
            let mut events = Vec::new();
            while events.len() < max {
                match subscription.next().await {
                    Heard::Event(event) if wanted(&event) => events.push(*event),
                    Heard::Event(_) | Heard::Ok { .. } => {}
                    Heard::EndOfStored => break,
                    Heard::Closed(reason) => return Err(OpenError::Failed(reason)),
                    Heard::Lost => return Err(OpenError::Failed("the connection was lost".to_owned())),
                }
            }
            Ok(events)
        };
        let late = || Err(OpenError::Failed("no answer in time".to_owned()));
        let events = timeout(limit, ask).await.unwrap_or_else(|_| late());
        Answer { relay: relay.clone(), events }
    }
}

/// What one relay answered.
struct Answer {
    relay: RelayUrl,
    events: Result<Vec<Event>, OpenError>,
}

/// Whether the event is the one asked for. nostr-sdk verifies each id only once per process, so a second copy
/// with another signature or content would pass there: here every copy is verified.
fn fits(query: &FetchQuery, event: &Event) -> bool {
    event.id == query.id && event.pubkey == query.author && event.kind == query.kind && event.verify().is_ok()
}

/// Who answered so far, and why the others did not.
#[derive(Debug, Default)]
struct Tally {
    answered: usize,
    forbidden: Option<String>,
    failed: Vec<String>,
}

impl Tally {
    /// Counts an answer and hands out its events.
    fn count(&mut self, answer: Answer) -> Vec<Event> {
        match answer.events {
            Ok(events) => {
                self.answered += 1;
                return events;
            }
            Err(OpenError::Forbidden(host)) => self.forbidden = Some(host),
            Err(OpenError::Failed(reason)) => self.failed.push(format!("{}: {reason}", answer.relay)),
        }
        Vec::new()
    }

    /// How many answered, or the error where none did.
    fn finish(self) -> Result<usize, RelayError> {
        match self.forbidden {
            _ if self.answered > 0 => Ok(self.answered),
            Some(host) if self.failed.is_empty() => Err(RelayError::Forbidden(host)),
            _ if self.failed.is_empty() => Err(RelayError::NoRelays),
            _ => Err(RelayError::Unreachable(self.failed.join("; "))),
        }
    }
}

#[async_trait]
impl RelayPort for RelayPool {
    async fn publish(&self, relays: &[RelayUrl], event: &Event, limit: Duration) -> Vec<RelayReport> {
        let limit = self.patience(limit);
        let deadline = Instant::now() + limit;
        stream::iter(relays.to_vec())
            .map(|relay| async move {
                let late = |_| PublishOutcome::Unreachable("no answer in time".to_owned());
                let outcome = timeout_at(deadline, self.publish_to(&relay, event, limit)).await;
                RelayReport { relay, outcome: outcome.unwrap_or_else(late) }
            })
            .buffered(PUBLISH_AT_ONCE)
            .collect()
            .await
    }

    fn publish_each<'a>(
        &'a self,
        relays: &'a [RelayUrl],
        event: &'a Event,
        limit: Duration,
    ) -> BoxStream<'a, RelayReport> {
        let limit = self.patience(limit);
        stream::iter(relays)
            .map(move |relay| async move {
                let visit = Visit::begin(self, relay);
                let was_open = self.connections.is_open(relay).await;
                let late = |_| PublishOutcome::Unreachable("no answer in time".to_owned());
                let outcome = timeout(limit, self.publish_to(relay, event, limit)).await.unwrap_or_else(late);
                // Somebody else may be using the one that stood before.
                if !was_open && visit.is_alone() {
                    self.connections.close(relay).await;
                }
                RelayReport { relay: relay.clone(), outcome }
            })
            .buffer_unordered(EACH_AT_ONCE)
            .boxed()
    }

    // An event whose `expiration` (NIP-40) has passed counts as not found: nostr-sdk drops it on arrival, and
    // the protocol would refuse it anyway.
    async fn fetch(
        &self,
        relays: &[RelayUrl],
        query: &FetchQuery,
        limit: Duration,
    ) -> Result<Event, RelayError> {
        let limit = self.patience(limit);
        let mut asked: FuturesUnordered<_> =
            relays.iter().map(|relay| self.ask_for(relay, query, limit)).collect();
        let mut tally = Tally::default();
        while let Some(answer) = asked.next().await {
            if let Some(event) = tally.count(answer).pop() {
                return Ok(event);
            }
        }
        Err(tally.finish().map_or_else(|error| error, |asked| RelayError::NotFound { asked }))
    }

    async fn fetch_many(
        &self,
        relays: &[RelayUrl],
        queries: &[FetchQuery],
        limit: Duration,
    ) -> Result<Vec<Event>, RelayError> {
        let limit = self.patience(limit);
        let by_id: HashMap<EventId, &FetchQuery> = queries.iter().map(|query| (query.id, query)).collect();
        let wanted = |event: &Event| by_id.get(&event.id).is_some_and(|query| fits(query, event));
        let filter = queries.iter().fold(Filter::new().limit(queries.len()), |filter, query| {
            filter.id(query.id).author(query.author).kind(query.kind)
        });
        let mut asked: FuturesUnordered<_> = relays
            .iter()
            .map(|relay| self.stored(relay, filter.clone(), limit, by_id.len(), &wanted))
            .collect();
        let (mut tally, mut found) = (Tally::default(), HashMap::new());
        while let Some(answer) = asked.next().await {
            found.extend(tally.count(answer).into_iter().map(|event| (event.id, event)));
            if found.len() == by_id.len() {
                break;
            }
        }
        tally.finish()?;
        Ok(found.into_values().collect())
    }

    async fn query(
        &self,
        relays: &[RelayUrl],
        filter: Filter,
        limit: Duration,
    ) -> Result<Vec<Event>, RelayError> {
        let limit = self.patience(limit);
        let wanted =
            |event: &Event| filter.match_event(event, MatchEventOptions::new()) && event.verify().is_ok();
        let mut asked: FuturesUnordered<_> = relays
            .iter()
            .map(|relay| self.stored(relay, filter.clone(), limit, MAX_QUERY_EVENTS, wanted))
            .collect();
        let mut tally = Tally::default();
        let mut found = HashMap::new();
        let mut end = Instant::now() + limit;
        while let Ok(Some(answer)) = timeout_at(end, asked.next()).await {
            found.extend(tally.count(answer).into_iter().map(|event| (event.id, event)));
            if tally.answered > 0 {
                end = end.min(Instant::now() + GRACE);
            }
        }
        if !asked.is_empty() {
            tally.failed.push("no answer in time".to_owned());
        }
        tally.finish()?;
        let mut events: Vec<Event> = found.into_values().collect();
        events.sort_by(|a, b| b.created_at.cmp(&a.created_at).then(a.id.cmp(&b.id)));
        Ok(events)
    }

    async fn limits(&self, relay: &RelayUrl) -> RelayLimits {
        self.limits.get(relay).await
    }

    async fn shutdown(&self) {
        self.connections.shutdown().await;
    }
}
