//! What an engine is made of, and how a home becomes one.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Home, HomeError, Settings};
use crate::files::FileFolder;
use crate::http::HttpClient;
use crate::keys::{Identity, KeyVault, SecretName};
use crate::network::Network;
use crate::ports::{Clock, Entropy, SystemClock, SystemEntropy};
use crate::relay::{RelayPool, RelayPort};
use crate::store::Store;
use crate::wallet::{ExternalWallet, NwcWallet, Wallet, WalletError};

/// The parts an engine is made of.
pub struct Parts {
    /// Who the user is.
    pub identity: Identity,
    /// The open database.
    pub store: Store,
    /// The relays.
    pub relays: Arc<dyn RelayPort>,
    /// The wallet: linked, inside, or by hand.
    pub wallet: Arc<dyn Wallet>,
    /// For NIP-05, LNURL and file servers.
    pub http: HttpClient,
    /// Where files rest, encrypted.
    pub files: FileFolder,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Home {
    /// The real parts around this home, as its settings and vault say. A shell or a test that brings
    /// something of its own puts it in before [`super::Engine::new`]. Nothing is connected yet.
    pub fn parts(self, vault: &dyn KeyVault) -> Result<Parts, HomeError> {
        let network = Settings::load(&self.store)?.network();
        let wallet = linked_wallet(vault, network)?;
        self.parts_with(wallet)
    }

    /// The same around a wallet that the shell has made.
    pub fn parts_with(self, wallet: Arc<dyn Wallet>) -> Result<Parts, HomeError> {
        let settings = Settings::load(&self.store)?;
        let network = settings.network();
        let trusted: HashSet<_> = settings.relays.into_iter().chain(settings.send_relays).collect();
        Ok(Parts {
            identity: self.identity,
            store: self.store,
            relays: Arc::new(RelayPool::new(network.clone(), trusted)),
            wallet,
            http: HttpClient::new(network)?,
            files: self.files,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        })
    }
}

/// The wallet that the vault holds a connection to, or payment by hand.
fn linked_wallet(vault: &dyn KeyVault, network: Network) -> Result<Arc<dyn Wallet>, HomeError> {
    let Some(uri) = vault.get(SecretName::WalletConnection)? else { return Ok(Arc::new(ExternalWallet)) };
    let uri = std::str::from_utf8(uri.expose())
        .map_err(|_| WalletError::BadConnection("what the vault holds is no text".into()))?;
    Ok(Arc::new(NwcWallet::link(uri, network)?))
}
