//! What shells are told, and the listener that they tell it to.

use std::sync::Arc;

use knock_core::engine::{self, EngineEvent};
use tokio::sync::broadcast::error::RecvError;

use crate::records::npub;
use crate::{Knock, KnockError, Message, RelayOutcome, TaskHandle};

/// Something happened. The home has the lasting state; an event says where to look.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum KnockEvent {
    /// A message is new. Notify.
    MessageReceived {
        /// The message.
        message: Message,
    },
    /// The peer reacted to a message. Notify if you like.
    ReactionReceived {
        /// The message.
        message_id: i64,
        /// Who reacted.
        peer: String,
        /// An emoji, `+` or `-`.
        content: String,
    },
    /// A message looks different now: edited, reacted to, read by its receiver, taken back.
    MessageChanged {
        /// The message.
        message_id: i64,
    },
    /// A conversation looks different in the list, or messages of it are gone.
    ConversationChanged {
        /// With whom.
        peer: String,
    },
    /// A message that was pasted unpaid is now known to be paid.
    MessagePaid {
        /// The message.
        message_id: i64,
        /// What was paid.
        amount_msat: u64,
    },
    /// A knock waits for the user's consent; nothing was fetched.
    RequestWaiting {
        /// The event that waits.
        event_id: String,
        /// Who knocked; proven.
        sender: String,
        /// What was paid.
        paid_msat: Option<u64>,
    },
    /// A payment carried a comment that is refused. Nothing was fetched or stored.
    CommentRefused {
        /// The error's stable name.
        kind: String,
    },
    /// A knock's event could not be fetched yet and will be tried again.
    KnockDelayed {
        /// The event that waits.
        event_id: String,
        /// The error's stable name.
        kind: String,
    },
    /// A knock's event is refused for good.
    KnockFailed {
        /// The event that was named.
        event_id: String,
        /// The error's stable name.
        kind: String,
    },
    /// A message on its way out took a step.
    Sending {
        /// The message.
        message_id: i64,
        /// The step.
        step: SendStep,
    },
    /// Messages have expired and are gone.
    Swept {
        /// How many.
        messages: u64,
    },
    /// Listening ended: the wallet went away or refused. Nothing is heard until it is started again.
    ListeningEnded {
        /// Why, where it was an error.
        error: Option<KnockError>,
    },
    /// The listener was too slow and missed that many events: read the home again.
    Missed {
        /// How many.
        events: u64,
    },
}

/// A step on the way out.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum SendStep {
    /// Encrypted and stored; from here on it survives a crash.
    Sealed,
    /// At least one relay has it.
    Published {
        /// What each said.
        relays: Vec<RelayOutcome>,
    },
    /// One relay of those that a message goes everywhere to has told what it did.
    Asked {
        /// What it said.
        relay: RelayOutcome,
        /// How many have told by now.
        asked: u64,
        /// Of how many.
        of: u64,
    },
    /// Every relay has been asked.
    PublishedEverywhere {
        /// How many have the message.
        accepted: u64,
        /// Of how many.
        of: u64,
    },
    /// The payment begins later, as the settings ask for.
    Waiting {
        /// Not before this time, seconds since 1970.
        until: u64,
    },
    /// The receiver's service made an invoice, and it was checked.
    Invoiced {
        /// What it asks.
        amount_msat: u64,
    },
    /// The wallet was told to pay.
    Paying,
    /// The user must pay with another app.
    AwaitingUser {
        /// `lightning:…`, for a link and a QR code.
        uri: String,
    },
    /// Paid: the receiver's phone rings.
    Delivered {
        /// What was paid, without routing.
        amount_msat: u64,
        /// What routing cost, where the wallet says so.
        fee_msat: Option<u64>,
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

impl KnockEvent {
    /// The core's event, where it concerns shells.
    pub(crate) fn of(event: EngineEvent) -> Option<Self> {
        Some(match event {
            EngineEvent::MessageReceived(message) => Self::MessageReceived { message: (*message).into() },
            EngineEvent::ReactionReceived { message_id, peer, content } => {
                Self::ReactionReceived { message_id, peer: npub(&peer), content }
            }
            EngineEvent::MessageChanged { message_id } => Self::MessageChanged { message_id },
            EngineEvent::ConversationChanged { peer } => Self::ConversationChanged { peer: npub(&peer) },
            EngineEvent::MessagePaid { message_id, amount } => {
                Self::MessagePaid { message_id, amount_msat: amount.0 }
            }
            EngineEvent::RequestWaiting { event_id, sender, paid } => Self::RequestWaiting {
                event_id: event_id.to_hex(),
                sender: npub(&sender),
                paid_msat: paid.map(|paid| paid.0),
            },
            EngineEvent::CommentRefused { kind } => Self::CommentRefused { kind: kind.to_owned() },
            EngineEvent::KnockDelayed { event_id, kind } => {
                Self::KnockDelayed { event_id: event_id.to_hex(), kind: kind.to_owned() }
            }
            EngineEvent::KnockFailed { event_id, kind } => {
                Self::KnockFailed { event_id: event_id.to_hex(), kind: kind.to_owned() }
            }
            EngineEvent::Sending { message_id, step } => Self::Sending { message_id, step: step.into() },
            EngineEvent::Swept { messages } => Self::Swept { messages: messages as u64 },
            EngineEvent::Missed(events) => Self::Missed { events },
        })
    }
}

impl From<engine::SendStep> for SendStep {
    fn from(step: engine::SendStep) -> Self {
        match step {
            engine::SendStep::Sealed { .. } => Self::Sealed,
            engine::SendStep::Published { reports } => {
                Self::Published { relays: reports.into_iter().map(Into::into).collect() }
            }
            engine::SendStep::Asked { report, asked, of } => {
                Self::Asked { relay: report.into(), asked: asked as u64, of: of as u64 }
            }
            engine::SendStep::PublishedEverywhere { accepted, of } => {
                Self::PublishedEverywhere { accepted: accepted as u64, of: of as u64 }
            }
            engine::SendStep::Waiting { until } => Self::Waiting { until: until.as_secs() },
            engine::SendStep::Invoiced { amount } => Self::Invoiced { amount_msat: amount.0 },
            engine::SendStep::Paying => Self::Paying,
            engine::SendStep::AwaitingUser { uri } => Self::AwaitingUser { uri },
            engine::SendStep::Delivered { amount, fee } => {
                Self::Delivered { amount_msat: amount.0, fee_msat: fee.map(|fee| fee.0) }
            }
            engine::SendStep::Stopped { kind, text, retries } => Self::Stopped { kind, text, retries },
        }
    }
}

/// A listener may throw; then it misses this event and is told the next.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ListenerFailure {
    /// It could not take the event.
    #[error("the listener failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerFailure {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// What a shell gives to hear of events.
#[uniffi::export(foreign)]
pub trait EventListener: Send + Sync {
    /// Called on a thread of the core's, one event at a time, in order. Return soon.
    fn on_event(&self, event: KnockEvent) -> Result<(), ListenerFailure>;
}

#[uniffi::export]
impl Knock {
    /// Tells the listener everything that happens from now on, also after the home was locked and
    /// opened again, until the handle is stopped or dropped.
    pub fn subscribe(&self, listener: Arc<dyn EventListener>) -> Result<Arc<TaskHandle>, KnockError> {
        let mut events = self.events.subscribe();
        TaskHandle::start(async move {
            loop {
                let event = match events.recv().await {
                    Ok(event) => event,
                    Err(RecvError::Lagged(events)) => KnockEvent::Missed { events },
                    Err(RecvError::Closed) => return,
                };
                let listener = listener.clone();
                // A listener of a shell may take its time, which the core's few threads do not have.
                let told = tokio::task::spawn_blocking(move || listener.on_event(event)).await;
                if !matches!(told, Ok(Ok(()))) {
                    log::warn!("a listener failed");
                }
            }
        })
    }

    /// Takes knocks as they land and works on whatever becomes due, whenever the home is open, until the
    /// handle is stopped or dropped. Should it end otherwise, an event says so.
    pub fn listen(&self) -> Result<Arc<TaskHandle>, KnockError> {
        let (mut open, events) = (self.open.subscribe(), self.events.clone());
        TaskHandle::start(async move {
            loop {
                let session = open.borrow_and_update().as_ref().map(|open| open.session.clone());
                let ended = match session {
                    Some(session) => {
                        let engine = session.engine.clone();
                        let listening = Box::pin(async move { Ok(engine.listen().await?) });
                        session.while_open(None, listening).await
                    }
                    None => Err(KnockError::locked()),
                };
                if matches!(ended, Err(KnockError::Locked { .. })) {
                    // The next session, unless the app is gone.
                    match open.changed().await {
                        Ok(()) => continue,
                        Err(_) => return,
                    }
                }
                let _ = events.send(KnockEvent::ListeningEnded { error: ended.err() });
                return;
            }
        })
    }
}
