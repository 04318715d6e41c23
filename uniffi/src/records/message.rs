//! Messages, and what becomes of a comment.

use std::fmt;

use knock_core::names::display_name;
use knock_core::{engine, store};

use super::{npub, secs};

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Direction {
    /// Received.
    Incoming,
    /// Sent.
    Outgoing,
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum MessageKind {
    /// A text (kind 14).
    Text,
    /// A file (kind 15).
    File,
    /// A reaction (kind 7).
    Reaction,
}

impl MessageKind {
    /// Of a rumor's kind; one that is not known is a text, since it has one.
    pub(super) fn of(kind: u16) -> Self {
        match knock_protocol::MessageKind::from_kind(kind) {
            Some(knock_protocol::MessageKind::File) => Self::File,
            Some(knock_protocol::MessageKind::Reaction) => Self::Reaction,
            _ => Self::Text,
        }
    }
}

/// A message.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Message {
    /// Rises with every message in this home.
    pub id: i64,
    /// The event on the relay.
    pub event_id: String,
    /// The message itself, as replies and reactions name it.
    pub rumor_id: String,
    /// Who wrote it, or whom it was written to.
    pub peer: String,
    /// Which way it went.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// The text.
    pub text: String,
    /// When its author says it was written.
    pub sent_at: u64,
    /// When it was stored here.
    pub received_at: u64,
    /// When it vanishes.
    pub expires_at: u64,
    /// What the knock paid; nothing for a pasted, unpaid one.
    pub paid_msat: Option<u64>,
    /// Whether the user has seen it.
    pub read: bool,
}

/// Without the text, so that no log gets to see it.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({}, {:?}, {:?}, ..)", self.id, self.direction, self.kind)
    }
}

impl From<store::Message> for Message {
    fn from(message: store::Message) -> Self {
        Self {
            id: message.id,
            event_id: message.event_id.to_hex(),
            rumor_id: message.rumor_id.to_hex(),
            peer: npub(&message.peer),
            direction: match message.direction {
                store::Direction::In => Direction::Incoming,
                store::Direction::Out => Direction::Outgoing,
            },
            kind: MessageKind::of(message.kind),
            text: message.content,
            sent_at: secs(message.sent_at),
            received_at: secs(message.received_at),
            expires_at: secs(message.expires_at),
            paid_msat: message.paid.map(|paid| paid.0),
            read: message.read,
        }
    }
}

/// What became of a comment.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum Arrival {
    /// A new message.
    Message {
        /// The message.
        message: Message,
    },
    /// It is here already.
    Known {
        /// The event.
        event_id: String,
    },
    /// It waits for the user's consent; nothing was fetched.
    Request {
        /// The event.
        event_id: String,
    },
    /// Its sender is blocked; nothing was fetched.
    Blocked {
        /// The sender.
        sender: String,
    },
    /// Its event could not be fetched yet; it is tried again.
    Delayed {
        /// The event.
        event_id: String,
    },
}

impl From<engine::Arrival> for Arrival {
    fn from(arrival: engine::Arrival) -> Self {
        match arrival {
            engine::Arrival::Message(message) => Self::Message { message: (*message).into() },
            engine::Arrival::Known(id) => Self::Known { event_id: id.to_hex() },
            engine::Arrival::Request(id) => Self::Request { event_id: id.to_hex() },
            engine::Arrival::Blocked(sender) => Self::Blocked { sender: npub(&sender) },
            engine::Arrival::Delayed(id) => Self::Delayed { event_id: id.to_hex() },
        }
    }
}

/// A knock that waits for consent.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Request {
    /// The event that waits.
    pub event_id: String,
    /// Who knocked; proven.
    pub sender: String,
    /// What to call them.
    pub title: String,
    /// The user's name for them, where they are a contact who paid too little.
    pub name: Option<String>,
    /// What was paid.
    pub paid_msat: Option<u64>,
    /// What would have let it through.
    pub price_msat: u64,
    /// When the sender says it was sent.
    pub sent_at: u64,
    /// When it came here.
    pub received_at: u64,
}

impl From<engine::Request> for Request {
    fn from(request: engine::Request) -> Self {
        Self {
            title: display_name(request.petname.as_deref(), None, &request.sender),
            event_id: request.event_id.to_hex(),
            sender: npub(&request.sender),
            name: request.petname,
            paid_msat: request.paid.map(|paid| paid.0),
            price_msat: request.price.0,
            sent_at: secs(request.sent_at),
            received_at: secs(request.received_at),
        }
    }
}

/// Something to show outside the app.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Notification {
    /// The same knock has the same id: showing it twice replaces the first.
    pub id: String,
    /// Whose conversation it opens.
    pub peer: String,
    /// Whether it waits for consent.
    pub is_request: bool,
    /// The sender's name, or the ends of the npub.
    pub title: String,
    /// The message, or "New message" where previews are off or it is not here yet.
    pub body: String,
    /// Whether `body` is the message itself; if not, say the same in the user's language.
    pub shows_text: bool,
    /// What its file is, where it is one and previews are on.
    pub file_type: Option<String>,
}

/// Without the text, so that no log gets to see it.
impl fmt::Debug for Notification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Notification({}, request {}, ..)", self.id, self.is_request)
    }
}

impl From<engine::Notification> for Notification {
    fn from(notification: engine::Notification) -> Self {
        Self {
            id: notification.id.to_hex(),
            peer: npub(&notification.peer),
            is_request: notification.is_request,
            title: notification.title,
            body: notification.body,
            shows_text: notification.shows_text,
            file_type: notification.file_type,
        }
    }
}
