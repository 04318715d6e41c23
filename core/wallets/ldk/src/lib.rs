//! The in-app wallet: a Lightning node of the user's own, on LDK. The client *is* the wallet; nobody else holds keys.
//!
//! [`LdkWallet`] implements [`knock_core::wallet::Wallet`]. A comment comes in as a BOLT12 payer note, with a keysend
//! payment's custom record, or noted with an invoice that an LNURL service had made ([`InvoiceRequest::comment`]).
//! All state is in one encrypted file of the home, `ldk.db`.
//!
//! [`InvoiceRequest::comment`]: knock_core::wallet::InvoiceRequest

mod incoming;
mod lock;
mod logger;
mod node;
mod outgoing;
mod seed;
mod settings;
mod state;
mod wallet;

pub use self::node::{Channel, NodeInfo};
pub use self::settings::{ChainSource, LdkSettings, Lsp};
pub use self::wallet::LdkWallet;
