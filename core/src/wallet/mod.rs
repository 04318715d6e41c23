//! Lightning wallets: the port, and the backends that need no node of their own.

mod external;
mod nwc;
mod port;

pub use self::external::ExternalWallet;
pub use self::nwc::NwcWallet;
pub use self::port::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, Network, PayError, PayOutcome, PayRequest,
    PaymentHash, PaymentStatus, Preimage, Settled, Wallet, WalletError, WalletInfo,
};
