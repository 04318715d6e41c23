//! The in-app wallet: a Lightning node of the user's own, on LDK. The client *is* the wallet; nobody else holds keys.
//!
//! [`LdkWallet`] is a running node and implements [`knock_core::wallet::Wallet`]; [`InAppWallet`] is a home's, and starts
//! it when it is needed. A comment comes in as a BOLT12 payer note, with a keysend
//! payment's custom record, or noted with an invoice that an LNURL service had made ([`InvoiceRequest::comment`]).
//! All state is in one encrypted file of the home, `ldk.db` (on a test chain `ldk-regtest.db` and so on).
//!
//! [`InvoiceRequest::comment`]: knock_core::wallet::InvoiceRequest

mod choice;
mod in_app;
mod incoming;
mod lock;
mod logger;
mod node;
mod openings;
mod outgoing;
mod settings;
mod state;
mod wallet;

pub use self::choice::NodeVault;
pub use self::in_app::{CreatedNode, InAppWallet};
pub use self::node::{Channel, NodeInfo};
pub use self::settings::{ChainSource, LdkSettings, Lsp};
pub use self::wallet::LdkWallet;
