//! Between SQLite's types and ours.

use nostr::{EventId, PublicKey, RelayUrl, Timestamp};
use rusqlite::{Connection, Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use crate::amount::Msat;

/// SQLite's integers are signed; no time or amount of this world needs the 64th bit.
pub(super) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn secs(time: Timestamp) -> i64 {
    int(time.as_secs())
}

pub(super) fn msat(amount: Option<Msat>) -> Option<i64> {
    amount.map(|a| int(a.0))
}

pub(super) fn json(value: &(impl Serialize + ?Sized)) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Failed(e.to_string()))
}

/// Reading one column as one of our types.
pub(super) trait Columns {
    fn u64(&self, name: &'static str) -> Result<u64, StoreError>;
    fn time(&self, name: &'static str) -> Result<Timestamp, StoreError>;
    fn opt_time(&self, name: &'static str) -> Result<Option<Timestamp>, StoreError>;
    fn opt_msat(&self, name: &'static str) -> Result<Option<Msat>, StoreError>;
    fn pubkey(&self, name: &'static str) -> Result<PublicKey, StoreError>;
    fn event_id(&self, name: &'static str) -> Result<EventId, StoreError>;
    fn json<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, StoreError>;
    fn relay(&self, name: &'static str) -> Result<RelayUrl, StoreError>;
    fn relays(&self, name: &'static str) -> Result<Vec<RelayUrl>, StoreError> {
        self.json(name)
    }
    fn word<T>(&self, name: &'static str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError>;
    fn error_note(&self) -> Result<Option<(String, String)>, StoreError>;
}

pub(super) fn damaged(column: &str) -> StoreError {
    StoreError::Damaged(format!("column {column} holds no valid value"))
}

impl Columns for Row<'_> {
    fn u64(&self, name: &'static str) -> Result<u64, StoreError> {
        u64::try_from(self.get::<_, i64>(name)?).map_err(|_| damaged(name))
    }

    fn time(&self, name: &'static str) -> Result<Timestamp, StoreError> {
        Ok(Timestamp::from(self.u64(name)?))
    }

    fn opt_time(&self, name: &'static str) -> Result<Option<Timestamp>, StoreError> {
        Ok(match self.get::<_, Option<i64>>(name)? {
            Some(_) => Some(self.time(name)?),
            None => None,
        })
    }

    fn opt_msat(&self, name: &'static str) -> Result<Option<Msat>, StoreError> {
        Ok(match self.get::<_, Option<i64>>(name)? {
            Some(_) => Some(Msat(self.u64(name)?)),
            None => None,
        })
    }

    fn pubkey(&self, name: &'static str) -> Result<PublicKey, StoreError> {
        PublicKey::from_slice(&self.get::<_, [u8; 32]>(name)?).map_err(|_| damaged(name))
    }

    fn event_id(&self, name: &'static str) -> Result<EventId, StoreError> {
        EventId::from_slice(&self.get::<_, [u8; 32]>(name)?).map_err(|_| damaged(name))
    }

    fn json<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(&self.get::<_, String>(name)?).map_err(|_| damaged(name))
    }

    fn relay(&self, name: &'static str) -> Result<RelayUrl, StoreError> {
        RelayUrl::parse(&self.get::<_, String>(name)?).map_err(|_| damaged(name))
    }

    fn word<T>(&self, name: &'static str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        parse(&self.get::<_, String>(name)?).ok_or_else(|| damaged(name))
    }

    fn error_note(&self) -> Result<Option<(String, String)>, StoreError> {
        let kind: Option<String> = self.get("error_kind")?;
        let text: Option<String> = self.get("error_text")?;
        Ok(kind.zip(text))
    }
}

/// All rows that the query gives.
pub(super) fn many<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    conn.prepare_cached(sql)?.query_and_then(params, read)?.collect()
}

/// The first row that the query gives.
pub(super) fn one<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    conn.prepare_cached(sql)?.query_and_then(params, read)?.next().transpose()
}

/// Runs a change and tells how many rows it touched.
pub(super) fn run(conn: &Connection, sql: &str, params: impl Params) -> Result<usize, StoreError> {
    Ok(conn.prepare_cached(sql)?.execute(params)?)
}
