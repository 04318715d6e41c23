//! Forgetting: what has expired leaves the database and its files.

use nostr::Timestamp;
use rusqlite::Connection;

use super::conversations;
use super::error::StoreError;
use super::open::Store;
use super::rows::{run, secs};
use super::search;

/// A comment is accepted for 31 days; one day more, and a knock cannot come again.
const KNOCK_LIFE_SECS: u64 = 32 * 24 * 60 * 60;

/// What a sweep has deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Messages.
    pub messages: usize,
    /// Drafts.
    pub drafts: usize,
    /// One-time secret keys.
    pub keys: usize,
    /// Knocks.
    pub knocks: usize,
}

impl Store {
    /// Whether there is a message or a draft whose time is over.
    pub fn has_expired(&self, now: Timestamp) -> Result<bool, StoreError> {
        self.read(|conn| {
            let sql = "SELECT EXISTS (SELECT 1 FROM messages WHERE expires_at <= ?1)
                           OR EXISTS (SELECT 1 FROM conversations WHERE draft_expires_at <= ?1)";
            Ok(conn.prepare_cached(sql)?.query_row([secs(now)], |row| row.get(0))?)
        })
    }

    /// Deletes messages that have expired, with their outbox rows, one-time keys and words in the search
    /// index; drafts whose time is over; and knocks too old to be accepted again. A row whose payment's outcome is unknown keeps its payment, so that
    /// it can be looked up, but loses comment, event and key ([`super::Outgoing::is_stripped`]).
    ///
    /// Deleted text is overwritten (`secure_delete`), and the write-ahead log is emptied. While
    /// another process reads, the log may stay until the next sweep.
    pub fn sweep(&self, now: Timestamp) -> Result<Swept, StoreError> {
        let at = secs(now);
        let oldest = secs(Timestamp::from(now.as_secs().saturating_sub(KNOCK_LIFE_SECS)));
        let swept = self.write(|tx| {
            let stripped = run(
                tx,
                "UPDATE outbox SET comment = '', event_json = '', one_time_secret = x''
                 WHERE expires_at <= ?1 AND state = 'paying' AND event_json <> ''",
                [at],
            )?;
            // A stripped row has lost its key before.
            let gone = "expires_at <= ?1 AND state <> 'paying'";
            run(tx, &format!("DELETE FROM outbox WHERE {gone} AND event_json = ''"), [at])?;
            let dropped = run(tx, &format!("DELETE FROM outbox WHERE {gone}"), [at])?;
            let messages = run(tx, "DELETE FROM messages WHERE expires_at <= ?1", [at])?;
            let drafts = conversations::sweep(tx, now)?;
            if messages > 0 {
                search::forget(tx)?;
            }
            Ok(Swept {
                messages,
                drafts,
                keys: stripped + dropped,
                knocks: run(tx, "DELETE FROM knocks WHERE sent_at < ?1", [oldest])?,
            })
        })?;
        self.read(empty_log)?;
        Ok(swept)
    }
}

/// Also called when nothing was deleted: the log may hold what an earlier sweep could not clear.
fn empty_log(conn: &Connection) -> Result<(), StoreError> {
    match conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(StoreError::from) {
        Err(StoreError::Busy) => Ok(()),
        other => other,
    }
}
