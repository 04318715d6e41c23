//! Strangers pay for each knock, but a satoshi buys little peace: beyond these numbers their knocks wait under
//! requests, unfetched, and nobody's relay is asked because of them.

use nostr::{PublicKey, Timestamp};

use crate::engine::{Engine, EngineError};

/// The limits count knocks of the last hour.
const WINDOW_SECS: u64 = 3_600;
/// Knocks that one stranger makes us fetch: more than a person types.
const FROM_ONE: usize = 30;
/// Knocks that all strangers together make us fetch, since a new key costs nothing.
const FROM_ALL: usize = 200;

impl Engine {
    /// Whether enough was fetched lately for this stranger, or for all of them.
    pub(in crate::engine) fn is_flooded_by(&self, stranger: &PublicKey) -> Result<bool, EngineError> {
        let since = Timestamp::from(self.now().as_secs().saturating_sub(WINDOW_SECS));
        Ok(self.store().fetched_from(stranger, since, FROM_ONE)? >= FROM_ONE
            || self.store().strangers_fetched(since, FROM_ALL)? >= FROM_ALL)
    }
}
