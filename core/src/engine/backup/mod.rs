//! Backup and move: everything of a home in one sealed file, and a new home from it.
//!
//! The archive holds the identity key (NIP-49 under the same passphrase), or the way to its signer, the wallet
//! connection, a copy of the database under a key of its own, and the files of messages that are on this device. It
//! does not hold the seed words: they are also the in-app wallet's, and two phones that run one Lightning node lose
//! money.

mod place;
mod read;
mod write;

#[cfg(fuzzing)]
pub(super) use self::read::unpack_at;

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroize;

pub(super) use self::place::{discard, finish};
use super::HomeError;
use crate::archive::{ArchiveError, CHUNK};
use crate::keys::SealingCost;
use crate::ports::Entropy;

/// The contents' version; the archive around it has one of its own.
const VERSION: u32 = 2;
/// Longest manifest taken.
const MAX_MANIFEST: usize = CHUNK;
/// Hash and length before each file.
const FILE_HEAD: usize = 32 + 8;

/// Why there is no backup, or no home from one.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackupError {
    /// An empty passphrase protects nothing.
    #[error("a backup needs a passphrase")]
    NoPassphrase,
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// It opens, but does not hold what it should.
    #[error("the backup's contents make no sense: {0}")]
    Contents(&'static str),
    /// A newer version of Knock made the contents.
    #[error("this backup was made by a newer version of Knock")]
    Newer,
    /// The home.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl BackupError {
    /// A stable name for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NoPassphrase => "backup_no_passphrase",
            Self::Archive(error) => error.kind(),
            Self::Contents(_) => "backup_contents",
            Self::Newer => "backup_newer",
            Self::Home(error) => error.kind(),
        }
    }
}

/// Vault, keys and database are the home's.
fn of_home(error: impl Into<HomeError>) -> BackupError {
    BackupError::Home(error.into())
}

fn of_io(error: io::Error) -> BackupError {
    BackupError::Archive(error.into())
}

/// What trying one passphrase costs.
#[derive(Debug, Clone, Copy)]
pub struct BackupCost {
    /// For the archive (Argon2id).
    pub archive: SealingCost,
    /// For the identity key inside it (NIP-49's scrypt), power of two.
    pub log_n: u8,
}

impl Default for BackupCost {
    fn default() -> Self {
        Self { archive: SealingCost::default(), log_n: 16 }
    }
}

/// What an archive is closed with.
#[derive(Clone, Copy)]
pub struct BackupLock<'a> {
    /// The user's passphrase; also the one of the identity key inside (NIP-49).
    pub passphrase: &'a str,
    /// What trying one costs.
    pub cost: BackupCost,
    /// For keys, salts and nonces.
    pub entropy: &'a dyn Entropy,
}

/// What stands before the database in the archive.
#[derive(Serialize, Deserialize)]
struct Manifest {
    version: u32,
    made_at: u64,
    npub: String,
    /// NIP-49; absent where a signer has the key.
    ncryptsec: Option<String>,
    /// Hexadecimal, like all secrets here.
    remote_signer: Option<String>,
    wallet_connection: Option<String>,
    database_key: String,
    database_bytes: u64,
}

impl Drop for Manifest {
    fn drop(&mut self) {
        self.remote_signer.zeroize();
        self.wallet_connection.zeroize();
        self.database_key.zeroize();
    }
}

/// A file or folder that is gone when we are, whatever happens.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Clears what a crash has left there.
    fn new(path: PathBuf) -> io::Result<Self> {
        let scratch = Self { path };
        scratch.clear();
        match scratch.path.try_exists()? {
            true => Err(io::Error::other("an old copy cannot be removed")),
            false => Ok(scratch),
        }
    }

    fn clear(&self) {
        let _ = fs::remove_dir_all(&self.path);
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.path.as_os_str().to_owned();
            name.push(suffix);
            // Most of them are not there.
            let _ = fs::remove_file(PathBuf::from(name));
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.clear();
    }
}
