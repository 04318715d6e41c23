//! Relays that monitors tell of (NIP-66).

use nostr::{RelayUrl, Timestamp};
use rusqlite::params;

use super::error::StoreError;
use super::open::Store;
use super::rows::{Columns, many, run, secs};

/// A relay that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscoveredRelay {
    /// The relay.
    pub relay: RelayUrl,
    /// How many monitors vouch for it.
    pub monitors: u32,
    /// The shortest time to open a connection that a monitor measured, milliseconds.
    pub rtt_ms: Option<u32>,
    /// When it was found.
    pub found_at: Timestamp,
}

impl Store {
    /// Replaces what was found before.
    pub fn set_discovered_relays(&self, found: &[DiscoveredRelay]) -> Result<(), StoreError> {
        self.write(|tx| {
            run(tx, "DELETE FROM discovered_relays", [])?;
            let sql = "INSERT OR IGNORE INTO discovered_relays (relay, monitors, rtt_ms, found_at)
                       VALUES (?1, ?2, ?3, ?4)";
            for one in found {
                let relay = one.relay.as_str_without_trailing_slash();
                run(tx, sql, params![relay, one.monitors, one.rtt_ms, secs(one.found_at)])?;
            }
            Ok(())
        })
    }

    /// What was found, the most vouched for first and then the fastest.
    pub fn discovered_relays(&self) -> Result<Vec<DiscoveredRelay>, StoreError> {
        let sql = "SELECT * FROM discovered_relays ORDER BY monitors DESC, rtt_ms IS NULL, rtt_ms, relay";
        self.read(|conn| {
            many(conn, sql, [], |row| {
                Ok(DiscoveredRelay {
                    relay: row.relay("relay")?,
                    monitors: row.get("monitors")?,
                    rtt_ms: row.get("rtt_ms")?,
                    found_at: row.time("found_at")?,
                })
            })
        })
    }
}
