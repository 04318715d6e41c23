//! Contacts.

use knock_core::engine;
use knock_core::store;

use super::conversation::Conversation;
use super::{count, npub, relay_texts, relays, secs};
use crate::KnockError;

/// Somebody who is known.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Contact {
    /// The key.
    pub npub: String,
    /// What to call them: the name, else the NIP-05 name where it is theirs, else the ends of the npub.
    pub title: String,
    /// The name that the user gave.
    pub name: Option<String>,
    /// Where a knock is paid.
    pub lightning_address: Option<String>,
    /// A BOLT12 offer where a knock is paid.
    pub offer: Option<String>,
    /// Who said where a knock is paid.
    pub address_from: AddressSource,
    /// What they ask for at least.
    pub asked_price_msat: Option<u64>,
    /// Their NIP-05 name, as it was told.
    pub nip05: Option<String>,
    /// When that name was last found to be theirs.
    pub nip05_verified_at: Option<u64>,
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
            title: contact.title(),
            name: contact.petname,
            lightning_address: contact.lightning_address,
            offer: contact.offer,
            address_from: contact.address_by.into(),
            asked_price_msat: contact.asked_price.map(|price| price.0),
            nip05: contact.nip05,
            nip05_verified_at: contact.nip05_verified_at.map(secs),
            verified_at: contact.verified_at.map(secs),
            relays: relay_texts(&contact.relays),
            blocked: contact.blocked,
            added_at: secs(contact.added_at),
        }
    }
}

/// Who gave a contact's lightning address or offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum AddressSource {
    /// The user.
    User,
    /// A card that the user scanned.
    Card,
    /// The contact's public profile.
    Profile,
}

impl From<store::AddressSource> for AddressSource {
    fn from(source: store::AddressSource) -> Self {
        match source {
            store::AddressSource::User => Self::User,
            store::AddressSource::Card => Self::Card,
            store::AddressSource::Profile => Self::Profile,
        }
    }
}

/// A contact as the user wants it: what is absent goes.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ContactChange {
    /// The user's name for them.
    pub name: Option<String>,
    /// Where a knock is paid.
    pub lightning_address: Option<String>,
    /// A BOLT12 offer where a knock is paid.
    pub offer: Option<String>,
    /// Relays that the contact reads.
    pub relays: Vec<String>,
}

impl TryFrom<ContactChange> for engine::ContactChange {
    type Error = KnockError;

    fn try_from(change: ContactChange) -> Result<Self, KnockError> {
        Ok(Self {
            petname: change.name,
            lightning_address: change.lightning_address,
            offer: change.offer,
            relays: relays(&change.relays)?,
        })
    }
}

/// Everything about somebody, contact or not.
#[derive(Clone, uniffi::Record)]
pub struct Person {
    /// The key.
    pub npub: String,
    /// What to call them.
    pub title: String,
    /// `nostr:npub…`
    pub link: String,
    /// What is kept of them; also of a stranger who is blocked.
    pub contact: Option<Contact>,
    /// The conversation, where there is anything.
    pub conversation: Option<Conversation>,
    /// The number to compare with them, who see the same.
    pub safety_number: String,
}

/// What the service of a lightning address allows.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AddressCheck {
    /// The address as it is kept.
    pub address: String,
    /// The least it takes.
    pub min_msat: u64,
    /// The most it takes.
    pub max_msat: u64,
    /// The longest comment, characters; 0 where it takes none.
    pub comment_allowed: u32,
    /// Whether a knock's comment fits.
    pub takes_knocks: bool,
}

impl From<engine::AddressCheck> for AddressCheck {
    fn from(check: engine::AddressCheck) -> Self {
        Self {
            takes_knocks: check.takes_knocks(),
            address: check.address,
            min_msat: check.min.0,
            max_msat: check.max.0,
            comment_allowed: count(check.comment_allowed),
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
