//! Lightning wallets: the port, and the backends that need no node of their own.

mod port;

pub use self::port::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, Network, PayError, PayOutcome, PayRequest,
    PaymentHash, PaymentStatus, Preimage, Settled, Wallet, WalletError, WalletInfo,
};
