//! Relays, and what they did.

use knock_core::store;

use super::secs;

/// A relay that monitors vouch for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DiscoveredRelay {
    /// The relay.
    pub relay: String,
    /// How many monitors vouch for it.
    pub monitors: u32,
    /// The shortest time to open a connection that one measured, milliseconds.
    pub rtt_ms: Option<u32>,
    /// When it was found.
    pub found_at: u64,
}

impl From<store::DiscoveredRelay> for DiscoveredRelay {
    fn from(found: store::DiscoveredRelay) -> Self {
        Self {
            relay: found.relay.to_string(),
            monitors: found.monitors,
            rtt_ms: found.rtt_ms,
            found_at: secs(found.found_at),
        }
    }
}

/// What a relay did with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PublicationOutcome {
    /// It was not asked yet, or was being asked when the process ended.
    Waiting,
    /// It has the message.
    Accepted,
    /// It said no.
    Rejected,
    /// It states a limit (NIP-11) that the message breaks, so it was not asked.
    OverLimit,
    /// It could not be reached or did not answer in time: it may have the message.
    Unreachable,
    /// The client does not go there.
    Forbidden,
}

/// One relay's line in the table of a message.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Publication {
    /// The relay.
    pub relay: String,
    /// What it did.
    pub outcome: PublicationOutcome,
    /// Its words or ours, where it did not accept.
    pub reason: Option<String>,
}

impl From<store::Publication> for Publication {
    fn from(told: store::Publication) -> Self {
        let outcome = match told.outcome {
            store::Outcome::Waiting => PublicationOutcome::Waiting,
            store::Outcome::Accepted => PublicationOutcome::Accepted,
            store::Outcome::Rejected => PublicationOutcome::Rejected,
            store::Outcome::OverLimit => PublicationOutcome::OverLimit,
            store::Outcome::Unreachable => PublicationOutcome::Unreachable,
            store::Outcome::Forbidden => PublicationOutcome::Forbidden,
        };
        Self { relay: told.relay.to_string(), outcome, reason: told.reason }
    }
}
