//! Knock's wallet on the [Breez SDK](https://github.com/breez/breez-sdk-liquid): Lightning without a node or
//! channels. The money rests on the Liquid network; payments in and out are swaps.
//!
//! [`BreezWallet`] implements `knock_core::wallet::Wallet`. A knock arrives as the *payer note* of a payment: from a
//! BOLT12 payer as it is, from an LNURL payer when the LNURL service hands its comment on.
//!
//! The SDK's records and enums are read by pattern and written as literals, never field by field. So the names that
//! this crate relies on can be told from its source, and a test compares them with the SDK's published bindings.

mod attempts;
mod error;
mod listener;
mod pay;
mod payment;
mod settings;
mod wallet;

pub use self::settings::BreezSettings;
pub use self::wallet::{BREEZ_CAPABILITIES, BreezLimits, BreezWallet};
