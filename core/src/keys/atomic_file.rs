//! Changing a small private file so that after a crash it holds the old or the new text, never half of one.
//!
//! The new text is written to `NAME.lock` beside the file and renamed over it. That file is created
//! exclusively, so it also keeps a second writer, in this process or another, from changing what the
//! first has read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

/// A change takes milliseconds; a lock that is older than this was left by a crash.
const STALE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(10);

/// What is in the file, `None` where there is no file.
pub(super) fn read(path: &Path) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// Replaces the file's text by what `change` makes of it. When this returns, the change is on the
/// disk. Only the owner may read the file (mode 0600 where there are modes).
pub(super) fn update<E: From<io::Error>>(
    path: &Path,
    change: impl FnOnce(Option<&[u8]>) -> Result<Zeroizing<Vec<u8>>, E>,
) -> Result<(), E> {
    let mut lock = Lock::take(path)?;
    let old = read(path)?;
    let new = change(old.as_ref().map(|bytes| bytes.as_slice()))?;
    lock.file.write_all(&new)?;
    lock.file.sync_all()?;
    fs::rename(&lock.path, path)?;
    lock.renamed = true;
    sync_folder(path)?;
    Ok(())
}

struct Lock {
    path: PathBuf,
    file: File,
    renamed: bool,
}

impl Lock {
    fn take(path: &Path) -> io::Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let lock = PathBuf::from(name);
        loop {
            match create_private(&lock) {
                Ok(file) => return Ok(Self { path: lock, file, renamed: false }),
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
            let age = fs::metadata(&lock).and_then(|m| m.modified()).map(|t| t.elapsed().unwrap_or_default());
            match age {
                Ok(age) if age > STALE => match fs::remove_file(&lock) {
                    Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
                    _ => {}
                },
                _ => thread::sleep(PAUSE),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if !self.renamed {
            // Nothing is lost if this fails: the lock then counts as stale.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the rename itself durable; on other systems than Unix a folder cannot be opened as a file.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn append(path: &Path, byte: u8) -> io::Result<()> {
        update(path, |old| {
            let mut text = old.unwrap_or_default().to_vec();
            text.push(byte);
            Ok(Zeroizing::new(text))
        })
    }

    #[test]
    fn no_change_of_two_writers_is_lost() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        thread::scope(|s| {
            for byte in 0..4 {
                let path = &path;
                s.spawn(move || (0..10).for_each(|_| append(path, byte).unwrap()));
            }
        });
        assert_eq!(read(&path).unwrap().unwrap().len(), 40);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no lock is left");
    }

    #[test]
    fn a_failed_change_leaves_the_old_text_and_no_lock() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        append(&path, 1).unwrap();
        let error = update(&path, |_| Err(io::Error::other("no"))).unwrap_err();
        assert_eq!(error.to_string(), "no");
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), [1]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_lock_left_by_a_crash_is_taken_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        let lock = File::create(dir.path().join("f.lock")).unwrap();
        lock.set_modified(std::time::SystemTime::now() - 2 * STALE).unwrap();
        append(&path, 1).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), [1]);
    }
}
