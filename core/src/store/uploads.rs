//! Files that we left on a server, and must ask it to delete.

use std::collections::HashSet;
use std::fmt;

use nostr::Timestamp;
use rusqlite::{Connection, Row, params};

use super::error::StoreError;
use super::open::Store;
use super::rows::{Columns, many, one, run, secs};
use crate::keys::SecretBytes;

/// The kind of a file message (NIP-17).
const FILE_KIND: u16 = 15;

/// A file on a server.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// The SHA-256 of the encrypted file, its name there.
    pub sha256: [u8; 32],
    /// The server.
    pub server: String,
    /// The 32 bytes of the one-time secret key that uploaded it, and may delete it.
    pub secret: SecretBytes,
    /// When it is to be deleted.
    pub expires_at: Timestamp,
    /// How many times the server could not be asked.
    pub attempts: u32,
}

/// Without the key.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({}, until {}, ..)", self.server, self.expires_at)
    }
}

fn read(row: &Row<'_>) -> Result<Upload, StoreError> {
    Ok(Upload {
        sha256: row.get("sha256")?,
        server: row.get("server")?,
        secret: SecretBytes::new(row.get("secret")?),
        expires_at: row.time("expires_at")?,
        attempts: row.get("attempts")?,
    })
}

impl Store {
    /// Notes a file before it is uploaded, so that a crash leaves none on a server that nobody deletes.
    pub fn insert_upload(&self, upload: &Upload) -> Result<(), StoreError> {
        self.write(|tx| {
            run(
                tx,
                "INSERT INTO uploads (sha256, server, secret, expires_at, attempts) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    upload.sha256,
                    upload.server,
                    upload.secret.expose(),
                    secs(upload.expires_at),
                    upload.attempts
                ],
            )
            .map(|_| ())
        })
    }

    /// One of them.
    pub fn upload(&self, sha256: &[u8; 32]) -> Result<Option<Upload>, StoreError> {
        self.read(|conn| one(conn, "SELECT * FROM uploads WHERE sha256 = ?1", [sha256], read))
    }

    /// Those that are to be deleted now.
    pub fn uploads_due(&self, now: Timestamp) -> Result<Vec<Upload>, StoreError> {
        let sql = "SELECT * FROM uploads WHERE expires_at <= ?1
                   AND (next_attempt_at IS NULL OR next_attempt_at <= ?1) ORDER BY expires_at";
        self.read(|conn| many(conn, sql, [secs(now)], read))
    }

    /// Brings the deletion forward.
    pub fn end_upload(&self, sha256: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| end(tx, sha256, now))
    }

    /// The server could not be asked; it will be again.
    pub fn retry_upload(&self, sha256: &[u8; 32], next_attempt_at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE uploads SET attempts = attempts + 1, next_attempt_at = ?2 WHERE sha256 = ?1";
        self.write(|tx| run(tx, sql, params![sha256, secs(next_attempt_at)]).map(|_| ()))
    }

    /// Forgets one, and its key.
    pub fn drop_upload(&self, sha256: &[u8; 32]) -> Result<(), StoreError> {
        self.write(|tx| run(tx, "DELETE FROM uploads WHERE sha256 = ?1", [sha256]).map(|_| ()))
    }

    /// All of them.
    pub fn uploads(&self) -> Result<Vec<Upload>, StoreError> {
        self.read(|conn| many(conn, "SELECT * FROM uploads ORDER BY expires_at", [], read))
    }

    /// The hashes of the files that messages tell of, sent or received, and that were not taken back.
    pub fn told_files(&self) -> Result<HashSet<[u8; 32]>, StoreError> {
        let sql = "SELECT tags FROM messages WHERE kind = ?1 AND unsent_at IS NULL";
        let tags: Vec<Tags> = self.read(|conn| many(conn, sql, [FILE_KIND], |row| row.json("tags")))?;
        Ok(tags.iter().filter_map(|tags| hash_in(tags)).collect())
    }
}

/// Brings the deletion of a message's file forward, if it has one.
pub(super) fn end_of_message(conn: &Connection, message_id: i64, now: Timestamp) -> Result<(), StoreError> {
    let sql = "SELECT tags FROM messages WHERE id = ?1 AND kind = ?2";
    let tags: Option<Tags> = one(conn, sql, params![message_id, FILE_KIND], |row| row.json("tags"))?;
    match tags.and_then(|tags| hash_in(&tags)) {
        Some(sha256) => end(conn, &sha256, now),
        None => Ok(()),
    }
}

fn end(conn: &Connection, sha256: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE uploads SET expires_at = min(expires_at, ?2), next_attempt_at = NULL WHERE sha256 = ?1";
    run(conn, sql, params![sha256, secs(now)]).map(|_| ())
}

/// A message's tags.
type Tags = Vec<Vec<String>>;

/// The `x` tag.
fn hash_in(tags: &[Vec<String>]) -> Option<[u8; 32]> {
    let named = |tag: &&Vec<String>| tag.first().is_some_and(|name| name == "x");
    let mut hash = [0; 32];
    hex::decode_to_slice(tags.iter().find(named)?.get(1)?, &mut hash).ok().map(|()| hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::store;

    #[test]
    fn uploads_wait_for_their_end() {
        let (store, _dir) = store();
        let at = Timestamp::from;
        let upload = |byte: u8, end: u64| Upload {
            sha256: [byte; 32],
            server: "https://files.example/".to_owned(),
            secret: SecretBytes::new(vec![9; 32]),
            expires_at: at(end),
            attempts: 0,
        };
        store.insert_upload(&upload(1, 100)).unwrap();
        store.insert_upload(&upload(2, 200)).unwrap();
        assert!(store.insert_upload(&upload(1, 300)).is_err(), "a hash is there once");
        assert!(store.uploads_due(at(99)).unwrap().is_empty());
        assert_eq!(store.uploads_due(at(100)).unwrap(), [upload(1, 100)]);
        store.retry_upload(&[1; 32], at(150)).unwrap();
        assert!(store.uploads_due(at(149)).unwrap().is_empty());
        assert_eq!(store.uploads_due(at(150)).unwrap()[0].attempts, 1);
        // An end is brought forward, never put off.
        store.end_upload(&[2; 32], at(120)).unwrap();
        store.end_upload(&[2; 32], at(500)).unwrap();
        assert_eq!(store.upload(&[2; 32]).unwrap().unwrap().expires_at, at(120));
        store.drop_upload(&[1; 32]).unwrap();
        assert_eq!(store.uploads().unwrap().len(), 1);
        assert!(!format!("{:?}", upload(1, 1)).contains("9, 9"));
    }
}
