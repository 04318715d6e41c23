//! What an app shows in numbers.

use super::{Engine, EngineError};

/// The numbers on an app's badges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overview {
    /// Messages that the user has not seen.
    pub unread: u64,
    /// Knocks that wait for consent.
    pub requests: u64,
    /// Messages that go no further without the user: given up, or to be paid with another app.
    pub unsent: u64,
}

impl Engine {
    /// How much there is to look at.
    pub fn overview(&self) -> Result<Overview, EngineError> {
        Ok(Overview {
            unread: self.store().unread_count()?,
            requests: self.store().request_count()?,
            unsent: self.store().stuck_count()?,
        })
    }
}
