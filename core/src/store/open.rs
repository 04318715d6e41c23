//! Opening the encrypted database, and the two ways to use its connection.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nostr::hashes::{Hash, HashEngine, sha256};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use super::error::StoreError;
use super::migrations;
use super::search;
use crate::keys::SecretBytes;

/// SQLCipher's page; the first one begins with the salt instead of SQLite's own header.
const PAGE: u64 = 4096;
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";
const BUSY: Duration = Duration::from_secs(5);
/// From so many rows on, a change takes more memory than SQLite's usual two megabytes, and gives it back.
const MANY: usize = 256;
/// So much; SQLite takes KiB as a negative number.
const MANY_PAGES_KIB: i64 = -32 * 1024;

/// A handle to the database; clones share one connection. Calls are synchronous and short.
/// Several processes may have the same file open.
#[derive(Clone)]
pub struct Store {
    conn: Arc<Mutex<Connection>>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store(..)")
    }
}

impl Store {
    /// Opens the database at this path with a key of 32 random bytes. A file that is absent or empty
    /// becomes a new database; any other file is opened or left as it is.
    pub fn open(path: impl AsRef<Path>, key: &SecretBytes) -> Result<Self, StoreError> {
        let conn = connect(path.as_ref(), key)?;
        Self::set_up(conn)
    }

    /// The settings and the schema, apart from encryption.
    pub(super) fn set_up(mut conn: Connection) -> Result<Self, StoreError> {
        leave_log(&conn, true)?;
        settle(&conn)?;
        // The queries of all screens together, so that none is compiled twice.
        conn.set_prepared_statement_cache_capacity(128);
        search::teach(&conn)?;
        migrations::run(&mut conn)?;
        let store = Self { conn: Arc::new(Mutex::new(conn)) };
        search::prepare(&store)?;
        store.read(|conn| leave_log(conn, false))?;
        Ok(store)
    }

    /// Whether anything of anybody's is in it.
    pub fn holds_anything(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM messages) OR EXISTS (SELECT 1 FROM contacts)
                       OR EXISTS (SELECT 1 FROM knocks) OR EXISTS (SELECT 1 FROM outbox)
                       OR EXISTS (SELECT 1 FROM conversations)";
        self.read(|conn| Ok(conn.query_row(sql, [], |row| row.get(0))?))
    }

    /// Looks at every page: [`StoreError::Damaged`] where one is not what was written.
    pub fn check(&self) -> Result<(), StoreError> {
        let first = |conn: &Connection, pragma| {
            conn.query_row(pragma, [], |row| row.get::<_, String>(0)).optional().map_err(StoreError::from)
        };
        self.read(|conn| {
            // SQLCipher lists pages whose seal is broken; SQLite says ok, or what does not fit together.
            match (first(conn, "PRAGMA cipher_integrity_check")?, first(conn, "PRAGMA quick_check")?) {
                (None, Some(verdict)) if verdict == "ok" => Ok(()),
                (broken, verdict) => Err(StoreError::Damaged(broken.or(verdict).unwrap_or_default())),
            }
        })
    }

    /// For one or more reads.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // A panic elsewhere has rolled its transaction back, so the connection is still good.
        let conn = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        let result = work(&conn);
        if let Err(error) = &result {
            heed_damage(&conn, error);
        }
        result
    }

    /// For changes: one transaction that holds the write lock from its start, so that what it reads
    /// stays true until it commits. An error rolls everything back.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        change(&mut self.conn.lock().unwrap_or_else(PoisonError::into_inner), work)
    }

    /// The same for as many rows as this. With many, the pages that they change stay in memory until the end:
    /// else each of them is encrypted, written, read and decrypted again and again meanwhile.
    pub(super) fn write_many<T>(
        &self,
        rows: usize,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if rows < MANY {
            return self.write(work);
        }
        let mut conn = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        let usual: i64 = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
        conn.pragma_update(None, "cache_size", MANY_PAGES_KIB)?;
        let result = change(&mut conn, work);
        conn.pragma_update(None, "cache_size", usual)?;
        result
    }
}

/// One for all kinds of reads, which otherwise each have the code for it. That there is damage is what is told, whatever
/// becomes of this.
#[inline(never)]
fn heed_damage(conn: &Connection, error: &StoreError) {
    if let StoreError::Damaged(_) = error
        && let Err(error) = leave_log(conn, true)
    {
        log::warn!("a damaged database's log may be written back: {error}");
    }
}

fn change<T>(
    conn: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let tx = begin(conn)?;
    let result = work(&tx)?;
    finish(tx)?;
    Ok(result)
}

#[inline(never)]
fn begin(conn: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    Ok(conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

#[inline(never)]
fn finish(tx: Transaction<'_>) -> Result<(), StoreError> {
    search::take_in(&tx)?;
    Ok(tx.commit()?)
}

/// Opens the encrypted file, which may be new.
pub(super) fn connect(path: &Path, key: &SecretBytes) -> Result<Connection, StoreError> {
    let key: &[u8; 32] = key.expose().try_into().map_err(|_| StoreError::WrongKey)?;
    let salt = salt(key);
    create_private(path).map_err(failed)?;
    check_header(path, &salt)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    // SQLCipher would write about damage to stderr; the caller hears of it as an error.
    // Its `cipher_memory_security` stays off: keys are in memory that SQLCipher locks and wipes in any case, and
    // locking each page's as well costs thousands of system calls a change (docs/SECURITY.md, 5).
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    set_key(&conn, key, &salt)?;
    Ok(conn)
}

/// What every database of ours is set to.
pub(super) fn settle(conn: &Connection) -> Result<(), StoreError> {
    conn.busy_timeout(BUSY)?;
    // The first read of the file: here a key that does not fit, or a broken page, shows.
    conn.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    use_wal(conn)?;
    Ok(conn.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;",
    )?)
}

/// Whether closing leaves the log beside the file as it is. By itself SQLite writes it into the file, also into one that
/// has shown to be damaged, of which nothing should change any more.
fn leave_log(conn: &Connection, leave: bool) -> Result<(), StoreError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave)?;
    Ok(())
}

/// SQLCipher's salt, made from the key instead of by chance. Then two processes that create the
/// file at once agree on it, and a file made with another key can be told from a damaged one.
/// With a random 32-byte key the hash gives nothing away.
pub(super) fn salt(key: &[u8; 32]) -> [u8; 16] {
    let mut engine = sha256::Hash::engine();
    engine.input(b"knock/store/salt");
    engine.input(key);
    let hash = sha256::Hash::from_engine(engine).to_byte_array();
    let mut salt = [0; 16];
    salt.copy_from_slice(&hash[..16]);
    salt
}

pub(super) fn set_key(conn: &Connection, key: &[u8; 32], salt: &[u8; 16]) -> Result<(), StoreError> {
    let mut sql = Zeroizing::new(String::with_capacity(128));
    sql.push_str("PRAGMA key = \"");
    sql.push_str(&raw_key_and_salt(key, salt)?);
    sql.push('"');
    // SQLite's message could quote the statement, and with it the key.
    conn.execute_batch(&sql).map_err(|_| StoreError::Failed("the key was not taken".to_owned()))
}

/// The key as SQLCipher takes it raw, for another database than this one.
pub(super) fn raw_key(key: &SecretBytes) -> Result<Zeroizing<String>, StoreError> {
    let key: &[u8; 32] = key.expose().try_into().map_err(|_| StoreError::WrongKey)?;
    raw_key_and_salt(key, &salt(key))
}

fn raw_key_and_salt(key: &[u8; 32], salt: &[u8; 16]) -> Result<Zeroizing<String>, StoreError> {
    let mut hex_key = Zeroizing::new([0u8; 96]);
    let encode = |bytes: &[u8], out: &mut [u8]| hex::encode_to_slice(bytes, out);
    encode(key, &mut hex_key[..64]).and_then(|()| encode(salt, &mut hex_key[64..])).map_err(
        // The lengths fit, so this does not happen.
        |_| StoreError::WrongKey,
    )?;
    let mut text = Zeroizing::new(String::with_capacity(99));
    text.push_str("x'");
    text.extend(hex_key.iter().map(|byte| char::from(*byte)));
    text.push('\'');
    Ok(text)
}

/// A new file is the owner's alone; SQLite gives -wal and -shm the same mode.
pub(super) fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => Err(e),
        _ => Ok(()),
    }
}

/// Tells another key and other files from ours before SQLite touches anything.
fn check_header(path: &Path, salt: &[u8; 16]) -> Result<(), StoreError> {
    let mut file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size == 0 {
        let mut wal = path.as_os_str().to_owned();
        wal.push("-wal");
        let orphan = fs::metadata(PathBuf::from(wal)).is_ok_and(|m| m.len() > 0);
        // Looked at again, since another process may be creating the database right now.
        if orphan && file.metadata().map_err(failed)?.len() == 0 {
            return Err(StoreError::Damaged("the file is empty, but changes to it are not".to_owned()));
        }
        return Ok(());
    }
    if size < PAGE {
        return Err(StoreError::Damaged("the file is too short".to_owned()));
    }
    let mut header = [0; 16];
    file.read_exact(&mut header).map_err(failed)?;
    if &header == PLAIN_HEADER {
        return Err(StoreError::Damaged("the file is a database, but not an encrypted one".to_owned()));
    }
    if &header != salt {
        return Err(StoreError::WrongKey);
    }
    Ok(())
}

/// Write-ahead log: readers and the writer do not wait for each other. Two processes that switch a
/// new file over at once can meet a lock that SQLite does not wait for.
fn use_wal(conn: &Connection) -> Result<(), StoreError> {
    let pause = Duration::from_millis(20);
    let mut tries = BUSY.as_millis() / pause.as_millis();
    loop {
        let mode = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
        match mode.map_err(StoreError::from) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => return Err(StoreError::Failed(format!("no write-ahead log here, but {mode}"))),
            Err(StoreError::Busy) if tries > 0 => tries -= 1,
            Err(e) => return Err(e),
        }
        std::thread::sleep(pause);
    }
}

pub(super) fn failed(error: io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull => StoreError::DiskFull,
        _ => StoreError::Failed(error.to_string()),
    }
}
