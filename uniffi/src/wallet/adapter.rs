//! The shell's wallet as the core's port.

use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt;
use knock_core::wallet::{
    self, Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, PayError, WalletError,
};
use nostr::Timestamp;
use tokio_stream::wrappers::ReceiverStream;

use super::{PaymentSink, Wallet};

/// The shell's wallet as the core's port.
pub(crate) struct ShellWallet(Arc<dyn Wallet>);

impl ShellWallet {
    pub(crate) fn new(wallet: Arc<dyn Wallet>) -> Self {
        Self(wallet)
    }
}

#[async_trait]
impl wallet::Wallet for ShellWallet {
    fn capabilities(&self) -> Capabilities {
        // A wallet that throws here can do nothing that we know of.
        self.0.capabilities().map(Into::into).unwrap_or_default()
    }

    async fn info(&self) -> Result<wallet::WalletInfo, WalletError> {
        Ok(self.0.info().await?.into())
    }

    async fn pay(&self, request: &wallet::PayRequest) -> Result<wallet::PayOutcome, PayError> {
        Ok(self.0.pay(request.into()).await?.into())
    }

    async fn lookup(&self, request: &wallet::PayRequest) -> Result<wallet::PaymentStatus, WalletError> {
        Ok(self.0.lookup(request.into()).await?.into())
    }

    async fn make_invoice(&self, request: &InvoiceRequest) -> Result<String, WalletError> {
        Ok(self.0.make_invoice(request.into()).await?)
    }

    async fn incoming_since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        let listed = self.0.incoming_since(since.as_secs()).await?;
        let read = |payment: crate::IncomingPayment| {
            payment.try_into().map_err(|_| WalletError::BadAnswer("a payment hash is none".to_owned()))
        };
        listed.into_iter().map(read).collect()
    }

    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        let (sink, payments) = PaymentSink::open();
        self.0.subscribe(sink).await?;
        Ok(ReceiverStream::new(payments).boxed())
    }

    async fn shutdown(&self) {
        if self.0.shutdown().await.is_err() {
            log::warn!("the wallet did not close");
        }
    }
}
