//! From a home folder to a running engine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use knock_core::engine::{Engine, Home};
use knock_core::keys::{FileVault, KeyVault, PassphraseVault, is_sealed};
#[cfg(feature = "wallet-ldk")]
use knock_ldk::{InAppWallet, NodeVault};

use crate::failure::BadInput;
use crate::input;

const VAULT: &str = "vault.json";
const PASSPHRASE: &str = "KNOCK_PASSPHRASE";

/// The folder that was named, or `~/.knock`.
pub(crate) fn home_folder(named: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    named
        .or_else(|| std::env::home_dir().map(|home| home.join(".knock")))
        .ok_or_else(|| BadInput::new("no_home", "there is no home folder; name one with --home DIR").into())
}

/// The vault as it is: sealed with a passphrase or protected by its file mode.
pub(crate) fn open_vault(folder: &Path) -> anyhow::Result<Arc<dyn KeyVault>> {
    let path = folder.join(VAULT);
    if is_sealed(&path)? {
        let passphrase = input::secret(PASSPHRASE, "Passphrase: ")?;
        Ok(Arc::new(PassphraseVault::open(&path, &passphrase)?))
    } else {
        Ok(Arc::new(FileVault::open(&path)?))
    }
}

/// A vault for a new home.
pub(crate) fn new_vault(folder: &Path, with_passphrase: bool) -> anyhow::Result<Arc<dyn KeyVault>> {
    std::fs::create_dir_all(folder)?;
    if with_passphrase {
        let passphrase = input::new_secret(PASSPHRASE, "New passphrase: ")?;
        Ok(Arc::new(PassphraseVault::open(folder.join(VAULT), &passphrase)?))
    } else {
        Ok(Arc::new(FileVault::open(folder.join(VAULT))?))
    }
}

/// The engine of a home, with the wallet that is linked or, where that is the chosen one, the node inside.
pub(crate) async fn open_engine(folder: &Path) -> anyhow::Result<Engine> {
    let vault = open_vault(folder)?;
    let home = Home::open(folder, vault.as_ref())?;
    #[cfg(feature = "wallet-ldk")]
    if let Some(wallet) = InAppWallet::of_home(folder, &NodeVault(vault.clone()))? {
        return Ok(Engine::new(home.parts_with(Arc::new(wallet))?));
    }
    Ok(Engine::new(home.parts(vault.as_ref())?))
}
