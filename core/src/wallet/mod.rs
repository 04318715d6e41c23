//! Lightning wallets: the port, what is paid with it, and the backends that need no node of their own.

mod error;
mod external;
mod invoice;
mod nwc;
mod offer;
mod payment;
mod port;

pub use self::error::{PayError, WalletError};
pub use self::external::ExternalWallet;
pub use self::invoice::{CheckedInvoice, InvoiceDescription, InvoiceError};
pub use self::nwc::NwcWallet;
#[cfg(fuzzing)]
pub(crate) use self::nwc::fuzzing;
pub use self::offer::{CheckedOffer, MAX_PAYER_NOTE, OfferError};
pub use self::payment::{
    KNOCK_RECORD, PayOutcome, PayRequest, PaymentHash, PaymentId, PaymentStatus, Preimage, Settled,
};
pub use self::port::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, Network, Wallet, WalletInfo,
};
