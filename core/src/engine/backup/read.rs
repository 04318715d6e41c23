//! Into a new home.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;

use nostr::Timestamp;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::place::stage;
use super::{BackupError, FILE_HEAD, MAX_MANIFEST, Manifest, Scratch, VERSION, discard, of_home, of_io};
use crate::archive::{ArchiveError, ArchiveReader};
use crate::engine::home::{database, make_private_folder, open_store};
use crate::engine::{Home, HomeError};
use crate::files::{FileError, FileFolder};
use crate::keys::{Identity, KeyVault, SecretBytes, SecretName};
use crate::ports::SystemEntropy;
use crate::progress::Progress;
use crate::store::Store;

impl Home {
    /// Makes a new home from an archive, in a folder without anybody's messages and a vault without an identity.
    ///
    /// Nothing is in its place before the last byte has been checked, and a crash at any instant leaves the whole home
    /// or a place where it can be restored again. What was on its way is settled (see [`Store::settle_in`]).
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
        make_private_folder(folder)?;
        discard(folder, vault)?;
        // One that is empty is of a home that was never finished.
        let is_empty = || open_store(folder, vault).and_then(|store| Ok(!store.holds_anything()?));
        if database(folder).exists() && !is_empty().unwrap_or_default() {
            return Err(HomeError::Leftover.into());
        }
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
        stage(folder, &staged.path, &staged_files.path).map_err(of_io)?;
        vault.put(SecretName::DatabaseKey, &key).map_err(of_home)?;
        if let Some(uri) = &manifest.wallet_connection {
            vault.put(SecretName::WalletConnection, &bytes(uri).map_err(garbled)?).map_err(of_home)?;
        }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::archive::ArchiveWriter;
    use crate::keys::SealingCost;

    const CHEAP: SealingCost = SealingCost { memory_kib: 8, passes: 1 };

    type Files = BTreeMap<[u8; 32], Vec<u8>>;

    /// What an archive holds, and how long it is before the first file and behind each.
    fn contents(manifest: &[u8], database: &[u8], files: &Files) -> (Vec<u8>, Vec<usize>) {
        let length = u32::try_from(manifest.len()).unwrap().to_be_bytes();
        let mut plain = [&length, manifest, database].concat();
        let mut ends = vec![plain.len()];
        for (sha256, bytes) in files {
            plain.extend([sha256.as_slice(), &(bytes.len() as u64).to_be_bytes(), bytes].concat());
            ends.push(plain.len());
        }
        (plain, ends)
    }

    /// Seals the bytes in pieces of that size, and unpacks them into a folder.
    fn unpack_from(plain: &[u8], piece: usize, to: &Path) -> Result<Manifest, BackupError> {
        let mut archive = ArchiveWriter::new(Vec::new(), "open sesame", CHEAP, &SystemEntropy)?;
        for piece in plain.chunks(piece) {
            archive.write(piece)?;
        }
        let sealed = archive.finish()?;
        let archive = ArchiveReader::new(sealed.as_slice(), "open sesame")?;
        let content = Content { archive, rest: Zeroizing::default(), at: 0 };
        unpack(content, &to.join("knock.db"), &FileFolder::new(to.join("files")), &Progress::default())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_contents_are_unpacked_and_any_that_are_cut_are_refused(
            secrets in any::<[Option<String>; 3]>(),
            database in prop::collection::vec(any::<u8>(), 0..150_000),
            files in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..90_000), 0..3),
            piece in 1usize..100_000,
            cut in any::<prop::sample::Index>(),
        ) {
            let files: Files = files.into_iter().map(|bytes| (Sha256::digest(&bytes).into(), bytes)).collect();
            let [ncryptsec, remote_signer, wallet_connection] = secrets;
            let manifest = serde_json::to_vec(&Manifest {
                version: VERSION, made_at: 7, npub: "npub1x".into(), ncryptsec, remote_signer, wallet_connection,
                database_key: "07".repeat(32), database_bytes: database.len() as u64,
            }).unwrap();
            let (plain, ends) = contents(&manifest, &database, &files);
            let folder = tempfile::tempdir().unwrap();
            let read = unpack_from(&plain, piece, folder.path()).unwrap();
            prop_assert_eq!(serde_json::to_vec(&read).unwrap(), manifest);
            prop_assert_eq!(fs::read(folder.path().join("knock.db")).unwrap(), database);
            let kept = FileFolder::new(folder.path().join("files"));
            for (sha256, bytes) in &files {
                prop_assert_eq!(&kept.read(sha256).unwrap(), bytes);
            }

            // It may end behind any file: how many there are is not told, but the archive itself has an end.
            let cut = cut.index(plain.len());
            prop_assume!(!ends.contains(&cut));
            let folder = tempfile::tempdir().unwrap();
            prop_assert!(unpack_from(&plain[..cut], piece, folder.path()).is_err());
        }
    }
}
