//! Backup and move: everything of a home in one sealed file, and a new home from it.
//!
//! The archive holds the identity key (NIP-49 under the same passphrase), or the way to its signer, the wallet
//! connection, and a copy of the database under a key of its own. It does not hold the seed words: they
//! are also the in-app wallet's, and two phones that run one Lightning node lose money.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use nostr::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use super::home::{database, make_private_folder};
use super::{Home, HomeError};
use crate::archive::{ArchiveError, ArchiveReader, ArchiveWriter, CHUNK};
use crate::keys::{Identity, KeyVault, SealingCost, SecretBytes, SecretName};
use crate::ports::Entropy;
use crate::progress::Progress;
use crate::store::Store;

/// The contents' version; the archive around it has one of its own.
const VERSION: u32 = 1;
/// Longest manifest taken.
const MAX_MANIFEST: usize = CHUNK;

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

impl Home {
    /// Writes everything into `out`. The folder, the home's own, gets a sealed copy of the database meanwhile.
    ///
    /// Other processes may go on using the home: the copy is of one moment.
    pub fn back_up<W: Write>(
        &self,
        folder: &Path,
        vault: &dyn KeyVault,
        lock: &BackupLock<'_>,
        out: W,
        progress: &Progress,
    ) -> Result<W, BackupError> {
        let BackupLock { passphrase, cost, entropy } = *lock;
        if passphrase.is_empty() {
            return Err(BackupError::NoPassphrase);
        }
        let mut key = vec![0; 32];
        entropy.fill(&mut key);
        let key = SecretBytes::new(key);
        let copy = Scratch::new(folder.join("backup.tmp")).map_err(of_io)?;
        self.store.snapshot(&copy.path, &key).map_err(of_home)?;
        let mut file = File::open(&copy.path).map_err(of_io)?;
        let size = file.metadata().map_err(of_io)?.len();

        let secret = |name| vault.get(name).map(|found| found.map(|secret| hex::encode(secret.expose())));
        let ncryptsec = match self.identity.signer() {
            None => Some(self.identity.export_ncryptsec(passphrase, cost.log_n).map_err(of_home)?),
            Some(_) => None,
        };
        let manifest = Manifest {
            version: VERSION,
            made_at: Timestamp::now().as_secs(),
            npub: self.identity.npub(),
            ncryptsec,
            remote_signer: secret(SecretName::RemoteSigner).map_err(of_home)?,
            wallet_connection: secret(SecretName::WalletConnection).map_err(of_home)?,
            database_key: hex::encode(key.expose()),
            database_bytes: size,
        };
        let manifest = serde_json::to_vec(&manifest).map(Zeroizing::new);
        let manifest = manifest.map_err(|_| BackupError::Contents("the manifest"))?;
        let length = u32::try_from(manifest.len()).map_err(|_| BackupError::Contents("the manifest"))?;

        let mut archive = ArchiveWriter::new(out, passphrase, cost.archive, entropy)?;
        archive.write(&length.to_be_bytes())?;
        archive.write(&manifest)?;
        let (mut buffer, mut done) = (vec![0; CHUNK], 0);
        loop {
            let count = file.read(&mut buffer).map_err(of_io)?;
            if count == 0 {
                break;
            }
            archive.write(&buffer[..count])?;
            done += count as u64;
            progress.tell(done, size);
        }
        if done != size {
            return Err(BackupError::Contents("the database changed while it was read"));
        }
        Ok(archive.finish()?)
    }

    /// Makes a new home from an archive, in a folder without a database and a vault without an identity.
    ///
    /// Nothing is in its place before the last byte has been checked: the database is put there whole, and
    /// the identity moves in last. What was on its way is settled (see [`Store::settle_in`]).
    pub fn restore(
        folder: &Path,
        vault: &dyn KeyVault,
        passphrase: &str,
        input: impl Read,
        progress: &Progress,
    ) -> Result<Self, BackupError> {
        if Identity::exists(vault).map_err(of_home)? {
            return Err(HomeError::Exists.into());
        }
        if database(folder).exists() {
            return Err(HomeError::Leftover.into());
        }
        make_private_folder(folder)?;
        let staged = Scratch::new(folder.join("restore.tmp")).map_err(of_io)?;
        let manifest = unpack(ArchiveReader::new(input, passphrase)?, &staged.path, progress)?;
        let bytes = |text: &str| hex::decode(text).map(SecretBytes::new);
        let garbled = |_| BackupError::Contents("a secret is not hexadecimal");
        let key = bytes(&manifest.database_key).map_err(garbled)?;
        {
            let store = Store::open(&staged.path, &key).map_err(of_home)?;
            store.settle_in(Timestamp::now()).map_err(of_home)?;
        }
        let identity = match &manifest.ncryptsec {
            Some(text) => Some(Identity::from_ncryptsec(text, passphrase).map_err(of_home)?),
            None => None,
        };
        if identity.as_ref().is_some_and(|identity| identity.npub() != manifest.npub) {
            return Err(BackupError::Contents("the key is another one's"));
        }
        vault.put(SecretName::DatabaseKey, &key).map_err(of_home)?;
        if let Some(uri) = &manifest.wallet_connection {
            vault.put(SecretName::WalletConnection, &bytes(uri).map_err(garbled)?).map_err(of_home)?;
        }
        fs::rename(&staged.path, database(folder)).map_err(of_io)?;
        match (identity, &manifest.remote_signer) {
            (Some(identity), _) => identity.save(vault).map_err(of_home)?,
            (None, Some(kept)) => {
                vault.put(SecretName::RemoteSigner, &bytes(kept).map_err(garbled)?).map_err(of_home)?;
            }
            (None, None) => return Err(BackupError::Contents("no key and no signer")),
        }
        Ok(Self::open(folder, vault)?)
    }
}

/// Writes the database of an archive to a file of its own, and hands out the rest.
fn unpack<R: Read>(
    mut archive: ArchiveReader<R>,
    path: &Path,
    progress: &Progress,
) -> Result<Manifest, BackupError> {
    let cut = || BackupError::Contents("the manifest is cut short");
    let mut head = archive.chunk()?.ok_or_else(cut)?;
    let length = head.first_chunk().map(|bytes| u32::from_be_bytes(*bytes) as usize).ok_or_else(cut)?;
    if length > MAX_MANIFEST {
        return Err(BackupError::Contents("the manifest is too long"));
    }
    // It may lie across two chunks.
    while head.len() < 4 + length {
        head.extend_from_slice(&archive.chunk()?.ok_or_else(cut)?);
    }
    let json = &head[4..4 + length];
    let version = serde_json::from_slice::<Versioned>(json).map_err(|_| cut())?.version;
    if version > VERSION {
        return Err(BackupError::Newer);
    }
    let manifest: Manifest = serde_json::from_slice(json).map_err(|_| cut())?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(of_io)?;
    let mut done = 0;
    let mut next = Some(Zeroizing::new(head[4 + length..].to_vec()));
    while let Some(bytes) = next {
        file.write_all(&bytes).map_err(of_io)?;
        done += bytes.len() as u64;
        progress.tell(done, manifest.database_bytes);
        next = archive.chunk()?;
    }
    file.sync_all().map_err(of_io)?;
    if done != manifest.database_bytes {
        return Err(BackupError::Contents("the database has another length"));
    }
    Ok(manifest)
}

/// Read first, so that a newer manifest is told as such and not as a broken one.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// A file that is gone when we are, whatever happens.
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
