//! The relay's policy plugin: it records, and refuses where it was told to.

use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nostr::nips::nip11::Limitation;
use nostr::util::BoxedFuture;
use nostr::{Event, EventId, Filter, JsonUtil, Timestamp};
use nostr_relay_builder::builder::{PolicyResult, QueryPolicy, WritePolicy};
use serde::Serialize;
use serde_json::Value;

/// What a relay was asked and given.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RelayLog {
    /// Every filter of every REQ, in order, as the relay reads it: where the client set no `limit`,
    /// the relay's own stands here. A REQ with three filters makes three entries.
    pub requests: Vec<Value>,
    /// Every event accepted, in order and once each, ephemeral ones too.
    pub events: Vec<Event>,
    /// How many events were refused by a switch or a limit.
    pub refused: u64,
    /// How many websocket connections were opened.
    pub connections: u64,
    /// How often the NIP-11 document was read.
    pub document_reads: u64,
}

impl RelayLog {
    /// How many accepted events have this kind.
    pub fn events_of_kind(&self, kind: u16) -> usize {
        self.events.iter().filter(|event| event.kind.as_u16() == kind).count()
    }

    /// How many events of this kind were asked for: as many as a filter has ids, or one where it has none.
    pub fn requests_for_kind(&self, kind: u16) -> usize {
        self.request_counts().get(&kind).copied().unwrap_or_default()
    }

    /// Events that filters ask for which name kinds, counted by kind.
    pub fn request_counts(&self) -> BTreeMap<u16, usize> {
        let mut counts = BTreeMap::new();
        for filter in &self.requests {
            let ids = filter["ids"].as_array().map_or(1, Vec::len);
            for kind in filter["kinds"].as_array().into_iter().flatten() {
                if let Some(kind) = kind.as_u64().and_then(|kind| u16::try_from(kind).ok()) {
                    *counts.entry(kind).or_default() += ids;
                }
            }
        }
        counts
    }

    /// Accepted events, counted by kind.
    pub fn event_counts(&self) -> BTreeMap<u16, usize> {
        let mut counts = BTreeMap::new();
        for event in &self.events {
            *counts.entry(event.kind.as_u16()).or_default() += 1;
        }
        counts
    }
}

#[derive(Debug, Clone)]
pub(super) struct Recorder {
    limitation: Arc<Limitation>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    log: RelayLog,
    seen: HashSet<EventId>,
    refuse_writes: Option<String>,
}

impl Recorder {
    pub(super) fn new(limitation: Limitation) -> Self {
        Self { limitation: Arc::new(limitation), state: Arc::default() }
    }

    pub(super) fn log(&self) -> RelayLog {
        self.lock().log.clone()
    }

    pub(super) fn clear(&self) {
        self.lock().log = RelayLog::default();
    }

    pub(super) fn refuse_writes(&self, message: Option<String>) {
        self.lock().refuse_writes = message;
    }

    pub(super) fn refuses_writes(&self) -> Option<String> {
        self.lock().refuse_writes.clone()
    }

    pub(super) fn count_connection(&self) {
        self.lock().log.connections += 1;
    }

    pub(super) fn count_document_read(&self) {
        self.lock().log.document_reads += 1;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn objection(&self, event: &Event) -> Option<String> {
        let over = |size: usize, limit: Option<i32>| {
            limit.is_some_and(|limit| usize::try_from(limit).is_ok_and(|limit| size > limit))
        };
        let limits = &self.limitation;
        let now = Timestamp::now().as_secs();
        let created_at = event.created_at.as_secs();
        // NIP-11: both limits are seconds relative to now.
        let oldest = limits.created_at_lower_limit.map(|limit| now.saturating_sub(limit.as_secs()));
        let newest = limits.created_at_upper_limit.map(|limit| now.saturating_add(limit.as_secs()));
        if over(event.as_json().len(), limits.max_message_length) {
            Some("the event is too large".into())
        } else if over(event.content.chars().count(), limits.max_content_length) {
            Some("the content is too long".into())
        } else if oldest.is_some_and(|oldest| created_at < oldest) {
            Some("created_at is too far in the past".into())
        } else if newest.is_some_and(|newest| created_at > newest) {
            Some("created_at is too far in the future".into())
        } else {
            None
        }
    }
}

impl WritePolicy for Recorder {
    fn admit_event<'a>(&'a self, event: &'a Event, _: &'a SocketAddr) -> BoxedFuture<'a, PolicyResult> {
        Box::pin(async move {
            let mut state = self.lock();
            if let Some(message) = state.refuse_writes.clone().or_else(|| self.objection(event)) {
                state.log.refused += 1;
                return PolicyResult::Reject(message);
            }
            // The relay asks its plugins before it looks for duplicates.
            if state.seen.insert(event.id) {
                state.log.events.push(event.clone());
            }
            PolicyResult::Accept
        })
    }
}

impl QueryPolicy for Recorder {
    fn admit_query<'a>(&'a self, filter: &'a Filter, _: &'a SocketAddr) -> BoxedFuture<'a, PolicyResult> {
        Box::pin(async move {
            match serde_json::to_value(filter) {
                Ok(json) => {
                    self.lock().log.requests.push(json);
                    PolicyResult::Accept
                }
                Err(error) => PolicyResult::Reject(error.to_string()),
            }
        })
    }
}
