//! The system's clock, moved.

use std::sync::atomic::{AtomicI64, Ordering};

use knock_core::ports::Clock;
use nostr::Timestamp;

/// The present plus what was added; it goes on running.
#[derive(Debug, Default)]
pub struct MovableClock {
    ahead: AtomicI64,
}

impl MovableClock {
    /// Moves on by that many seconds.
    pub fn advance(&self, secs: i64) {
        self.ahead.fetch_add(secs, Ordering::SeqCst);
    }

    /// Makes it that time now.
    pub fn set(&self, now: Timestamp) {
        let ahead = now.as_secs().cast_signed() - Timestamp::now().as_secs().cast_signed();
        self.ahead.store(ahead, Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now().as_secs().saturating_add_signed(self.ahead.load(Ordering::SeqCst));
        Timestamp::from(now)
    }
}
