//! [`RelayPort`] over nostr-sdk.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::join;
use futures::stream::{self, BoxStream, FuturesUnordered, StreamExt};
use knock_protocol::VerifiedEvent;
use nostr::filter::MatchEventOptions;
use nostr::{Event, EventId, Filter, RelayUrl, Timestamp};
use nostr_sdk::pool::relay::Error as SdkError;
use tokio::time::{Instant, timeout, timeout_at};

use super::asking::{LATE, Tally, ask_for, fitting, stored};
use super::connections::{Connections, OpenError};
use super::limits::LimitsCache;
use super::port::{FetchQuery, PublishOutcome, RelayError, RelayLimits, RelayPort, RelayReport};
use super::subscription;
use super::visits::Visits;
use crate::network::Network;

/// Relays published to at the same time.
const PUBLISH_AT_ONCE: usize = 16;

/// Relays published to at the same time where there are hundreds: a phone has few sockets to spare.
const EACH_AT_ONCE: usize = 32;

/// Events kept from one relay's answer to [`RelayPort::query`].
const MAX_QUERY_EVENTS: usize = 500;

/// How long [`RelayPort::query`] waits for the others once one relay has answered.
const GRACE: Duration = Duration::from_secs(2);

/// Relays, connected when needed.
#[derive(Debug)]
pub struct RelayPool {
    connections: Connections,
    limits: LimitsCache,
    /// How many of [`RelayPort::publish_each`]'s callers are at a relay.
    visits: Visits,
}

impl RelayPool {
    /// A pool that connects to `trusted` relays wherever they are, and to all others within the
    /// network's reach. Time limits given to it are for direct connections; a proxy gets more.
    pub fn new(network: impl Into<Network>, trusted: HashSet<RelayUrl>) -> Self {
        let connections = Connections::limited(network.into(), trusted);
        let limits = LimitsCache::new(connections.policy().clone());
        Self { connections, limits, visits: Visits::default() }
    }

    /// Adds a relay that the user chose: it may be in the user's own network.
    pub fn trust(&self, relay: &RelayUrl) {
        self.connections.policy().trust(relay);
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
}

#[async_trait]
impl RelayPort for RelayPool {
    async fn publish(&self, relays: &[RelayUrl], event: &Event, limit: Duration) -> Vec<RelayReport> {
        let limit = self.patience(limit);
        let deadline = Instant::now() + limit;
        stream::iter(relays.to_vec())
            .map(|relay| async move {
                let late = |_| PublishOutcome::Unreachable(LATE.to_owned());
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
                let visit = self.visits.begin(relay);
                let was_open = self.connections.is_open(relay).await;
                let late = |_| PublishOutcome::Unreachable(LATE.to_owned());
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
    ) -> Result<VerifiedEvent, RelayError> {
        let limit = self.patience(limit);
        let mut asked: FuturesUnordered<_> =
            relays.iter().map(|relay| ask_for(&self.connections, relay, query, limit)).collect();
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
    ) -> Result<Vec<VerifiedEvent>, RelayError> {
        let limit = self.patience(limit);
        let by_id: HashMap<EventId, &FetchQuery> = queries.iter().map(|query| (query.id, query)).collect();
        let wanted = |event: Event| fitting(by_id.get(&event.id)?, event);
        let filter = queries.iter().fold(Filter::new().limit(queries.len()), |filter, query| {
            filter.id(query.id).author(query.author).kind(query.kind)
        });
        let mut asked: FuturesUnordered<_> = relays
            .iter()
            .map(|relay| stored(&self.connections, relay, filter.clone(), limit, by_id.len(), &wanted))
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
        let wanted = |event: Event| {
            let fits = filter.match_event(&event, MatchEventOptions::new());
            if fits { VerifiedEvent::new(event) } else { None }
        };
        let mut asked: FuturesUnordered<_> = relays
            .iter()
            .map(|relay| stored(&self.connections, relay, filter.clone(), limit, MAX_QUERY_EVENTS, wanted))
            .collect();
        let mut tally = Tally::default();
        let mut found = HashMap::new();
        let mut end = Instant::now() + limit;
        while let Ok(Some(answer)) = timeout_at(end, asked.next()).await {
            found.extend(tally.count(answer).into_iter().map(|event| (event.id, event)));
            if tally.has_answer() {
                end = end.min(Instant::now() + GRACE);
            }
        }
        if !asked.is_empty() {
            tally.late();
        }
        tally.finish()?;
        let mut events: Vec<Event> = found.into_values().map(VerifiedEvent::into_inner).collect();
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
