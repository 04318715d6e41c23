//! The encrypted database: contacts, messages, and the two sagas' durable states.
//!
//! SQLCipher encrypts every page; the key comes from a [`crate::keys::KeyVault`]. The store holds
//! states and guards their changes (compare-and-swap, leases); what follows from a state is the
//! engine's business.

mod contacts;
mod due;
mod error;
mod knocks;
mod messages;
mod migrations;
mod open;
mod outbox;
mod outbox_rows;
mod rows;
mod settings;
mod sweep;

pub use self::contacts::Contact;
pub use self::error::StoreError;
pub use self::knocks::{Inserted, Knock, KnockState, Stored};
pub use self::messages::{Direction, Message, NewMessage};
pub use self::open::Store;
pub use self::outbox_rows::{ErrorNote, NewOutgoing, OutChange, OutState, Outgoing, PayTicket};
pub use self::sweep::Swept;

#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod knocks_tests;
#[cfg(test)]
mod messages_tests;
#[cfg(test)]
mod outbox_tests;
#[cfg(test)]
mod sweep_tests;
