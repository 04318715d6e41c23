//! Contacts: from what the user scanned or typed to somebody who can be knocked.

use std::time::Duration;

use knock_protocol::directory;
use nostr::{PublicKey, RelayUrl};

use super::{Engine, EngineError};
use crate::contacts::{ContactRef, Profile, find_profile, lookup_nip05};
use crate::lnurl::{LnurlError, PayAddress};
use crate::store::{Contact, Direction, Message};

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
    /// The lightning address, where the user knows it; else it is looked up.
    pub lightning_address: Option<String>,
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
        if let Some(address) = &new.lightning_address {
            parse_address(address)?;
        }
        relays.extend(new.relays);
        let mut contact = self.store().contact(&pubkey)?.unwrap_or_else(|| Contact::new(pubkey, self.now()));
        contact.petname = new.petname.or(contact.petname);
        contact.lightning_address = new.lightning_address.or(contact.lightning_address);
        contact.nip05 = nip05.or(contact.nip05);
        if !relays.is_empty() {
            relays.dedup();
            contact.relays = relays;
        }
        if new.look_up && (contact.lightning_address.is_none() || contact.relays.is_empty()) {
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

    /// Where a knock at this key is paid: what the contact says, else where the last message from
    /// there asked to be answered, else what the public profile says.
    pub(super) async fn pay_address(&self, peer: &PublicKey) -> Result<PayAddress, EngineError> {
        let contact = self.store().contact(peer)?;
        if let Some(address) = contact.as_ref().and_then(|c| c.lightning_address.as_deref()) {
            return parse_address(address);
        }
        let messages = self.store().messages(Some(peer), 50, None)?;
        if let Some(address) = messages.iter().find_map(asked_address) {
            return parse_address(address);
        }
        let contact = contact.unwrap_or_else(|| Contact::new(*peer, self.now()));
        self.profile(&contact).await?.pay_address().ok_or(EngineError::NoPayAddress)
    }

    /// The name in the profile, unless another contact has it: people call themselves what they like.
    fn free_name(&self, profile: &Profile) -> Result<Option<String>, EngineError> {
        let Some(name) = profile.best_name() else { return Ok(None) };
        let taken = self.store().contact_by_petname(name)?.is_some();
        Ok((!taken).then(|| name.to_owned()))
    }

    async fn profile(&self, contact: &Contact) -> Result<Profile, EngineError> {
        let mut relays = contact.relays.clone();
        relays.extend(self.settings()?.relays);
        if relays.is_empty() {
            let known = directory::DIRECTORY_V1.iter().filter_map(|url| RelayUrl::parse(url).ok());
            relays.extend(known.take(PROFILE_RELAYS));
        }
        Ok(find_profile(self.relays().as_ref(), &relays, contact.pubkey, PROFILE_LIMIT).await?)
    }
}

/// The address in an incoming message's `lightning` tag.
fn asked_address(message: &Message) -> Option<&str> {
    let tag = message.tags.iter().find(|tag| tag.first().is_some_and(|name| name == "lightning"))?;
    (message.direction == Direction::In).then_some(tag.get(1)?.as_str())
}

fn parse_address(text: &str) -> Result<PayAddress, EngineError> {
    Ok(PayAddress::parse(text).map_err(LnurlError::from)?)
}
