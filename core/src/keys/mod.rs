//! The user's keys: made, imported, exported and kept.

mod vault;

pub use self::vault::{KeyVault, SecretBytes, SecretName, VaultError};
