//! What a message carries besides its own words: what was read, what an answer costs and where it is paid.

use knock_protocol::Message;
use nostr::{EventId, PublicKey, Timestamp};

use crate::amount::Msat;
use crate::engine::{Engine, EngineError, Settings};
use crate::store::Contact;

/// Messages that one answer tells to be read.
const SEEN_AT_ONCE: usize = 8;
/// A text longer than this has no room to spare.
const LONG_TEXT: usize = 3_000;
/// How far messages in quick succession may be dated ahead, seconds; receivers allow 15 minutes.
const MAX_AHEAD: u64 = 60;
/// A price that every knock pays is not worth a tag.
const LEAST_PRICE: Msat = Msat::from_sat(1);

impl Engine {
    /// The receiver's messages that this one tells to be read.
    pub(super) fn to_be_told(
        &self,
        to: &PublicKey,
        message: &Message,
        settings: &Settings,
    ) -> Result<Vec<EventId>, EngineError> {
        if !settings.read_receipts || message.content.len() > LONG_TEXT {
            return Ok(Vec::new());
        }
        Ok(self.store().untold(to, SEEN_AT_ONCE)?)
    }

    /// The time to put on the next message: the present, or a second after the last one. A comment tells
    /// whole seconds, and a chat is ordered by them, so lines in quick succession keep their order.
    pub(super) fn rising_time(&self, to: &PublicKey) -> Result<Timestamp, EngineError> {
        let now = self.now();
        let next = self.store().last_sent_to(to)?.map(|last| last + 1);
        Ok(next.filter(|next| *next > now && *next <= now + MAX_AHEAD).unwrap_or(now))
    }
}

/// The message with all that rides along. The lightning tag comes last: there it is shortest.
pub(super) fn dress(
    message: Message,
    seen: &[EventId],
    contact: Option<&Contact>,
    settings: &Settings,
) -> Message {
    let mut message = message.having_seen(seen);
    let price = if contact.is_some_and(Contact::is_known) { settings.contact_price } else { settings.price };
    if price > LEAST_PRICE {
        message = message.asking(price.0);
    }
    let places = settings.offer.iter().chain(&settings.lightning_address);
    places.fold(message, |message, place| message.payable_at(place))
}
