//! The user's own card, the cards of others, and what makes sure that a contact is who they say.

use knock_core::contacts;

use crate::records::key;
use crate::{Card, Contact, Knock, KnockError, ScannedCard};

/// Any text as a QR code: a PNG with so many pixels for each square.
#[uniffi::export]
pub fn qr_png(text: &str, scale: u32) -> Result<Vec<u8>, KnockError> {
    contacts::qr_png(text, scale as usize)
        .map_err(|error| KnockError::invalid("qr_too_long", error.to_string()))
}

#[uniffi::export]
impl Knock {
    /// The user's own card.
    pub async fn card(&self) -> Result<Card, KnockError> {
        self.with_engine(|engine| Ok(engine.own_card()?.into())).await
    }

    /// The user's own card as a QR code: a PNG with so many pixels for each square.
    pub async fn card_qr(&self, scale: u32) -> Result<Vec<u8>, KnockError> {
        self.with_engine(move |engine| qr_png(&engine.own_card()?.link(), scale)).await
    }

    /// Reads a card and adds its person to the contacts, or completes what is known of them. Nothing that
    /// the user gave is replaced. A name is the user's for them.
    #[uniffi::method(default(name = None))]
    pub async fn scan_card(&self, text: String, name: Option<String>) -> Result<ScannedCard, KnockError> {
        self.with_engine(move |engine| Ok(engine.scan_card(&text, name)?.into())).await
    }

    /// Lets a card's addresses take the place of the known ones, at the user's word.
    pub async fn take_over_card(&self, text: String) -> Result<Contact, KnockError> {
        self.with_engine(move |engine| Ok(engine.take_over_card(&text)?.into())).await
    }

    /// The number to compare with this person, who sees the same.
    pub async fn safety_number(&self, npub: String) -> Result<String, KnockError> {
        let key = key(&npub)?;
        self.with_engine(move |engine| Ok(engine.safety_number(&key))).await
    }

    /// Notes that the user has compared the safety number with a contact, or takes that back.
    pub async fn set_verified(&self, npub: String, verified: bool) -> Result<Contact, KnockError> {
        let key = key(&npub)?;
        self.with_engine(move |engine| Ok(engine.set_verified(&key, verified)?.into())).await
    }

    /// Looks a contact's NIP-05 name up and marks it as theirs, or takes the mark away. The name's server
    /// learns that somebody asks.
    pub async fn verify_nip05(&self, npub: String) -> Result<Contact, KnockError> {
        let key = key(&npub)?;
        self.ask(None, |engine| async move { Ok(engine.verify_nip05(&key).await?.into()) }).await
    }
}
