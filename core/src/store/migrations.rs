//! The schema's versions. A released file is never edited; a change is a new file.

use rusqlite::{Connection, TransactionBehavior};

use super::error::StoreError;

const STEPS: &[&str] = &[include_str!("schema/0001.sql"), include_str!("schema/0003.sql")];

/// The newest schema that this version knows.
pub(super) const KNOWN: u32 = STEPS.len() as u32;

/// Brings the schema up to date in one transaction, so that a crash leaves the old one, and a
/// second process that opens the file meanwhile finds nothing left to do.
pub(super) fn run(conn: &mut Connection) -> Result<(), StoreError> {
    if version(conn)? == KNOWN {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&tx)?;
    if found > KNOWN {
        return Err(StoreError::NewerSchema { found, known: KNOWN });
    }
    for step in &STEPS[found as usize..] {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", KNOWN)?;
    Ok(tx.commit()?)
}

fn version(conn: &Connection) -> Result<u32, StoreError> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}
