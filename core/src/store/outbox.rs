//! The outgoing saga's durable states.

use nostr::{PublicKey, RelayUrl, Timestamp};
use rusqlite::{Connection, Row, named_params, params};

use super::due::latest_wait;
use super::error::StoreError;
use super::messages::{self, Direction};
use super::open::Store;
use super::outbox_rows::{ErrorNote, NewOutgoing, OutChange, OutState, Outgoing};
use super::pay_ticket;
use super::rows::{Columns, json, many, msat, one, run, secs};
use crate::amount::Msat;
use crate::keys::SecretBytes;

impl Store {
    /// Stores a sealed message: its own row and its outbox row, both or none.
    /// [`StoreError::EventExists`] where the event is there already.
    pub fn insert_outgoing(&self, new: &NewOutgoing) -> Result<Outgoing, StoreError> {
        let message = &new.message;
        self.write(|tx| {
            let message_id = messages::insert(tx, message, Direction::Out, message.paid)?.id;
            run(
                tx,
                "INSERT INTO outbox (message_id, peer, state, comment, event_json, one_time_secret, relays,
                                     accepted, attempts, expires_at, created_at, max_amount, max_fee, sought)
                 VALUES (:message_id, :peer, :state, :comment, :event_json, :secret, :relays,
                         '[]', 0, :expires_at, :created_at, :max_amount, :max_fee, :sought)",
                named_params! {
                    ":message_id": message_id,
                    ":peer": message.peer.as_bytes(),
                    ":state": OutState::Sealed.as_str(),
                    ":comment": new.comment,
                    ":event_json": new.event_json,
                    ":secret": new.one_time_secret.expose(),
                    ":relays": json(&new.relays)?,
                    ":expires_at": secs(message.expires_at),
                    ":created_at": secs(message.received_at),
                    ":max_amount": msat(new.max_amount),
                    ":max_fee": msat(new.max_fee),
                    ":sought": new.sought.and_then(|count| u32::try_from(count).ok()),
                },
            )?;
            expect(tx, tx.last_insert_rowid())
        })
    }

    /// One outgoing message.
    pub fn outgoing(&self, id: i64) -> Result<Option<Outgoing>, StoreError> {
        self.read(|conn| by_id(conn, id))
    }

    /// The outbox row of a message.
    pub fn outgoing_by_message(&self, message_id: i64) -> Result<Option<Outgoing>, StoreError> {
        self.read(|conn| one(conn, "SELECT * FROM outbox WHERE message_id = ?1", [message_id], read))
    }

    /// All that is not delivered, oldest first, with what has failed.
    pub fn outbox(&self) -> Result<Vec<Outgoing>, StoreError> {
        self.read(|conn| many(conn, "SELECT * FROM outbox WHERE state <> 'delivered' ORDER BY id", [], read))
    }

    /// How many go no further without the user; what was taken back is not among them.
    pub fn stuck_count(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) AS n FROM outbox
                   WHERE state = 'awaiting_user' OR (state = 'failed' AND error_kind IS NOT 'unsent')";
        Ok(self.read(|conn| one(conn, sql, [], |row| row.u64("n")))?.unwrap_or_default())
    }

    /// All that the engine can take a step with now, oldest first. What is paid by hand counts where
    /// the receiver's service tells of the payment (LUD-21).
    pub fn due_outgoing(&self, now: Timestamp) -> Result<Vec<Outgoing>, StoreError> {
        self.read(|conn| {
            many(
                conn,
                "SELECT * FROM outbox WHERE state NOT IN ('delivered', 'failed')
                    AND (state <> 'awaiting_user' OR verify_url IS NOT NULL)
                    AND (next_attempt_at IS NULL OR next_attempt_at <= ?1 OR next_attempt_at > ?2) ORDER BY id",
                [secs(now), latest_wait(now)],
                read,
            )
        })
    }

    /// Takes one step, only if the row is still in state `from`; else [`StoreError::Conflict`].
    pub fn advance(&self, id: i64, from: OutState, change: &OutChange) -> Result<Outgoing, StoreError> {
        self.write(|tx| {
            let row = expect(tx, id)?;
            if row.state != from {
                return Err(StoreError::Conflict { now: row.state });
            }
            match change {
                OutChange::Published { accepted, not_before } => publish(tx, &row, accepted, *not_before)?,
                OutChange::Invoiced(ticket) => {
                    pay_ticket::write(tx, id, ticket)?;
                    move_to(tx, id, OutState::Invoiced)?;
                }
                OutChange::Paying => move_to(tx, id, OutState::Paying)?,
                OutChange::AwaitingUser => move_to(tx, id, OutState::AwaitingUser)?,
                OutChange::Delivered { preimage, fee, at } => {
                    move_to(tx, id, OutState::Delivered)?;
                    deliver(tx, &row, *preimage, *fee, *at)?;
                }
                OutChange::BackToPublished { error } => {
                    let back = if row.is_stripped() || row.restored {
                        OutState::Failed
                    } else {
                        OutState::Published
                    };
                    pay_ticket::clear(tx, id)?;
                    move_to(tx, id, back)?;
                    note_error(tx, id, error, 1, None)?;
                }
                OutChange::Failed { error } => {
                    move_to(tx, id, OutState::Failed)?;
                    note_error(tx, id, error, 0, None)?;
                }
                OutChange::Retry { error, next_attempt_at } => {
                    note_error(tx, id, error, 1, Some(*next_attempt_at))?;
                }
            }
            expect(tx, id)
        })
    }

    /// Lets lines be added to a sealed message until then; it is not driven before. One that is on its way
    /// already stays as it is.
    pub fn hold_outgoing(&self, id: i64, until: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql = "UPDATE outbox SET open_until = ?2, next_attempt_at = ?2 WHERE id = ?1
                          AND state = 'sealed' AND attempts = 0";
            run(tx, sql, params![id, secs(until)]).map(|_| ())
        })
    }

    /// The message to this peer to which lines may be added.
    pub fn open_outgoing(&self, peer: &PublicKey, now: Timestamp) -> Result<Option<Outgoing>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT * FROM outbox WHERE peer = ?1 AND state = 'sealed' AND attempts = 0
                          AND open_until > ?2 ORDER BY id DESC LIMIT 1";
            one(conn, sql, params![peer.as_bytes(), secs(now)], read)
        })
    }

    /// Sends an open message without waiting for more lines. Tells whether there was one.
    pub fn close_outgoing(&self, peer: &PublicKey) -> Result<bool, StoreError> {
        self.write(|tx| {
            let sql = "UPDATE outbox SET open_until = NULL, next_attempt_at = NULL
                       WHERE peer = ?1 AND state = 'sealed' AND open_until IS NOT NULL AND attempts = 0";
            Ok(run(tx, sql, [peer.as_bytes()])? > 0)
        })
    }

    /// Puts a message that was sealed anew, with another line, in the place of an open one. `false` where
    /// that went on its way meanwhile; then nothing was changed.
    pub fn reseal_outgoing(&self, id: i64, new: &NewOutgoing, until: Timestamp) -> Result<bool, StoreError> {
        let message = &new.message;
        self.write(|tx| {
            let replaced = run(
                tx,
                "UPDATE outbox SET comment = :comment, event_json = :event_json, one_time_secret = :secret,
                     relays = :relays, sought = :sought, expires_at = :expires_at, open_until = :until,
                     next_attempt_at = :until
                 WHERE id = :id AND state = 'sealed' AND attempts = 0 AND open_until IS NOT NULL",
                named_params! {
                    ":id": id,
                    ":comment": new.comment,
                    ":event_json": new.event_json,
                    ":secret": new.one_time_secret.expose(),
                    ":relays": json(&new.relays)?,
                    ":sought": new.sought.and_then(|count| u32::try_from(count).ok()),
                    ":expires_at": secs(message.expires_at),
                    ":until": secs(until),
                },
            )?;
            if replaced == 0 {
                return Ok(false);
            }
            run(
                tx,
                "UPDATE messages SET event_id = :event_id, rumor_id = :rumor_id, content = :content,
                     tags = :tags, sent_at = :sent_at, received_at = :received_at, expires_at = :expires_at
                 WHERE id = (SELECT message_id FROM outbox WHERE id = :id)",
                named_params! {
                    ":id": id,
                    ":event_id": message.event_id.as_bytes(),
                    ":rumor_id": message.rumor_id.as_bytes(),
                    ":content": message.content,
                    ":tags": json(&message.tags)?,
                    ":sent_at": secs(message.sent_at),
                    ":received_at": secs(message.received_at),
                    ":expires_at": secs(message.expires_at),
                },
            )?;
            Ok(true)
        })
    }

    /// Leases the row to one driver: true when it is free, the lease on it has ended, or it is the
    /// owner's own (which prolongs it). So two processes never take steps with one row at once, and
    /// what a crash left behind is free again after a while.
    pub fn claim_outgoing(
        &self,
        id: i64,
        owner: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|tx| {
            let sql = "UPDATE outbox SET owner = ?2, owned_until = ?3
                       WHERE id = ?1
                           AND (owner IS NULL OR owner = ?2 OR owned_until <= ?4 OR owned_until > ?3 + 60)";
            Ok(run(tx, sql, params![id, owner, secs(until), secs(now)])? > 0)
        })
    }

    /// Ends the owner's lease; another's stays.
    pub fn release_outgoing(&self, id: i64, owner: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql = "UPDATE outbox SET owner = NULL, owned_until = NULL WHERE id = ?1 AND owner = ?2";
            run(tx, sql, params![id, owner]).map(|_| ())
        })
    }
}

fn by_id(conn: &Connection, id: i64) -> Result<Option<Outgoing>, StoreError> {
    one(conn, "SELECT * FROM outbox WHERE id = ?1", [id], read)
}

fn expect(conn: &Connection, id: i64) -> Result<Outgoing, StoreError> {
    by_id(conn, id)?.ok_or(StoreError::NotFound("outgoing message"))
}

fn move_to(conn: &Connection, id: i64, state: OutState) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET state = ?2, next_attempt_at = NULL, error_kind = NULL, error_text = NULL
               WHERE id = ?1";
    run(conn, sql, params![id, state.as_str()]).map(|_| ())
}

fn publish(
    conn: &Connection,
    row: &Outgoing,
    accepted: &[RelayUrl],
    not_before: Option<Timestamp>,
) -> Result<(), StoreError> {
    let mut all = row.accepted.clone();
    for relay in accepted {
        if !all.contains(relay) {
            all.push(relay.clone());
        }
    }
    move_to(conn, row.id, OutState::Published)?;
    let sql = "UPDATE outbox SET accepted = ?2, attempts = 0, next_attempt_at = ?3 WHERE id = ?1";
    run(conn, sql, params![row.id, json(&all)?, not_before.map(secs)]).map(|_| ())
}

fn deliver(
    conn: &Connection,
    row: &Outgoing,
    preimage: Option<[u8; 32]>,
    fee: Option<Msat>,
    at: Timestamp,
) -> Result<(), StoreError> {
    run(
        conn,
        "UPDATE outbox SET preimage = coalesce(?2, preimage), fee = coalesce(?3, fee), delivered_at = ?4,
             attempts = 0 WHERE id = ?1",
        params![row.id, preimage, msat(fee), secs(at)],
    )?;
    if let Some(ticket) = &row.pay {
        let sql = "UPDATE messages SET paid = ?2 WHERE id = ?1";
        run(conn, sql, params![row.message_id, msat(Some(ticket.amount()))])?;
    }
    Ok(())
}

fn note_error(
    conn: &Connection,
    id: i64,
    (kind, text): &ErrorNote,
    attempts: u32,
    next: Option<Timestamp>,
) -> Result<(), StoreError> {
    run(
        conn,
        "UPDATE outbox SET error_kind = ?2, error_text = ?3, attempts = attempts + ?4, next_attempt_at = ?5
         WHERE id = ?1",
        params![id, kind, text, attempts, next.map(secs)],
    )
    .map(|_| ())
}

fn read(row: &Row<'_>) -> Result<Outgoing, StoreError> {
    Ok(Outgoing {
        id: row.get("id")?,
        message_id: row.get("message_id")?,
        peer: row.pubkey("peer")?,
        state: row.word("state", OutState::parse)?,
        comment: row.get("comment")?,
        event_json: row.get("event_json")?,
        one_time_secret: SecretBytes::new(row.get("one_time_secret")?),
        relays: row.relays("relays")?,
        sought: row.get::<_, Option<u32>>("sought")?.and_then(|count| usize::try_from(count).ok()),
        accepted: row.relays("accepted")?,
        pay: pay_ticket::read(row)?,
        attempts: row.get("attempts")?,
        next_attempt_at: row.opt_time("next_attempt_at")?,
        last_error: row.error_note()?,
        expires_at: row.time("expires_at")?,
        created_at: row.time("created_at")?,
        delivered_at: row.opt_time("delivered_at")?,
        max_amount: row.opt_msat("max_amount")?,
        max_fee: row.opt_msat("max_fee")?,
        restored: row.get("restored")?,
    })
}
