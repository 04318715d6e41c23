//! The system's clock, moved.

use std::sync::atomic::{AtomicU64, Ordering};

use knock_core::ports::Clock;
use nostr::Timestamp;

/// The present plus what was added.
#[derive(Debug, Default)]
pub struct MovableClock {
    ahead: AtomicU64,
}

impl MovableClock {
    /// Moves on by that many seconds.
    pub fn advance(&self, secs: u64) {
        self.ahead.fetch_add(secs, Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        Timestamp::now() + self.ahead.load(Ordering::SeqCst)
    }
}
