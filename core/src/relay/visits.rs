//! Who is at which relay: one that was opened for a single event is closed by the last to leave.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nostr::RelayUrl;

/// How many callers are at each relay.
#[derive(Debug, Default)]
pub(super) struct Visits(Mutex<HashMap<RelayUrl, usize>>);

/// One caller at one relay; ends also where the caller is dropped in the middle.
pub(super) struct Visit<'a> {
    visits: &'a Visits,
    relay: &'a RelayUrl,
}

impl Visits {
    pub(super) fn begin<'a>(&'a self, relay: &'a RelayUrl) -> Visit<'a> {
        *self.lock().entry(relay.clone()).or_default() += 1;
        Visit { visits: self, relay }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RelayUrl, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Visit<'_> {
    pub(super) fn is_alone(&self) -> bool {
        self.visits.lock().get(self.relay) == Some(&1)
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        let mut visits = self.visits.lock();
        match visits.get_mut(self.relay) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                visits.remove(self.relay);
            }
        }
    }
}
