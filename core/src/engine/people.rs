//! Contacts: from what the user scanned or typed to somebody who can be knocked.

use std::time::Duration;

use knock_protocol::directory;
use nostr::RelayUrl;

use super::pay_to::PayTo;
use super::{Engine, EngineError};
use crate::contacts::{ContactRef, Profile, find_profile, lookup_nip05};
use crate::lnurl::{AddressError, LnurlError};
use crate::store::Contact;
use crate::wallet::CheckedOffer;

/// How long relays may take to answer for a profile.
const PROFILE_LIMIT: Duration = Duration::from_secs(4);
/// Relays of the directory that are asked for a profile when no others are known.
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

impl Engine {
    /// Adds a contact, or completes one that is there.
    pub async fn add_contact(&self, new: NewContact) -> Result<Contact, EngineError> {
        let parts = &self.inner.parts;
        let (pubkey, mut relays, nip05) = match ContactRef::parse(&new.reference)? {
            ContactRef::Key { pubkey, relays } => (pubkey, relays, None),
            ContactRef::Nip05(name) => {
                let found = lookup_nip05(&parts.http, &name).await?;
                (found.pubkey, found.relays, Some(name.to_string()))
            }
        };
        if let Some(address) = &new.lightning_address
            && let PayTo::Offer(_) = PayTo::parse(address)?
        {
            return Err(EngineError::from(LnurlError::from(AddressError::NotAnAddress)));
        }
        let offer = new.offer.as_deref().map(|offer| self.checked_offer(offer)).transpose()?;
        relays.extend(new.relays);
        let mut contact = self.store().contact(&pubkey)?.unwrap_or_else(|| Contact::new(pubkey, self.now()));
        contact.petname = new.petname.or(contact.petname);
        contact.lightning_address = new.lightning_address.or(contact.lightning_address);
        contact.offer = offer.or(contact.offer);
        contact.nip05 = nip05.or(contact.nip05);
        if !relays.is_empty() {
            relays.dedup();
            contact.relays = relays;
        }
        let payable = contact.lightning_address.is_some() || contact.offer.is_some();
        if new.look_up && (!payable || contact.relays.is_empty()) {
            let profile = self.profile(&contact).await?;
            let told = profile.pay_address().map(|address| address.to_string());
            contact.lightning_address = contact.lightning_address.or(told);
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

    /// An offer as it is kept. One that has expired is refused now rather than when it is needed.
    fn checked_offer(&self, text: &str) -> Result<String, EngineError> {
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
            let known = directory::DIRECTORY_V1.iter().filter_map(|url| RelayUrl::parse(url).ok());
            relays.extend(known.take(PROFILE_RELAYS));
        }
        Ok(find_profile(self.relays().as_ref(), &relays, contact.pubkey, PROFILE_LIMIT).await?)
    }
}
