//! What a shell can ask of an open home, a file for each part of the app.

mod cards;
mod chat;
mod conversations;
mod files;
mod home;
mod identity;
mod messages;
mod node;
mod people;
mod relays;
mod requests;
mod sending;
mod settings;
mod wallet;

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;

use knock_core::engine::EngineError;
use knock_core::files::FileError;

pub use self::cards::qr_png;
pub use self::files::{blurhash_pixels, max_file_bytes};
pub use self::home::core_version;
pub use self::relays::relay_directory;
use crate::KnockError;

/// A file that was not there, for the user alone.
fn new_file(path: &Path) -> Result<File, KnockError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            KnockError::invalid("file_exists", "there is a file of that name already")
        }
        _ => EngineError::from(FileError::from(error)).into(),
    })
}
