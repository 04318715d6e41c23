//! What one chat shows: its messages with quotes, reactions and delivery, a page at a time.

use std::fmt;

use knock_protocol::{MessageKind, PART_TAG};
use nostr::{EventId, PublicKey, Timestamp};
use rusqlite::{Connection, Row, params};

use super::delivery::{self, Delivery};
use super::error::StoreError;
use super::messages::{self, Direction};
use super::open::Store;
use super::rows::{Columns, int, many, one, run};
use crate::amount::Msat;

/// A message as a chat shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// The row's number: what every call about this message takes.
    pub id: i64,
    /// The conversation.
    pub peer: PublicKey,
    /// The event on the relay (kind 1404).
    pub event_id: EventId,
    /// The rumor inside, which replies and reactions name.
    pub rumor_id: EventId,
    /// Whether the user wrote it.
    pub mine: bool,
    /// 14 text, 15 file.
    pub kind: u16,
    /// The text as it is now, or the file's URL.
    pub text: String,
    /// The rumor's tags: a file's keys, the subject.
    pub tags: Vec<Vec<String>>,
    /// When it was sent, by its author's clock: the order of a chat.
    pub sent_at: Timestamp,
    /// When it was stored here.
    pub received_at: Timestamp,
    /// When it vanishes.
    pub expires_at: Timestamp,
    /// When its text was last edited.
    pub edited_at: Option<Timestamp>,
    /// What the knock paid; `None` for a pasted, unpaid one, or one not paid yet.
    pub paid: Option<Msat>,
    /// Whether the user has seen it.
    pub read: bool,
    /// Which part of a longer text it is, from 1, and of how many.
    pub part: Option<(u32, u32)>,
    /// What it answers.
    pub quoted: Option<Quoted>,
    /// At most one of each side.
    pub reactions: Vec<Reaction>,
    /// How far it has come, where the user wrote it.
    pub delivery: Option<Delivery>,
    /// How far the user's last edit has come.
    pub edit_delivery: Option<Delivery>,
}

/// Without the text, so that no log gets to see it.
impl fmt::Debug for ChatMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, mine, kind, delivery, .. } = self;
        write!(f, "ChatMessage({id}, mine {mine}, kind {kind}, {delivery:?}, ..)")
    }
}

/// The message that another one answers. It is read anew each time: when it goes, its quotes go, too.
#[derive(Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Its rumor.
    pub rumor_id: EventId,
    /// The message, where it is still here.
    pub message: Option<QuotedMessage>,
}

/// What is shown of a quoted message.
#[derive(Clone, PartialEq, Eq)]
pub struct QuotedMessage {
    /// Its row, to scroll to.
    pub id: i64,
    /// Whether the user wrote it.
    pub mine: bool,
    /// 14 text, 15 file.
    pub kind: u16,
    /// The text, or the file's URL.
    pub text: String,
    /// The rumor's tags: a file's.
    pub tags: Vec<Vec<String>>,
}

/// A reaction (NIP-25).
#[derive(Clone, PartialEq, Eq)]
pub struct Reaction {
    /// An emoji, `+` or `-`.
    pub content: String,
    /// Whether the user reacted.
    pub mine: bool,
    /// When.
    pub sent_at: Timestamp,
    /// The reaction's own rumor, which a withdrawal names.
    pub rumor_id: EventId,
    /// How far it has come, where it is the user's.
    pub delivery: Option<Delivery>,
}

/// Which part of a chat is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageAt {
    /// The newest messages.
    Newest,
    /// Those before this message.
    Before(i64),
    /// Those after this message.
    After(i64),
    /// This message with those before and after it: where a search led.
    Around(i64),
}

/// A part of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Oldest first.
    pub messages: Vec<ChatMessage>,
    /// Whether there are older ones.
    pub has_older: bool,
    /// Whether there are newer ones.
    pub has_newer: bool,
}

/// A place in a chat.
type Place = (i64, i64);

const END: Place = (i64::MAX, i64::MAX);

impl Store {
    /// A part of the chat with this peer, at most `limit` messages.
    pub fn chat_page(&self, peer: &PublicKey, at: PageAt, limit: usize) -> Result<Page, StoreError> {
        self.read(|conn| {
            let (older, newer) = match at {
                PageAt::Newest => (older_than(conn, peer, END, limit)?, Half::default()),
                PageAt::Before(id) => {
                    let older = older_than(conn, peer, place(conn, peer, id)?, limit)?;
                    (older, Half { messages: Vec::new(), is_cut: true })
                }
                PageAt::After(id) => {
                    let newer = newer_than(conn, peer, place(conn, peer, id)?, limit)?;
                    (Half { messages: Vec::new(), is_cut: true }, newer)
                }
                PageAt::Around(id) => {
                    let (sent_at, id) = place(conn, peer, id)?;
                    let older = older_than(conn, peer, (sent_at, id), limit / 2)?;
                    (older, newer_than(conn, peer, (sent_at, id - 1), limit - limit / 2)?)
                }
            };
            let mut messages: Vec<_> = older.messages.into_iter().rev().chain(newer.messages).collect();
            for message in &mut messages {
                complete(conn, message)?;
            }
            Ok(Page { messages, has_older: older.is_cut, has_newer: newer.is_cut })
        })
    }

    /// One message as its chat shows it. `None` where it is gone, or acts on another.
    pub fn chat_message(&self, id: i64) -> Result<Option<ChatMessage>, StoreError> {
        self.read(|conn| {
            let sql = select("m.id = ?1 AND m.shown = 1");
            let Some(mut message) = one(conn, &sql, [id], read)? else { return Ok(None) };
            complete(conn, &mut message)?;
            Ok(Some(message))
        })
    }

    /// Marks everything in a chat as read, up to and with this message, or all. Tells how many were not.
    pub fn mark_chat_read(&self, peer: &PublicKey, up_to: Option<i64>) -> Result<usize, StoreError> {
        self.write(|tx| {
            let (sent_at, id) = match up_to {
                Some(id) => place(tx, peer, id)?,
                None => END,
            };
            run(tx, MARK_READ, params![peer.as_bytes(), sent_at, id])
        })
    }

    /// The rumors of received messages that were read and whose sender was not told so, newest first.
    pub fn untold(&self, peer: &PublicKey, limit: usize) -> Result<Vec<EventId>, StoreError> {
        self.read(|conn| {
            many(conn, UNTOLD, params![peer.as_bytes(), int(limit as u64)], |row| row.event_id("rumor_id"))
        })
    }

    /// Notes that the sender of these was told that they are read.
    pub fn mark_told(&self, peer: &PublicKey, rumors: &[EventId]) -> Result<(), StoreError> {
        self.write(|tx| {
            for rumor in rumors {
                let sql = "UPDATE messages SET told = 1
                           WHERE peer = ?1 AND rumor_id = ?2 AND direction = 'in'";
                run(tx, sql, params![peer.as_bytes(), rumor.as_bytes()])?;
            }
            Ok(())
        })
    }

    /// Deletes a message here, with the edits and reactions that act on it, and what its outbox row could
    /// still be read with. A payment whose outcome is unknown keeps its row, to be looked up.
    pub fn delete_message(&self, id: i64) -> Result<(), StoreError> {
        self.write(|tx| {
            let message = messages::by_id(tx, id)?.ok_or(StoreError::NotFound("message"))?;
            let of = params![message.peer.as_bytes(), message.rumor_id.as_bytes()];
            let ids = many(tx, "SELECT id FROM messages WHERE peer = ?1 AND target = ?2", of, |row| {
                Ok(row.get::<_, i64>("id")?)
            })?;
            for id in ids.into_iter().chain([id]) {
                forget(tx, id)?;
            }
            Ok(())
        })
    }

    /// Deletes a whole conversation here. Tells how many messages it had.
    pub fn delete_conversation(&self, peer: &PublicKey) -> Result<usize, StoreError> {
        self.write(|tx| {
            let ids = many(tx, OF_PEER, [peer.as_bytes()], |row| Ok(row.get::<_, i64>("id")?))?;
            for id in &ids {
                forget(tx, *id)?;
            }
            run(tx, "DELETE FROM conversations WHERE peer = ?1", [peer.as_bytes()])?;
            Ok(ids.len())
        })
    }
}

fn forget(conn: &Connection, id: i64) -> Result<(), StoreError> {
    run(conn, "DELETE FROM messages WHERE id = ?1", [id])?;
    run(
        conn,
        "UPDATE outbox SET comment = '', event_json = '', one_time_secret = x''
         WHERE message_id = ?1 AND state = 'paying'",
        [id],
    )?;
    run(conn, "DELETE FROM outbox WHERE message_id = ?1 AND state <> 'paying'", [id])?;
    Ok(())
}

#[derive(Default)]
struct Half {
    messages: Vec<ChatMessage>,
    is_cut: bool,
}

const OLDER: &str = "m.peer = ?1 AND m.shown = 1 AND (m.sent_at, m.id) < (?2, ?3)
    ORDER BY m.sent_at DESC, m.id DESC LIMIT ?4";
const NEWER: &str = "m.peer = ?1 AND m.shown = 1 AND (m.sent_at, m.id) > (?2, ?3)
    ORDER BY m.sent_at, m.id LIMIT ?4";
/// What acts on one message.
const ACTS: &str = "m.peer = ?1 AND m.target = ?2 AND m.kind IN (7, 14)";
const BY_RUMOR: &str =
    "SELECT * FROM messages WHERE peer = ?1 AND rumor_id = ?2 AND direction = 'in' AND shown = 1
    UNION ALL
    SELECT * FROM messages WHERE peer = ?1 AND rumor_id = ?2 AND direction = 'out' AND shown = 1";
/// From the newest back, and no further than there is anything unread.
const MARK_READ: &str = "UPDATE messages SET read = 1 WHERE id IN (
    SELECT id FROM messages WHERE peer = ?1 AND shown = 1 AND read = 0 AND (sent_at, id) <= (?2, ?3)
    ORDER BY sent_at DESC, id DESC LIMIT coalesce((SELECT unread FROM conversations WHERE peer = ?1), 0))";
/// By the two indices over rumors, each of which has one direction.
const OF_PEER: &str = "SELECT id FROM messages WHERE peer = ?1 AND direction = 'in'
    UNION ALL SELECT id FROM messages WHERE peer = ?1 AND direction = 'out'";
const UNTOLD: &str = "SELECT rumor_id FROM messages
    WHERE peer = ?1 AND direction = 'in' AND told = 0 AND read = 1 ORDER BY id DESC LIMIT ?2";

/// For the test of their plans.
#[cfg(test)]
pub(super) fn queries() -> Vec<String> {
    let fixed = [BY_RUMOR, MARK_READ, OF_PEER, UNTOLD].map(str::to_owned);
    [OLDER, NEWER, ACTS, "m.id = ?1"].map(select).into_iter().chain(fixed).collect()
}

/// Newest first.
fn older_than(conn: &Connection, peer: &PublicKey, at: Place, limit: usize) -> Result<Half, StoreError> {
    half(conn, &select(OLDER), peer, at, limit)
}

/// Oldest first.
fn newer_than(conn: &Connection, peer: &PublicKey, at: Place, limit: usize) -> Result<Half, StoreError> {
    half(conn, &select(NEWER), peer, at, limit)
}

fn half(
    conn: &Connection,
    sql: &str,
    peer: &PublicKey,
    (sent_at, id): Place,
    limit: usize,
) -> Result<Half, StoreError> {
    let more = int(limit as u64 + 1);
    let mut messages = many(conn, sql, params![peer.as_bytes(), sent_at, id, more], read)?;
    let is_cut = messages.len() > limit;
    messages.truncate(limit);
    Ok(Half { messages, is_cut })
}

fn place(conn: &Connection, peer: &PublicKey, id: i64) -> Result<Place, StoreError> {
    let sql = "SELECT sent_at FROM messages WHERE id = ?1 AND peer = ?2 AND shown = 1";
    let found = one(conn, sql, params![id, peer.as_bytes()], |row| Ok((row.get("sent_at")?, id)))?;
    found.ok_or(StoreError::NotFound("message in this chat"))
}

fn select(which: &str) -> String {
    let columns = delivery::COLUMNS;
    format!("SELECT m.*, {columns} FROM messages m LEFT JOIN outbox o ON o.message_id = m.id WHERE {which}")
}

/// What the message's own row says; [`complete`] adds the rest.
pub(super) fn read(row: &Row<'_>) -> Result<ChatMessage, StoreError> {
    let mine = row.word("direction", Direction::parse)? == Direction::Out;
    let tags: Vec<Vec<String>> = row.json("tags")?;
    let reply_to: Option<[u8; 32]> = row.get("reply_to")?;
    let quoted = match reply_to {
        Some(_) => Some(Quoted { rumor_id: row.event_id("reply_to")?, message: None }),
        None => None,
    };
    Ok(ChatMessage {
        id: row.get("id")?,
        peer: row.pubkey("peer")?,
        event_id: row.event_id("event_id")?,
        rumor_id: row.event_id("rumor_id")?,
        mine,
        kind: row.get("kind")?,
        text: row.get("content")?,
        part: part(&tags),
        tags,
        sent_at: row.time("sent_at")?,
        received_at: row.time("received_at")?,
        expires_at: row.time("expires_at")?,
        edited_at: row.opt_time("edited_at")?,
        paid: row.opt_msat("paid")?,
        read: row.get("read")?,
        quoted,
        reactions: Vec::new(),
        delivery: if mine { Some(delivery::read(row)?) } else { None },
        edit_delivery: None,
    })
}

fn part(tags: &[Vec<String>]) -> Option<(u32, u32)> {
    let tag = tags.iter().find(|tag| tag.len() == 3 && tag[0] == PART_TAG)?;
    let (part, of) = (tag[1].parse().ok()?, tag[2].parse().ok()?);
    (1..=of).contains(&part).then_some((part, of))
}

/// Adds what other rows say: the quoted message, reactions, the last edit's delivery.
pub(super) fn complete(conn: &Connection, message: &mut ChatMessage) -> Result<(), StoreError> {
    if let Some(quoted) = &mut message.quoted {
        quoted.message = quoted_message(conn, &message.peer, &quoted.rumor_id)?;
    }
    // The newest first, so the first of each side counts; if that was withdrawn, none does.
    let acts = format!("{ACTS} ORDER BY m.sent_at DESC, m.id DESC");
    let of = params![message.peer.as_bytes(), message.rumor_id.as_bytes()];
    let mut reacted = [false; 2];
    for act in many(conn, &select(&acts), of, read)? {
        if MessageKind::from_kind(act.kind) != Some(MessageKind::Reaction) {
            if act.mine && message.mine && message.edit_delivery.is_none() {
                message.edit_delivery = act.delivery;
            }
        } else if !std::mem::replace(&mut reacted[usize::from(act.mine)], true) && !is_withdrawn(conn, &act)?
        {
            message.reactions.push(Reaction {
                content: act.text,
                mine: act.mine,
                sent_at: act.sent_at,
                rumor_id: act.rumor_id,
                delivery: act.delivery,
            });
        }
    }
    Ok(())
}

fn is_withdrawn(conn: &Connection, reaction: &ChatMessage) -> Result<bool, StoreError> {
    // Not a parameter: whether an index of one direction fits would be planned anew at every call.
    let direction = if reaction.mine { Direction::Out } else { Direction::In }.as_str();
    let sql = format!(
        "SELECT 1 FROM messages WHERE peer = ?1 AND target = ?2 AND kind = 5 AND direction = '{direction}'"
    );
    let of = params![reaction.peer.as_bytes(), reaction.rumor_id.as_bytes()];
    Ok(one(conn, &sql, of, |_| Ok(()))?.is_some())
}

pub(super) fn quoted_message(
    conn: &Connection,
    peer: &PublicKey,
    rumor_id: &EventId,
) -> Result<Option<QuotedMessage>, StoreError> {
    one(conn, BY_RUMOR, params![peer.as_bytes(), rumor_id.as_bytes()], |row| {
        Ok(QuotedMessage {
            id: row.get("id")?,
            mine: row.word("direction", Direction::parse)? == Direction::Out,
            kind: row.get("kind")?,
            text: row.get("content")?,
            tags: row.json("tags")?,
        })
    })
}
