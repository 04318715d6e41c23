//! An encrypted file of named values, for a wallet that keeps its own state beside the messages.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, params};

use super::error::StoreError;
use super::open::{connect, settle};
use super::rows::{many, one, run};
use crate::keys::SecretBytes;

/// A handle to the file; clones share one connection. A write is on the disk when it returns.
#[derive(Clone)]
pub struct ValueStore {
    conn: Arc<Mutex<Connection>>,
}

impl fmt::Debug for ValueStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValueStore(..)")
    }
}

impl ValueStore {
    /// Opens the file with a key of 32 random bytes, or makes it.
    pub fn open(path: impl AsRef<Path>, key: &SecretBytes) -> Result<Self, StoreError> {
        let conn = connect(path.as_ref(), key)?;
        settle(&conn)?;
        conn.execute_batch(
            "CREATE TABLE IF NOT EXISTS named_values (
                 space TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (space, name)
             ) STRICT, WITHOUT ROWID",
        )?;
        Ok(Self { conn: Arc::new(Mutex::new(conn)) })
    }

    /// The value of that name.
    pub fn get(&self, space: &str, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT value FROM named_values WHERE space = ?1 AND name = ?2";
        self.with(|conn| one(conn, sql, [space, name], |row| Ok(row.get("value")?)))
    }

    /// Sets a value, in place of an older one.
    pub fn put(&self, space: &str, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO named_values (space, name, value) VALUES (?1, ?2, ?3)
                   ON CONFLICT (space, name) DO UPDATE SET value = excluded.value";
        self.with(|conn| run(conn, sql, params![space, name, value]).map(|_| ()))
    }

    /// Removes a value; one that is not there is no error.
    pub fn remove(&self, space: &str, name: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM named_values WHERE space = ?1 AND name = ?2";
        self.with(|conn| run(conn, sql, [space, name]).map(|_| ()))
    }

    /// All names of a space.
    pub fn names(&self, space: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT name FROM named_values WHERE space = ?1 ORDER BY name";
        self.with(|conn| many(conn, sql, [space], |row| Ok(row.get("name")?)))
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        work(&self.conn.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::database_key;

    #[test]
    fn values_are_kept_by_name_and_space_and_are_not_readable_in_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("wallet.db");
        let store = ValueStore::open(&path, &database_key()).unwrap();
        store.put("a", "x", b"canary one").unwrap();
        store.put("a", "x", b"canary two").unwrap();
        store.put("b", "x", b"other").unwrap();
        drop(store);
        let store = ValueStore::open(&path, &database_key()).unwrap();
        assert_eq!(store.get("a", "x").unwrap().as_deref(), Some(b"canary two".as_slice()));
        assert_eq!((store.names("a").unwrap(), store.names("c").unwrap()), (vec!["x".to_owned()], vec![]));
        store.remove("a", "x").unwrap();
        store.remove("a", "x").unwrap();
        assert_eq!(store.get("a", "x").unwrap(), None);
        for entry in std::fs::read_dir(dir.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(6).any(|window| window == b"canary"));
        }
        let wrong = ValueStore::open(&path, &SecretBytes::new(vec![1; 32])).unwrap_err();
        assert!(matches!(wrong, StoreError::WrongKey));
    }
}
