//! Knock for the phones: the core as Kotlin, Swift and Python see it.
//!
//! [`Knock`] is a home: its commands are async, its answers immutable snapshots, and what happens
//! meanwhile is told to one [`EventListener`]. A shell brings a [`KeyVault`] and may bring a
//! [`Wallet`] and a [`Logger`] of its own. [`background`] serves processes that are woken for one knock.
//!
//! No feature lives here: this crate translates, runs the core on threads of its own, so that no
//! caller's thread waits for a disk, and turns panics into [`KnockError::Internal`].

pub mod background;
mod cancel;
mod commands;
mod error;
mod events;
#[cfg(fuzzing)]
pub mod fuzzing;
mod handle;
mod knock;
mod logging;
mod node;
mod progress;
mod records;
mod runtime;
mod session;
mod signer;
mod vault;
mod wallet;

pub use self::cancel::Cancellation;
pub use self::commands::{blurhash_pixels, core_version, max_file_bytes, qr_png, relay_directory};
pub use self::error::KnockError;
pub use self::events::{EventListener, KnockEvent, ListenerFailure, SendStep};
pub use self::handle::TaskHandle;
pub use self::knock::Knock;
pub use self::logging::{LogLevel, Logger, set_up_logging};
pub use self::node::{ChainSource, CreatedNode, Features, NodeChannel, NodeInfo, NodeSettings, features};
pub use self::progress::ProgressListener;
pub use self::records::*;
pub use self::signer::{EventSigner, SignerFailure};
pub use self::vault::{KeyVault, SecretName, VaultFailure};
pub use self::wallet::*;

uniffi::setup_scaffolding!("knock");
