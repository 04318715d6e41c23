//! Taking a message back: the one-time key asks the relays to delete its event (NIP-09).

use std::time::Duration;

use nostr::{Event, JsonUtil, Keys, Kind, SECP256K1, SecretKey, Tag, UnsignedEvent};

use crate::engine::{Engine, EngineError};
use crate::ports::EntropyRng;
use crate::relay::RelayReport;
use crate::store::{OutChange, OutState, Outgoing};

/// What the row of a message that was taken back says; it is not retried.
pub(super) const UNSENT: &str = "unsent";
/// How long relays may take to confirm.
const DELETE_LIMIT: Duration = Duration::from_secs(8);

impl Engine {
    /// Asks every relay that took the event to delete it, and stops what is not paid yet.
    ///
    /// Relays may ignore it, and what was read stays read. A payment that is under way is not
    /// interrupted: its outcome must be known first.
    pub async fn unsend(&self, outgoing: i64) -> Result<Vec<RelayReport>, EngineError> {
        let row = self.store().outgoing(outgoing)?.ok_or(EngineError::NotFound("this outgoing message"))?;
        match row.state {
            OutState::Paying => return Err(EngineError::WrongState("being paid")),
            OutState::Delivered => {}
            _ => {
                // Relays do not take a deleted event again, so there is nothing to go on with.
                let error = (UNSENT.to_owned(), "taken back before it was paid".to_owned());
                self.store().advance(row.id, row.state, &OutChange::Failed { error })?;
            }
        }
        let deletion = self.deletion(&row)?;
        Ok(self.relays().publish(&row.accepted, &deletion, DELETE_LIMIT).await)
    }

    /// Kind 5 by the one-time key, naming the event and its kind.
    fn deletion(&self, row: &Outgoing) -> Result<Event, EngineError> {
        let gone = || EngineError::NotFound("the one-time key");
        let event = Event::from_json(&row.event_json).map_err(|_| gone())?;
        let keys = Keys::new(SecretKey::from_slice(row.one_time_secret.expose()).map_err(|_| gone())?);
        let tags = [Tag::event(event.id), Tag::custom("k".into(), [event.kind.to_string()])];
        UnsignedEvent::new(keys.public_key(), self.now(), Kind::EventDeletion, tags, "")
            .sign_with_ctx(SECP256K1, &mut EntropyRng(self.inner.parts.entropy.as_ref()), &keys)
            .map_err(|_| gone())
    }
}
