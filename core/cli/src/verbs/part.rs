//! Files and folders that come into being whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// `NAME.part` beside NAME, gone when we are.
pub(super) struct Part(PathBuf);

impl Part {
    /// Clears what a killed process has left there.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
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

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// A new file, for its owner alone.
    pub(super) fn create(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.0)
    }

    /// Gives the file its name, never that of a file which is there.
    pub(super) fn place_file(self, path: &Path) -> io::Result<()> {
        match fs::hard_link(&self.0, path) {
            // A file system without links, on a memory stick say.
            Err(error) if error.kind() != ErrorKind::AlreadyExists && !path.try_exists()? => {
                fs::rename(&self.0, path)
            }
            linked => linked,
        }
    }

    /// Gives the folder its name; an empty one may be there.
    pub(super) fn place_folder(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)
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
