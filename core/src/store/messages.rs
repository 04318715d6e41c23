//! Messages, received and sent.

use std::fmt;

use nostr::{EventId, PublicKey, Timestamp};
use rusqlite::{Connection, Row, named_params, params};

use super::error::StoreError;
use super::open::Store;
use super::rows::{Columns, int, json, many, msat, one, run, secs};
use super::rumors::{self, Effect, Role};
use crate::amount::Msat;

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Received.
    In,
    /// Sent.
    Out,
}

impl Direction {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::In, Self::Out].into_iter().find(|d| d.as_str() == text)
    }
}

/// A message in the store.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The row's number: rises with every message, never used twice.
    pub id: i64,
    /// The event on the relay (kind 1404).
    pub event_id: EventId,
    /// The rumor inside (NIP-17, NIP-59).
    pub rumor_id: EventId,
    /// Who wrote it, or whom it was written to.
    pub peer: PublicKey,
    /// Which way it went.
    pub direction: Direction,
    /// The rumor's kind: 14 text, 15 file, 7 reaction.
    pub kind: u16,
    /// The text.
    pub content: String,
    /// The rumor's tags.
    pub tags: Vec<Vec<String>>,
    /// When its author says it was written.
    pub sent_at: Timestamp,
    /// When it was stored here.
    pub received_at: Timestamp,
    /// When it is deleted (NIP-40).
    pub expires_at: Timestamp,
    /// What the knock paid; `None` for a pasted, unpaid one, or one not paid yet.
    pub paid: Option<Msat>,
    /// Whether the user has seen it; one's own are.
    pub read: bool,
    /// Whether a chat shows it by itself; edits and reactions act on others instead.
    pub shown: bool,
}

/// A message to be stored. The direction follows from the call that takes it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// The event on the relay (kind 1404).
    pub event_id: EventId,
    /// The rumor inside.
    pub rumor_id: EventId,
    /// Who wrote it, or whom it is written to.
    pub peer: PublicKey,
    /// The rumor's kind.
    pub kind: u16,
    /// The text.
    pub content: String,
    /// The rumor's tags.
    pub tags: Vec<Vec<String>>,
    /// When its author says it was written.
    pub sent_at: Timestamp,
    /// The present.
    pub received_at: Timestamp,
    /// When it is deleted (NIP-40).
    pub expires_at: Timestamp,
    /// What the knock paid, where it did. For an incoming message the knock's row counts first.
    pub paid: Option<Msat>,
}

/// Without the text, so that no log gets to see it.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, event_id, direction, kind, paid, .. } = self;
        write!(f, "Message({id}, {direction:?}, event {event_id}, kind {kind}, paid {paid:?}, ..)")
    }
}

/// Without the text, so that no log gets to see it.
impl fmt::Debug for NewMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewMessage(event {}, kind {}, ..)", self.event_id, self.kind)
    }
}

fn read(row: &Row<'_>) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.get("id")?,
        event_id: row.event_id("event_id")?,
        rumor_id: row.event_id("rumor_id")?,
        peer: row.pubkey("peer")?,
        direction: row.word("direction", Direction::parse)?,
        kind: row.get("kind")?,
        content: row.get("content")?,
        tags: row.json("tags")?,
        sent_at: row.time("sent_at")?,
        received_at: row.time("received_at")?,
        expires_at: row.time("expires_at")?,
        paid: row.opt_msat("paid")?,
        read: row.get("read")?,
        shown: row.get("shown")?,
    })
}

impl Store {
    /// Texts and files, newest first (by arrival here), with one peer or with all, at most `limit`, only
    /// those with an id below `before`: pass the last id of a page to get the next.
    pub fn messages(
        &self,
        peer: Option<&PublicKey>,
        limit: usize,
        before: Option<i64>,
    ) -> Result<Vec<Message>, StoreError> {
        let (limit, before) = (int(limit as u64), before.unwrap_or(i64::MAX));
        self.read(|conn| match peer {
            Some(peer) => many(
                conn,
                // The chat's index knows its ids, but not in this order.
                "SELECT * FROM messages WHERE id IN (
                     SELECT id FROM messages WHERE peer = ?1 AND shown = 1 AND id < ?2 ORDER BY id DESC LIMIT ?3)
                 ORDER BY id DESC",
                params![peer.as_bytes(), before, limit],
                read,
            ),
            None => many(
                conn,
                "SELECT * FROM messages WHERE shown = 1 AND id < ?1 ORDER BY id DESC LIMIT ?2",
                params![before, limit],
                read,
            ),
        })
    }

    /// One message.
    pub fn message(&self, id: i64) -> Result<Option<Message>, StoreError> {
        self.read(|conn| by_id(conn, id))
    }

    /// The message that this event carried.
    pub fn message_by_event(&self, event_id: &EventId) -> Result<Option<Message>, StoreError> {
        self.read(|conn| by_event(conn, event_id))
    }

    /// Marks messages as read; returns how many were not before.
    pub fn mark_read(&self, ids: &[i64]) -> Result<usize, StoreError> {
        self.write(|tx| {
            let mut changed = 0;
            for id in ids {
                changed += run(tx, "UPDATE messages SET read = 1 WHERE id = ?1 AND read = 0", [id])?;
            }
            Ok(changed)
        })
    }

    /// When the newest message to this peer was sent.
    pub fn last_sent_to(&self, peer: &PublicKey) -> Result<Option<Timestamp>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT sent_at FROM messages WHERE peer = ?1 AND shown = 1 AND direction = 'out'
                       ORDER BY sent_at DESC, id DESC LIMIT 1";
            one(conn, sql, [peer.as_bytes()], |row| row.time("sent_at"))
        })
    }

    /// How many messages are unread.
    pub fn unread_count(&self) -> Result<u64, StoreError> {
        let count = self.read(|conn| {
            one(conn, "SELECT coalesce(sum(unread), 0) AS n FROM conversations", [], |row| row.u64("n"))
        })?;
        Ok(count.unwrap_or_default())
    }
}

pub(super) fn by_id(conn: &Connection, id: i64) -> Result<Option<Message>, StoreError> {
    one(conn, "SELECT * FROM messages WHERE id = ?1", [id], read)
}

pub(super) fn by_event(conn: &Connection, event_id: &EventId) -> Result<Option<Message>, StoreError> {
    one(conn, "SELECT * FROM messages WHERE event_id = ?1", [event_id.as_bytes()], read)
}

/// The message received from this peer with this rumor in it.
pub(super) fn by_rumor(
    conn: &Connection,
    peer: &PublicKey,
    rumor_id: &EventId,
) -> Result<Option<Message>, StoreError> {
    let sql = "SELECT * FROM messages WHERE peer = ?1 AND rumor_id = ?2 AND direction = 'in'";
    one(conn, sql, [peer.as_bytes(), rumor_id.as_bytes()], read)
}

/// What storing a message did.
pub(super) struct Insertion {
    /// The new row.
    pub(super) id: i64,
    /// What it did to others.
    pub(super) effect: Effect,
}

/// Stores a message and lets it act on others. What is not shown by itself counts as read.
pub(super) fn insert(
    conn: &Connection,
    new: &NewMessage,
    direction: Direction,
    paid: Option<Msat>,
) -> Result<Insertion, StoreError> {
    let role = Role::of(new.kind, &new.tags);
    run(
        conn,
        // OR FAIL: whoever fails rolls the whole transaction back, so SQLite need not note how to undo this statement.
        "INSERT OR FAIL INTO messages (event_id, rumor_id, peer, direction, kind, content, tags, sent_at, received_at,
                               expires_at, paid, read, shown, target, reply_to)
         VALUES (:event_id, :rumor_id, :peer, :direction, :kind, :content, :tags, :sent_at, :received_at,
                 :expires_at, :paid, :read, :shown, :target, :reply_to)",
        named_params! {
            ":event_id": new.event_id.as_bytes(),
            ":rumor_id": new.rumor_id.as_bytes(),
            ":peer": new.peer.as_bytes(),
            ":direction": direction.as_str(),
            ":kind": new.kind,
            ":content": new.content,
            ":tags": json(&new.tags)?,
            ":sent_at": secs(new.sent_at),
            ":received_at": secs(new.received_at),
            ":expires_at": secs(new.expires_at),
            ":paid": msat(paid),
            ":read": direction == Direction::Out || !role.shown,
            ":shown": role.shown,
            ":target": role.target.as_ref().map(EventId::as_bytes),
            ":reply_to": role.reply_to.as_ref().map(EventId::as_bytes),
        },
    )?;
    let id = conn.last_insert_rowid();
    Ok(Insertion { id, effect: rumors::take_effect(conn, new, direction, role)? })
}

/// Notes a payment for a message that had none.
pub(super) fn add_payment(conn: &Connection, event_id: &EventId, paid: Msat) -> Result<(), StoreError> {
    let sql = "UPDATE messages SET paid = ?2 WHERE event_id = ?1 AND paid IS NULL";
    run(conn, sql, params![event_id.as_bytes(), msat(Some(paid))])?;
    Ok(())
}
