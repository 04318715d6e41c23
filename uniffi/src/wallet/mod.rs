//! A wallet that a shell brings, as a port of the core's.

mod adapter;
mod records;
mod sink;

use std::sync::Arc;

pub(crate) use self::adapter::ShellWallet;
pub use self::records::{
    InvoiceRequest, Network, PayOutcome, PayRequest, PaymentStatus, WalletCapabilities, WalletFailure,
    WalletInfo, WalletKind,
};
pub use self::sink::PaymentSink;
use crate::IncomingPayment;

/// A Lightning wallet of the shell's own.
#[uniffi::export(foreign)]
#[async_trait::async_trait]
pub trait Wallet: Send + Sync {
    /// What it can do. Asked for often; do not wait for anything.
    fn capabilities(&self) -> Result<WalletCapabilities, WalletFailure>;
    /// Its name, chain, balance and limits.
    async fn info(&self) -> Result<WalletInfo, WalletFailure>;
    /// Pays, at most once for a request. Where it is not sure that nothing was or will be paid, it ends
    /// with [`WalletFailure::OutcomeUnknown`] and is then asked by `lookup`; any other exception counts as that.
    async fn pay(&self, request: PayRequest) -> Result<PayOutcome, WalletFailure>;
    /// How a payment made by `pay` stands.
    async fn lookup(&self, request: PayRequest) -> Result<PaymentStatus, WalletFailure>;
    /// Makes a BOLT11 invoice.
    async fn make_invoice(&self, request: InvoiceRequest) -> Result<String, WalletFailure>;
    /// Every incoming payment settled at or after `since`, oldest first.
    async fn incoming_since(&self, since: u64) -> Result<Vec<IncomingPayment>, WalletFailure>;
    /// Gives every payment that settles from now on to the sink. When this returns, none is missed.
    async fn subscribe(&self, sink: Arc<PaymentSink>) -> Result<(), WalletFailure>;
    /// Closes connections and stops background work.
    async fn shutdown(&self) -> Result<(), WalletFailure>;
}
