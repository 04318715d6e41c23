//! The linked wallet.

use std::sync::Arc;

use knock_core::keys::{KeyVault as _, SecretBytes, SecretName};
use knock_core::wallet::NwcWallet;
use zeroize::Zeroizing;

use crate::{AddressCheck, Cancellation, Knock, KnockError, WalletCapabilities, WalletInfo, WalletKind};

#[uniffi::export]
impl Knock {
    /// Links a wallet by its `nostr+walletconnect://` URI (NIP-47) and opens the home anew. Whether the
    /// wallet answers, `wallet_info` shows.
    pub async fn link_wallet(&self, uri: String) -> Result<(), KnockError> {
        let uri = Zeroizing::new(uri.trim().to_owned());
        let vault = self.vault.clone();
        self.change(move |engine| {
            NwcWallet::link(&uri, engine.settings()?.network())?;
            vault.put(SecretName::WalletConnection, &SecretBytes::new(uri.as_bytes().to_vec()))?;
            Ok(true)
        })
        .await
    }

    /// Forgets the linked wallet and opens the home anew: from now on the user pays with another app.
    pub async fn unlink_wallet(&self) -> Result<(), KnockError> {
        let vault = self.vault.clone();
        self.change(move |_| {
            vault.delete(SecretName::WalletConnection)?;
            Ok(true)
        })
        .await
    }

    /// What the wallet can do, as far as it is known.
    pub fn wallet_capabilities(&self) -> Result<WalletCapabilities, KnockError> {
        Ok(self.session()?.engine.wallet().capabilities().into())
    }

    /// Which wallet pays and is heard.
    pub fn wallet_kind(&self) -> Result<WalletKind, KnockError> {
        Ok(self.session()?.wallet)
    }

    /// Asks the service of a lightning address what it allows: whether the user can be knocked there. Nothing
    /// is paid.
    #[uniffi::method(default(cancel = None))]
    pub async fn check_address(
        &self,
        text: String,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<AddressCheck, KnockError> {
        self.ask(cancel, |engine| async move { Ok(engine.check_address(&text).await?.into()) }).await
    }

    /// Asks the wallet for its name, chain, balance and limits.
    #[uniffi::method(default(cancel = None))]
    pub async fn wallet_info(&self, cancel: Option<Arc<Cancellation>>) -> Result<WalletInfo, KnockError> {
        self.ask(cancel, |engine| async move { Ok(engine.wallet().info().await?.into()) }).await
    }
}
