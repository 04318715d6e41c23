//! Files that go along with messages: cleaned, encrypted, and left on a file server (Blossom) of the
//! user's choice. The message tells where they are and how to open them (NIP-17, kind 15).
//!
//! The server sees an encrypted blob under a key that is used once, never who sent it to whom. On this
//! device a file rests encrypted as well, in a [`FileFolder`]; its key is in the database only.

mod attachment;
mod blossom;
mod cipher;
mod error;
mod folder;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod picture;
mod prepare;

pub use self::attachment::Attachment;
pub use self::blossom::{BlossomClient, Deletion, Permit, parse_server};
pub use self::cipher::{FileKey, seal};
pub use self::error::FileError;
pub use self::folder::{Draft, FileFolder};
pub use self::picture::{blurhash_pixels, check_received};
pub use self::prepare::{FileSource, NewFile, Prepared, prepare};

/// The longest file that is sent or fetched, bytes: it must fit into a phone's memory twice, since
/// AES-GCM vouches for a whole file only.
pub const MAX_FILE: u64 = 32 * 1024 * 1024;

/// The longest caption of a file, bytes: it travels in the message, beside the file's place and key.
pub const MAX_CAPTION: usize = 4_000;

/// The SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}
