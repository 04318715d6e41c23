//! The list of conversations, and what the user sets for each.

use std::fmt;

use nostr::{EventId, PublicKey, Timestamp};
use rusqlite::{Connection, Row, params};

use super::chat::{self, ChatMessage, QuotedMessage};
use super::delivery;
use super::error::StoreError;
use super::open::Store;
use super::rows::{Columns, int, many, one, run, secs};
use crate::names::display_name;

/// A conversation as the list shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Conversation {
    /// With whom.
    pub peer: PublicKey,
    /// The user's name for them.
    pub petname: Option<String>,
    /// Whether they are a contact.
    pub is_contact: bool,
    /// Whether their knocks are dropped.
    pub blocked: bool,
    /// Their NIP-05 name, where it was looked up and is theirs.
    pub nip05: Option<String>,
    /// Whether the user has compared safety numbers with them.
    pub verified: bool,
    /// Whether it is known, without asking anybody, where they are paid.
    pub payable: bool,
    /// The newest message.
    pub last: Option<ChatMessage>,
    /// When that came or went; 0 where nothing is left.
    pub last_at: Timestamp,
    /// How many messages the user has not seen.
    pub unread: u32,
    /// What the user began to write.
    pub draft: Option<Draft>,
    /// Kept at the top.
    pub pinned: bool,
    /// Put away until something new comes.
    pub archived: bool,
    /// No notifications until then; 0 where they are on.
    pub muted_until: Timestamp,
    /// How long messages to come live, seconds, where that is not what the settings say.
    pub ttl_secs: Option<u64>,
}

/// A text that is not sent yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// The rumor that it will answer.
    pub reply_to: Option<EventId>,
    /// What is shown of that, where it is still here.
    pub quoted: Option<QuotedMessage>,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// When it vanishes: a draft lives as long as the message would.
    pub expires_at: Timestamp,
}

/// Without texts, so that no log gets to see them.
impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { unread, last, .. } = self;
        write!(f, "Conversation({unread} unread, last {last:?}, ..)")
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(..)")
    }
}

impl Conversation {
    /// What the other side is called.
    pub fn title(&self) -> String {
        display_name(self.petname.as_deref(), self.nip05.as_deref(), &self.peer)
    }

    /// Whether notifications are off.
    pub fn is_muted(&self, now: Timestamp) -> bool {
        self.muted_until > now
    }
}

/// A change to a conversation's own settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConversationChange {
    /// Keep it at the top, or no longer.
    Pinned(bool),
    /// Put it away, or take it back.
    Archived(bool),
    /// No notifications until then; the past turns them on.
    MutedUntil(Timestamp),
    /// How long messages to come live, seconds; `None` is what the settings say.
    Ttl(Option<u64>),
}

impl Store {
    /// Conversations, pinned ones first, then by last message, at most `limit`, those after the conversation
    /// with `after`: pass the last of a page to get the next.
    pub fn conversations(
        &self,
        archived: bool,
        limit: usize,
        after: Option<&PublicKey>,
    ) -> Result<Vec<Conversation>, StoreError> {
        self.read(|conn| {
            let (pinned, last_at, peer) = match after {
                Some(peer) => place(conn, peer)?,
                None => (2, 0, Vec::new()),
            };
            let bounds = params![archived, pinned, last_at, peer, int(limit as u64)];
            let mut all = many(conn, &select(LIST), bounds, read)?;
            for conversation in &mut all {
                complete(conn, conversation)?;
            }
            Ok(all)
        })
    }

    /// The conversation with this peer, where there is anything.
    pub fn conversation(&self, peer: &PublicKey) -> Result<Option<Conversation>, StoreError> {
        self.read(|conn| {
            let sql = select("c.peer = ?1");
            let Some(mut conversation) = one(conn, &sql, [peer.as_bytes()], read)? else { return Ok(None) };
            complete(conn, &mut conversation)?;
            Ok(Some(conversation))
        })
    }

    /// Changes one setting of a conversation, which may be without any message yet.
    pub fn change_conversation(
        &self,
        peer: &PublicKey,
        change: ConversationChange,
    ) -> Result<(), StoreError> {
        let (sql, value): (_, Option<i64>) = match change {
            ConversationChange::Pinned(on) => {
                ("UPDATE conversations SET pinned = ?2 WHERE peer = ?1", Some(on.into()))
            }
            ConversationChange::Archived(on) => {
                ("UPDATE conversations SET archived = ?2 WHERE peer = ?1", Some(on.into()))
            }
            ConversationChange::MutedUntil(until) => {
                ("UPDATE conversations SET muted_until = ?2 WHERE peer = ?1", Some(secs(until)))
            }
            ConversationChange::Ttl(ttl) => {
                ("UPDATE conversations SET ttl_secs = ?2 WHERE peer = ?1", ttl.map(int))
            }
        };
        self.write(|tx| {
            begin(tx, peer)?;
            run(tx, sql, params![peer.as_bytes(), value]).map(|_| ())
        })
    }

    /// Keeps what the user has begun to write; `None` or an empty text forgets it.
    pub fn set_draft(&self, peer: &PublicKey, draft: Option<&Draft>) -> Result<(), StoreError> {
        let draft = draft.filter(|draft| !draft.text.is_empty());
        self.write(|tx| {
            if let Some(draft) = draft {
                begin(tx, peer)?;
                // A conversation that has nothing else is as new as its draft.
                let sql = "UPDATE conversations SET last_at = ?2 WHERE peer = ?1 AND last_id IS NULL";
                run(tx, sql, params![peer.as_bytes(), secs(draft.saved_at)])?;
            }
            run(
                tx,
                "UPDATE conversations SET draft = ?2, draft_reply_to = ?3, draft_saved_at = ?4,
                     draft_expires_at = ?5 WHERE peer = ?1",
                params![
                    peer.as_bytes(),
                    draft.map(|d| d.text.as_str()).unwrap_or_default(),
                    draft.and_then(|d| d.reply_to.as_ref()).map(EventId::as_bytes),
                    draft.map(|d| secs(d.saved_at)),
                    draft.map(|d| secs(d.expires_at)),
                ],
            )
            .map(|_| ())
        })
    }
}

/// Forgets drafts whose time is over, and conversations of which nothing is left. Tells how many drafts.
pub(super) fn sweep(conn: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    let drafts = run(
        conn,
        "UPDATE conversations SET draft = '', draft_reply_to = NULL, draft_saved_at = NULL,
             draft_expires_at = NULL WHERE draft_expires_at <= ?1",
        [secs(now)],
    )?;
    run(
        conn,
        "DELETE FROM conversations WHERE last_id IS NULL AND draft = '' AND pinned = 0 AND ttl_secs IS NULL
            AND muted_until <= ?1 AND NOT EXISTS (SELECT 1 FROM contacts WHERE pubkey = peer AND added_at > 0)",
        [secs(now)],
    )?;
    // The time of what is gone says something, too.
    run(
        conn,
        "UPDATE conversations SET last_at = 0 WHERE last_id IS NULL AND draft = '' AND last_at > 0",
        [],
    )?;
    Ok(drafts)
}

fn begin(conn: &Connection, peer: &PublicKey) -> Result<(), StoreError> {
    let sql = "INSERT INTO conversations (peer) VALUES (?1) ON CONFLICT DO NOTHING";
    run(conn, sql, [peer.as_bytes()]).map(|_| ())
}

fn place(conn: &Connection, peer: &PublicKey) -> Result<(i64, i64, Vec<u8>), StoreError> {
    let sql = "SELECT pinned, last_at FROM conversations WHERE peer = ?1";
    let found = one(conn, sql, [peer.as_bytes()], |row| {
        Ok((row.get("pinned")?, row.get("last_at")?, peer.as_bytes().to_vec()))
    })?;
    found.ok_or(StoreError::NotFound("conversation"))
}

const LIST: &str = "c.archived = ?1 AND (c.pinned, c.last_at, c.peer) < (?2, ?3, ?4)
    ORDER BY c.pinned DESC, c.last_at DESC, c.peer DESC LIMIT ?5";

/// For the test of their plans.
#[cfg(test)]
pub(super) fn queries() -> Vec<String> {
    [LIST, "c.peer = ?1"].map(select).to_vec()
}

fn select(which: &str) -> String {
    let columns = delivery::COLUMNS;
    format!(
        "SELECT c.*, m.*, {columns}, k.petname, coalesce(k.added_at, 0) > 0 AS is_contact,
                coalesce(k.blocked, 0) AS blocked, k.nip05, k.nip05_verified_at, k.verified_at,
                k.lightning_address IS NOT NULL OR k.offer IS NOT NULL OR EXISTS (
                    SELECT 1 FROM messages p INDEXED BY messages_payable
                        WHERE p.peer = c.peer AND p.direction = 'in' AND p.shown = 1
                        AND instr(p.tags, '[\"lightning\",') > 0) AS payable
         FROM conversations c LEFT JOIN messages m ON m.id = c.last_id LEFT JOIN outbox o ON o.message_id = m.id
              LEFT JOIN contacts k ON k.pubkey = c.peer
         WHERE {which}"
    )
}

fn read(row: &Row<'_>) -> Result<Conversation, StoreError> {
    let last_id: Option<i64> = row.get("last_id")?;
    let nip05: Option<String> = row.get("nip05")?;
    Ok(Conversation {
        peer: row.pubkey("peer")?,
        petname: row.get("petname")?,
        is_contact: row.get("is_contact")?,
        blocked: row.get("blocked")?,
        nip05: if row.opt_time("nip05_verified_at")?.is_some() { nip05 } else { None },
        verified: row.opt_time("verified_at")?.is_some(),
        payable: row.get("payable")?,
        last: if last_id.is_some() { Some(chat::read(row)?) } else { None },
        last_at: row.time("last_at")?,
        unread: row.get("unread")?,
        draft: read_draft(row)?,
        pinned: row.get("pinned")?,
        archived: row.get("archived")?,
        muted_until: row.time("muted_until")?,
        ttl_secs: match row.get::<_, Option<i64>>("ttl_secs")? {
            Some(_) => Some(row.u64("ttl_secs")?),
            None => None,
        },
    })
}

fn read_draft(row: &Row<'_>) -> Result<Option<Draft>, StoreError> {
    let (Some(saved_at), Some(expires_at)) =
        (row.opt_time("draft_saved_at")?, row.opt_time("draft_expires_at")?)
    else {
        return Ok(None);
    };
    let reply_to: Option<[u8; 32]> = row.get("draft_reply_to")?;
    Ok(Some(Draft {
        text: row.get("draft")?,
        reply_to: if reply_to.is_some() { Some(row.event_id("draft_reply_to")?) } else { None },
        quoted: None,
        saved_at,
        expires_at,
    }))
}

fn complete(conn: &Connection, conversation: &mut Conversation) -> Result<(), StoreError> {
    if let Some(last) = &mut conversation.last {
        chat::complete(conn, last)?;
    }
    if let Some(draft) = &mut conversation.draft
        && let Some(reply_to) = &draft.reply_to
    {
        draft.quoted = chat::quoted_message(conn, &conversation.peer, reply_to)?;
    }
    Ok(())
}
