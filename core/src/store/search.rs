//! Full-text search (FTS5) over the texts of all chats; search_tokens.rs says how texts are cut for it.

use nostr::PublicKey;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, params};

use super::chat::{self, ChatMessage};
use super::delivery;
use super::error::StoreError;
use super::open::Store;
use super::rows::{int, many, one, run};
use super::search_tokens::{self, question, tokens};

/// The kind of a file message (NIP-17).
const FILE: u16 = 15;
/// The setting that says what the index was made with.
const VERSION_KEY: &str = "search-tokens";

impl Store {
    /// Texts that hold all words of the question, or parts of words, newest first (by arrival), at most
    /// `limit`, those that came before the message `before`: pass the last of a page to get the next.
    pub fn search(
        &self,
        text: &str,
        peer: Option<&PublicKey>,
        limit: usize,
        before: Option<i64>,
    ) -> Result<Vec<ChatMessage>, StoreError> {
        let Some(mut wanted) = question(text) else { return Ok(Vec::new()) };
        if let Some(peer) = peer {
            wanted = format!("{wanted} AND peer : {}", hex::encode(&peer.as_bytes()[..8]));
        }
        self.read(|conn| {
            let bounds = params![wanted, before.unwrap_or(i64::MAX), int(limit as u64)];
            let mut found = many(conn, &select(), bounds, chat::read)?;
            // The index knows the start of the key only.
            found.retain(|message| peer.is_none_or(|peer| message.peer == *peer));
            for message in &mut found {
                chat::complete(conn, message)?;
            }
            Ok(found)
        })
    }
}

/// For the test of its plan, too.
pub(super) fn select() -> String {
    let columns = delivery::COLUMNS;
    format!(
        "SELECT m.*, {columns} FROM search CROSS JOIN messages m ON m.id = search.rowid
             LEFT JOIN outbox o ON o.message_id = m.id
         WHERE search MATCH ?1 AND search.rowid < ?2 ORDER BY search.rowid DESC LIMIT ?3"
    )
}

/// Gives SQL the functions that the triggers call: tokens of a text, and of a message of either kind. Before the
/// schema is touched.
pub(super) fn teach(conn: &Connection) -> Result<(), StoreError> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("search_tokens", 1, flags, |context| {
        Ok(tokens(context.get_raw(0).as_str()?))
    })?;
    Ok(conn.create_scalar_function("search_tokens", 3, flags, |context| {
        let (content, tags) = (context.get_raw(1).as_str()?, context.get_raw(2).as_str()?);
        Ok(match context.get::<u16>(0)? {
            FILE => tokens(&words_of_file(tags)),
            _ => tokens(content),
        })
    })?)
}

/// Puts what this transaction has stored into the index, at its end. FTS5 collects words in memory, but writes them
/// to the disk whenever a statement that changes several rows begins or ends: word by word where each message brings
/// its own.
pub(super) fn take_in(tx: &Connection) -> Result<(), StoreError> {
    let new = "SELECT 1 FROM search_progress WHERE upto < (SELECT max(id) FROM messages)";
    if one(tx, new, [], |_| Ok(()))?.is_none() {
        return Ok(());
    }
    let words = "INSERT INTO search (rowid, tokens, peer)
                     SELECT id, search_tokens(kind, content, tags), hex(substr(peer, 1, 8)) FROM messages
                     WHERE id > (SELECT upto FROM search_progress) AND shown = 1";
    run(tx, words, [])?;
    run(tx, "UPDATE search_progress SET upto = (SELECT max(id) FROM messages)", []).map(|_| ())
}

/// What a file is called and what is said about it.
fn words_of_file(tags: &str) -> String {
    let tags: Vec<Vec<String>> = serde_json::from_str(tags).unwrap_or_default();
    let is_words = |tag: &&Vec<String>| matches!(tag.first().map(String::as_str), Some("alt" | "name"));
    let words: Vec<_> = tags.iter().filter(is_words).filter_map(|tag| tag.get(1)).cloned().collect();
    words.join(" ")
}

/// Makes sure that the index forgets, and was made with these tokens: to delete an entry, FTS5 must be told
/// what was put in.
pub(super) fn prepare(store: &Store) -> Result<(), StoreError> {
    store.read(|conn| {
        let set = one(conn, "SELECT v FROM search_config WHERE k = 'secure-delete'", [], |_| Ok(()))?;
        if set.is_none() {
            // Deleted words are wiped at once. SQLite knows this from 3.42 on; see `forget` for those before.
            let _ = run(conn, "INSERT INTO search (search, rank) VALUES ('secure-delete', 1)", []);
        }
        Ok(())
    })?;
    let version = search_tokens::version();
    if store.setting(VERSION_KEY)?.as_deref() == Some(version.as_str()) {
        return Ok(());
    }
    store.write(|tx| {
        run(tx, "INSERT INTO search (search) VALUES ('delete-all')", [])?;
        run(tx, "UPDATE search_progress SET upto = 0", []).map(|_| ())
    })?;
    store.set_setting(VERSION_KEY, &version)
}

/// Wipes deleted words from an index that does not do so by itself.
pub(super) fn forget(conn: &Connection) -> Result<(), StoreError> {
    let wipes = "SELECT v FROM search_config WHERE k = 'secure-delete'";
    match one(conn, wipes, [], |row| Ok(row.get::<_, i64>("v")?))? {
        Some(1) => Ok(()),
        _ => run(conn, "INSERT INTO search (search) VALUES ('optimize')", []).map(|_| ()),
    }
}
