//! When there is work again, over both sagas.

use nostr::Timestamp;
use rusqlite::params;

use super::error::StoreError;
use super::open::Store;
use super::outbox_rows::OutState;
use super::publications::UNFINISHED;
use super::rows::{run, secs};

/// No saga waits longer than this, seconds. A row that waits until later was written while the clock was ahead,
/// and does not wait any more.
pub const LONGEST_WAIT_SECS: u64 = 21_600;

/// The last moment that a row may wait for.
pub(super) fn latest_wait(now: Timestamp) -> i64 {
    secs(now + LONGEST_WAIT_SECS)
}

impl Store {
    /// The earliest time at which a saga can take a step, an event is to be deleted, or a message or draft
    /// expires. The beginning of
    /// time where something can be done at once; `None` where nothing waits.
    pub fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let sql = format!(
            "SELECT min(due) FROM (
                SELECT coalesce(next_attempt_at, 0) AS due FROM outbox
                    WHERE state NOT IN ('delivered', 'failed')
                        AND (state <> 'awaiting_user' OR verify_url IS NOT NULL)
                UNION ALL
                SELECT coalesce(publisher_until, 0) FROM outbox WHERE {UNFINISHED}
                UNION ALL
                SELECT coalesce(next_attempt_at, 0) FROM knocks WHERE state = 'fetching'
                UNION ALL
                SELECT min(next_attempt_at) FROM deletions
                UNION ALL
                SELECT min(draft_expires_at) FROM conversations
                UNION ALL
                SELECT min(expires_at) FROM messages)"
        );
        let due: Option<i64> = self.read(|conn| Ok(conn.query_row(&sql, [], |row| row.get(0))?))?;
        Ok(due.map(|secs| Timestamp::from(u64::try_from(secs).unwrap_or(0))))
    }

    /// Takes a message that was given up back to where it can go on: published, where a relay has
    /// it, else sealed. [`StoreError::Conflict`] where it was not given up.
    pub fn reopen_outgoing(&self, id: i64) -> Result<(), StoreError> {
        let row = self.outgoing(id)?.ok_or(StoreError::NotFound("outgoing message"))?;
        let back = if row.accepted.is_empty() { OutState::Sealed } else { OutState::Published };
        self.write(|tx| {
            let sql =
                "UPDATE outbox SET state = ?2, next_attempt_at = NULL WHERE id = ?1 AND state = 'failed'";
            match run(tx, sql, params![id, back.as_str()])? {
                0 => Err(StoreError::Conflict { now: row.state }),
                _ => Ok(()),
            }
        })
    }
}
