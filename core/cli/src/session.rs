//! From a home folder to a running engine.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use knock_core::engine::{Engine, Home, Parts, Settings};
use knock_core::http::HttpClient;
use knock_core::keys::{FileVault, KeyVault, PassphraseVault, SecretName, is_sealed};
use knock_core::ports::{SystemClock, SystemEntropy};
use knock_core::reach::Reach;
use knock_core::relay::RelayPool;
use knock_core::wallet::{ExternalWallet, NwcWallet, Wallet};

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
        let passphrase = input::secret(PASSPHRASE, "New passphrase: ")?;
        Ok(Arc::new(PassphraseVault::open(folder.join(VAULT), &passphrase)?))
    } else {
        Ok(Arc::new(FileVault::open(folder.join(VAULT))?))
    }
}

/// The engine of a home, its wallet linked.
pub(crate) fn open_engine(folder: &Path) -> anyhow::Result<Engine> {
    let vault = open_vault(folder)?;
    let home = Home::open(folder, vault.as_ref())?;
    engine_of(home, vault.as_ref())
}

/// Puts a home, its vault and the real parts together.
pub(crate) fn engine_of(home: Home, vault: &dyn KeyVault) -> anyhow::Result<Engine> {
    let settings = Settings::load(&home.store)?;
    let reach = if settings.allow_local { Reach::Local } else { Reach::Public };
    let trusted: HashSet<_> = settings.relays.iter().cloned().collect();
    let parts = Parts {
        identity: home.identity,
        store: home.store,
        relays: Arc::new(RelayPool::new(reach, trusted)),
        wallet: wallet_of(vault, reach)?,
        http: HttpClient::new(reach)?,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
    };
    Ok(Engine::new(parts))
}

/// The linked wallet, or payment by hand.
fn wallet_of(vault: &dyn KeyVault, reach: Reach) -> anyhow::Result<Arc<dyn Wallet>> {
    match vault.get(SecretName::WalletConnection)? {
        Some(uri) => {
            let uri = std::str::from_utf8(uri.expose())?;
            Ok(Arc::new(NwcWallet::link(uri, reach)?))
        }
        None => Ok(Arc::new(ExternalWallet)),
    }
}
