//! Many knocks at once: each step in one transaction, since on a phone waiting for the disk takes longer than
//! everything else.

use nostr::{EventId, Timestamp};

use super::error::StoreError;
use super::knocks::{Inserted, Knock, KnockState, Stored, admit, claim, finish};
use super::messages::NewMessage;
use super::open::Store;

impl Store {
    /// Stores these knocks as [`Store::insert_knock`] does, and leases those that are new and are to be fetched.
    pub fn insert_knocks(
        &self,
        knocks: &[Knock],
        owner: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Inserted>, StoreError> {
        self.write_many(knocks.len(), |tx| {
            let admit = |knock: &Knock| {
                let inserted = admit(tx, knock)?;
                if inserted == Inserted::New && knock.state == KnockState::Fetching {
                    claim(tx, &knock.event_id, owner, until, now)?;
                }
                Ok(inserted)
            };
            knocks.iter().map(admit).collect()
        })
    }

    /// Prolongs the owner's leases. Tells whether all of them could be.
    pub fn prolong_knocks(
        &self,
        event_ids: &[EventId],
        owner: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|tx| {
            let claims = event_ids.iter().map(|id| claim(tx, id, owner, until, now));
            claims.into_iter().try_fold(true, |all, claimed| Ok(claimed? && all))
        })
    }

    /// Stores the messages that knocks led to as [`Store::finish_knock`] does, all or none.
    pub fn finish_knocks(&self, messages: &[NewMessage]) -> Result<Vec<Stored>, StoreError> {
        self.write_many(messages.len(), |tx| {
            messages.iter().map(|message| finish(tx, &message.event_id, message)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::*;

    #[test]
    fn many_are_stored_leased_and_finished_like_one() {
        let (store, _dir) = store();
        let [first, second, waiting, known] = [
            knock(1, KnockState::Fetching),
            knock(2, KnockState::Fetching),
            knock(3, KnockState::Request),
            knock(9, KnockState::Fetching),
        ];
        store.insert_knock(&known).unwrap();
        let (owner, until) = ("one", at(NOW + 15));
        let inserted =
            store.insert_knocks(&[first.clone(), second.clone(), waiting, known], owner, until, at(NOW));
        let is_new: Vec<bool> = inserted.unwrap().iter().map(|one| *one == Inserted::New).collect();
        assert_eq!(is_new, [true, true, true, false]);
        let others = |n| store.claim_knock(&id(n), "other", until, at(NOW)).unwrap();
        assert_eq!([1, 2, 3, 9].map(others), [false, false, true, true]);
        let ids = [first.event_id, second.event_id];
        assert!(store.prolong_knocks(&ids, owner, at(NOW + 30), at(NOW + 10)).unwrap());
        assert!(!store.claim_knock(&ids[0], "other", at(NOW + 35), at(NOW + 20)).unwrap());
        assert!(!store.prolong_knocks(&ids, "other", at(NOW + 35), at(NOW + 20)).unwrap());

        let stored = store.finish_knocks(&[message(1, "one"), message(2, "two")]).unwrap();
        assert!(stored.iter().all(|stored| matches!(stored, Stored::New { .. })));
        assert_eq!(store.knock(&ids[0]).unwrap().unwrap().state, KnockState::Done);
        let again = store.finish_knocks(&[message(1, "one"), message(3, "three")]).unwrap();
        assert!(matches!(again[..], [Stored::Duplicate(_), Stored::New { .. }]));
    }

    #[test]
    fn one_that_cannot_be_stored_stops_all() {
        let (store, _dir) = store();
        let first = knock(1, KnockState::Fetching);
        store.insert_knock(&first).unwrap();
        // There is no knock for the second.
        assert!(store.finish_knocks(&[message(1, "one"), message(2, "two")]).is_err());
        assert!(store.messages(None, 9, None).unwrap().is_empty());
        assert_eq!(store.knock(&first.event_id).unwrap().unwrap().state, KnockState::Fetching);
    }
}
