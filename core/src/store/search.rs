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

/// Gives SQL the function that the triggers call. Before the schema is touched.
pub(super) fn teach(conn: &Connection) -> Result<(), StoreError> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    Ok(conn.create_scalar_function("search_tokens", 1, flags, |context| {
        Ok(tokens(context.get_raw(0).as_str()?))
    })?)
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
        run(
            tx,
            "INSERT INTO search (rowid, tokens, peer) SELECT id, search_tokens(content), hex(substr(peer, 1, 8))
             FROM messages WHERE shown = 1 AND kind = 14",
            [],
        )
        .map(|_| ())
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
