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

pub use self::cards::qr_png;
pub use self::files::{blurhash_pixels, max_file_bytes};
pub use self::home::core_version;
pub use self::relays::relay_directory;
