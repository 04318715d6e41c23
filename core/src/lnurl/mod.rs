//! LNURL: from a Lightning address to an invoice that carries our comment.
//!
//! Specified in the LUDs: 01 (bech32), 06 (payRequest), 12 (comments), 16 (Lightning addresses),
//! 17 (`lnurlp://`) and 21 (`verify`). Whatever a service answers is checked before anyone pays.

mod address;
mod client;
mod error;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod params;

pub use self::address::{AddressError, LightningAddress, PayAddress};
pub use self::client::{InvoiceOrder, LnurlClient, LnurlInvoice, VerifyStatus};
pub use self::error::LnurlError;
pub use self::params::PayParams;
