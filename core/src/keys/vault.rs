//! The port to the place where secrets rest: a file on a terminal, Keystore or Keychain on a phone.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

/// Bytes that are wiped when dropped and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes the bytes over.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves. Whoever asks keeps them no longer than needed.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(..)")
    }
}

/// What a vault can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretName {
    /// The 32 bytes of the identity's secret key (NIP-01).
    IdentityKey,
    /// The 32 random bytes that the database is encrypted with.
    DatabaseKey,
    /// The linked wallet's connection, e.g. a `nostr+walletconnect://` URI (NIP-47), as UTF-8.
    WalletConnection,
    /// How the remote signer that has the identity key is reached (NIP-46), instead of
    /// [`SecretName::IdentityKey`]. JSON.
    RemoteSigner,
    /// The BIP-39 words that identity (NIP-06) and in-app wallet can be restored from, as UTF-8.
    SeedWords,
}

impl SecretName {
    /// All there are, in the order in which an account is deleted: whose it is goes last, so that no later account
    /// takes over what a crash has left of this one.
    pub const ALL: [Self; 5] =
        [Self::SeedWords, Self::WalletConnection, Self::DatabaseKey, Self::RemoteSigner, Self::IdentityKey];

    /// The stable name it is stored under.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdentityKey => "identity-key",
            Self::DatabaseKey => "database-key",
            Self::WalletConnection => "wallet-connection",
            Self::RemoteSigner => "remote-signer",
            Self::SeedWords => "seed-words",
        }
    }
}

/// Why a vault did not answer. The texts name no secret.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The vault wants a passphrase, a fingerprint or the like first.
    #[error("the key vault is locked")]
    Locked,
    /// The passphrase does not open it.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// What is stored cannot be read.
    #[error("the key vault is damaged: {0}")]
    Damaged(String),
    /// Others could read the vault's file.
    #[error("the key vault {path} can be read by others (mode {mode:o}); run `chmod 600` on it")]
    TooOpen {
        /// The file.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// The platform refused or the disk failed.
    #[error("the key vault cannot be used: {0}")]
    Unavailable(String),
}

impl VaultError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Locked => "vault_locked",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::Damaged(_) => "vault_damaged",
            Self::TooOpen { .. } => "vault_too_open",
            Self::Unavailable(_) => "vault_unavailable",
        }
    }
}

/// Where the secrets rest.
///
/// `put` is durable when it returns: after a crash the vault holds the old or the new value, never half of one.
pub trait KeyVault: Send + Sync {
    /// The secret, or `None` where none was put.
    fn get(&self, name: SecretName) -> Result<Option<SecretBytes>, VaultError>;
    /// Stores a secret, replacing an older one.
    fn put(&self, name: SecretName, secret: &SecretBytes) -> Result<(), VaultError>;
    /// Removes a secret; one that is not there is no error.
    fn delete(&self, name: SecretName) -> Result<(), VaultError>;
}
