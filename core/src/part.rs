//! Files and folders that come into being whole or not at all, also where the process is killed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Makes a new file, for its owner alone, of what `write` writes, and tells its bytes. Until it is whole it is called
/// `NAME.part`; a file that is there already stays as it is.
pub fn write_new<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<u64, E> {
    // Asked for before the work, which may take long; whether it is free is decided when it gets its name.
    if path.try_exists()? {
        return Err(io::Error::from(ErrorKind::AlreadyExists).into());
    }
    let part = Part::of(path)?;
    let mut file = part.create()?;
    write(&mut file)?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    part.place_file(path)?;
    Ok(bytes)
}

/// Moving or deleting what need not be there.
pub(crate) fn there_or_not(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Makes the names in a folder durable; on other systems than Unix a folder cannot be opened as a file.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// `NAME.part` beside NAME, gone when we are.
pub struct Part(PathBuf);

impl Part {
    /// Clears what a killed process has left there.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let part = Self(PathBuf::from(name));
        part.clear();
        match part.0.try_exists()? {
            true => {
                Err(io::Error::new(ErrorKind::AlreadyExists, format!("{} is in the way", part.0.display())))
            }
            false => Ok(part),
        }
    }

    /// Where to work on it.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Gives the folder its name; an empty one may be there.
    pub fn place_folder(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)
    }

    fn create(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.0)
    }

    /// Gives the file its name, never that of a file which is there.
    fn place_file(self, path: &Path) -> io::Result<()> {
        match fs::hard_link(&self.0, path) {
            // No links: Android's rules forbid them to apps, and memory sticks have none. Renaming without
            // replacing would do, but it is a system call that older Androids end a process for.
            Err(error) if error.kind() != ErrorKind::AlreadyExists && !path.try_exists()? => {
                fs::rename(&self.0, path)
            }
            linked => linked,
        }
    }

    fn clear(&self) {
        // Mostly there is none, and it is either of them.
        let _ = fs::remove_file(&self.0);
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_has_its_name_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new");
        // A killed process was here before.
        fs::write(folder.path().join("new.part"), b"half").unwrap();
        let bytes = write_new(&path, |file| {
            file.write_all(b"one, ")?;
            assert_eq!(
                names(folder.path()),
                ["new.part"],
                "a kill here must leave no half file of that name"
            );
            file.write_all(b"two")
        });
        assert_eq!(bytes.unwrap(), 8);
        assert_eq!(fs::read(&path).unwrap(), b"one, two");
        assert_eq!(names(folder.path()), ["new"]);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(&path).unwrap()) & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_fails_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let failed = write_new(&folder.path().join("new"), |file| {
            file.write_all(b"half")?;
            Err(io::Error::other("cancelled"))
        });
        assert!(failed.is_err());
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_file_that_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new");
        fs::write(&path, b"mine").unwrap();
        let refused = write_new(&path, |_| Err(io::Error::other("must not be asked to write")));
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::AlreadyExists);

        // One that comes while we write.
        let late = folder.path().join("late");
        let refused = write_new(&late, |_| fs::write(&late, b"theirs"));
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&late).unwrap(), b"theirs");
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        assert_eq!(names(folder.path()), ["late", "new"]);
    }
}
