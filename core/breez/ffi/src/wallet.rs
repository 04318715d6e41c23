//! The Breez wallet as the wallet that a shell would bring.

use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt;
use knock_breez::{BREEZ_CAPABILITIES, BreezSettings, BreezWallet};
use knock_core::keys::{SecretText, WalletWords};
use knock_core::wallet::Wallet as CoreWallet;
use knock_ffi::{
    IncomingPayment, InvoiceRequest, KeyVault, PayOutcome, PayRequest, PaymentSink, PaymentStatus,
    SecretName, Wallet, WalletCapabilities, WalletFailure, WalletInfo,
};
use nostr::Timestamp;
use tokio::sync::Mutex;

use crate::values;

/// Connected when it is first needed, and again after a shutdown: a home is locked and unlocked many times.
pub(crate) struct Breez {
    vault: Arc<dyn KeyVault>,
    settings: BreezSettings,
    connected: Mutex<Option<Arc<BreezWallet>>>,
}

impl Breez {
    pub(crate) fn new(vault: Arc<dyn KeyVault>, settings: BreezSettings) -> Self {
        Self { vault, settings, connected: Mutex::default() }
    }

    async fn wallet(&self) -> Result<Arc<BreezWallet>, WalletFailure> {
        let mut connected = self.connected.lock().await;
        if let Some(wallet) = connected.as_ref() {
            return Ok(wallet.clone());
        }
        let words = self.words().await?;
        let wallet =
            Arc::new(BreezWallet::connect(&self.settings, &words).await.map_err(values::wallet_failure)?);
        *connected = Some(wallet.clone());
        Ok(wallet)
    }

    /// The vault may ask the user, so it is asked where waiting is allowed.
    async fn words(&self) -> Result<SecretText, WalletFailure> {
        let vault = self.vault.clone();
        let found = tokio::task::spawn_blocking(move || vault.get(SecretName::SeedWords)).await;
        let bytes = found
            .map_err(|error| values::refused("VAULT", &error))?
            .map_err(|error| values::refused("VAULT", &error))?
            .ok_or_else(|| {
                values::refused("NO_WORDS", &"this home was made from a key and has no seed words")
            })?;
        let words =
            String::from_utf8(bytes).map_err(|_| values::refused("VAULT", &"the seed words are no text"))?;
        WalletWords::Breez.derive(&SecretText::new(words)).map_err(|error| values::refused("WORDS", &error))
    }
}

#[async_trait]
impl Wallet for Breez {
    fn capabilities(&self) -> Result<WalletCapabilities, WalletFailure> {
        Ok(BREEZ_CAPABILITIES.into())
    }

    async fn info(&self) -> Result<WalletInfo, WalletFailure> {
        Ok(self.wallet().await?.info().await.map_err(values::wallet_failure)?.into())
    }

    async fn pay(&self, request: PayRequest) -> Result<PayOutcome, WalletFailure> {
        let request = values::pay_request(request)?;
        let wallet = self.wallet().await?;
        wallet.pay(&request).await.map(values::pay_outcome).map_err(values::pay_failure)
    }

    async fn lookup(&self, request: PayRequest) -> Result<PaymentStatus, WalletFailure> {
        let request = values::pay_request(request)?;
        let wallet = self.wallet().await?;
        wallet.lookup(&request).await.map(values::payment_status).map_err(values::wallet_failure)
    }

    async fn make_invoice(&self, request: InvoiceRequest) -> Result<String, WalletFailure> {
        let request = values::invoice_request(request)?;
        self.wallet().await?.make_invoice(&request).await.map_err(values::wallet_failure)
    }

    async fn incoming_since(&self, since: u64) -> Result<Vec<IncomingPayment>, WalletFailure> {
        let wallet = self.wallet().await?;
        let listed = wallet.incoming_since(Timestamp::from(since)).await.map_err(values::wallet_failure)?;
        Ok(listed.into_iter().map(values::incoming).collect())
    }

    async fn subscribe(&self, sink: Arc<PaymentSink>) -> Result<(), WalletFailure> {
        let mut incoming = self.wallet().await?.incoming().await.map_err(values::wallet_failure)?;
        // It ends with the wallet, or with the first payment that nobody listens to any more.
        tokio::spawn(async move {
            while let Some(payment) = incoming.next().await {
                if !sink.settled(values::incoming(payment)).unwrap_or(false) {
                    break;
                }
            }
        });
        Ok(())
    }

    async fn shutdown(&self) -> Result<(), WalletFailure> {
        if let Some(wallet) = self.connected.lock().await.take() {
            wallet.shutdown().await;
        }
        Ok(())
    }
}
