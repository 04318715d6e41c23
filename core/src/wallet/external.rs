//! Any wallet at all, by hand: the invoice is shown, the user pays it elsewhere.

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream;
use nostr::Timestamp;

use super::error::{PayError, WalletError};
use super::payment::{PayOutcome, PayRequest, PaymentStatus};
use super::port::{Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, Wallet, WalletInfo};

/// A wallet that we cannot talk to.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExternalWallet;

#[async_trait]
impl Wallet for ExternalWallet {
    fn capabilities(&self) -> Capabilities {
        Capabilities { hand_over: true, ..Capabilities::default() }
    }

    async fn info(&self) -> Result<WalletInfo, WalletError> {
        Ok(WalletInfo { alias: None, network: None, balance: None, min_send: None, max_send: None })
    }

    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        match request {
            PayRequest::Invoice { bolt11, .. } => {
                Ok(PayOutcome::HandOver { uri: format!("lightning:{bolt11}") })
            }
            // No URI carries a payer note or a record, so the comment would be lost on the way.
            PayRequest::Offer { .. } => Err(PayError::Unsupported("BOLT12 offers")),
            PayRequest::Keysend { .. } => Err(PayError::Unsupported("by keysend")),
        }
    }

    async fn lookup(&self, _request: &PayRequest) -> Result<PaymentStatus, WalletError> {
        Ok(PaymentStatus::Unknowable)
    }

    async fn make_invoice(&self, _request: &InvoiceRequest) -> Result<String, WalletError> {
        Err(WalletError::Unsupported("make invoices"))
    }

    async fn incoming_since(&self, _since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        Err(WalletError::Unsupported("list incoming payments"))
    }

    /// A stream that never yields, so that callers need no special case.
    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        Ok(stream::pending().boxed())
    }

    async fn shutdown(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amount::Msat;
    use crate::wallet::PaymentHash;

    #[tokio::test]
    async fn hands_invoices_over_and_knows_nothing() {
        let invoice = PayRequest::Invoice {
            bolt11: "lnbc1".to_owned(),
            payment_hash: PaymentHash([1; 32]),
            amount: Msat(1_000),
            max_fee: None,
        };
        let handed = ExternalWallet.pay(&invoice).await.unwrap();
        assert_eq!(handed, PayOutcome::HandOver { uri: "lightning:lnbc1".to_owned() });
        assert_eq!(ExternalWallet.lookup(&invoice).await.unwrap(), PaymentStatus::Unknowable);
        let mut incoming = ExternalWallet.incoming().await.unwrap();
        let nothing = tokio::time::timeout(std::time::Duration::from_millis(20), incoming.next()).await;
        assert!(nothing.is_err());
    }
}
