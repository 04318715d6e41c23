//! The user's keys: made, imported, exported and kept.
//!
//! [`Identity`] is the Nostr key pair, or the public half of one whose secret half an [`EventSigner`]
//! keeps. Where secrets rest is the
//! business of a [`KeyVault`]: a file ([`FileVault`]), a file sealed with a passphrase
//! ([`PassphraseVault`]), the memory of one process ([`MemoryVault`]), or whatever a shell plugs in.

mod atomic_file;
mod error;
mod event_signer;
mod file_vault;
mod identity;
mod memory_vault;
mod new_identity;
mod passphrase_vault;
mod secret_text;
mod vault;
mod vault_file;
mod wallet_words;

pub use self::error::KeyError;
pub use self::event_signer::{EventSigner, SignerError};
pub use self::file_vault::FileVault;
pub use self::identity::{Capability, Identity, checked_words};
pub use self::memory_vault::MemoryVault;
pub use self::new_identity::NewIdentity;
pub(crate) use self::passphrase_vault::stretch;
pub use self::passphrase_vault::{PassphraseVault, SealingCost};
pub use self::secret_text::SecretText;
pub use self::vault::{KeyVault, SecretBytes, SecretName, VaultError};
pub use self::vault_file::is_sealed;
pub use self::wallet_words::WalletWords;

#[cfg(test)]
mod vault_contract;
