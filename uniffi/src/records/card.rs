//! Contact cards: the user's own, and those that are scanned.

use knock_core::contacts::ContactCard;
use knock_core::engine;

use super::people::Contact;
use super::{npub, relay_texts};

/// What the user's code holds.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Card {
    /// Who.
    pub npub: String,
    /// `nostr:nprofile…`, for the code and for sharing.
    pub link: String,
    /// The same for Knock alone: `knock:…`.
    pub knock_link: String,
    /// Where the user reads.
    pub relays: Vec<String>,
    /// Where the user is paid.
    pub lightning_address: Option<String>,
    /// A BOLT12 offer where the user is paid.
    pub offer: Option<String>,
    /// What a stranger's knock must pay.
    pub price_msat: Option<u64>,
}

impl From<ContactCard> for Card {
    fn from(card: ContactCard) -> Self {
        Self {
            npub: npub(&card.pubkey),
            link: card.link(),
            knock_link: card.knock_link(),
            relays: relay_texts(&card.relays),
            lightning_address: card.lightning_address,
            offer: card.offer,
            price_msat: card.price.map(|price| price.0),
        }
    }
}

/// A card that was read, beside what is known of its person.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ScannedCard {
    /// The contact as it is now.
    pub contact: Contact,
    /// Whether they were no contact before.
    pub is_new: bool,
    /// What the card says otherwise than is known. Nothing of it was taken over: a card is not signed.
    /// `take_over_card` does, if the user says so.
    pub differences: Vec<CardDifference>,
}

impl From<engine::ScannedCard> for ScannedCard {
    fn from(scanned: engine::ScannedCard) -> Self {
        Self {
            contact: scanned.contact.into(),
            is_new: scanned.is_new,
            differences: scanned.differences.into_iter().map(Into::into).collect(),
        }
    }
}

/// One thing that a card says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
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

impl From<engine::CardDifference> for CardDifference {
    fn from(difference: engine::CardDifference) -> Self {
        match difference {
            engine::CardDifference::LightningAddress { known, card } => {
                Self::LightningAddress { known, card }
            }
            engine::CardDifference::Offer { known, card } => Self::Offer { known, card },
        }
    }
}
