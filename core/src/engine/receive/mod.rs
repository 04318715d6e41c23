//! The way in: a comment arrives with a payment or by hand, is checked, and becomes a durable knock;
//! the knock is then driven to a message.

mod drive;
mod fetch;
mod flood;
mod together;

use knock_protocol::{Comment, OpenedComment, open_comment};
use nostr::{EventId, PublicKey, Timestamp};

use super::{Engine, EngineError, EngineEvent};
use crate::amount::Msat;
use crate::store::{Inserted, Knock, KnockState, Message};
use crate::wallet::{IncomingPayment, PaymentHash};

/// Knocks that are driven one by one at the same time.
pub(super) const KNOCKS_AT_ONCE: usize = 8;

/// How a comment came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// With a settled payment.
    Payment {
        /// Its hash.
        hash: PaymentHash,
        /// What was received.
        amount: Msat,
    },
    /// Pasted by the user, which is consent to fetch it. It counts as unpaid.
    Pasted,
}

/// What became of a comment.
#[derive(Debug, Clone)]
pub enum Arrival {
    /// A new message.
    Message(Box<Message>),
    /// It is here already.
    Known(EventId),
    /// It waits for the user's consent; nothing was fetched.
    Request(EventId),
    /// Its sender is blocked; nothing was fetched.
    Blocked(PublicKey),
    /// Its event could not be fetched yet; it is tried again.
    Delayed(EventId),
}

impl Engine {
    /// Takes a comment that the user pasted, also out of a longer text.
    pub async fn paste(&self, text: &str) -> Result<Arrival, EngineError> {
        let comment = Comment::find_in(text).unwrap_or(Err(knock_protocol::CommentError::NoPrefix))?;
        self.take_comment(&comment, Origin::Pasted).await
    }

    /// Takes an incoming payment. `None` where it is no knock.
    pub async fn take_payment(&self, payment: &IncomingPayment) -> Option<Result<Arrival, EngineError>> {
        let found = payment.comment.as_deref().and_then(Comment::find_in)?;
        let origin = Origin::Payment { hash: payment.payment_hash, amount: payment.amount };
        let taken = match found {
            Ok(comment) => self.take_comment(&comment, origin).await,
            Err(error) => Err(error.into()),
        };
        if let Err(EngineError::Comment(error)) = &taken {
            self.emit(EngineEvent::CommentRefused { kind: error.kind() });
        }
        Some(taken)
    }

    async fn take_comment(&self, comment: &Comment, origin: Origin) -> Result<Arrival, EngineError> {
        let now = self.now();
        let opened = open_comment(self.identity().keys()?, comment, now)?;
        let contact = self.store().contact(&opened.sender)?;
        if contact.as_ref().is_some_and(|c| c.blocked) {
            return Ok(Arrival::Blocked(opened.sender));
        }
        let state = match origin {
            Origin::Payment { amount, .. } => self.state_for(&opened.sender, amount)?,
            Origin::Pasted => KnockState::Fetching,
        };
        let mut knock = new_knock(comment, &opened, origin, state, now);
        let mut inserted = self.store().insert_knock(&knock)?;
        if inserted == Inserted::PaidForAnother {
            // A wallet that shows one payment with two comments: it paid for the first, this one is unpaid.
            let state = self.state_for(&opened.sender, Msat(0))?;
            knock = Knock { payment_hash: None, paid: None, state, ..knock };
            inserted = self.store().insert_knock(&knock)?;
        }
        match inserted {
            Inserted::New => self.proceed(&opened, &knock).await,
            Inserted::Known(known) => self.proceed_known(known, origin).await,
            Inserted::KnownNowPaid(known) => {
                self.tell_paid(&known)?;
                // A message that was pasted, or a request whose price has come now.
                match known.state {
                    KnockState::Fetching => self.drive_knock(&known.event_id).await,
                    _ => Ok(Arrival::Known(known.event_id)),
                }
            }
            // The second time it has no payment.
            Inserted::PaidForAnother => Ok(Arrival::Known(opened.event_id)),
        }
    }

    /// Whether a knock that brought this much is fetched or waits for consent.
    fn state_for(&self, sender: &PublicKey, paid: Msat) -> Result<KnockState, EngineError> {
        let lets_through = self.lets_through(sender, paid)?;
        Ok(if lets_through { KnockState::Fetching } else { KnockState::Request })
    }

    async fn proceed(&self, opened: &OpenedComment, knock: &Knock) -> Result<Arrival, EngineError> {
        if knock.state == KnockState::Fetching {
            return self.drive_knock(&knock.event_id).await;
        }
        self.emit(EngineEvent::RequestWaiting {
            event_id: opened.event_id,
            sender: opened.sender,
            paid: knock.paid,
        });
        Ok(Arrival::Request(opened.event_id))
    }

    /// A second telling of the same knock. Pasting one that waits as a request is consent.
    async fn proceed_known(&self, known: Knock, origin: Origin) -> Result<Arrival, EngineError> {
        match (known.state, origin) {
            (state @ (KnockState::Request | KnockState::Ignored), Origin::Pasted) => {
                self.store().set_knock_state(&known.event_id, state, KnockState::Fetching)?;
                self.drive_knock(&known.event_id).await
            }
            (KnockState::Fetching, Origin::Pasted) => self.drive_knock(&known.event_id).await,
            _ => Ok(Arrival::Known(known.event_id)),
        }
    }

    fn tell_paid(&self, known: &Knock) -> Result<(), EngineError> {
        let message = self.store().message_by_event(&known.event_id)?;
        if let (Some(message), Some(amount)) = (message, known.paid) {
            self.emit(EngineEvent::MessagePaid { message_id: message.id, amount });
        }
        Ok(())
    }
}

fn new_knock(
    comment: &Comment,
    opened: &OpenedComment,
    origin: Origin,
    state: KnockState,
    now: Timestamp,
) -> Knock {
    let (payment_hash, paid) = match origin {
        Origin::Payment { hash, amount } => (Some(hash), Some(amount)),
        Origin::Pasted => (None, None),
    };
    Knock {
        event_id: opened.event_id,
        comment: comment.to_base64url(),
        sender: opened.sender,
        sent_at: opened.sent_at,
        first_seen_at: now,
        payment_hash,
        paid,
        state,
        attempts: 0,
        next_attempt_at: None,
        last_error: None,
    }
}
