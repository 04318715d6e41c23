//! How much strangers have made us fetch lately.

use nostr::{PublicKey, Timestamp};
use rusqlite::params;

use super::error::StoreError;
use super::open::Store;
use super::rows::{int, secs};

impl Store {
    /// Knocks of people who are no contacts that were fetched, or are to be, and came at `since` or later.
    /// Counts to `most` at most.
    pub fn strangers_fetched(&self, since: Timestamp, most: usize) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM (
                SELECT 1 FROM knocks WHERE state NOT IN ('request', 'ignored') AND first_seen_at >= ?1
                    AND sender NOT IN (SELECT pubkey FROM contacts) LIMIT ?2)";
        self.read(|conn| {
            let count: u32 = conn.query_row(sql, params![secs(since), int(most as u64)], |row| row.get(0))?;
            Ok(count as usize)
        })
    }

    /// The same of one sender.
    pub fn fetched_from(
        &self,
        sender: &PublicKey,
        since: Timestamp,
        most: usize,
    ) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM (
                SELECT 1 FROM knocks WHERE state NOT IN ('request', 'ignored') AND sender = ?1
                    AND first_seen_at >= ?2 LIMIT ?3)";
        self.read(|conn| {
            let params = params![sender.as_bytes(), secs(since), int(most as u64)];
            let count: u32 = conn.query_row(sql, params, |row| row.get(0))?;
            Ok(count as usize)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::store::KnockState;
    use crate::store::fixtures::*;

    #[test]
    fn requests_and_people_who_are_known_do_not_count() {
        let (store, _dir) = store();
        let states = [
            KnockState::Fetching,
            KnockState::Done,
            KnockState::Failed,
            KnockState::Request,
            KnockState::Ignored,
        ];
        for (n, state) in (1..).zip(states) {
            store.insert_knock(&knock(n, state)).unwrap();
        }
        assert_eq!(store.strangers_fetched(at(NOW), 10).unwrap(), 3);
        assert_eq!(store.strangers_fetched(at(NOW), 2).unwrap(), 2, "it counts no further than asked");
        assert_eq!(store.strangers_fetched(at(NOW + 2), 10).unwrap(), 0, "all came earlier");
        assert_eq!(store.fetched_from(&key(1), at(NOW), 10).unwrap(), 3);
        assert_eq!(store.fetched_from(&key(2), at(NOW), 10).unwrap(), 0);
        store.set_blocked(&key(1), true).unwrap();
        assert_eq!(store.strangers_fetched(at(NOW), 10).unwrap(), 0);
    }
}
