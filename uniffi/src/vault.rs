//! The vault that a shell brings: Android's Keystore, Apple's Keychain.

use std::sync::Arc;

use knock_core::keys::{self, SecretBytes, VaultError};

/// What a vault holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum SecretName {
    /// The identity's secret key.
    IdentityKey,
    /// The key that the database is encrypted with.
    DatabaseKey,
    /// The linked wallet's connection.
    WalletConnection,
    /// How the signer that has the identity's key is reached.
    RemoteSigner,
    /// The words that everything can be restored from.
    SeedWords,
}

impl From<keys::SecretName> for SecretName {
    fn from(name: keys::SecretName) -> Self {
        match name {
            keys::SecretName::IdentityKey => Self::IdentityKey,
            keys::SecretName::DatabaseKey => Self::DatabaseKey,
            keys::SecretName::WalletConnection => Self::WalletConnection,
            keys::SecretName::RemoteSigner => Self::RemoteSigner,
            keys::SecretName::SeedWords => Self::SeedWords,
        }
    }
}

/// Why a vault did not answer. The reasons name no secret.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum VaultFailure {
    /// The user must unlock it first.
    #[error("the vault is locked")]
    Locked,
    /// What is stored cannot be read.
    #[error("the vault is damaged: {reason}")]
    Damaged {
        /// In a few words.
        reason: String,
    },
    /// The platform refused.
    #[error("the vault cannot be used: {reason}")]
    Unavailable {
        /// In a few words.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for VaultFailure {
    /// An exception that was not declared. Its text is not ours and may hold anything, so it is dropped.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable { reason: "the vault threw an exception".to_owned() }
    }
}

impl From<VaultFailure> for VaultError {
    fn from(failure: VaultFailure) -> Self {
        match failure {
            VaultFailure::Locked => Self::Locked,
            VaultFailure::Damaged { reason } => Self::Damaged(reason),
            VaultFailure::Unavailable { reason } => Self::Unavailable(reason),
        }
    }
}

/// Where the secrets rest.
///
/// Called on a thread that may block, never on the caller's. `put` is durable when it returns.
#[uniffi::export(foreign)]
pub trait KeyVault: Send + Sync {
    /// The secret, or nothing where none was put.
    fn get(&self, name: SecretName) -> Result<Option<Vec<u8>>, VaultFailure>;
    /// Stores a secret, replacing an older one.
    fn put(&self, name: SecretName, secret: Vec<u8>) -> Result<(), VaultFailure>;
    /// Removes a secret; one that is not there is no error.
    fn delete(&self, name: SecretName) -> Result<(), VaultFailure>;
}

/// The shell's vault as the core's port.
#[derive(Clone)]
pub(crate) struct ShellVault(pub(crate) Arc<dyn KeyVault>);

impl keys::KeyVault for ShellVault {
    fn get(&self, name: keys::SecretName) -> Result<Option<SecretBytes>, VaultError> {
        Ok(self.0.get(name.into())?.map(SecretBytes::new))
    }

    fn put(&self, name: keys::SecretName, secret: &SecretBytes) -> Result<(), VaultError> {
        Ok(self.0.put(name.into(), secret.expose().to_vec())?)
    }

    fn delete(&self, name: keys::SecretName) -> Result<(), VaultError> {
        Ok(self.0.delete(name.into())?)
    }
}
