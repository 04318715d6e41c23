//! Changing a small private file so that after a crash it holds the old or the new text, never half of one.
//!
//! The new text is written to `NAME.new` beside the file and renamed over it. Meanwhile the operating system's
//! lock on `NAME.lock` keeps other writers out, in this process or another. The system drops the lock with
//! its holder, so a crash leaves none behind, and a holder that merely slept still has it when it wakes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::part::{sync_folder, there_or_not};

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
    let _lock = lock(path)?;
    let old = read(path)?;
    let new = change(old.as_ref().map(|bytes| bytes.as_slice()))?;
    let draft = beside(path, ".new");
    // What a crash left there is ours to throw away: we have the lock.
    there_or_not(fs::remove_file(&draft))?;
    let mut file = private().create_new(true).open(&draft)?;
    file.write_all(&new)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    // The rename itself, too.
    sync_folder(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    Ok(())
}

/// Waits for the lock and holds it until dropped. The file itself stays: were it removed, two writers
/// could hold locks on two files of one name.
fn lock(path: &Path) -> io::Result<File> {
    let file = private().create(true).truncate(false).open(beside(path, ".lock"))?;
    match file.lock() {
        // A system without file locks has one writer: a phone's app.
        Err(e) if e.kind() != ErrorKind::Unsupported => Err(e),
        _ => Ok(file),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Options that write a file and make new ones the owner's alone.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
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
    fn no_change_of_several_writers_is_lost() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::thread::scope(|s| {
            for byte in 0..4 {
                let path = &path;
                s.spawn(move || (0..10).for_each(|_| append(path, byte).unwrap()));
            }
        });
        assert_eq!(read(&path).unwrap().unwrap().len(), 40);
    }

    #[test]
    fn a_failed_change_leaves_the_old_text_and_no_lock() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        append(&path, 1).unwrap();
        let error = update(&path, |_| Err(io::Error::other("no"))).unwrap_err();
        assert_eq!(error.to_string(), "no");
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), [1]);
        append(&path, 2).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), [1, 2]);
    }

    #[test]
    fn a_crash_leaves_the_old_text_and_is_in_nobodys_way() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        append(&path, 1).unwrap();
        // As a kill between writing and renaming leaves it: half a draft, and the lock's file.
        fs::write(beside(&path, ".new"), "ha").unwrap();
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), [1]);
        append(&path, 2).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), [1, 2]);
        assert!(!beside(&path, ".new").exists());
    }

    #[test]
    fn a_writer_that_sleeps_keeps_its_turn() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        let held = lock(&path).unwrap();
        let (done, other) = (std::sync::atomic::AtomicBool::new(false), &path);
        std::thread::scope(|s| {
            let flag = &done;
            s.spawn(move || {
                append(other, 1).unwrap();
                flag.store(true, std::sync::atomic::Ordering::SeqCst);
            });
            // However old the lock is, it is never taken from its holder.
            held.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(100));
            assert!(!done.load(std::sync::atomic::Ordering::SeqCst));
            drop(held);
        });
        assert!(done.into_inner());
    }
}
