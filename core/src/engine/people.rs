//! Contacts: from what the user scanned or typed to somebody who can be knocked.

use std::time::Duration;

use knock_protocol::directory;
use nostr::{PublicKey, RelayUrl};

use super::card::{merge, put_first};
use super::pay_to::PayTo;
use super::{Engine, EngineError};
use crate::contacts::{ContactCard, ContactRef, Profile, find_profile, lookup_nip05};
use crate::lnurl::{AddressError, LnurlError};
use crate::store::{AddressSource, Contact};
use crate::wallet::CheckedOffer;

/// How long relays may take to answer for a profile.
const PROFILE_LIMIT: Duration = Duration::from_secs(4);
/// Relays of the directory that are asked when no others are known.
const PROFILE_RELAYS: usize = 6;

/// A contact to add.
#[derive(Debug, Clone, Default)]
pub struct NewContact {
    /// npub, nprofile, `nostr:` URI, or NIP-05 name.
    pub reference: String,
    /// The name that the user gives.
    pub petname: Option<String>,
    /// The lightning address (or LNURL, or node key), where the user knows it; else it is looked up.
    pub lightning_address: Option<String>,
    /// The BOLT12 offer, where the user knows it.
    pub offer: Option<String>,
    /// Relays that the contact reads.
    pub relays: Vec<RelayUrl>,
    /// Whether the lightning address may be looked up on relays, which shows them an interest in this key.
    pub look_up: bool,
}

/// A contact as the user wants it: what is absent goes.
#[derive(Debug, Clone, Default)]
pub struct ContactChange {
    /// The user's name for them.
    pub petname: Option<String>,
    /// The lightning address, LNURL or node key.
    pub lightning_address: Option<String>,
    /// The BOLT12 offer.
    pub offer: Option<String>,
    /// Relays that the contact reads.
    pub relays: Vec<RelayUrl>,
}

impl Engine {
    /// Adds a contact, or completes one that is there.
    pub async fn add_contact(&self, new: NewContact) -> Result<Contact, EngineError> {
        let (card, nip05) = match ContactRef::parse(&new.reference)? {
            ContactRef::Key { .. } => (self.checked_card(&new.reference)?, None),
            ContactRef::Nip05(name) => {
                let found = lookup_nip05(&self.inner.parts.http, &name).await?;
                (ContactCard::plain(found.pubkey, found.relays), Some(name.to_string()))
            }
        };
        check_place(new.lightning_address.as_deref())?;
        let offer = new.offer.as_deref().map(|offer| self.checked_offer(offer)).transpose()?;
        let mut contact = self.known_or_new(&card.pubkey)?.0;
        merge(&mut contact, &card);
        put_first(&mut contact.relays, new.relays);
        contact.petname = new.petname.or(contact.petname);
        if new.lightning_address.is_some() || offer.is_some() {
            contact.address_by = AddressSource::User;
        }
        contact.lightning_address = new.lightning_address.or(contact.lightning_address);
        contact.offer = offer.or(contact.offer);
        if nip05.is_some() {
            contact.nip05 = nip05;
            contact.nip05_verified_at = Some(self.now());
        }
        let payable = contact.lightning_address.is_some() || contact.offer.is_some();
        if new.look_up && (!payable || contact.relays.is_empty()) {
            let profile = self.profile(&contact).await?;
            if !payable && let Some(told) = profile.pay_address() {
                contact.lightning_address = Some(told.to_string());
                contact.address_by = AddressSource::Profile;
            }
            if contact.nip05.is_none() {
                contact.nip05.clone_from(&profile.nip05);
            }
            if contact.petname.is_none() {
                contact.petname = self.free_name(&profile)?;
            }
            if contact.relays.is_empty() {
                contact.relays = profile.read_relays;
            }
        }
        self.store().put_contact(&contact)?;
        Ok(contact)
    }

    /// Changes what the user can set of a contact.
    pub fn change_contact(&self, peer: &PublicKey, change: ContactChange) -> Result<Contact, EngineError> {
        let mut contact = self.store().contact(peer)?.filter(Contact::is_known);
        let contact = contact.as_mut().ok_or(EngineError::NotFound("this contact"))?;
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let lightning_address = given(change.lightning_address);
        check_place(lightning_address.as_deref())?;
        let offer = given(change.offer).map(|offer| self.checked_offer(&offer)).transpose()?;
        if (&lightning_address, &offer) != (&contact.lightning_address, &contact.offer) {
            contact.address_by = AddressSource::User;
        }
        contact.petname = given(change.petname);
        contact.lightning_address = lightning_address;
        contact.offer = offer;
        contact.relays.clear();
        put_first(&mut contact.relays, change.relays);
        self.store().put_contact(contact)?;
        Ok(contact.clone())
    }

    /// The contact, or a new one, and whether it is new. Who is blocked stays so.
    pub(super) fn known_or_new(&self, pubkey: &PublicKey) -> Result<(Contact, bool), EngineError> {
        let row = self.store().contact(pubkey)?;
        let is_new = !row.as_ref().is_some_and(Contact::is_known);
        let blocked = row.as_ref().is_some_and(|row| row.blocked);
        let fresh = || Contact { blocked, ..Contact::new(*pubkey, self.now()) };
        Ok((row.filter(|_| !is_new).unwrap_or_else(fresh), is_new))
    }

    /// An offer as it is kept. One that has expired is refused now rather than when it is needed.
    pub(super) fn checked_offer(&self, text: &str) -> Result<String, EngineError> {
        let offer = CheckedOffer::parse(text)?;
        offer.check(self.now(), None)?;
        Ok(offer.text)
    }

    /// Finds a contact by petname or key without asking anybody.
    pub fn known_contact(&self, text: &str) -> Result<Option<Contact>, EngineError> {
        if let Some(contact) = self.store().contact_by_petname(text.trim())? {
            return Ok(Some(contact));
        }
        match ContactRef::parse(text)? {
            ContactRef::Key { pubkey, .. } => Ok(self.store().contact(&pubkey)?),
            ContactRef::Nip05(_) => Ok(None),
        }
    }

    /// Finds a contact by petname, npub or any other form that [`NewContact`] takes. Somebody who
    /// is no contact yet becomes one.
    pub async fn contact(&self, text: &str) -> Result<Contact, EngineError> {
        if let Some(contact) = self.known_contact(text)? {
            return Ok(contact);
        }
        self.add_contact(NewContact { reference: text.to_owned(), look_up: true, ..NewContact::default() })
            .await
    }

    /// The relays that the user's own public list says are read (NIP-65), for the user to take over into the settings.
    /// Asked for at the user's word only: those who are asked, the user's relays or else some of the directory, see an
    /// interest in this key.
    pub async fn public_relays(&self) -> Result<Vec<RelayUrl>, EngineError> {
        let own = Contact::new(self.identity().public_key(), self.now());
        Ok(self.profile(&own).await?.read_relays)
    }

    /// The name in the profile, unless another contact has it: people call themselves what they like.
    fn free_name(&self, profile: &Profile) -> Result<Option<String>, EngineError> {
        let Some(name) = profile.best_name() else { return Ok(None) };
        let taken = self.store().contact_by_petname(name)?.is_some();
        Ok((!taken).then(|| name.to_owned()))
    }

    /// The public profile, from the relays that the contact reads or, where none are known, from our own.
    pub(super) async fn profile(&self, contact: &Contact) -> Result<Profile, EngineError> {
        let mut relays = contact.relays.clone();
        relays.extend(self.settings()?.relays);
        if relays.is_empty() {
            relays = well_known();
        }
        Ok(find_profile(self.relays().as_ref(), &relays, contact.pubkey, PROFILE_LIMIT).await?)
    }
}

/// What stands where a lightning address does: that, an LNURL, or a node's key.
fn check_place(address: Option<&str>) -> Result<(), EngineError> {
    match address.map(PayTo::parse).transpose()? {
        Some(PayTo::Offer(_)) => Err(LnurlError::from(AddressError::NotAnAddress).into()),
        _ => Ok(()),
    }
}

/// A few relays of the directory, to ask where the user has none of his own.
pub(super) fn well_known() -> Vec<RelayUrl> {
    let known = directory::DIRECTORY_V1.iter().filter_map(|url| RelayUrl::parse(url).ok());
    known.take(PROFILE_RELAYS).collect()
}
