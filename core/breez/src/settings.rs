//! What the wallet needs to know, and what of the SDK's defaults we change.

use std::fmt;
use std::path::PathBuf;

use breez_sdk_liquid::model::{Config, LiquidNetwork};
use breez_sdk_liquid::sdk::LiquidSdk;
use knock_core::wallet::{Network, WalletError};

use crate::error;

/// How to set the wallet up.
#[derive(Clone)]
pub struct BreezSettings {
    /// Its chain: mainnet or regtest, the SDK knows no other.
    pub network: Network,
    /// The app's key for Breez's services (a certificate in base64); needed on mainnet.
    pub api_key: Option<String>,
    /// Where it keeps its database. One process at a time.
    pub dir: PathBuf,
    /// Whether the swaps' data is kept in step over several devices, encrypted, by Breez's sync service.
    pub sync_devices: bool,
}

impl fmt::Debug for BreezSettings {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BreezSettings")
            .field("network", &self.network)
            .field("dir", &self.dir)
            .field("sync_devices", &self.sync_devices)
            .finish_non_exhaustive()
    }
}

impl BreezSettings {
    /// The SDK's configuration: its defaults, less what would tell others of the user without being asked. Unknown
    /// text is not shown to outside parsers, no asset exchange is connected, and nothing is synchronized unless wanted.
    pub(crate) fn config(&self) -> Result<Config, WalletError> {
        let network = match self.network {
            Network::Bitcoin => LiquidNetwork::Mainnet,
            Network::Regtest => LiquidNetwork::Regtest,
            Network::Testnet | Network::Signet => {
                return Err(WalletError::BadConnection("Breez has mainnet and regtest only".to_owned()));
            }
        };
        let working_dir = self
            .dir
            .to_str()
            .ok_or_else(|| {
                WalletError::BadConnection("the wallet's folder has a name that is no text".to_owned())
            })?
            .to_owned();
        let defaults = LiquidSdk::default_config(network, self.api_key.clone()).map_err(error::sdk)?;
        let Config { sync_service_url, .. } = &defaults;
        Ok(Config {
            working_dir,
            sync_service_url: sync_service_url.clone().filter(|_| self.sync_devices),
            use_default_external_input_parsers: false,
            sideswap_api_key: None,
            ..defaults
        })
    }
}

/// A file of ours could not be read or written.
pub(crate) fn storage(error: std::io::Error) -> WalletError {
    WalletError::BadConnection(storage_text(&error))
}

/// The same in words.
pub(crate) fn storage_text(error: &std::io::Error) -> String {
    format!("the wallet's folder cannot be used: {error}")
}
