//! Contacts.

use knock_core::engine;
use knock_core::store;

use super::{npub, relay_texts, relays, secs};
use crate::KnockError;

/// Somebody who is known.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Contact {
    /// The key.
    pub npub: String,
    /// The name that the user gave.
    pub name: Option<String>,
    /// Where a knock is paid.
    pub lightning_address: Option<String>,
    /// A BOLT12 offer where a knock is paid.
    pub offer: Option<String>,
    /// What they ask for at least.
    pub asked_price_msat: Option<u64>,
    /// The NIP-05 name that the key was found by.
    pub nip05: Option<String>,
    /// When the user compared safety numbers with them.
    pub verified_at: Option<u64>,
    /// Relays that the contact reads.
    pub relays: Vec<String>,
    /// Whether nothing from there is heard.
    pub blocked: bool,
    /// Since when.
    pub added_at: u64,
}

impl From<store::Contact> for Contact {
    fn from(contact: store::Contact) -> Self {
        Self {
            npub: npub(&contact.pubkey),
            name: contact.petname,
            lightning_address: contact.lightning_address,
            offer: contact.offer,
            asked_price_msat: contact.asked_price.map(|price| price.0),
            nip05: contact.nip05,
            verified_at: contact.verified_at.map(secs),
            relays: relay_texts(&contact.relays),
            blocked: contact.blocked,
            added_at: secs(contact.added_at),
        }
    }
}

/// A contact to add, or to complete.
#[derive(Debug, Clone, uniffi::Record)]
pub struct NewContact {
    /// npub, nprofile, `nostr:` link, or NIP-05 name.
    pub reference: String,
    /// The name that the user gives.
    #[uniffi(default = None)]
    pub name: Option<String>,
    /// Where a knock is paid, where the user knows it.
    #[uniffi(default = None)]
    pub lightning_address: Option<String>,
    /// A BOLT12 offer where a knock is paid.
    #[uniffi(default = None)]
    pub offer: Option<String>,
    /// Relays that the contact reads.
    #[uniffi(default = [])]
    pub relays: Vec<String>,
    /// Whether relays may be asked for what is missing, which shows them an interest in this key.
    #[uniffi(default = false)]
    pub look_up: bool,
}

impl TryFrom<NewContact> for engine::NewContact {
    type Error = KnockError;

    fn try_from(new: NewContact) -> Result<Self, KnockError> {
        Ok(Self {
            reference: new.reference,
            petname: new.name,
            lightning_address: new.lightning_address,
            offer: new.offer,
            relays: relays(&new.relays)?,
            look_up: new.look_up,
        })
    }
}
