//! Knock's core: everything behind the shells except the wire format.
//!
//! The modules `keys`, `signer`, `relay`, `wallet`, `lnurl`, `contacts` and `store` do not know each other's
//! inner life and never import [`engine`]; they meet there only. The world is reached through
//! ports, traits that a shell or a test can fill in: [`wallet::Wallet`], [`relay::RelayPort`],
//! [`keys::KeyVault`], [`keys::EventSigner`], [`ports::Clock`] and [`ports::Entropy`].

pub mod amount;
pub mod archive;
pub mod code;
pub mod contacts;
pub mod engine;
pub mod files;
#[cfg(fuzzing)]
pub mod fuzzing;
pub mod http;
pub mod keys;
pub mod lnurl;
pub mod names;
pub mod network;
pub mod part;
pub mod ports;
pub mod progress;
pub mod reach;
pub mod relay;
pub mod signer;
pub mod store;
pub mod wallet;
