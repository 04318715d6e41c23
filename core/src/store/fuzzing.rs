//! See [`crate::fuzzing`].

use std::fs;
use std::path::Path;

use nostr::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{KnockState, PageAt, Store, migrations, search};

/// Makes a database of the schema and with the rows that the bytes say, brings it up to date and reads it.
/// No row may be lost; what makes no sense may be an error.
pub fn migrate(path: &Path, bytes: &[u8]) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", path.display()));
    }
    let mut bytes = Bytes(bytes);
    let conn = Connection::open(path).expect("a new file opens");
    search::teach(&conn).expect("its functions are known");
    let from = migrations::start_at(&conn, u32::from(bytes.next()) % migrations::KNOWN + 1);
    for table in tables(&conn) {
        for _ in 0..bytes.next() % 4 {
            insert(&conn, &table, &mut bytes);
        }
    }
    let before: Vec<(String, i64)> = tables(&conn).into_iter().map(|table| counted(&conn, table)).collect();
    drop(conn);

    let store = Store::set_up(Connection::open(path).expect("it opens again")).expect("any rows migrate");
    let conn = Connection::open(path).expect("it opens beside");
    let here = tables(&conn);
    for (table, count) in before.into_iter().filter(|(table, _)| here.contains(table)) {
        let (_, now) = counted(&conn, table.clone());
        // The store's own settings may join those that were there.
        assert!(
            now == count || table == "settings" && now > count,
            "{table} of schema {from}: {count}, now {now}"
        );
    }
    read_all(&store);
}

/// Everything that shows rows, where a value from elsewhere may stand.
fn read_all(store: &Store) {
    let now = Timestamp::from(1_800_000_000);
    let _ =
        (store.messages(None, 50, None), store.unread_count(), store.contacts(), store.requests(50, None));
    let _ = (store.knocks_due(now), store.due_outgoing(now), store.next_due(), store.payment_cursor());
    for conversation in store.conversations(false, 50, None).into_iter().flatten() {
        let _ = store.chat_page(&conversation.peer, PageAt::Newest, 50);
        let _ = store.search("in out", Some(&conversation.peer), 50, None);
    }
    for knock in store.knocks_due(now).into_iter().flatten() {
        let _ = store.set_knock_state(&knock.event_id, KnockState::Fetching, KnockState::Request);
    }
    let _ = store.sweep(now);
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn take(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next()).collect()
    }

    /// A value that is mostly of the column's type, so that most rows are taken.
    fn value(&mut self, kind: &str) -> Value {
        const WORDS: [&str; 12] = [
            "in",
            "out",
            "[]",
            "[[\"e\"]]",
            "sealed",
            "published",
            "paying",
            "delivered",
            "fetching",
            "request",
            "done",
            "blocked",
        ];
        match (kind, self.next()) {
            (_, 0) => Value::Null,
            ("INTEGER", n) if n < 200 => Value::Integer(i64::from(n) - 2),
            ("INTEGER", _) => Value::Integer(i64::from_be_bytes(self.take(8).try_into().expect("eight"))),
            ("BLOB", n) if n < 230 => Value::Blob(vec![n; 32]),
            ("BLOB", n) => Value::Blob(self.take(usize::from(n) - 230)),
            (_, n) if n < 200 => Value::Text(WORDS[usize::from(n) % WORDS.len()].to_owned()),
            (_, n) => Value::Text(String::from_utf8_lossy(&self.take(usize::from(n) - 200)).into_owned()),
        }
    }
}

fn tables(conn: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%' ORDER BY name";
    let mut statement = conn.prepare(sql).expect("the schema is read");
    let names = statement.query_map([], |row| row.get(0)).expect("it has tables");
    names.collect::<Result<_, _>>().expect("tables have names")
}

fn counted(conn: &Connection, table: String) -> (String, i64) {
    let sql = format!("SELECT count(*) FROM {table}");
    let count = conn.query_row(&sql, [], |row| row.get(0)).expect("rows are counted");
    (table, count)
}

/// A row that the schema refuses is left out.
fn insert(conn: &Connection, table: &str, bytes: &mut Bytes<'_>) {
    let mut statement =
        conn.prepare(&format!("SELECT type FROM pragma_table_info('{table}')")).expect("columns");
    let kinds = statement.query_map([], |row| row.get::<_, String>(0)).expect("columns have types");
    let values: Vec<Value> = kinds.map(|kind| bytes.value(&kind.expect("a type"))).collect();
    let holes = vec!["?"; values.len()].join(", ");
    let _ = conn.execute(&format!("INSERT INTO {table} VALUES ({holes})"), params_from_iter(values));
}
