//! A vault that forgets: for tests, and for shells that keep secrets elsewhere between runs.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::vault::{KeyVault, SecretBytes, SecretName, VaultError};

/// Secrets in this process's memory only.
#[derive(Default)]
pub struct MemoryVault {
    secrets: Mutex<HashMap<SecretName, SecretBytes>>,
}

impl MemoryVault {
    /// An empty vault.
    pub fn new() -> Self {
        Self::default()
    }
}

impl fmt::Debug for MemoryVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryVault(..)")
    }
}

impl KeyVault for MemoryVault {
    fn get(&self, name: SecretName) -> Result<Option<SecretBytes>, VaultError> {
        Ok(self.secrets.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned())
    }

    fn put(&self, name: SecretName, secret: &SecretBytes) -> Result<(), VaultError> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).insert(name, secret.clone());
        Ok(())
    }

    fn delete(&self, name: SecretName) -> Result<(), VaultError> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
        Ok(())
    }
}
