//! Where files rest on this device: encrypted, each under the hash of its encrypted bytes.
//!
//! They are files and not rows, so that large ones do not pass through the database's log and cache. The key
//! of each is in its message, in the encrypted database, and goes with it: what is left is noise.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::cipher::TAG;
use super::{FileError, MAX_FILE};
use crate::ports::Entropy;

/// A draft that was not touched for so long was left by a crash.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);
const DRAFT: &str = "part";

/// A home's folder of encrypted files.
#[derive(Debug, Clone)]
pub struct FileFolder {
    root: PathBuf,
}

/// A file that is still being written. Dropped unfinished, it is gone.
#[derive(Debug)]
pub struct Draft {
    file: File,
    path: PathBuf,
    root: PathBuf,
    hash: Sha256,
    size: u64,
    finished: bool,
}

impl FileFolder {
    /// The folder at this path; it comes into being with the first file.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Whether the file is here.
    pub fn has(&self, sha256: &[u8; 32]) -> bool {
        self.path(sha256).is_file()
    }

    /// Its bytes, where it is here.
    pub fn size(&self, sha256: &[u8; 32]) -> Option<u64> {
        fs::metadata(self.path(sha256)).ok().map(|meta| meta.len())
    }

    /// Begins to write a file.
    pub fn draft(&self, entropy: &dyn Entropy) -> Result<Draft, FileError> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.root)?;
        let mut name = [0; 8];
        entropy.fill(&mut name);
        let path = self.root.join(hex::encode(name)).with_extension(DRAFT);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let (file, root) = (options.open(&path)?, self.root.clone());
        Ok(Draft { file, path, root, hash: Sha256::new(), size: 0, finished: false })
    }

    /// The encrypted bytes, checked against their name.
    pub fn read(&self, sha256: &[u8; 32]) -> Result<Vec<u8>, FileError> {
        let file = match File::open(self.path(sha256)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(FileError::NotFetched),
            file => file?,
        };
        let mut bytes = Vec::with_capacity(usize::try_from(file.metadata()?.len()).unwrap_or_default());
        file.take(MAX_FILE + TAG + 1).read_to_end(&mut bytes)?;
        if super::sha256(&bytes) == *sha256 { Ok(bytes) } else { Err(FileError::WrongHash) }
    }

    /// Deletes a file; one that is not there is no error.
    pub fn remove(&self, sha256: &[u8; 32]) -> Result<(), FileError> {
        Ok(gone(fs::remove_file(self.path(sha256)))?)
    }

    /// Deletes every file but these, and drafts that a crash has left. Returns how many files went.
    pub fn keep_only(&self, wanted: &HashSet<[u8; 32]>) -> Result<usize, FileError> {
        let entries = match fs::read_dir(&self.root) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let mut removed = 0;
        for entry in entries {
            let path = entry?.path();
            let mut hash = [0; 32];
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if hex::decode_to_slice(name, &mut hash).is_ok() {
                if !wanted.contains(&hash) {
                    gone(fs::remove_file(&path))?;
                    removed += 1;
                }
            } else if path.extension().is_some_and(|extension| extension == DRAFT) && is_stale(&path) {
                gone(fs::remove_file(&path))?;
            }
        }
        Ok(removed)
    }

    fn path(&self, sha256: &[u8; 32]) -> PathBuf {
        self.root.join(hex::encode(sha256))
    }
}

impl Draft {
    /// Appends; refuses more than the longest file.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.size += bytes.len() as u64;
        if self.size > MAX_FILE + TAG {
            return Err(FileError::TooLarge);
        }
        self.hash.update(bytes);
        Ok(self.file.write_all(bytes)?)
    }

    /// Makes it the file with this hash, durably; [`FileError::WrongHash`] where it is another.
    pub fn finish(mut self, sha256: &[u8; 32]) -> Result<(), FileError> {
        let found: [u8; 32] = std::mem::take(&mut self.hash).finalize().into();
        if found != *sha256 {
            return Err(FileError::WrongHash);
        }
        self.file.sync_all()?;
        fs::rename(&self.path, self.root.join(hex::encode(sha256)))?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.finished {
            // If this fails, the next cleaning finds it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn is_stale(path: &Path) -> bool {
    let age = fs::metadata(path).and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| age > STALE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::sha256;
    use crate::ports::SystemEntropy;

    fn store(folder: &FileFolder, bytes: &[u8]) -> [u8; 32] {
        let mut draft = folder.draft(&SystemEntropy).unwrap();
        bytes.chunks(3).for_each(|chunk| draft.write(chunk).unwrap());
        let hash = sha256(bytes);
        draft.finish(&hash).unwrap();
        hash
    }

    fn count(folder: &FileFolder) -> usize {
        fs::read_dir(&folder.root).map(|entries| entries.count()).unwrap_or_default()
    }

    #[test]
    fn keeps_what_has_the_right_hash_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let folder = FileFolder::new(dir.path().join("files"));
        let hash = store(&folder, b"hello");
        assert!(folder.has(&hash));
        assert_eq!(folder.read(&hash).unwrap(), b"hello");
        let mut draft = folder.draft(&SystemEntropy).unwrap();
        draft.write(b"hallo").unwrap();
        assert!(matches!(draft.finish(&hash), Err(FileError::WrongHash)));
        drop(folder.draft(&SystemEntropy).unwrap());
        assert_eq!(count(&folder), 1, "no draft is left");
        // Damage on the disk is seen.
        fs::write(folder.path(&hash), b"hellO").unwrap();
        assert!(matches!(folder.read(&hash), Err(FileError::WrongHash)));
        folder.remove(&hash).unwrap();
        folder.remove(&hash).unwrap();
        assert!(matches!(folder.read(&hash), Err(FileError::NotFetched)));
    }

    #[test]
    fn a_draft_has_a_limit() {
        let dir = tempfile::tempdir().unwrap();
        let mut draft = FileFolder::new(dir.path()).draft(&SystemEntropy).unwrap();
        let chunk = vec![0; 1024 * 1024];
        for _ in 0..32 {
            draft.write(&chunk).unwrap();
        }
        draft.write(&[0; 16]).unwrap();
        assert!(matches!(draft.write(&[0]), Err(FileError::TooLarge)));
    }

    #[test]
    fn only_what_is_wanted_stays() {
        let dir = tempfile::tempdir().unwrap();
        let folder = FileFolder::new(dir.path().join("files"));
        assert_eq!(folder.keep_only(&HashSet::new()).unwrap(), 0, "no folder yet");
        let (one, two) = (store(&folder, b"one"), store(&folder, b"two"));
        let under_way = folder.draft(&SystemEntropy).unwrap();
        let left = folder.root.join("0011223344556677.part");
        File::create(&left).unwrap().set_modified(std::time::SystemTime::now() - 2 * STALE).unwrap();
        assert_eq!(folder.keep_only(&HashSet::from([two])).unwrap(), 1);
        assert!(!folder.has(&one) && folder.has(&two) && under_way.path.exists() && !left.exists());
    }

    #[cfg(unix)]
    #[test]
    fn files_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let folder = FileFolder::new(dir.path().join("files"));
        let hash = store(&folder, b"hello");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder.path(&hash)), mode(&folder.root)), (0o600, 0o700));
    }
}
