//! What shells are told.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::{Stream, StreamExt};
use nostr::{EventId, PublicKey, Timestamp};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use crate::amount::Msat;
use crate::relay::RelayReport;
use crate::store::Message;

/// Something happened. The store has the lasting state; an event says where to look.
#[derive(Debug, Clone)]
pub enum EngineEvent {
    /// A message is in the store and new. Shells notify, unless its conversation is muted.
    MessageReceived(Box<Message>),
    /// The peer reacted to a message. Shells may notify.
    ReactionReceived {
        /// The message's row.
        message_id: i64,
        /// Who reacted.
        peer: PublicKey,
        /// An emoji, `+` or `-` (NIP-25).
        content: String,
    },
    /// A message in a chat looks different now: edited, reacted to, read by its receiver, taken back.
    MessageChanged {
        /// The message's row.
        message_id: i64,
    },
    /// A conversation looks different in the list, or messages of it are gone: read, muted, deleted …
    ConversationChanged {
        /// With whom.
        peer: PublicKey,
    },
    /// A message that was pasted unpaid is now known to be paid.
    MessagePaid {
        /// The message's row.
        message_id: i64,
        /// What was paid.
        amount: Msat,
    },
    /// A knock waits for the user's consent; nothing was fetched.
    RequestWaiting {
        /// The event that waits.
        event_id: EventId,
        /// Who knocked; proven.
        sender: PublicKey,
        /// What was paid, if anything.
        paid: Option<Msat>,
    },
    /// A payment carried a knock1 comment that is refused. Nothing was fetched or stored.
    CommentRefused {
        /// The error's stable name.
        kind: &'static str,
    },
    /// A knock's event could not be fetched yet and will be tried again.
    KnockDelayed {
        /// The event that waits.
        event_id: EventId,
        /// The error's stable name.
        kind: &'static str,
    },
    /// A knock's event is refused for good.
    KnockFailed {
        /// The event that was named.
        event_id: EventId,
        /// The error's stable name.
        kind: &'static str,
    },
    /// A message on its way out took a step.
    Sending {
        /// The message's row.
        message_id: i64,
        /// The step.
        step: SendStep,
    },
    /// Messages have expired and are gone.
    Swept {
        /// How many.
        messages: usize,
    },
    /// The listener fell behind and missed that many events: read the store again.
    Missed(u64),
}

/// A step on the way out.
#[derive(Debug, Clone)]
pub enum SendStep {
    /// Encrypted and stored; from here on it survives a crash.
    Sealed {
        /// Characters of the comment.
        comment_chars: usize,
        /// Bytes of the event as JSON.
        event_bytes: usize,
    },
    /// At least one relay has it.
    Published {
        /// Each relay's outcome; for a message that goes everywhere, those known so far.
        reports: Vec<RelayReport>,
    },
    /// One relay of those that a message goes everywhere to has told what it did.
    Asked {
        /// What it did.
        report: RelayReport,
        /// How many have told by now.
        asked: usize,
        /// Of how many.
        of: usize,
    },
    /// Every relay has been asked; [`super::Engine::publications`] has the table.
    PublishedEverywhere {
        /// How many have it.
        accepted: usize,
        /// Of how many.
        of: usize,
    },
    /// The payment begins later, as the user's settings ask for.
    Waiting {
        /// Not before this time.
        until: Timestamp,
    },
    /// What to pay is settled: the receiver's service made an invoice and it was checked, or an offer or node is paid.
    Invoiced {
        /// What it asks.
        amount: Msat,
    },
    /// The wallet was told to pay.
    Paying,
    /// The user must pay with another app.
    AwaitingUser {
        /// `lightning:lnbc…`
        uri: String,
    },
    /// Paid: the receiver's phone rings.
    Delivered {
        /// What was paid, without routing.
        amount: Msat,
        /// What routing cost, where the wallet says so.
        fee: Option<Msat>,
    },
    /// It did not work out; it stays in the outbox.
    Stopped {
        /// The error's stable name.
        kind: String,
        /// For people.
        text: String,
        /// Whether it will be tried again by itself.
        retries: bool,
    },
}

/// A stream of events; it ends with the engine.
pub struct EventStream(BroadcastStream<EngineEvent>);

impl EventStream {
    pub(super) fn new(receiver: broadcast::Receiver<EngineEvent>) -> Self {
        Self(BroadcastStream::new(receiver))
    }
}

impl Stream for EventStream {
    type Item = EngineEvent;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<EngineEvent>> {
        self.0.poll_next_unpin(cx).map(|next| {
            next.map(|event| match event {
                Ok(event) => event,
                Err(BroadcastStreamRecvError::Lagged(missed)) => EngineEvent::Missed(missed),
            })
        })
    }
}
