//! The port to Nostr relays.

use std::time::Duration;

use async_trait::async_trait;
use futures::stream::{self, BoxStream, StreamExt};
use knock_protocol::VerifiedEvent;
use nostr::{Event, EventId, Filter, Kind, PublicKey, RelayUrl, Timestamp};
use thiserror::Error;

/// What one relay did with an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishOutcome {
    /// The relay said OK (NIP-01), also for an event it had before.
    Accepted,
    /// The relay said no; its own words.
    Rejected(String),
    /// The event breaks a limit that the relay states (NIP-11), so it was not sent.
    OverLimit(String),
    /// No connection, or it broke, or no answer came in time. Whether the relay has the event is unknown.
    Unreachable(String),
    /// The policy forbids this host (see [`RelayError::Forbidden`]).
    Forbidden(String),
}

/// One relay's outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayReport {
    /// The relay.
    pub relay: RelayUrl,
    /// What it did.
    pub outcome: PublishOutcome,
}

impl RelayReport {
    /// Whether the relay confirmed that it holds the event.
    pub fn is_accepted(&self) -> bool {
        self.outcome == PublishOutcome::Accepted
    }
}

/// A time that is asked about as a whole, to hide which event of it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// From when on, by the events' own dates.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Exactly one event: by id, author and kind, so that no relay can answer with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchQuery {
    /// The event's id.
    pub id: EventId,
    /// Its author, the one-time key.
    pub author: PublicKey,
    /// Its kind.
    pub kind: Kind,
    /// Asks for every event of the kind in this time instead, so that the relay does not learn which one is
    /// meant. It costs their download, and a relay with more than [`MAX_COVERED`] of them is given up.
    pub cover: Option<Cover>,
}

/// Events of a covered time that are read from one relay.
pub const MAX_COVERED: usize = 2_000;

impl FetchQuery {
    /// The NIP-01 filter for exactly this event: `{ids, authors, kinds, limit: 1}`.
    pub fn filter(&self) -> Filter {
        Filter::new().id(self.id).author(self.author).kind(self.kind).limit(1)
    }
}

/// The limits of NIP-11's `limitation` that matter to us; absent ones are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelayLimits {
    /// Longest WebSocket message, bytes.
    pub max_message_length: Option<usize>,
    /// Longest `content`, Unicode characters.
    pub max_content_length: Option<usize>,
    /// Oldest `created_at` accepted, seconds before now.
    pub created_at_lower_limit: Option<u64>,
    /// Difficulty asked for (NIP-13).
    pub min_pow_difficulty: Option<u8>,
    /// Wants AUTH (NIP-42) for writing or at all; we never do that.
    pub auth_required: bool,
    /// Wants to be paid.
    pub payment_required: bool,
    /// Takes events from chosen authors only.
    pub restricted_writes: bool,
}

/// Why nothing could be fetched.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelayError {
    /// Every relay asked has answered, and none has the event.
    #[error("none of the {asked} relays asked has the event")]
    NotFound {
        /// How many answered.
        asked: usize,
    },
    /// No relay could be asked to the end; worth trying again.
    #[error("no relay could be reached: {0}")]
    Unreachable(String),
    /// The host is private, loopback or link-local, or the scheme is not wss, and the policy forbids that.
    #[error("the relay {0} is not a public wss:// host")]
    Forbidden(String),
    /// There is no relay to ask.
    #[error("no relays are known for this")]
    NoRelays,
}

impl RelayError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "event_not_found",
            Self::Unreachable(_) => "relays_unreachable",
            Self::Forbidden(_) => "relay_forbidden",
            Self::NoRelays => "no_relays",
        }
    }

    /// Whether the same call may succeed later.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::NotFound { .. } | Self::Unreachable(_))
    }
}

/// Questions that a relay is asked at the same time; some refuse more than twenty.
const FETCH_AT_ONCE: usize = 8;

/// A set of relays, connected on demand and reconnected by itself.
///
/// No implementation ever authenticates (NIP-42): that would name the user.
#[async_trait]
pub trait RelayPort: Send + Sync {
    /// Sends the event to every relay and reports each one's outcome, in the order given.
    /// Returns when all have answered or `limit` has passed.
    async fn publish(&self, relays: &[RelayUrl], event: &Event, limit: Duration) -> Vec<RelayReport>;

    /// Sends the event to many relays, some at a time, and tells each one's outcome as it comes. Each has
    /// `limit` for itself, and is let go afterwards.
    fn publish_each<'a>(
        &'a self,
        relays: &'a [RelayUrl],
        event: &'a Event,
        limit: Duration,
    ) -> BoxStream<'a, RelayReport> {
        let one = move |relay| self.publish(std::slice::from_ref(relay), event, limit);
        stream::iter(relays).then(one).flat_map(stream::iter).boxed()
    }

    /// Asks the relays for one event and returns the first that fits the query and is what it says. Answers that do
    /// not fit are dropped as if the relay had none.
    async fn fetch(
        &self,
        relays: &[RelayUrl],
        query: &FetchQuery,
        limit: Duration,
    ) -> Result<VerifiedEvent, RelayError>;

    /// Asks the relays for several events at once, without covers, and returns those that came by the rules of
    /// [`RelayPort::fetch`], in any order; an error where no relay could be asked to the end. Whoever answers learns
    /// that the same client wants all of them, as it would from questions on one socket.
    async fn fetch_many(
        &self,
        relays: &[RelayUrl],
        queries: &[FetchQuery],
        limit: Duration,
    ) -> Result<Vec<VerifiedEvent>, RelayError> {
        let one = |query| async move { self.fetch(relays, &query, limit).await };
        let mut asked = stream::iter(queries.to_vec()).map(one).buffer_unordered(FETCH_AT_ONCE);
        let (mut events, mut answered, mut last) = (Vec::new(), false, RelayError::NoRelays);
        while let Some(answer) = asked.next().await {
            answered |= matches!(answer, Ok(_) | Err(RelayError::NotFound { .. }));
            match answer {
                Ok(event) => events.push(event),
                Err(error) => last = error,
            }
        }
        if answered { Ok(events) } else { Err(last) }
    }

    /// Asks the relays for public events (profiles, relay lists) and returns what verifies, newest
    /// first, each id once. An empty answer is no error as long as one relay answered.
    async fn query(
        &self,
        relays: &[RelayUrl],
        filter: Filter,
        limit: Duration,
    ) -> Result<Vec<Event>, RelayError>;

    /// What the relay says of its limits (NIP-11); defaults where it says nothing.
    async fn limits(&self, relay: &RelayUrl) -> RelayLimits;

    /// Closes all connections.
    async fn shutdown(&self);
}
