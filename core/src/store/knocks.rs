//! The incoming saga's durable states. A knock is known by its event: however often and by
//! whatever way its comment arrives, it is one row.

use std::fmt;

use nostr::{EventId, PublicKey, Timestamp};
use rusqlite::{Connection, Row, named_params, params};

use super::due::latest_wait;
use super::error::StoreError;
use super::messages::{self, Direction, Insertion, Message, NewMessage};
use super::open::Store;
use super::outbox_rows::ErrorNote;
use super::rows::{Columns, int, many, msat, one, run, secs};
use super::rumors::Effect;
use crate::amount::Msat;
use crate::wallet::PaymentHash;

/// How far an incoming knock has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KnockState {
    /// Its event is to be fetched.
    Fetching,
    /// It waits for the user's word.
    Request,
    /// Its message is stored.
    Done,
    /// Given up.
    Failed,
    /// Its sender is blocked.
    Blocked,
    /// The user did not want it. What it paid is not given back.
    Ignored,
}

impl KnockState {
    const ALL: [Self; 6] =
        [Self::Fetching, Self::Request, Self::Done, Self::Failed, Self::Blocked, Self::Ignored];

    /// The stable name it is stored under.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fetching => "fetching",
            Self::Request => "request",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::Ignored => "ignored",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// An incoming knock.
#[derive(Clone, PartialEq, Eq)]
pub struct Knock {
    /// The event it tells of; the row's key.
    pub event_id: EventId,
    /// The comment as it came; empty once the knock is done.
    pub comment: String,
    /// Who knocks, as the comment proves.
    pub sender: PublicKey,
    /// When the sender says it was sent.
    pub sent_at: Timestamp,
    /// When it first came to us.
    pub first_seen_at: Timestamp,
    /// The payment that carried it; `None` for a pasted one.
    pub payment_hash: Option<PaymentHash>,
    /// What was paid; `None` for a pasted one.
    pub paid: Option<Msat>,
    /// How far it has come.
    pub state: KnockState,
    /// How many tries have failed.
    pub attempts: u32,
    /// Not before this time; `None` is at once.
    pub next_attempt_at: Option<Timestamp>,
    /// What went wrong last.
    pub last_error: Option<ErrorNote>,
}

/// Without the comment.
impl fmt::Debug for Knock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { event_id, state, paid, attempts, last_error, .. } = self;
        write!(
            f,
            "Knock({event_id}, {state:?}, paid {paid:?}, attempts {attempts}, last error {last_error:?}, ..)"
        )
    }
}

/// What [`Store::insert_knock`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inserted {
    /// The first of its event.
    New,
    /// Nothing was added to what was known.
    Known(Knock),
    /// It was known as unpaid, and now it is paid; the message, where there is one, says so, too. One that waited as a
    /// request is to be fetched now, where its payment lets it through.
    KnownNowPaid(Knock),
    /// Nothing was stored: its payment paid for another knock already.
    PaidForAnother,
}

/// What [`Store::finish_knock`] stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// The message is new.
    New {
        /// It; hidden from the chat where it is an edit or a reaction.
        message: Message,
        /// What it did to others.
        effect: Effect,
    },
    /// The same event or rumor is there already.
    Duplicate(Message),
}

fn read(row: &Row<'_>) -> Result<Knock, StoreError> {
    Ok(Knock {
        event_id: row.event_id("event_id")?,
        comment: row.get("comment")?,
        sender: row.pubkey("sender")?,
        sent_at: row.time("sent_at")?,
        first_seen_at: row.time("first_seen_at")?,
        payment_hash: row.get::<_, Option<[u8; 32]>>("payment_hash")?.map(PaymentHash),
        paid: row.opt_msat("paid")?,
        state: row.word("state", KnockState::parse)?,
        attempts: row.get("attempts")?,
        next_attempt_at: row.opt_time("next_attempt_at")?,
        last_error: row.error_note()?,
    })
}

/// For the test of its plan, too.
pub(super) const BY_COMMENT: &str = "SELECT * FROM knocks WHERE comment = ?1 AND comment <> ''";

impl Store {
    /// Stores a knock, or adds its payment to the one that is known.
    pub fn insert_knock(&self, knock: &Knock) -> Result<Inserted, StoreError> {
        self.write(|tx| admit(tx, knock))
    }

    /// One knock.
    pub fn knock(&self, event_id: &EventId) -> Result<Option<Knock>, StoreError> {
        self.read(|conn| by_event(conn, event_id))
    }

    /// The knock that this comment, in base64url, announced.
    pub fn knock_by_comment(&self, comment: &str) -> Result<Option<Knock>, StoreError> {
        self.read(|conn| one(conn, BY_COMMENT, [comment], read))
    }

    /// All whose event is to be fetched now, oldest first.
    pub fn knocks_due(&self, now: Timestamp) -> Result<Vec<Knock>, StoreError> {
        self.read(|conn| {
            many(
                conn,
                "SELECT * FROM knocks WHERE state = 'fetching'
                    AND (next_attempt_at IS NULL OR next_attempt_at <= ?1 OR next_attempt_at > ?2) ORDER BY id",
                [secs(now), latest_wait(now)],
                read,
            )
        })
    }

    /// Those that wait for the user, newest first, at most `limit`, only those that came before the
    /// knock `before`: pass the last of a page to get the next.
    pub fn requests(&self, limit: usize, before: Option<&EventId>) -> Result<Vec<Knock>, StoreError> {
        self.read(|conn| {
            many(
                conn,
                "SELECT * FROM knocks WHERE state = 'request'
                    AND (?1 IS NULL OR id < (SELECT id FROM knocks WHERE event_id = ?1))
                 ORDER BY id DESC LIMIT ?2",
                params![before.map(EventId::as_bytes), int(limit as u64)],
                read,
            )
        })
    }

    /// How many wait for consent.
    pub fn request_count(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) AS n FROM knocks WHERE state = 'request'";
        Ok(self.read(|conn| one(conn, sql, [], |row| row.u64("n")))?.unwrap_or_default())
    }

    /// Moves a knock from one state to another, only if it is still in the first; else
    /// [`StoreError::KnockConflict`].
    pub fn set_knock_state(
        &self,
        event_id: &EventId,
        from: KnockState,
        to: KnockState,
    ) -> Result<Knock, StoreError> {
        self.write(|tx| {
            let known = expect(tx, event_id)?;
            if known.state != from {
                return Err(StoreError::KnockConflict { now: known.state });
            }
            let sql = "UPDATE knocks SET state = ?2, next_attempt_at = NULL WHERE event_id = ?1";
            run(tx, sql, params![event_id.as_bytes(), to.as_str()])?;
            expect(tx, event_id)
        })
    }

    /// Gives up all that waits from this sender, who was blocked. Tells how many.
    pub fn block_requests(&self, sender: &PublicKey) -> Result<usize, StoreError> {
        self.write(|tx| {
            let sql = "UPDATE knocks SET state = 'blocked', comment = ''
                       WHERE sender = ?1 AND state = 'request'";
            run(tx, sql, [sender.as_bytes()])
        })
    }

    /// Those of this sender that wait for the user, oldest first.
    pub fn requests_from(&self, sender: &PublicKey) -> Result<Vec<Knock>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT * FROM knocks WHERE sender = ?1 AND state = 'request' ORDER BY id";
            many(conn, sql, [sender.as_bytes()], read)
        })
    }

    /// The same state again, later; counts an attempt.
    pub fn retry_knock(
        &self,
        event_id: &EventId,
        (kind, text): &ErrorNote,
        next_attempt_at: Timestamp,
    ) -> Result<Knock, StoreError> {
        self.write(|tx| {
            run(
                tx,
                "UPDATE knocks SET error_kind = ?2, error_text = ?3, next_attempt_at = ?4,
                     attempts = attempts + 1 WHERE event_id = ?1",
                params![event_id.as_bytes(), kind, text, secs(next_attempt_at)],
            )?;
            expect(tx, event_id)
        })
    }

    /// Gives a knock up. One that is done stays done: [`StoreError::KnockConflict`].
    pub fn fail_knock(&self, event_id: &EventId, (kind, text): &ErrorNote) -> Result<Knock, StoreError> {
        self.write(|tx| {
            if expect(tx, event_id)?.state == KnockState::Done {
                return Err(StoreError::KnockConflict { now: KnockState::Done });
            }
            run(
                tx,
                "UPDATE knocks SET state = 'failed', error_kind = ?2, error_text = ?3, next_attempt_at = NULL
                 WHERE event_id = ?1",
                params![event_id.as_bytes(), kind, text],
            )?;
            expect(tx, event_id)
        })
    }

    /// Stores the message that a knock led to and ends the knock and its lease, all or nothing. The same event,
    /// or the same rumor from the same peer, is not stored twice.
    pub fn finish_knock(&self, event_id: &EventId, message: &NewMessage) -> Result<Stored, StoreError> {
        self.write(|tx| finish(tx, event_id, message))
    }

    /// Leases the knock to one driver, as [`Store::claim_outgoing`] does with a row of the outbox.
    pub fn claim_knock(
        &self,
        event_id: &EventId,
        owner: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|tx| claim(tx, event_id, owner, until, now))
    }

    /// Ends the owner's lease; another's stays.
    pub fn release_knock(&self, event_id: &EventId, owner: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql = "UPDATE knocks SET owner = NULL, owned_until = NULL WHERE event_id = ?1 AND owner = ?2";
            run(tx, sql, params![event_id.as_bytes(), owner]).map(|_| ())
        })
    }
}

pub(super) fn admit(conn: &Connection, knock: &Knock) -> Result<Inserted, StoreError> {
    if paid_for_another(conn, knock)? {
        return Ok(Inserted::PaidForAnother);
    }
    let Some(known) = by_event(conn, &knock.event_id)? else {
        insert(conn, knock)?;
        return Ok(Inserted::New);
    };
    let (None, Some(paid)) = (known.paid, knock.paid) else { return Ok(Inserted::Known(known)) };
    // One step, so that a kill in between leaves no knock that is paid for and waits all the same.
    let state = if known.state == KnockState::Request { knock.state } else { known.state };
    run(
        conn,
        "UPDATE knocks SET payment_hash = ?2, paid = ?3, state = ?4 WHERE event_id = ?1",
        params![knock.event_id.as_bytes(), knock.payment_hash.map(|h| h.0), int(paid.0), state.as_str()],
    )?;
    messages::add_payment(conn, &knock.event_id, paid)?;
    Ok(Inserted::KnownNowPaid(expect(conn, &knock.event_id)?))
}

pub(super) fn claim(
    conn: &Connection,
    event_id: &EventId,
    owner: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE knocks SET owner = ?2, owned_until = ?3
               WHERE event_id = ?1
                   AND (owner IS NULL OR owner = ?2 OR owned_until <= ?4 OR owned_until > ?3 + 60)";
    Ok(run(conn, sql, params![event_id.as_bytes(), owner, secs(until), secs(now)])? > 0)
}

pub(super) fn finish(
    conn: &Connection,
    event_id: &EventId,
    message: &NewMessage,
) -> Result<Stored, StoreError> {
    let paid = expect(conn, event_id)?.paid.or(message.paid);
    let known = match messages::by_event(conn, &message.event_id)? {
        Some(known) => Some(known),
        None => messages::by_rumor(conn, &message.peer, &message.rumor_id)?,
    };
    let is_known = known.is_some();
    let Insertion { id, effect } = match known {
        Some(known) => {
            // The copy may be the one that was paid for. What was sent keeps its own price.
            if let (Some(paid), Direction::In) = (paid, known.direction) {
                messages::add_payment(conn, &known.event_id, paid)?;
            }
            Insertion { id: known.id, effect: Effect::default() }
        }
        None => messages::insert(conn, message, Direction::In, paid)?,
    };
    run(
        conn,
        "UPDATE knocks SET state = 'done', comment = '', next_attempt_at = NULL, error_kind = NULL,
             error_text = NULL, owner = NULL, owned_until = NULL WHERE event_id = ?1",
        [event_id.as_bytes()],
    )?;
    let message = messages::by_id(conn, id)?.ok_or(StoreError::NotFound("message"))?;
    Ok(if is_known { Stored::Duplicate(message) } else { Stored::New { message, effect } })
}

fn by_event(conn: &Connection, event_id: &EventId) -> Result<Option<Knock>, StoreError> {
    one(conn, "SELECT * FROM knocks WHERE event_id = ?1", [event_id.as_bytes()], read)
}

fn expect(conn: &Connection, event_id: &EventId) -> Result<Knock, StoreError> {
    by_event(conn, event_id)?.ok_or(StoreError::NotFound("knock"))
}

fn paid_for_another(conn: &Connection, knock: &Knock) -> Result<bool, StoreError> {
    let Some(payment_hash) = knock.payment_hash else { return Ok(false) };
    let sql = "SELECT 1 FROM knocks WHERE payment_hash = ?1 AND event_id != ?2";
    Ok(one(conn, sql, params![payment_hash.0, knock.event_id.as_bytes()], |_| Ok(()))?.is_some())
}

fn insert(conn: &Connection, knock: &Knock) -> Result<(), StoreError> {
    let (kind, text) = knock.last_error.clone().unzip();
    run(
        conn,
        "INSERT INTO knocks (event_id, comment, sender, sent_at, first_seen_at, payment_hash, paid, state,
                             attempts, next_attempt_at, error_kind, error_text)
         VALUES (:event_id, :comment, :sender, :sent_at, :first_seen_at, :payment_hash, :paid, :state,
                 :attempts, :next, :kind, :text)",
        named_params! {
            ":event_id": knock.event_id.as_bytes(),
            ":comment": knock.comment,
            ":sender": knock.sender.as_bytes(),
            ":sent_at": secs(knock.sent_at),
            ":first_seen_at": secs(knock.first_seen_at),
            ":payment_hash": knock.payment_hash.map(|h| h.0),
            ":paid": msat(knock.paid),
            ":state": knock.state.as_str(),
            ":attempts": knock.attempts,
            ":next": knock.next_attempt_at.map(secs),
            ":kind": kind,
            ":text": text,
        },
    )
    .map(|_| ())
}
