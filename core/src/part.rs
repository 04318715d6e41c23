//! Files and folders that come into being whole or not at all, also where the process is killed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Makes a new file, for its owner alone, of what `write` writes, and tells its bytes. Until it is whole it is called
/// `NAME.knock-part`; a file that is there already stays as it is.
pub fn write_new<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<u64, E> {
    // Asked for before the work, which may take long; whether it is free is decided when it gets its name.
    if path.try_exists()? {
        return Err(io::Error::from(ErrorKind::AlreadyExists).into());
    }
    let part = Part::file(path)?;
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

/// `NAME.knock-part` beside NAME, gone when we are.
pub struct Part {
    path: PathBuf,
    is_folder: bool,
}

impl Part {
    fn file(name: &Path) -> io::Result<Self> {
        Self::of(name, false)
    }

    /// For a folder.
    pub fn folder(name: &Path) -> io::Result<Self> {
        Self::of(name, true)
    }

    /// Clears what a killed process has left there; what is of another kind is somebody else's, and stays.
    fn of(name: &Path, is_folder: bool) -> io::Result<Self> {
        let mut path = name.as_os_str().to_owned();
        path.push(".knock-part");
        let path = PathBuf::from(path);
        match fs::symlink_metadata(&path) {
            Ok(meta) if is_folder && meta.is_dir() => fs::remove_dir_all(&path)?,
            Ok(meta) if !is_folder && meta.is_file() => fs::remove_file(&path)?,
            Ok(_) => {
                let told = format!("{} is in the way", path.display());
                return Err(io::Error::new(ErrorKind::AlreadyExists, told));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(Self { path, is_folder })
    }

    /// Where to work on it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the folder its name; an empty one may be there.
    pub fn place_folder(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)
    }

    fn create(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.path)
    }

    /// Gives the file its name, never that of a file which is there.
    fn place_file(self, path: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, path) {
            // No links: Android's rules forbid them to apps, and memory sticks have none. Renaming without
            // replacing would do, but it is a system call that older Androids end a process for.
            Err(error) if error.kind() != ErrorKind::AlreadyExists && !path.try_exists()? => {
                fs::rename(&self.path, path)
            }
            linked => linked,
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Mostly it has its name by now.
        let _ = if self.is_folder { fs::remove_dir_all(&self.path) } else { fs::remove_file(&self.path) };
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
        fs::write(folder.path().join("new.knock-part"), b"half").unwrap();
        let bytes = write_new(&path, |file| {
            file.write_all(b"one, ")?;
            assert_eq!(
                names(folder.path()),
                ["new.knock-part"],
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

    #[test]
    fn what_else_has_the_name_of_a_part_stays() {
        let place = tempfile::tempdir().unwrap();
        let (name, part) = (place.path().join("new"), place.path().join("new.knock-part"));
        fs::create_dir(&part).unwrap();
        fs::write(part.join("mine"), b"mine").unwrap();
        let refused = write_new(&name, |_| Err(io::Error::other("must not be asked to write")));
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(part.join("mine")).unwrap(), b"mine");

        // Among those of a folder a file is somebody else's, and a killed process' folder goes.
        drop(Part::folder(&name).unwrap());
        assert!(names(place.path()).is_empty());
        fs::write(&part, b"mine").unwrap();
        assert!(Part::folder(&name).is_err());
        assert_eq!(fs::read(&part).unwrap(), b"mine");

        // What it leads to is not ours either.
        #[cfg(unix)]
        {
            fs::remove_file(&part).unwrap();
            let elsewhere = tempfile::tempdir().unwrap();
            std::os::unix::fs::symlink(elsewhere.path(), &part).unwrap();
            assert!(Part::folder(&name).is_err() && Part::file(&name).is_err());
            assert!(elsewhere.path().exists());
        }
    }
}
