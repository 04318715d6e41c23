//! Events that relays are yet to be asked to delete (NIP-09). A row is put down in the transaction that finds
//! the reason, so that no kill forgets it, and goes when every relay has confirmed or has had its chances.

use nostr::{RelayUrl, Timestamp};
use rusqlite::{Connection, params};

use super::error::StoreError;
use super::open::Store;
use super::outbox_rows::{ErrorNote, OutState};
use super::publications;
use super::rows::{Columns, json, many, one, run, secs};
use super::uploads;

/// Why an event is to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeletionReason {
    /// Its receiver has proven to have read it.
    Read,
    /// Its sender took it back.
    Unsent,
}

impl DeletionReason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Unsent => "unsent",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Read, Self::Unsent].into_iter().find(|r| r.as_str() == text)
    }
}

/// An event to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// The outbox row, which has the event and its key.
    pub outgoing: i64,
    /// Why.
    pub reason: DeletionReason,
    /// The relays that have not confirmed yet.
    pub relays: Vec<RelayUrl>,
    /// How often they were asked.
    pub attempts: u32,
}

impl Store {
    /// Takes a message back: what is not paid yet is stopped with this error, the message says so, and the
    /// deletions of the event and of its file are put down, all or nothing. [`StoreError::Conflict`] while a payment's outcome is unknown.
    ///
    /// Relays that did not confirm are asked as well where the event may have reached them.
    pub fn take_back(
        &self,
        outgoing: i64,
        (kind, text): &ErrorNote,
        now: Timestamp,
    ) -> Result<Deletion, StoreError> {
        self.write(|tx| {
            let row = one(tx, "SELECT state, message_id FROM outbox WHERE id = ?1", [outgoing], |row| {
                Ok((row.word("state", OutState::parse)?, row.get("message_id")?))
            })?;
            let (state, message_id): (_, i64) = row.ok_or(StoreError::NotFound("outgoing message"))?;
            match state {
                OutState::Paying => return Err(StoreError::Conflict { now: OutState::Paying }),
                OutState::Delivered => {}
                _ => {
                    let sql = "UPDATE outbox SET state = 'failed', error_kind = ?2, error_text = ?3,
                                   next_attempt_at = NULL, open_until = NULL WHERE id = ?1";
                    run(tx, sql, params![outgoing, kind, text])?;
                }
            }
            run(tx, "UPDATE messages SET unsent_at = ?2 WHERE id = ?1", params![message_id, secs(now)])?;
            uploads::end_of_message(tx, message_id, now)?;
            let sql = "INSERT INTO deletions (outgoing, reason, relays)
                       SELECT id, 'unsent', iif(accepted = '[]' AND (attempts > 0 OR owner IS NOT NULL),
                                                relays, accepted)
                       FROM outbox WHERE id = ?1
                       ON CONFLICT (outgoing) DO UPDATE SET reason = excluded.reason,
                           relays = excluded.relays, attempts = 0, next_attempt_at = 0";
            run(tx, sql, [outgoing])?;
            add_under_way(tx, outgoing)?;
            let put_down = one(tx, "SELECT * FROM deletions WHERE outgoing = ?1", [outgoing], read)?;
            put_down.ok_or(StoreError::NotFound("deletion"))
        })
    }

    /// Leaves an event where it is.
    pub fn drop_deletion(&self, outgoing: i64) -> Result<(), StoreError> {
        self.write(|tx| run(tx, "DELETE FROM deletions WHERE outgoing = ?1", [outgoing]).map(|_| ()))
    }

    /// Those whose relays are to be asked now.
    pub fn deletions_due(&self, now: Timestamp) -> Result<Vec<Deletion>, StoreError> {
        self.read(|conn| {
            let sql =
                "SELECT * FROM deletions WHERE next_attempt_at <= ?1 ORDER BY next_attempt_at, outgoing";
            many(conn, sql, [secs(now)], read)
        })
    }

    /// Asks the relays that are left again later.
    pub fn retry_deletion(
        &self,
        outgoing: i64,
        left: &[RelayUrl],
        next_attempt_at: Timestamp,
    ) -> Result<(), StoreError> {
        let left = json(left)?;
        self.write(|tx| {
            let sql = "UPDATE deletions SET relays = ?2, attempts = attempts + 1, next_attempt_at = ?3
                       WHERE outgoing = ?1";
            run(tx, sql, params![outgoing, left, secs(next_attempt_at)]).map(|_| ())
        })
    }

    /// Ends a deletion. The event's key goes with it where the message is delivered: nothing is left that
    /// it is needed for, and with it the text could be read.
    pub fn end_deletion(&self, outgoing: i64) -> Result<(), StoreError> {
        self.write(|tx| {
            run(tx, "DELETE FROM deletions WHERE outgoing = ?1", [outgoing])?;
            let sql = "UPDATE outbox SET comment = '', event_json = '', one_time_secret = x''
                       WHERE id = ?1 AND state IN ('delivered', 'failed')";
            run(tx, sql, [outgoing]).map(|_| ())
        })
    }
}

/// The same for a message that was found to be read, where its event is still on relays.
pub(super) fn put_down_for_message(conn: &Connection, message_id: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO deletions (outgoing, reason, relays)
               SELECT id, 'read', accepted FROM outbox
               WHERE message_id = ?1 AND state = 'delivered' AND event_json <> '' AND accepted <> '[]'
               ON CONFLICT DO NOTHING RETURNING outgoing";
    match one(conn, sql, [message_id], |row| Ok(row.get("outgoing")?))? {
        Some(outgoing) => add_under_way(conn, outgoing),
        None => Ok(()),
    }
}

/// Publishing everywhere ends with a deletion; relays that are being asked at this moment may have the event.
fn add_under_way(conn: &Connection, outgoing: i64) -> Result<(), StoreError> {
    let under_way = publications::stop(conn, outgoing)?;
    if under_way.is_empty() {
        return Ok(());
    }
    let sql = "SELECT relays FROM deletions WHERE outgoing = ?1";
    let mut relays = one(conn, sql, [outgoing], |row| row.relays("relays"))?.unwrap_or_default();
    for relay in under_way {
        if !relays.contains(&relay) {
            relays.push(relay);
        }
    }
    let sql = "UPDATE deletions SET relays = ?2 WHERE outgoing = ?1";
    run(conn, sql, params![outgoing, json(&relays)?]).map(|_| ())
}

fn read(row: &rusqlite::Row<'_>) -> Result<Deletion, StoreError> {
    Ok(Deletion {
        outgoing: row.get("outgoing")?,
        reason: row.word("reason", DeletionReason::parse)?,
        relays: row.relays("relays")?,
        attempts: row.get("attempts")?,
    })
}
