//! What a stored rumor does: some are shown, others act on those.
//!
//! Knocks come in any order, so a rumor may be stored before the one that it acts on. Edits are applied
//! whenever the two meet, and their own text is then dropped: no history is kept. Reactions act when they
//! are read (chat.rs).

use knock_protocol::{EDIT_TAG, MessageKind, SEEN_DIGITS, SEEN_TAG};
use nostr::{EventId, PublicKey};
use rusqlite::{Connection, params};

use super::error::StoreError;
use super::messages::{Direction, NewMessage};
use super::rows::{Columns, many, one, run, secs};

/// Mentions of one rumor that are looked for; the rest is a stranger's game.
const MAX_SEEN: usize = 64;

/// A rumor's part in its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Role {
    /// Whether it stands in the chat by itself.
    pub(super) shown: bool,
    /// The rumor that it acts on.
    pub(super) target: Option<EventId>,
    /// The rumor that it quotes.
    pub(super) reply_to: Option<EventId>,
}

impl Role {
    pub(super) fn of(kind: u16, tags: &[Vec<String>]) -> Self {
        let hidden = |target| Self { shown: false, target, reply_to: None };
        match MessageKind::from_kind(kind) {
            Some(MessageKind::Text) if named(tags, EDIT_TAG).is_some() => hidden(named(tags, EDIT_TAG)),
            Some(MessageKind::Text | MessageKind::File) => {
                Self { shown: true, target: None, reply_to: named(tags, "e") }
            }
            _ => hidden(named(tags, "e")),
        }
    }
}

/// The rumor that the last tag of this name names (NIP-25 takes the last one, too).
fn named(tags: &[Vec<String>], name: &str) -> Option<EventId> {
    let tag = tags.iter().rev().find(|tag| tag.first().is_some_and(|first| first == name))?;
    EventId::from_hex(tag.get(1)?).ok()
}

/// What a rumor did to messages in the chat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// The message that was edited, reacted to, or whose reaction was withdrawn, where it is here.
    pub acted_on: Option<i64>,
    /// One's own messages that are now known to be read.
    pub seen: Vec<i64>,
}

/// Lets a rumor that was just stored act on others, and those that waited for it act on it.
pub(super) fn take_effect(
    conn: &Connection,
    new: &NewMessage,
    direction: Direction,
    role: Role,
) -> Result<Effect, StoreError> {
    let mut effect = Effect::default();
    match (MessageKind::from_kind(new.kind), role.target) {
        (Some(MessageKind::Text), target) => {
            let edited = apply_edits(conn, &new.peer, &target.unwrap_or(new.rumor_id), direction)?;
            effect.acted_on = edited.filter(|_| !role.shown);
        }
        (_, Some(target)) => {
            // A withdrawal names the reaction, and that names the message.
            let message = reacted_to(conn, &new.peer, &target)?.unwrap_or(target);
            effect.acted_on = shown_by_rumor(conn, &new.peer, &message)?;
        }
        _ => {}
    }
    if direction == Direction::In {
        effect.seen = seen_by_peer(conn, new, role.reply_to.or(role.target))?;
        for own in &effect.seen {
            mark_seen(conn, *own, new)?;
        }
    }
    Ok(effect)
}

/// The newest edit that waits for this message, by its author, becomes its text; of two at the same time the
/// one that came later. An edit never makes a text live longer, but it may make it live shorter.
fn apply_edits(
    conn: &Connection,
    peer: &PublicKey,
    target: &EventId,
    direction: Direction,
) -> Result<Option<i64>, StoreError> {
    let of = params![peer.as_bytes(), target.as_bytes()];
    // Which index fits depends on the direction: as a parameter, it would have SQLite plan anew at every call.
    let by_author = format!("direction = '{}'", direction.as_str());
    let sql = format!(
        "SELECT id FROM messages WHERE peer = ?1 AND rumor_id = ?2 AND {by_author} AND shown = 1 AND kind = 14"
    );
    let Some(message) = one(conn, &sql, of, |row| Ok(row.get::<_, i64>("id")?))? else {
        return Ok(None);
    };
    let waiting = format!(
        "FROM messages WHERE peer = ?1 AND target = ?2 AND {by_author} AND shown = 0 AND kind = 14 AND content <> ''"
    );
    let newest = format!("SELECT id, sent_at {waiting} ORDER BY sent_at DESC, id DESC LIMIT 1");
    let Some((edit, edited_at)) =
        one(conn, &newest, of, |row| Ok((row.get::<_, i64>("id")?, row.time("sent_at")?)))?
    else {
        return Ok(None);
    };
    let applied = run(
        conn,
        "UPDATE messages SET edited_at = ?3,
             content = (SELECT content FROM messages WHERE id = ?2),
             expires_at = min(expires_at, (SELECT expires_at FROM messages WHERE id = ?2))
         WHERE id = ?1 AND coalesce(edited_at, 0) <= ?3",
        params![message, edit, secs(edited_at)],
    )?;
    let used = format!("UPDATE messages SET content = '' WHERE id IN (SELECT id {waiting})");
    run(conn, &used, of)?;
    Ok((applied > 0).then_some(message))
}

/// One's own messages that this rumor proves to be read: the one it answers, and those it names as seen.
fn seen_by_peer(
    conn: &Connection,
    new: &NewMessage,
    answered: Option<EventId>,
) -> Result<Vec<i64>, StoreError> {
    let named = new.tags.iter().filter(|tag| tag.first().is_some_and(|name| name == SEEN_TAG));
    let mut starts: Vec<Vec<u8>> = named
        .flat_map(|tag| &tag[1..])
        .take(MAX_SEEN)
        .filter(|digits| digits.len() == SEEN_DIGITS)
        .filter_map(|digits| hex::decode(digits).ok())
        .collect();
    starts.extend(answered.map(|id| id.as_bytes().to_vec()));
    let mut seen = Vec::new();
    for start in starts {
        let mut end = start.clone();
        end.resize(32, 0xff);
        let sql =
            "SELECT id FROM messages WHERE peer = ?1 AND direction = 'out' AND rumor_id BETWEEN ?2 AND ?3
                      AND seen_at IS NULL";
        let bounds = params![new.peer.as_bytes(), start, end];
        seen.extend(many(conn, sql, bounds, |row| Ok(row.get::<_, i64>("id")?))?);
    }
    seen.sort_unstable();
    seen.dedup();
    Ok(seen)
}

/// What was read need not lie on relays any longer: its deletion is put down in the same transaction.
fn mark_seen(conn: &Connection, own: i64, proof: &NewMessage) -> Result<(), StoreError> {
    let at = secs(proof.received_at);
    run(conn, "UPDATE messages SET seen_at = ?2 WHERE id = ?1", params![own, at])?;
    super::deletions::put_down_for_message(conn, own)
}

/// The message in the chat that holds this rumor, whoever wrote it.
fn shown_by_rumor(
    conn: &Connection,
    peer: &PublicKey,
    rumor_id: &EventId,
) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT id FROM messages WHERE peer = ?1 AND rumor_id = ?2 AND direction = 'in' AND shown = 1
               UNION ALL
               SELECT id FROM messages WHERE peer = ?1 AND rumor_id = ?2 AND direction = 'out' AND shown = 1";
    one(conn, sql, params![peer.as_bytes(), rumor_id.as_bytes()], |row| Ok(row.get("id")?))
}

fn reacted_to(
    conn: &Connection,
    peer: &PublicKey,
    reaction: &EventId,
) -> Result<Option<EventId>, StoreError> {
    let sql = "SELECT target FROM messages WHERE peer = ?1 AND rumor_id = ?2 AND direction = 'in' AND kind = 7
                  AND target IS NOT NULL
               UNION ALL
               SELECT target FROM messages WHERE peer = ?1 AND rumor_id = ?2 AND direction = 'out' AND kind = 7
                  AND target IS NOT NULL";
    one(conn, sql, params![peer.as_bytes(), reaction.as_bytes()], |row| row.event_id("target"))
}
