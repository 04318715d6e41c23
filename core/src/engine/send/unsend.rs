//! Taking events off the relays again: the one-time key asks for their deletion (NIP-09). Messages that the
//! user takes back, and those that their receiver has proven to have read.

use std::time::Duration;

use futures::StreamExt;
use nostr::{Event, JsonUtil, Keys, Kind, RelayUrl, SECP256K1, SecretKey, Tag, UnsignedEvent};

use crate::engine::backoff::next_try;
use crate::engine::{Engine, EngineError, EngineEvent};
use crate::ports::EntropyRng;
use crate::relay::{PublishOutcome, RelayReport};
use crate::store::{Deletion, DeletionReason, OutState, Outgoing, StoreError};

/// What the row of a message that was taken back says; it is not retried.
pub(super) const UNSENT: &str = "unsent";
/// How long relays may take to confirm.
const DELETE_LIMIT: Duration = Duration::from_secs(8);
/// Relays that cannot be reached are asked this often; the event expires by itself all the same.
const TRIES: u32 = 8;

impl Engine {
    /// Takes a message back: stops it if it is not paid yet, and asks every relay that took it to delete it,
    /// later again those that cannot be reached now. Its file goes from the file server.
    ///
    /// Relays may ignore it, and what the receiver has fetched stays with them. A payment that is under
    /// way is not interrupted: its outcome must be known first.
    pub async fn unsend(&self, outgoing: i64) -> Result<Vec<RelayReport>, EngineError> {
        let row = self.store().outgoing(outgoing)?.ok_or(EngineError::NotFound("this outgoing message"))?;
        if row.is_stripped() {
            return Err(EngineError::WrongState("off the relays already"));
        }
        // Relays do not take a deleted event again, so there is nothing to go on with.
        let error = (UNSENT.to_owned(), "taken back before it was paid".to_owned());
        let deletion = self.store().take_back(outgoing, &error, self.now()).map_err(|error| match error {
            StoreError::Conflict { now: OutState::Paying } => EngineError::WrongState("being paid"),
            other => other.into(),
        })?;
        self.emit(EngineEvent::MessageChanged { message_id: row.message_id });
        // On the heap: what speaks to a file server is large.
        let file = Box::pin(self.retract_file(row.message_id));
        let (reports, retracted) = futures::join!(self.drive_deletion(&deletion), file);
        retracted?;
        reports
    }

    /// The same by the message's own number.
    pub async fn unsend_message(&self, message_id: i64) -> Result<Vec<RelayReport>, EngineError> {
        self.unsend(self.outgoing_of(message_id)?.id).await
    }

    /// Goes on with every deletion that is due.
    pub(in crate::engine) async fn clean_up(&self) -> Result<(), EngineError> {
        let keep_read = !self.settings()?.delete_when_read;
        for deletion in self.store().deletions_due(self.now())? {
            if keep_read && deletion.reason == DeletionReason::Read {
                self.store().drop_deletion(deletion.outgoing)?;
                continue;
            }
            if let Err(error) = self.drive_deletion(&deletion).await {
                log::warn!("a deletion has to wait: {}", error.kind());
            }
        }
        Ok(())
    }

    /// Asks the relays that are left. One that refuses has had its chance.
    async fn drive_deletion(&self, deletion: &Deletion) -> Result<Vec<RelayReport>, EngineError> {
        let outgoing = deletion.outgoing;
        let row = self.store().outgoing(outgoing)?.ok_or(EngineError::NotFound("this outgoing message"))?;
        let Some(request) = self.deletion_request(&row) else {
            self.store().end_deletion(outgoing)?;
            return Ok(Vec::new());
        };
        let reports = match row.sought {
            None => self.relays().publish(&deletion.relays, &request, DELETE_LIMIT).await,
            Some(_) => self.relays().publish_each(&deletion.relays, &request, DELETE_LIMIT).collect().await,
        };
        let away = reports.iter().filter(|report| may_delete_later(&report.outcome));
        let left: Vec<RelayUrl> = away.map(|report| report.relay.clone()).collect();
        if left.is_empty() || deletion.attempts + 1 >= TRIES {
            self.store().end_deletion(outgoing)?;
        } else {
            self.store().retry_deletion(outgoing, &left, next_try(self.now(), deletion.attempts + 3))?;
            self.inner.wake.notify_one();
        }
        Ok(reports)
    }

    /// Kind 5 by the one-time key, naming the event and its kind. `None` where the key is gone.
    fn deletion_request(&self, row: &Outgoing) -> Option<Event> {
        let event = Event::from_json(&row.event_json).ok()?;
        let keys = Keys::new(SecretKey::from_slice(row.one_time_secret.expose()).ok()?);
        let tags = [Tag::event(event.id), Tag::custom("k".into(), [event.kind.to_string()])];
        UnsignedEvent::new(keys.public_key(), self.now(), Kind::EventDeletion, tags, "")
            .sign_with_ctx(SECP256K1, &mut EntropyRng(self.inner.parts.entropy.as_ref()), &keys)
            .ok()
    }
}

/// Whether to ask again: the relay was away or busy (NIP-01's prefixes).
fn may_delete_later(outcome: &PublishOutcome) -> bool {
    match outcome {
        PublishOutcome::Unreachable(_) => true,
        PublishOutcome::Rejected(words) => words.starts_with("rate-limited") || words.starts_with("error"),
        _ => false,
    }
}
