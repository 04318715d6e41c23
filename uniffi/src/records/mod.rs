//! Snapshots of what is in a home: plain values that do not change any more.
//!
//! Keys are npubs (NIP-19), ids hexadecimal, times seconds since 1970, amounts millisatoshi.

mod card;
mod chat;
mod code;
mod conversation;
mod file;
mod home;
mod message;
mod outgoing;
mod payment;
mod people;
#[cfg(test)]
mod properties;
mod relay;
mod settings;

pub use self::card::{Card, CardDifference, ScannedCard};
pub use self::chat::{
    ChatMessage, ChatPage, Delivery, DeliveryStage, PageAt, Part, Quoted, QuotedMessage, Reaction,
};
pub use self::code::{Code, read_code};
pub use self::conversation::{Conversation, Draft};
pub use self::file::{FileInfo, FileSource, NewFile};
pub use self::home::{Created, IdentityInfo, Origin, Overview, SignerKind};
pub use self::message::{Arrival, Direction, Message, MessageKind, Notification, Request};
pub use self::outgoing::{OutState, Outgoing, PayBy, Quote, RelayOutcome, SendOptions};
pub use self::payment::IncomingPayment;
pub use self::people::{AddressCheck, AddressSource, Contact, ContactChange, NewContact, Person};
pub use self::relay::{DiscoveredRelay, Publication, PublicationOutcome};
pub use self::settings::{PublishMode, Settings, default_settings};

pub(crate) use self::outgoing::ttl;
use knock_core::contacts::ContactRef;
use nostr::nips::nip19::ToBech32;
use nostr::{EventId, PublicKey, RelayUrl, Timestamp};

use crate::KnockError;

pub(crate) fn npub(key: &PublicKey) -> String {
    let Ok(npub) = key.to_bech32();
    npub
}

/// A key as a shell gives it: npub, nprofile or hexadecimal.
pub(crate) fn key(text: &str) -> Result<PublicKey, KnockError> {
    match ContactRef::parse(text).map_err(knock_core::engine::EngineError::from)? {
        ContactRef::Key { pubkey, .. } => Ok(pubkey),
        ContactRef::Nip05(_) => Err(KnockError::invalid("not_a_key", "a key is needed here, not a name")),
    }
}

pub(crate) fn event_id(text: &str) -> Result<EventId, KnockError> {
    EventId::parse(text).map_err(|_| KnockError::invalid("event_id_invalid", "that is no event id"))
}

pub(crate) fn relay(text: &str) -> Result<RelayUrl, KnockError> {
    // What the parser takes may be shown as what it refuses: `ws:s//a.://b.example`.
    let relay =
        RelayUrl::parse(text).ok().filter(|relay| RelayUrl::parse(&relay.to_string()).as_ref() == Ok(relay));
    relay.ok_or_else(|| KnockError::invalid("relay_invalid", "that is no wss:// relay URL"))
}

pub(crate) fn relays(texts: &[String]) -> Result<Vec<RelayUrl>, KnockError> {
    texts.iter().map(|text| relay(text)).collect()
}

pub(crate) fn relay_texts(relays: &[RelayUrl]) -> Vec<String> {
    relays.iter().map(RelayUrl::to_string).collect()
}

/// A number of characters, people and the like.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(crate) fn secs(time: Timestamp) -> u64 {
    time.as_secs()
}
