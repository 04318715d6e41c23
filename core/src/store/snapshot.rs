//! A copy of the whole database under another key, for a backup, and what is different in a copy.

use std::path::Path;

use nostr::Timestamp;
use rusqlite::params;

use super::error::StoreError;
use super::migrations;
use super::open::{Store, create_private, failed, raw_key};
use super::rows::run;
use crate::keys::SecretBytes;

/// What a message says that was on its way when the backup was made.
pub const RESTORED: &str = "restored";

impl Store {
    /// Copies everything, as it is at this moment, into a new database at `path` under `key`.
    pub fn snapshot(&self, path: &Path, key: &SecretBytes) -> Result<(), StoreError> {
        create_private(path).map_err(failed)?;
        let place = path.to_str().ok_or_else(|| StoreError::Failed("the path is no text".to_owned()))?;
        let key = raw_key(key)?;
        // The export leaves it out.
        let version = format!("PRAGMA snapshot.user_version = {}", migrations::KNOWN);
        self.read(|conn| {
            conn.execute("ATTACH DATABASE ?1 AS snapshot KEY ?2", params![place, key.as_str()])?;
            // One transaction: another process may write meanwhile.
            let copied = conn
                .execute_batch("BEGIN")
                .and_then(|()| conn.query_row("SELECT sqlcipher_export('snapshot')", [], |_| Ok(())))
                .and_then(|()| conn.execute_batch(&version))
                .and_then(|()| conn.execute_batch("COMMIT"));
            if copied.is_err() {
                // The first error tells more than that there is nothing to roll back.
                let _ = conn.execute_batch("ROLLBACK");
            }
            conn.execute_batch("DETACH DATABASE snapshot")?;
            Ok(copied?)
        })
    }

    /// Makes a copy safe to go on with, next to the phone that it comes from.
    ///
    /// What may have been paid is looked up and never paid again by itself. What was not paid yet may have
    /// been paid by the other phone since: it stops, and only the user sends it again. Leases and
    /// what was being published belong to processes that are not here.
    pub fn settle_in(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| {
            run(
                tx,
                "UPDATE outbox SET owner = NULL, owned_until = NULL, publisher = NULL,
                         publisher_until = NULL, restored = 1",
                [],
            )?;
            run(
                tx,
                "UPDATE outbox SET state = 'paying', next_attempt_at = NULL WHERE state IN ('invoiced', 'paying')",
                [],
            )?;
            let sql = "UPDATE outbox SET state = 'failed', next_attempt_at = NULL, open_until = NULL,
                           error_kind = ?1, error_text = ?2 WHERE state IN ('sealed', 'published')";
            let text = "it was on its way when the backup was made, and may have been delivered since";
            run(tx, sql, params![RESTORED, text])?;
            run(tx, "DELETE FROM publications WHERE outcome = 'waiting'", [])?;
            run(tx, "UPDATE knocks SET owner = NULL, owned_until = NULL", [])
        })?;
        self.sweep(now)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::*;
    use crate::store::{OutChange, OutState};

    #[test]
    fn a_copy_has_everything_under_its_own_key() {
        let (store, dir) = store();
        store.insert_outgoing(&outgoing(1, "hello copy")).unwrap();
        store.set_setting("settings", "{}").unwrap();
        let (path, key) = (dir.path().join("copy.db"), SecretBytes::new(vec![9; 32]));
        store.snapshot(&path, &key).unwrap();
        assert!(matches!(Store::open(&path, &database_key()), Err(StoreError::WrongKey)));
        let copy = Store::open(&path, &key).unwrap();
        assert_eq!(copy.outbox().unwrap(), store.outbox().unwrap());
        assert_eq!(copy.messages(None, 10, None).unwrap(), store.messages(None, 10, None).unwrap());
        assert_eq!(copy.setting("settings").unwrap().as_deref(), Some("{}"));
        // The original goes on, and the copy is its own.
        store.insert_outgoing(&outgoing(2, "later")).unwrap();
        assert_eq!(copy.outbox().unwrap().len(), 1);
        assert!(store.snapshot(&path, &key).is_err(), "a file that is there is not written over");
    }

    #[test]
    fn in_a_copy_nothing_is_paid_by_itself() {
        let (store, _dir) = store();
        let to = |n: u8, changes: &[OutChange]| {
            let row = store.insert_outgoing(&outgoing(n, "x")).unwrap();
            changes.iter().fold(row, |row, change| store.advance(row.id, row.state, change).unwrap())
        };
        let published = OutChange::Published { accepted: vec![relay("wss://a.example")], not_before: None };
        let sealed = to(1, &[]);
        let on_relays = to(2, std::slice::from_ref(&published));
        let invoiced = to(3, &[published.clone(), OutChange::Invoiced(ticket(3))]);
        let paying = to(4, &[published.clone(), OutChange::Invoiced(ticket(4)), OutChange::Paying]);
        store.settle_in(at(NOW)).unwrap();
        let row = |id| store.outgoing(id).unwrap().unwrap();
        for row in [row(sealed.id), row(on_relays.id)] {
            assert_eq!((row.state, row.last_error.unwrap().0.as_str()), (OutState::Failed, RESTORED));
        }
        for row in [row(invoiced.id), row(paying.id)] {
            assert_eq!(row.state, OutState::Paying);
            // The wallet knows nothing of it: another wallet may.
            let back = OutChange::BackToPublished { error: ("payment_failed".into(), String::new()) };
            assert_eq!(store.advance(row.id, OutState::Paying, &back).unwrap().state, OutState::Failed);
        }
        assert!(store.due_outgoing(at(NOW + DAY)).unwrap().is_empty());
    }
}
