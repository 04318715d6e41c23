//! The schema's versions. A released file is never edited; a change is a new file.

use rusqlite::{Connection, TransactionBehavior};

use super::error::StoreError;

pub(super) const STEPS: &[&str] = &[
    include_str!("schema/0001.sql"),
    include_str!("schema/0002.sql"),
    include_str!("schema/0003.sql"),
    include_str!("schema/0004.sql"),
    include_str!("schema/0005.sql"),
    include_str!("schema/0006.sql"),
    include_str!("schema/0007.sql"),
    include_str!("schema/0008.sql"),
    include_str!("schema/0009.sql"),
    include_str!("schema/0010.sql"),
];

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

/// The schema of an earlier version in a new database.
#[cfg(fuzzing)]
#[allow(clippy::expect_used, reason = "a failed check is a finding")]
pub(super) fn start_at(conn: &Connection, version: u32) -> u32 {
    for step in &STEPS[..version as usize] {
        conn.execute_batch(step).expect("a released schema is valid");
    }
    conn.pragma_update(None, "user_version", version).expect("the version is set");
    version
}

fn version(conn: &Connection) -> Result<u32, StoreError> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use nostr::hashes::{Hash, sha256};

    use super::*;

    /// A database as the first version left it, with a row that is being paid and a deleted one after it.
    fn old() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        super::super::search::teach(&conn).unwrap();
        conn.execute_batch(STEPS[0]).unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        conn.execute_batch(
            "INSERT INTO outbox (id, message_id, peer, state, comment, event_json, one_time_secret, relays, accepted,
                                 bolt11, payment_hash, amount, invoice_expires_at, attempts, expires_at, created_at)
             VALUES (7, 1, randomblob(32), 'paying', 'c', '{}', x'01', '[]', '[]',
                     'lnbc1', zeroblob(32), 1000, 99, 0, 9, 9),
                    (8, 2, randomblob(32), 'sealed', 'c', '{}', x'01', '[]', '[]', NULL, NULL, NULL, NULL, 0, 9, 9);
             DELETE FROM outbox WHERE id = 8;",
        )
        .unwrap();
        conn
    }

    #[test]
    fn what_was_being_paid_is_still_known_and_ids_go_on() {
        let mut conn = old();
        run(&mut conn).unwrap();
        let sql = "SELECT pay_by, pay_to, hex(payment_id), amount, pay_until, payer_note IS NULL FROM outbox";
        let read = |row: &rusqlite::Row<'_>| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get::<_, String>(2)?.len(),
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        };
        let row: (String, String, usize, i64, i64, bool) = conn.query_row(sql, [], read).unwrap();
        assert_eq!(row, ("invoice".into(), "lnbc1".into(), 64, 1_000, 99, true));
        conn.execute_batch(
            "INSERT INTO outbox (message_id, peer, state, comment, event_json, one_time_secret, relays, accepted,
                                 attempts, expires_at, created_at)
             VALUES (3, randomblob(32), 'sealed', 'c', '{}', x'01', '[]', '[]', 0, 9, 9)",
        )
        .unwrap();
        assert_eq!(conn.last_insert_rowid(), 9, "an id is never used again");
    }

    /// Of each file the hash. A line is added with a new one, and none is ever changed.
    const RELEASED: [&str; KNOWN as usize] = [
        "c2515eff346f37f67cd0cee32abae92e9a1b8fc275765d367d4ab1725148bbea",
        "719ec350ca7010a25f93d2816f49027f64890a0ebf9b35d94c4f57f30777ce9f",
        "4012707e1f1a850054bfb6ff10295166a54ef23ab53dd79c3a848ecfae2785d0",
        "75d23ed974f39b1cc9616b24756c90a0f6828bab318d205fa8dfb35999241a02",
        "cc7bf95a2b1ff1a6a7c9dbdbbc0f931762d4da33451b79902694778f3ac5130d",
        "55b4bc021900412936834318432c789d304a55769a0a5d5e69dd242ee39f668c",
        "1fa6ff556dd58b7c7047de89b6430fd2310b6ccf84af641c7269b1f785cbd9da",
        "c0ab5f647dea025a821922bc46a6f01dd7f8be1a8820e5729108c393540556a9",
        "7c49d010baf8a538944a9563889fbf8129f7bc0fcfd535c0d5ea7a0025398de3",
        "951f28c5ed7dc0117f9467f8cbf1839ef457ea42bab9af115cb2e51b23eed6ff",
    ];

    #[test]
    fn no_released_file_was_edited() {
        for (number, (step, released)) in STEPS.iter().zip(RELEASED).enumerate() {
            let hash = sha256::Hash::hash(step.as_bytes()).to_string();
            assert_eq!(hash, released, "schema/{:04}.sql was edited; make a new file instead", number + 1);
        }
    }

    #[test]
    fn of_each_version_the_newest_is_reached_once() {
        let mut conn = old();
        run(&mut conn).unwrap();
        run(&mut conn).unwrap();
        assert_eq!(version(&conn).unwrap(), KNOWN);
    }
}
