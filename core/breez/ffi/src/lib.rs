//! Knock for the phones, with the Breez wallet built in.
//!
//! All of `knock-ffi` is in this library as well, so an app links this one instead; two Rust libraries in one app
//! would clash. A home is opened by [`knock_with_breez`] where it is otherwise made by `Knock`'s constructor.

mod values;
mod wallet;

use std::sync::Arc;

use knock_breez::BreezSettings;
use knock_ffi::{EventSigner, KeyVault, Knock, KnockError, Network, Notification, Wallet};

use crate::wallet::Breez;

knock_ffi::uniffi_reexport_scaffolding!();
uniffi::setup_scaffolding!("knock_breez");

/// How the Breez wallet is set up.
#[derive(Clone, uniffi::Record)]
pub struct BreezOptions {
    /// Its chain: Bitcoin or regtest.
    pub network: Network,
    /// The app's key for Breez's services; needed on Bitcoin's chain.
    pub api_key: Option<String>,
    /// Where it keeps its database; the app and its extension use one folder, one at a time.
    pub folder: String,
    /// Whether the swaps' data is kept in step over several devices by Breez's service, encrypted.
    pub sync_devices: bool,
}

/// A home whose wallet is Breez. The wallet's words come from the home's seed words in the vault (BIP-85), so a home
/// made from a bare key has no such wallet: each of its calls is then refused. A signer is needed where it has the key. Nothing is connected before the home is
/// unlocked and the wallet is asked for something.
#[uniffi::export(default(signer = None))]
pub fn knock_with_breez(
    folder: String,
    vault: Arc<dyn KeyVault>,
    options: BreezOptions,
    signer: Option<Arc<dyn EventSigner>>,
) -> Arc<Knock> {
    let wallet = breez(vault.clone(), options);
    Knock::new(folder, vault, Some(wallet), signer)
}

/// What `catch_up` does for a process that was woken, with the Breez wallet.
#[uniffi::export]
pub async fn catch_up_with_breez(
    folder: String,
    vault: Arc<dyn KeyVault>,
    deadline_ms: u64,
    options: BreezOptions,
) -> Result<Vec<Notification>, KnockError> {
    let wallet = breez(vault.clone(), options);
    knock_ffi::background::catch_up(folder, vault, deadline_ms, Some(wallet)).await
}

fn breez(vault: Arc<dyn KeyVault>, options: BreezOptions) -> Arc<dyn Wallet> {
    let settings = BreezSettings {
        network: options.network.into(),
        api_key: options.api_key,
        dir: options.folder.into(),
        sync_devices: options.sync_devices,
    };
    Arc::new(Breez::new(vault, settings))
}
