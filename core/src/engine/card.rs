//! The user's own card, and what becomes of a card that the user scans.

use nostr::{PublicKey, RelayUrl};

use super::{Engine, EngineError};
use crate::amount::Msat;
use crate::contacts::{ContactCard, lookup_nip05, safety_number};
use crate::store::{AddressSource, Contact};

/// Relays kept of a contact.
const MAX_RELAYS: usize = 8;

/// A card that was read, beside what is known of its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedCard {
    /// The contact as it is now.
    pub contact: Contact,
    /// Whether they were no contact before.
    pub is_new: bool,
    /// What the card says otherwise than is known. Nothing of it was taken over: a card is not signed, and
    /// whoever passed it on may have put another address into it. [`Engine::take_over_card`] does, if the
    /// user says so.
    pub differences: Vec<CardDifference>,
}

/// One thing that a card says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardDifference {
    /// The lightning address.
    LightningAddress {
        /// What is known.
        known: String,
        /// What the card says.
        card: String,
    },
    /// The offer.
    Offer {
        /// What is known.
        known: String,
        /// What the card says.
        card: String,
    },
}

impl Engine {
    /// The user's own card, with the price for strangers.
    pub fn own_card(&self) -> Result<ContactCard, EngineError> {
        let settings = self.settings()?;
        Ok(ContactCard {
            pubkey: self.identity().public_key(),
            relays: settings.relays,
            lightning_address: settings.lightning_address,
            offer: settings.offer,
            price: Some(settings.price).filter(|price| *price > Msat::ZERO),
        })
    }

    /// Reads a card, adds its person to the contacts, or completes what is known of them. An address that the
    /// user gave, or another card, is never replaced here; one from a public profile is.
    /// A name is the user's for them.
    pub fn scan_card(&self, text: &str, name: Option<String>) -> Result<ScannedCard, EngineError> {
        let card = self.checked_card(text)?;
        let (mut contact, is_new) = self.known_or_new(&card.pubkey)?;
        let differences = merge(&mut contact, &card);
        contact.petname = name.or(contact.petname);
        self.store().put_contact(&contact)?;
        Ok(ScannedCard { contact, is_new, differences })
    }

    /// Lets a card's addresses take the place of the known ones, at the user's word.
    pub fn take_over_card(&self, text: &str) -> Result<Contact, EngineError> {
        let card = self.checked_card(text)?;
        let mut contact = self.scan_card(text, None)?.contact;
        if card.lightning_address.is_some() || card.offer.is_some() {
            contact.lightning_address = card.lightning_address;
            contact.offer = card.offer;
            contact.address_by = AddressSource::Card;
        }
        self.store().put_contact(&contact)?;
        Ok(contact)
    }

    pub(super) fn checked_card(&self, text: &str) -> Result<ContactCard, EngineError> {
        let mut card = ContactCard::parse(text)?;
        card.offer = card.offer.as_deref().map(|offer| self.checked_offer(offer)).transpose()?;
        Ok(card)
    }

    /// The number to compare with this person (see [`safety_number`]).
    pub fn safety_number(&self, peer: &PublicKey) -> String {
        safety_number(&self.identity().public_key(), peer)
    }

    /// Notes that the user has compared the safety number with a contact, or takes that back.
    pub fn set_verified(&self, peer: &PublicKey, verified: bool) -> Result<Contact, EngineError> {
        let mut contact = self.store().contact(peer)?.ok_or(EngineError::NotFound("this contact"))?;
        contact.verified_at = verified.then(|| self.now());
        self.store().put_contact(&contact)?;
        Ok(contact)
    }

    /// Looks a contact's NIP-05 name up and marks it as theirs, or takes the mark away where the name
    /// belongs to another key now. The name's server learns that somebody asks.
    pub async fn verify_nip05(&self, peer: &PublicKey) -> Result<Contact, EngineError> {
        let mut contact = self.store().contact(peer)?.ok_or(EngineError::NotFound("this contact"))?;
        let name = contact.nip05.as_deref().ok_or(EngineError::NotFound("a NIP-05 name"))?;
        let name = name.parse().map_err(EngineError::Contact)?;
        let found = lookup_nip05(&self.inner.parts.http, &name).await?;
        contact.nip05_verified_at = (found.pubkey == contact.pubkey).then(|| self.now());
        self.store().put_contact(&contact)?;
        Ok(contact)
    }
}

/// Takes over what adds to what is known, and tells what contradicts it.
pub(super) fn merge(contact: &mut Contact, card: &ContactCard) -> Vec<CardDifference> {
    let mut differences = Vec::new();
    let yields = contact.address_by == AddressSource::Profile
        || (contact.lightning_address.is_none() && contact.offer.is_none());
    if yields && (card.lightning_address.is_some() || card.offer.is_some()) {
        contact.lightning_address.clone_from(&card.lightning_address);
        contact.offer.clone_from(&card.offer);
        contact.address_by = AddressSource::Card;
    } else {
        if let Some((known, card)) =
            differing(contact.lightning_address.as_ref(), card.lightning_address.as_ref())
        {
            differences.push(CardDifference::LightningAddress { known, card });
        }
        if let Some((known, card)) = differing(contact.offer.as_ref(), card.offer.as_ref()) {
            differences.push(CardDifference::Offer { known, card });
        }
    }
    // Neither a price nor a relay can be turned against the user: the price has the user's own limit, and
    // the event says nothing to a relay.
    contact.asked_price = card.price.or(contact.asked_price);
    put_first(&mut contact.relays, card.relays.clone());
    differences
}

/// The newest relays are asked first.
pub(super) fn put_first(relays: &mut Vec<RelayUrl>, fresh: Vec<RelayUrl>) {
    relays.retain(|relay| !fresh.contains(relay));
    relays.splice(0..0, fresh);
    relays.truncate(MAX_RELAYS);
}

/// Both, where the card says anything that is not known.
fn differing(known: Option<&String>, card: Option<&String>) -> Option<(String, String)> {
    let card = card.filter(|card| Some(*card) != known)?;
    Some((known.cloned().unwrap_or_default(), card.clone()))
}
