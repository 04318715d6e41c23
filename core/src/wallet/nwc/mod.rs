//! Nostr Wallet Connect (NIP-47): the wallet that the user linked, behind its relays.
//!
//! Requests and answers are read by our own lenient code. The `nwc` crate asks for fields that real wallets leave
//! out (`settled_at`) and fails on methods that it does not know.

mod client;
mod codec;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod history;
mod messages;
mod notifications;
#[cfg(test)]
mod tests;
mod uri;
mod wallet;

pub use self::wallet::NwcWallet;
