//! Into a new home.

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use nostr::Timestamp;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{BackupError, FILE_HEAD, MAX_MANIFEST, Manifest, Scratch, VERSION, of_home, of_io};
use crate::archive::{ArchiveError, ArchiveReader};
use crate::engine::home::{database, files, make_private_folder};
use crate::engine::{Home, HomeError};
use crate::files::{FileError, FileFolder};
use crate::keys::{Identity, KeyVault, SecretBytes, SecretName};
use crate::ports::SystemEntropy;
use crate::progress::Progress;
use crate::store::Store;

impl Home {
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
        let staged_files = Scratch::new(folder.join("restore-files.tmp")).map_err(of_io)?;
        let content =
            Content { archive: ArchiveReader::new(input, passphrase)?, rest: Zeroizing::default(), at: 0 };
        let manifest = unpack(content, &staged.path, &FileFolder::new(&staged_files.path), progress)?;
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
        if staged_files.path.exists() {
            // Without a database, what is there already opens with no key.
            let _ = fs::remove_dir_all(files(folder));
            fs::rename(&staged_files.path, files(folder)).map_err(of_io)?;
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

/// Writes the database of an archive to a file of its own and the files to a folder, and hands out the rest.
fn unpack<R: Read>(
    mut content: Content<R>,
    path: &Path,
    folder: &FileFolder,
    progress: &Progress,
) -> Result<Manifest, BackupError> {
    let cut = || BackupError::Contents("the manifest is cut short");
    let length = content.number::<4>()?.map(u32::from_be_bytes).ok_or_else(cut)? as usize;
    if length > MAX_MANIFEST {
        return Err(BackupError::Contents("the manifest is too long"));
    }
    let mut json = Zeroizing::new(Vec::with_capacity(length));
    content.copy(length as u64, |bytes| {
        json.extend_from_slice(bytes);
        Ok(())
    })?;
    let version = serde_json::from_slice::<Versioned>(&json).map_err(|_| cut())?.version;
    if version > VERSION {
        return Err(BackupError::Newer);
    }
    let manifest: Manifest = serde_json::from_slice(&json).map_err(|_| cut())?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut database = options.open(path).map_err(of_io)?;
    let (mut done, size) = (0, manifest.database_bytes);
    content.copy(size, |bytes| {
        done += bytes.len() as u64;
        progress.tell(done, size);
        database.write_all(bytes).map_err(of_io)
    })?;
    database.sync_all().map_err(of_io)?;
    while let Some(head) = content.number::<FILE_HEAD>()? {
        let (hash, length) = head.split_at(32);
        let (mut sha256, mut bytes) = ([0; 32], [0; 8]);
        sha256.copy_from_slice(hash);
        bytes.copy_from_slice(length);
        let mut draft = folder.draft(&SystemEntropy).map_err(of_file)?;
        content.copy(u64::from_be_bytes(bytes), |bytes| {
            done += bytes.len() as u64;
            progress.tell(done, 0);
            draft.write(bytes).map_err(of_file)
        })?;
        draft.finish(&sha256).map_err(of_file)?;
    }
    Ok(manifest)
}

/// For the fuzz target: how long the database is that was written to `path`.
#[cfg(fuzzing)]
pub(in crate::engine) fn unpack_at(
    archive: ArchiveReader<impl Read>,
    path: &Path,
) -> Result<u64, BackupError> {
    let content = Content { archive, rest: Zeroizing::default(), at: 0 };
    let files = FileFolder::new(path.with_extension("files"));
    Ok(unpack(content, path, &files, &Progress::default())?.database_bytes)
}

/// An archive's content as one stream of bytes.
struct Content<R> {
    archive: ArchiveReader<R>,
    rest: Zeroizing<Vec<u8>>,
    at: usize,
}

impl<R: Read> Content<R> {
    /// What is left of a chunk; empty at the end.
    fn left(&mut self) -> Result<&[u8], BackupError> {
        while self.at == self.rest.len() {
            match self.archive.chunk()? {
                Some(chunk) => (self.rest, self.at) = (chunk, 0),
                None => return Ok(&[]),
            }
        }
        Ok(&self.rest[self.at..])
    }

    /// So many bytes, piece by piece; fewer are an error.
    fn copy(
        &mut self,
        mut count: u64,
        mut take: impl FnMut(&[u8]) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        while count > 0 {
            let left = self.left()?;
            if left.is_empty() {
                return Err(BackupError::Contents("something is cut short"));
            }
            let piece = left.len().min(usize::try_from(count).unwrap_or(usize::MAX));
            take(&left[..piece])?;
            self.at += piece;
            count -= piece as u64;
        }
        Ok(())
    }

    /// A few bytes, or none at the end.
    fn number<const N: usize>(&mut self) -> Result<Option<[u8; N]>, BackupError> {
        if self.left()?.is_empty() {
            return Ok(None);
        }
        let (mut number, mut at) = ([0; N], 0);
        self.copy(N as u64, |bytes| {
            number[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
            Ok(())
        })?;
        Ok(Some(number))
    }
}

fn of_file(error: FileError) -> BackupError {
    match error {
        FileError::WrongHash => BackupError::Contents("a file is not the one it is called"),
        FileError::TooLarge => BackupError::Contents("a file is too long"),
        other => ArchiveError::from(std::io::Error::other(other.to_string())).into(),
    }
}

/// Read first, so that a newer manifest is told as such and not as a broken one.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}
