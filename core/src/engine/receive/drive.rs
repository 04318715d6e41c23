//! From a stored knock to a stored message.

use knock_protocol::{Comment, ReceivedMessage, open_comment};
use nostr::EventId;

use super::Arrival;
use crate::engine::backoff::next_try;
use crate::engine::lease::{LEASE, holding};
use crate::engine::{Engine, EngineError, EngineEvent};
use crate::relay::RelayError;
use crate::store::{Knock, KnockState, NewMessage, Stored};

impl Engine {
    /// Fetches, opens and stores. The error, if any, is stored in the row as well.
    pub(in crate::engine) async fn drive_knock(&self, event_id: &EventId) -> Result<Arrival, EngineError> {
        self.drive_knock_as(event_id, &self.driver()).await
    }

    pub(super) async fn drive_knock_as(
        &self,
        event_id: &EventId,
        driver: &str,
    ) -> Result<Arrival, EngineError> {
        let claim = || self.store().claim_knock(event_id, driver, self.now() + LEASE, self.now());
        if !claim()? {
            // Another process has it and will tell its own user; here it is known.
            return Ok(Arrival::Known(*event_id));
        }
        let result = holding(claim, Box::pin(self.fetch_and_store(event_id))).await;
        // A message that is stored has ended the lease with its knock.
        if !matches!(result, Ok(Arrival::Message(_))) {
            self.store().release_knock(event_id, driver)?;
        }
        result
    }

    async fn fetch_and_store(&self, event_id: &EventId) -> Result<Arrival, EngineError> {
        let knock = self.store().knock(event_id)?.ok_or(EngineError::NotFound("this knock"))?;
        if knock.state != KnockState::Fetching {
            return Ok(Arrival::Known(*event_id));
        }
        // Blocked since it came: by now nothing of this sender is fetched.
        if self.store().contact(&knock.sender)?.is_some_and(|contact| contact.blocked) {
            self.store().set_knock_state(event_id, KnockState::Fetching, KnockState::Blocked)?;
            return Ok(Arrival::Blocked(knock.sender));
        }
        match self.fetch_and_open(&knock).await {
            Ok(received) => self.store_message(&knock, received),
            // Without relays there is nobody to ask yet; the user can add some.
            Err(EngineError::Relay(error)) if error.is_retryable() || error == RelayError::NoRelays => {
                self.delay(&knock, error)
            }
            // A busy database or a full disk says nothing about the knock, which stays as it is.
            Err(EngineError::Store(error)) if error.is_retryable() => Err(error.into()),
            Err(error) => {
                self.store().fail_knock(event_id, &error.note())?;
                self.emit(EngineEvent::KnockFailed { event_id: *event_id, kind: error.kind() });
                Err(error)
            }
        }
    }

    async fn fetch_and_open(&self, knock: &Knock) -> Result<ReceivedMessage, EngineError> {
        let comment: Comment = knock.comment.parse()?;
        let keys = self.identity().keys()?;
        // Its age was judged when it arrived; waiting for consent or a relay does not make it older.
        let opened = open_comment(keys, &comment, knock.first_seen_at)?;
        let event = self.fetch(&opened).await?;
        Ok(opened.open_verified(keys, &event, self.now())?)
    }

    fn store_message(&self, knock: &Knock, received: ReceivedMessage) -> Result<Arrival, EngineError> {
        let stored = self.store().finish_knock(&knock.event_id, &self.message_of(knock, received))?;
        Ok(self.tell_arrival(stored))
    }

    pub(super) fn message_of(&self, knock: &Knock, received: ReceivedMessage) -> NewMessage {
        let rumor = received.rumor;
        NewMessage {
            event_id: knock.event_id,
            rumor_id: rumor.id.unwrap_or(knock.event_id),
            peer: received.sender,
            kind: rumor.kind.as_u16(),
            content: rumor.content,
            tags: rumor.tags.iter().map(|tag| tag.as_slice().to_vec()).collect(),
            sent_at: received.sent_at,
            received_at: self.now(),
            expires_at: received.expires_at,
            paid: knock.paid,
        }
    }

    pub(super) fn tell_arrival(&self, stored: Stored) -> Arrival {
        match stored {
            Stored::New { message, effect } => {
                self.tell_stored(&message, &effect);
                Arrival::Message(Box::new(message))
            }
            Stored::Duplicate(message) => Arrival::Known(message.event_id),
        }
    }

    /// The relay may only be a moment behind, so this is no failure yet.
    pub(super) fn delay(&self, knock: &Knock, error: RelayError) -> Result<Arrival, EngineError> {
        let next = next_try(self.now(), knock.attempts);
        let kind = error.kind();
        self.store().retry_knock(&knock.event_id, &EngineError::from(error).note(), next)?;
        self.inner.wake.notify_one();
        self.emit(EngineEvent::KnockDelayed { event_id: knock.event_id, kind });
        Ok(Arrival::Delayed(knock.event_id))
    }
}
