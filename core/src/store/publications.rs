//! What each relay did with a message, kept so that a kill loses no relay of one that goes everywhere, and
//! asks none twice.

use nostr::{RelayUrl, Timestamp};
use rusqlite::{Connection, Row, params};

use super::error::StoreError;
use super::open::Store;
use super::rows::{Columns, int, json, many, one, run, secs};

/// What a relay did with the event, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was not asked yet, or was being asked when the process ended.
    Waiting,
    /// It has the event.
    Accepted,
    /// It said no.
    Rejected,
    /// It states a limit (NIP-11) that the event breaks, so it was not asked.
    OverLimit,
    /// It could not be reached or did not answer in time: it may have the event.
    Unreachable,
    /// The client does not go there.
    Forbidden,
}

impl Outcome {
    const ALL: [Self; 6] =
        [Self::Waiting, Self::Accepted, Self::Rejected, Self::OverLimit, Self::Unreachable, Self::Forbidden];

    /// The stable name it is stored under.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::OverLimit => "over_limit",
            Self::Unreachable => "unreachable",
            Self::Forbidden => "forbidden",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// One relay's line in the result table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The relay.
    pub relay: RelayUrl,
    /// What it did.
    pub outcome: Outcome,
    /// Its words or the error, where it did not accept.
    pub reason: Option<String>,
}

impl Store {
    /// Puts the relays on the table, in this order. Those that have not accepted are to be asked
    /// (again); those that have, stay.
    pub fn begin_publication(&self, outbox_id: i64, relays: &[RelayUrl]) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql =
                "INSERT INTO publications (outbox_id, place, relay, outcome) VALUES (?1, ?2, ?3, 'waiting')
                       ON CONFLICT (outbox_id, relay) DO UPDATE SET outcome = 'waiting', reason = NULL
                       WHERE outcome <> 'accepted'";
            for (place, relay) in (0..).zip(relays) {
                run(tx, sql, params![outbox_id, int(place), text(relay)])?;
            }
            Ok(())
        })
    }

    /// The result table, in the order in which the relays are asked.
    pub fn publications(&self, outbox_id: i64) -> Result<Vec<Publication>, StoreError> {
        let sql = "SELECT * FROM publications WHERE outbox_id = ?1 ORDER BY place";
        self.read(|conn| many(conn, sql, [outbox_id], read))
    }

    /// Notes what a relay did. False where that relay does not wait any more: the message was taken
    /// back, or is gone.
    pub fn note_publication(&self, outbox_id: i64, told: &Publication) -> Result<bool, StoreError> {
        self.write(|tx| {
            let sql = "UPDATE publications SET outcome = ?3, reason = ?4
                       WHERE outbox_id = ?1 AND relay = ?2 AND outcome = 'waiting'";
            let relay = text(&told.relay);
            let waited = run(tx, sql, params![outbox_id, relay, told.outcome.as_str(), told.reason])? > 0;
            if waited && told.outcome == Outcome::Accepted {
                add_accepted(tx, outbox_id, &told.relay)?;
            }
            Ok(waited)
        })
    }

    /// Messages past their first confirmation that relays still wait for and nobody publishes.
    pub fn unfinished_publications(&self, now: Timestamp) -> Result<Vec<i64>, StoreError> {
        let sql = format!("SELECT id FROM outbox WHERE {UNFINISHED} AND coalesce(publisher_until, 0) <= ?1");
        self.read(|conn| many(conn, &sql, [secs(now)], |row| Ok(row.get("id")?)))
    }

    /// Leases the publishing of a message to one driver; see [`Store::claim_outgoing`].
    pub fn claim_publication(
        &self,
        outbox_id: i64,
        owner: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|tx| {
            let sql = "UPDATE outbox SET publisher = ?2, publisher_until = ?3
                       WHERE id = ?1 AND (publisher IS NULL OR publisher = ?2 OR publisher_until <= ?4)";
            Ok(run(tx, sql, params![outbox_id, owner, secs(until), secs(now)])? > 0)
        })
    }

    /// Ends the owner's lease; another's stays.
    pub fn release_publication(&self, outbox_id: i64, owner: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql =
                "UPDATE outbox SET publisher = NULL, publisher_until = NULL WHERE id = ?1 AND publisher = ?2";
            run(tx, sql, params![outbox_id, owner]).map(|_| ())
        })
    }
}

/// An outbox row whose publishing can go on in the background; what is sealed is driven anyway.
pub(super) const UNFINISHED: &str = "state NOT IN ('sealed', 'failed') AND event_json <> ''
    AND EXISTS (SELECT 1 FROM publications WHERE outbox_id = outbox.id AND outcome = 'waiting')";

/// Takes the relays that still wait off the table and names them: some of them may be receiving the event
/// right now.
pub(super) fn stop(conn: &Connection, outbox_id: i64) -> Result<Vec<RelayUrl>, StoreError> {
    let waiting = "outbox_id = ?1 AND outcome = 'waiting'";
    let sql = format!("SELECT * FROM publications WHERE {waiting} ORDER BY place");
    let stopped = many(conn, &sql, [outbox_id], read)?;
    run(conn, &format!("DELETE FROM publications WHERE {waiting}"), [outbox_id])?;
    Ok(stopped.into_iter().map(|publication| publication.relay).collect())
}

fn add_accepted(tx: &Connection, outbox_id: i64, relay: &RelayUrl) -> Result<(), StoreError> {
    let sql = "SELECT accepted FROM outbox WHERE id = ?1";
    let Some(mut accepted) = one(tx, sql, [outbox_id], |row| row.relays("accepted"))? else { return Ok(()) };
    if !accepted.contains(relay) {
        accepted.push(relay.clone());
        run(tx, "UPDATE outbox SET accepted = ?2 WHERE id = ?1", params![outbox_id, json(&accepted)?])?;
    }
    Ok(())
}

/// One spelling per relay: with and without the slash at the end it is the same one.
fn text(relay: &RelayUrl) -> &str {
    relay.as_str_without_trailing_slash()
}

fn read(row: &Row<'_>) -> Result<Publication, StoreError> {
    Ok(Publication {
        relay: row.relay("relay")?,
        outcome: row.word("outcome", Outcome::parse)?,
        reason: row.get("reason")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::*;
    use crate::store::{OutChange, OutState};

    fn told(url: &str, outcome: Outcome) -> Publication {
        Publication { relay: relay(url), outcome, reason: None }
    }

    #[test]
    fn every_relay_is_noted_once_and_a_retry_asks_those_that_have_not_accepted() {
        let (store, _dir) = store();
        let row = store.insert_outgoing(&outgoing(1, "x")).unwrap();
        let relays = [relay("wss://a.example"), relay("wss://b.example"), relay("wss://c.example")];
        store.begin_publication(row.id, &relays).unwrap();
        assert!(store.note_publication(row.id, &told("wss://b.example/", Outcome::Accepted)).unwrap());
        assert!(store.note_publication(row.id, &told("wss://a.example", Outcome::Rejected)).unwrap());
        assert!(!store.note_publication(row.id, &told("wss://a.example", Outcome::Accepted)).unwrap());
        assert_eq!(store.outgoing(row.id).unwrap().unwrap().accepted.len(), 1);
        let outcomes = |store: &Store| -> Vec<_> {
            store.publications(row.id).unwrap().into_iter().map(|p| p.outcome).collect()
        };
        assert_eq!(outcomes(&store), [Outcome::Rejected, Outcome::Accepted, Outcome::Waiting]);

        store.begin_publication(row.id, &relays).unwrap();
        assert_eq!(outcomes(&store), [Outcome::Waiting, Outcome::Accepted, Outcome::Waiting]);
        let deletion = store.take_back(row.id, &("unsent".into(), String::new()), at(NOW)).unwrap();
        assert_eq!(deletion.relays, [relays[1].clone(), relays[0].clone(), relays[2].clone()]);
        assert!(!store.note_publication(row.id, &told("wss://c.example", Outcome::Accepted)).unwrap());
    }

    #[test]
    fn what_goes_on_in_the_background_is_found_again_and_leased_to_one() {
        let (store, _dir) = store();
        let row = store.insert_outgoing(&outgoing(1, "x")).unwrap();
        store.begin_publication(row.id, &[relay("wss://a.example")]).unwrap();
        assert!(store.unfinished_publications(at(NOW)).unwrap().is_empty(), "the saga itself drives it");
        let change = OutChange::Published { accepted: vec![relay("wss://b.example")], not_before: None };
        store.advance(row.id, OutState::Sealed, &change).unwrap();
        assert_eq!(store.unfinished_publications(at(NOW)).unwrap(), [row.id]);

        assert!(store.claim_publication(row.id, "one", at(NOW + 15), at(NOW)).unwrap());
        assert!(!store.claim_publication(row.id, "two", at(NOW + 15), at(NOW)).unwrap());
        assert!(store.unfinished_publications(at(NOW)).unwrap().is_empty());
        assert_eq!(store.unfinished_publications(at(NOW + 15)).unwrap(), [row.id]);
        store.release_publication(row.id, "one").unwrap();
        assert!(store.claim_publication(row.id, "two", at(NOW + 15), at(NOW)).unwrap());

        // With the message its table goes, too.
        store.sweep(at(NOW + 8 * DAY)).unwrap();
        assert!(store.publications(row.id).unwrap().is_empty());
    }
}
