//! Asking one relay for what it has stored, and counting who of them answered.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use knock_protocol::VerifiedEvent;
use nostr::{Event, Filter, RelayUrl, Timestamp};
use tokio::time::timeout;

use super::connections::{Connections, OpenError};
use super::port::{Cover, FetchQuery, MAX_COVERED, RelayError};
use super::subscription::{Heard, Subscription};

/// Events of a covered time asked for at once: what relays usually hand out.
const COVER_PAGE: usize = 500;

/// Why somebody who was not waited for any longer did not answer.
pub(super) const LATE: &str = "no answer in time";

/// What one relay answered.
pub(super) struct Answer {
    relay: RelayUrl,
    events: Result<Vec<VerifiedEvent>, OpenError>,
}

/// The event, if it is the one asked for. nostr-sdk verifies each id only once per process, so a second copy
/// with another signature or content would pass there: here every copy is verified.
pub(super) fn fitting(query: &FetchQuery, event: Event) -> Option<VerifiedEvent> {
    let fits = event.id == query.id && event.pubkey == query.author && event.kind == query.kind;
    if fits { VerifiedEvent::new(event) } else { None }
}

/// Who answered so far, and why the others did not.
#[derive(Debug, Default)]
pub(super) struct Tally {
    answered: usize,
    forbidden: Option<String>,
    failed: Vec<String>,
}

impl Tally {
    /// Counts an answer and hands out its events.
    pub(super) fn count(&mut self, answer: Answer) -> Vec<VerifiedEvent> {
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

    pub(super) fn has_answer(&self) -> bool {
        self.answered > 0
    }

    /// Counts those that were not waited for any longer.
    pub(super) fn late(&mut self) {
        self.failed.push(LATE.to_owned());
    }

    /// How many answered, or the error where none did.
    pub(super) fn finish(self) -> Result<usize, RelayError> {
        match self.forbidden {
            _ if self.answered > 0 => Ok(self.answered),
            Some(host) if self.failed.is_empty() => Err(RelayError::Forbidden(host)),
            _ if self.failed.is_empty() => Err(RelayError::NoRelays),
            _ => Err(RelayError::Unreachable(self.failed.join("; "))),
        }
    }
}

/// The one event that is wanted, if the relay has it.
pub(super) async fn ask_for(
    connections: &Connections,
    relay: &RelayUrl,
    query: &FetchQuery,
    limit: Duration,
) -> Answer {
    let wanted = |event| fitting(query, event);
    match query.cover {
        None => stored(connections, relay, query.filter(), limit, 1, wanted).await,
        Some(cover) => ask_covered(connections, relay, query, cover, limit).await,
    }
}

/// Reads all of the time that covers the event, to the end also when it has come: when we stop must not
/// tell the relay which one it was.
async fn ask_covered(
    connections: &Connections,
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
        let pass = |event: Event| {
            count.fetch_add(1, Ordering::Relaxed);
            oldest.fetch_min(event.created_at.as_secs(), Ordering::Relaxed);
            fitting(query, event)
        };
        let mut page = stored(connections, relay, filter, limit, usize::MAX, pass).await;
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

/// What one relay has stored, as far as `wanted` takes it; at most `max` events.
pub(super) async fn stored(
    connections: &Connections,
    relay: &RelayUrl,
    filter: Filter,
    limit: Duration,
    max: usize,
    wanted: impl Fn(Event) -> Option<VerifiedEvent>,
) -> Answer {
    let ask = async {
        let connected = connections.open(relay, limit).await?;
        let asked = Subscription::stored(&connected, filter, limit).await;
        let mut subscription = asked.map_err(OpenError::Failed)?;
        let mut events = Vec::new();
        while events.len() < max {
            match subscription.next().await {
                Heard::Event(event) => events.extend(wanted(*event)),
                Heard::Ok { .. } => {}
                Heard::EndOfStored => break,
                Heard::Closed(reason) => return Err(OpenError::Failed(reason)),
                Heard::Lost => return Err(OpenError::Failed("the connection was lost".to_owned())),
            }
        }
        Ok(events)
    };
    let late = || Err(OpenError::Failed(LATE.to_owned()));
    let events = timeout(limit, ask).await.unwrap_or_else(|_| late());
    Answer { relay: relay.clone(), events }
}
