//! Small facts by name, and how far incoming payments have been read.

use nostr::Timestamp;
use rusqlite::params;

use super::error::StoreError;
use super::open::Store;
use super::rows::{Columns, one, run, secs};

const CURSOR: &str = "payment-cursor";

impl Store {
    /// The setting's value.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|conn| {
            one(conn, "SELECT value FROM settings WHERE key = ?1", [key], |row| Ok(row.get("value")?))
        })
    }

    /// Sets a setting.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql = "INSERT INTO settings (key, value) VALUES (?1, ?2)
                       ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            run(tx, sql, [key, value]).map(|_| ())
        })
    }

    /// Up to when incoming payments have been read.
    pub fn payment_cursor(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT CAST(value AS INTEGER) AS at FROM settings WHERE key = ?1";
            one(conn, sql, [CURSOR], |row| row.time("at"))
        })
    }

    /// Moves the cursor forward; never back, so a slower process cannot undo a faster one's work.
    pub fn set_payment_cursor(&self, to: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql = "INSERT INTO settings (key, value) VALUES (?1, CAST(?2 AS TEXT))
                       ON CONFLICT (key) DO UPDATE SET value = excluded.value
                       WHERE CAST(value AS INTEGER) < CAST(excluded.value AS INTEGER)";
            run(tx, sql, params![CURSOR, secs(to)]).map(|_| ())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::store;

    #[test]
    fn settings_are_kept_and_replaced() {
        let (store, _dir) = store();
        assert_eq!(store.setting("price").unwrap(), None);
        store.set_setting("price", "21").unwrap();
        store.set_setting("price", "").unwrap();
        assert_eq!(store.setting("price").unwrap().as_deref(), Some(""));
    }

    #[test]
    fn the_cursor_only_moves_forward() {
        let (store, _dir) = store();
        assert_eq!(store.payment_cursor().unwrap(), None);
        // As text 9 would be above 100.
        for (to, is) in [(9, 9), (100, 100), (50, 100), (101, 101)] {
            store.set_payment_cursor(Timestamp::from(to)).unwrap();
            assert_eq!(store.payment_cursor().unwrap(), Some(Timestamp::from(is)));
        }
    }
}
