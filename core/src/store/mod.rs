//! The encrypted database: contacts, messages, and the two sagas' durable states.
//!
//! SQLCipher encrypts every page; the key comes from a [`crate::keys::KeyVault`]. The store holds
//! states and guards their changes (compare-and-swap, leases); what follows from a state is the
//! engine's business.

mod arrivals;
mod chat;
mod contacts;
mod conversations;
mod deletions;
mod delivery;
mod discovered;
mod due;
mod error;
mod flood;
#[cfg(fuzzing)]
#[allow(clippy::expect_used, reason = "a failed check is a finding")]
pub(crate) mod fuzzing;
mod knocks;
mod messages;
mod migrations;
mod open;
mod outbox;
mod outbox_rows;
mod pay_ticket;
mod publications;
mod rows;
mod rumors;
mod search;
mod search_tokens;
mod settings;
mod snapshot;
mod sweep;
mod uploads;
mod values;

pub use self::chat::{ChatMessage, Page, PageAt, Quoted, QuotedMessage, Reaction};
pub use self::contacts::{AddressSource, Contact};
pub use self::conversations::{Conversation, ConversationChange, Draft};
pub use self::deletions::{Deletion, DeletionReason};
pub use self::delivery::{Delivery, Stage};
pub use self::discovered::DiscoveredRelay;
pub use self::due::LONGEST_WAIT_SECS;
pub use self::error::StoreError;
pub use self::knocks::{Inserted, Knock, KnockState, Stored};
pub use self::messages::{Direction, Message, NewMessage};
pub use self::open::Store;
pub use self::outbox_rows::{ErrorNote, NewOutgoing, OutChange, OutState, Outgoing};
pub use self::pay_ticket::PayTicket;
pub use self::publications::{Outcome, Publication};
pub use self::rumors::Effect;
pub use self::snapshot::RESTORED;
pub use self::sweep::Swept;
pub use self::uploads::Upload;
pub use self::values::ValueStore;

#[cfg(test)]
mod chat_tests;
#[cfg(test)]
mod conversations_tests;
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
mod plan_tests;
#[cfg(test)]
mod rows_tests;
#[cfg(test)]
mod scale_tests;
#[cfg(test)]
mod search_tests;
#[cfg(test)]
mod sweep_tests;
#[cfg(test)]
mod upgrade_tests;
