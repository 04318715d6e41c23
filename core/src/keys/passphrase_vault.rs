//! Secrets in a file sealed with a passphrase: Argon2id (RFC 9106) makes the key,
//! XChaCha20-Poly1305 seals all secrets together.

use std::fmt;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::atomic_file;
use super::vault::{KeyVault, SecretBytes, SecretName, VaultError};
use super::vault_file::{Body, Sealed, Secrets, VaultFile};
use crate::ports::{Entropy, SystemEntropy};

const KDF: &str = "argon2id";
/// Ties the ciphertext to its purpose.
const AAD: &[u8] = b"knock/vault/1";
/// What we are willing to compute for a file that may have been tampered with: 1 GiB, 32 passes.
const MOST: SealingCost = SealingCost { memory_kib: 1024 * 1024, passes: 32 };

/// What trying one passphrase costs (Argon2id, one lane).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealingCost {
    /// Memory, KiB (1,024 bytes); at least 8.
    pub memory_kib: u32,
    /// Passes over the memory; at least 1.
    pub passes: u32,
}

impl Default for SealingCost {
    /// 64 MiB and 3 passes: RFC 9106's choice for little memory.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3 }
    }
}

/// A vault file sealed with a passphrase. The derived key stays in memory while the vault is open,
/// so only opening is slow.
pub struct PassphraseVault {
    path: PathBuf,
    key: SealingKey,
}

struct SealingKey {
    cost: SealingCost,
    salt: [u8; 16],
    key: Zeroizing<[u8; 32]>,
}

impl PassphraseVault {
    /// Opens the vault at this path, or prepares a new one, which comes into being with the first
    /// secret. [`VaultError::WrongPassphrase`] where the passphrase does not fit.
    pub fn open(path: impl AsRef<Path>, passphrase: &str) -> Result<Self, VaultError> {
        Self::open_with(path, passphrase, SealingCost::default())
    }

    /// Like [`PassphraseVault::open`], with another cost for a new file; an existing one states its own.
    pub fn open_with(
        path: impl AsRef<Path>,
        passphrase: &str,
        cost: SealingCost,
    ) -> Result<Self, VaultError> {
        let path = path.as_ref().to_owned();
        let key = match sealed_body(VaultFile::read(&path)?)? {
            Some(sealed) => {
                let key = SealingKey::for_file(passphrase, &sealed)?;
                key.unseal(&sealed).map_err(|_| VaultError::WrongPassphrase)?;
                key
            }
            None => {
                let mut salt = [0; 16];
                SystemEntropy.fill(&mut salt);
                SealingKey::derive(passphrase, salt, cost)?
            }
        };
        Ok(Self { path, key })
    }

    fn secrets(&self, file: Option<VaultFile>) -> Result<Secrets, VaultError> {
        match sealed_body(file)? {
            Some(sealed) => Secrets::parse(&self.key.unseal(&sealed)?),
            None => Ok(Secrets::default()),
        }
    }

    fn set(&self, name: SecretName, secret: Option<&SecretBytes>) -> Result<(), VaultError> {
        atomic_file::update(&self.path, |old| {
            let mut secrets = self.secrets(old.map(VaultFile::parse).transpose()?)?;
            secrets.set(name, secret);
            let sealed = self.key.seal(&secrets.to_bytes()?)?;
            VaultFile::new(Body::Sealed(sealed)).to_bytes()
        })
    }
}

fn sealed_body(file: Option<VaultFile>) -> Result<Option<Sealed>, VaultError> {
    match file.map(|file| file.body) {
        None => Ok(None),
        Some(Body::Sealed(sealed)) => Ok(Some(sealed)),
        Some(Body::Secrets(_)) => {
            Err(VaultError::Unavailable("it is not sealed with a passphrase".to_owned()))
        }
    }
}

impl SealingKey {
    fn derive(passphrase: &str, salt: [u8; 16], cost: SealingCost) -> Result<Self, VaultError> {
        let bad_cost = || VaultError::Damaged("its cost is out of bounds".to_owned());
        let key = stretch(passphrase, &salt, cost).ok_or_else(bad_cost)?;
        Ok(Self { cost, salt, key })
    }

    fn for_file(passphrase: &str, sealed: &Sealed) -> Result<Self, VaultError> {
        if sealed.kdf != KDF {
            return Err(VaultError::Damaged("its key derivation is not known".to_owned()));
        }
        let cost = SealingCost { memory_kib: sealed.memory_kib, passes: sealed.passes };
        Self::derive(passphrase, decode(&sealed.salt)?, cost)
    }

    fn seal(&self, plain: &[u8]) -> Result<Sealed, VaultError> {
        // 24 random bytes: no two are alike, however often the vault is written.
        let mut nonce = [0; 24];
        SystemEntropy.fill(&mut nonce);
        let ciphertext = XChaCha20Poly1305::new(self.key.as_slice().into())
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad: AAD })
            .map_err(|_| VaultError::Unavailable("sealing failed".to_owned()))?;
        Ok(Sealed {
            kdf: KDF.to_owned(),
            memory_kib: self.cost.memory_kib,
            passes: self.cost.passes,
            salt: hex::encode(self.salt),
            nonce: hex::encode(nonce),
            ciphertext: hex::encode(ciphertext),
        })
    }

    fn unseal(&self, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        if decode::<16>(&sealed.salt)? != self.salt {
            // Another process has sealed the file anew since this vault was opened.
            return Err(VaultError::Locked);
        }
        let nonce: [u8; 24] = decode(&sealed.nonce)?;
        let ciphertext = hex::decode(&sealed.ciphertext).map_err(|_| not_hex())?;
        XChaCha20Poly1305::new(self.key.as_slice().into())
            .decrypt(XNonce::from_slice(&nonce), Payload { msg: &ciphertext, aad: AAD })
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Damaged("the seal is broken".to_owned()))
    }
}

/// A key from a passphrase (Argon2id, one lane); `None` where the cost is out of bounds.
pub(crate) fn stretch(passphrase: &str, salt: &[u8; 16], cost: SealingCost) -> Option<Zeroizing<[u8; 32]>> {
    if cost.memory_kib > MOST.memory_kib || cost.passes > MOST.passes {
        return None;
    }
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(passphrase.as_bytes(), salt, key.as_mut()).ok()?;
    Some(key)
}

fn decode<const N: usize>(text: &str) -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| not_hex())?;
    Ok(bytes)
}

fn not_hex() -> VaultError {
    VaultError::Damaged("its header is not hexadecimal".to_owned())
}

impl fmt::Debug for PassphraseVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PassphraseVault({})", self.path.display())
    }
}

impl KeyVault for PassphraseVault {
    fn get(&self, name: SecretName) -> Result<Option<SecretBytes>, VaultError> {
        self.secrets(VaultFile::read(&self.path)?)?.get(name)
    }

    fn put(&self, name: SecretName, secret: &SecretBytes) -> Result<(), VaultError> {
        self.set(name, Some(secret))
    }

    fn delete(&self, name: SecretName) -> Result<(), VaultError> {
        self.set(name, None)
    }
}
