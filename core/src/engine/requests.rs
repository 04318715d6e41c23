//! Requests: knocks that wait, unfetched, for the user's consent; and what lets a knock through without it.

use nostr::{EventId, PublicKey, Timestamp};

use super::{Arrival, Engine, EngineError};
use crate::amount::Msat;
use crate::store::{Knock, KnockState};

/// A knock that waits for the user's consent. Nothing was fetched for it, so no relay knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The event that waits on a relay; the request's name.
    pub event_id: EventId,
    /// Who knocks; proven.
    pub sender: PublicKey,
    /// The user's name for them, where they are a contact who paid too little.
    pub petname: Option<String>,
    /// What was paid.
    pub paid: Option<Msat>,
    /// What would have let it through.
    pub price: Msat,
    /// When the sender says it was sent.
    pub sent_at: Timestamp,
    /// When it came here.
    pub received_at: Timestamp,
}

impl Engine {
    /// Whether a knock from there that pays this much is fetched without asking. Whom the user has
    /// written to is no stranger.
    pub(super) fn lets_through(&self, sender: &PublicKey, paid: Msat) -> Result<bool, EngineError> {
        let settings = self.settings()?;
        Ok(match self.is_known(sender)? {
            true => paid >= settings.contact_price,
            false => !settings.ask_for_strangers && paid >= settings.price && !self.is_flooded_by(sender)?,
        })
    }

    pub(super) fn is_known(&self, sender: &PublicKey) -> Result<bool, EngineError> {
        let is_contact = self.store().contact(sender)?.is_some_and(|contact| contact.is_known());
        Ok(is_contact || self.store().last_sent_to(sender)?.is_some())
    }

    /// What waits, newest first; pass the last of a page to get the next.
    pub fn requests(&self, limit: usize, before: Option<&EventId>) -> Result<Vec<Request>, EngineError> {
        let knocks = self.store().requests(limit, before)?;
        knocks.into_iter().map(|knock| self.request(knock)).collect()
    }

    fn request(&self, knock: Knock) -> Result<Request, EngineError> {
        let settings = self.settings()?;
        let price = if self.is_known(&knock.sender)? { settings.contact_price } else { settings.price };
        Ok(Request {
            event_id: knock.event_id,
            sender: knock.sender,
            petname: self.store().contact(&knock.sender)?.and_then(|contact| contact.petname),
            paid: knock.paid,
            price,
            sent_at: knock.sent_at,
            received_at: knock.first_seen_at,
        })
    }

    /// Accepts a sender, who becomes a contact: fetches this request, and the others of theirs after it.
    pub async fn accept_sender(&self, event_id: &EventId) -> Result<Arrival, EngineError> {
        let knock = self.store().knock(event_id)?.ok_or(EngineError::NotFound("this request"))?;
        self.store().put_contact(&self.known_or_new(&knock.sender)?.0)?;
        let arrival = self.accept_request(event_id).await?;
        for other in self.store().requests_from(&knock.sender)? {
            self.store().set_knock_state(&other.event_id, KnockState::Request, KnockState::Fetching)?;
        }
        self.inner.wake.notify_one();
        Ok(arrival)
    }

    /// Accepts one request only: its sender stays a stranger.
    pub async fn accept_request(&self, event_id: &EventId) -> Result<Arrival, EngineError> {
        self.store().set_knock_state(event_id, KnockState::Request, KnockState::Fetching)?;
        self.drive_knock(event_id).await
    }

    /// Blocks the sender of a request, and gives up all that waits from there.
    pub fn block_sender(&self, event_id: &EventId) -> Result<PublicKey, EngineError> {
        let knock = self.store().knock(event_id)?.ok_or(EngineError::NotFound("this request"))?;
        self.block(&knock.sender, true)?;
        Ok(knock.sender)
    }

    /// Lets a request lie. What it paid is not given back; its sender does not learn of it.
    pub fn ignore_request(&self, event_id: &EventId) -> Result<(), EngineError> {
        self.store().set_knock_state(event_id, KnockState::Request, KnockState::Ignored)?;
        Ok(())
    }
}
