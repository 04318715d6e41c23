//! The vault's file: JSON, either open or sealed with a passphrase.
//!
//! Open: `{"version":1,"secrets":{NAME:HEX,…}}`. Sealed: `{"version":1,"sealed":{…}}`, where the
//! ciphertext is the JSON object of secrets (see [`super::passphrase_vault`]).

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::atomic_file;
use super::vault::{SecretBytes, SecretName, VaultError};

const VERSION: u32 = 1;

/// The whole file.
#[derive(Serialize, Deserialize)]
pub(super) struct VaultFile {
    version: u32,
    #[serde(flatten)]
    pub(super) body: Body,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Body {
    Secrets(Secrets),
    Sealed(Sealed),
}

/// Secrets by name, as hexadecimal text. Names that this version does not know are kept.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Secrets(BTreeMap<String, String>);

/// What a passphrase opens; byte strings are hexadecimal.
#[derive(Serialize, Deserialize)]
pub(super) struct Sealed {
    pub(super) kdf: String,
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
    pub(super) salt: String,
    pub(super) nonce: String,
    pub(super) ciphertext: String,
}

impl VaultFile {
    pub(super) const fn new(body: Body) -> Self {
        Self { version: VERSION, body }
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        // serde's message may quote what it stumbled over, so it is not passed on.
        let file: Self = serde_json::from_slice(bytes)
            .map_err(|e| VaultError::Damaged(format!("line {} is not as expected", e.line())))?;
        if file.version != VERSION {
            return Err(VaultError::Damaged(format!("version {} is not known", file.version)));
        }
        Ok(file)
    }

    pub(super) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        to_json(self)
    }

    /// Reads the file after a look at its mode; `None` where there is no file yet.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, VaultError> {
        check_mode(path)?;
        atomic_file::read(path)?.map(|bytes| Self::parse(&bytes)).transpose()
    }
}

impl Secrets {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        serde_json::from_slice(bytes).map_err(|_| VaultError::Damaged("the sealed part is not JSON".into()))
    }

    pub(super) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        to_json(self)
    }

    pub(super) fn get(&self, name: SecretName) -> Result<Option<SecretBytes>, VaultError> {
        let Some(text) = self.0.get(name.as_str()) else { return Ok(None) };
        let bytes = hex::decode(text)
            .map_err(|_| VaultError::Damaged(format!("{} is not hexadecimal", name.as_str())))?;
        Ok(Some(SecretBytes::new(bytes)))
    }

    /// `None` removes.
    pub(super) fn set(&mut self, name: SecretName, secret: Option<&SecretBytes>) {
        let mut old = match secret {
            Some(secret) => self.0.insert(name.as_str().to_owned(), hex::encode(secret.expose())),
            None => self.0.remove(name.as_str()),
        };
        old.zeroize();
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl ZeroizeOnDrop for Secrets {}

/// Whether the vault in this file wants a passphrase; `false` where there is no file yet.
pub fn is_sealed(path: impl AsRef<Path>) -> Result<bool, VaultError> {
    let file = VaultFile::read(path.as_ref())?;
    Ok(file.is_some_and(|file| matches!(file.body, Body::Sealed(_))))
}

/// Others must not read the file, sealed or not: a weak passphrase could be tried at leisure.
fn check_mode(path: &Path) -> Result<(), VaultError> {
    #[cfg(unix)]
    if let Ok(meta) = std::fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            return Err(VaultError::TooOpen { path: path.display().to_string(), mode });
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

impl From<io::Error> for VaultError {
    fn from(error: io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

fn to_json(value: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    // Large enough for every secret we know, so that no reallocation leaves a copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(16 * 1024));
    serde_json::to_writer(&mut *bytes, value).map_err(|e| VaultError::Unavailable(e.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = VaultFile::parse(&bytes);
            let _ = Secrets::parse(&bytes);
        }

        #[test]
        fn secrets_come_back(key in prop::collection::vec(any::<u8>(), 0..64), other in "[a-z-]{1,20}", kept in "[0-9a-f]{0,9}") {
            let mut secrets = Secrets(BTreeMap::from([(other.clone(), kept.clone())]));
            secrets.set(SecretName::DatabaseKey, Some(&SecretBytes::new(key.clone())));
            let file = VaultFile::parse(&VaultFile::new(Body::Secrets(secrets)).to_bytes().unwrap()).ok().unwrap();
            let Body::Secrets(secrets) = file.body else { panic!("it was not sealed") };
            let came_back = secrets.get(SecretName::DatabaseKey).unwrap().unwrap();
            prop_assert_eq!(came_back.expose(), &key);
            prop_assert!(other == SecretName::DatabaseKey.as_str() || secrets.0.get(&other) == Some(&kept));
        }
    }
}
