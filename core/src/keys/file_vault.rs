//! Secrets in a file that only its owner can read.

use std::fmt;
use std::path::{Path, PathBuf};

use super::atomic_file;
use super::vault::{KeyVault, SecretBytes, SecretName, VaultError};
use super::vault_file::{Body, Secrets, VaultFile};

/// A JSON file, mode 0600, not encrypted: as safe as the user's account on this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct FileVault {
    path: PathBuf,
}

impl FileVault {
    /// Opens the vault at this path; the file comes into being with the first secret.
    /// [`VaultError::Locked`] where it is sealed with a passphrase: then see [`super::PassphraseVault`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, VaultError> {
        let vault = Self { path: path.as_ref().to_owned() };
        vault.secrets()?;
        Ok(vault)
    }

    fn secrets(&self) -> Result<Secrets, VaultError> {
        open_secrets(VaultFile::read(&self.path)?)
    }

    fn set(&self, name: SecretName, secret: Option<&SecretBytes>) -> Result<(), VaultError> {
        atomic_file::update(&self.path, |old| {
            let mut secrets = open_secrets(old.map(VaultFile::parse).transpose()?)?;
            secrets.set(name, secret);
            VaultFile::new(Body::Secrets(secrets)).to_bytes()
        })
    }
}

fn open_secrets(file: Option<VaultFile>) -> Result<Secrets, VaultError> {
    match file.map(|file| file.body) {
        None => Ok(Secrets::default()),
        Some(Body::Secrets(secrets)) => Ok(secrets),
        Some(Body::Sealed(_)) => Err(VaultError::Locked),
    }
}

impl fmt::Debug for FileVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileVault({})", self.path.display())
    }
}

impl KeyVault for FileVault {
    fn get(&self, name: SecretName) -> Result<Option<SecretBytes>, VaultError> {
        self.secrets()?.get(name)
    }

    fn put(&self, name: SecretName, secret: &SecretBytes) -> Result<(), VaultError> {
        self.set(name, Some(secret))
    }

    fn delete(&self, name: SecretName) -> Result<(), VaultError> {
        self.set(name, None)
    }
}
