//! A chat as it is shown.

use std::fmt;

use knock_core::engine::Engine;
use knock_core::files::Attachment;
use knock_core::store;

use super::file::FileInfo;
use super::message::MessageKind;
use super::{npub, secs};
use crate::KnockError;

/// A message with everything that its chat shows about it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ChatMessage {
    /// What every call about this message takes.
    pub id: i64,
    /// The conversation.
    pub peer: String,
    /// The event on the relay.
    pub event_id: String,
    /// The message itself, as replies and reactions name it.
    pub rumor_id: String,
    /// Whether the user wrote it.
    pub mine: bool,
    /// What it is.
    pub kind: MessageKind,
    /// The text as it is now, or the file's caption.
    pub text: String,
    /// Its file, where it is one that can be opened.
    pub file: Option<FileInfo>,
    /// Which part of a longer text it is.
    pub part: Option<Part>,
    /// When it was sent, by its author's clock.
    pub sent_at: u64,
    /// When it was stored here.
    pub received_at: u64,
    /// When it vanishes.
    pub expires_at: u64,
    /// When its text was last edited.
    pub edited_at: Option<u64>,
    /// What the knock paid.
    pub paid_msat: Option<u64>,
    /// Whether the user has seen it.
    pub read: bool,
    /// What it answers.
    pub quoted: Option<Quoted>,
    /// At most one of each side.
    pub reactions: Vec<Reaction>,
    /// How far it has come, where the user wrote it.
    pub delivery: Option<Delivery>,
    /// How far the user's last edit has come.
    pub edit_delivery: Option<Delivery>,
}

/// Without the text, so that no log gets to see it.
impl fmt::Debug for ChatMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChatMessage({}, mine {}, {:?}, ..)", self.id, self.mine, self.kind)
    }
}

impl ChatMessage {
    /// The core's message, with what the engine knows of its file.
    pub(crate) fn of(engine: &Engine, message: store::ChatMessage) -> Result<Self, KnockError> {
        let file = engine.chat_file(&message)?;
        let kind = MessageKind::of(message.kind);
        Ok(Self {
            id: message.id,
            peer: npub(&message.peer),
            event_id: message.event_id.to_hex(),
            rumor_id: message.rumor_id.to_hex(),
            mine: message.mine,
            kind,
            text: match kind {
                MessageKind::File => file.as_ref().and_then(|file| file.caption.clone()).unwrap_or_default(),
                _ => message.text,
            },
            file: file.map(Into::into),
            part: message.part.map(|(number, of)| Part { number, of }),
            sent_at: secs(message.sent_at),
            received_at: secs(message.received_at),
            expires_at: secs(message.expires_at),
            edited_at: message.edited_at.map(secs),
            paid_msat: message.paid.map(|paid| paid.0),
            read: message.read,
            quoted: message.quoted.map(Into::into),
            reactions: message.reactions.into_iter().map(Into::into).collect(),
            delivery: message.delivery.map(Into::into),
            edit_delivery: message.edit_delivery.map(Into::into),
        })
    }

    /// Several of them.
    pub(crate) fn all(engine: &Engine, messages: Vec<store::ChatMessage>) -> Result<Vec<Self>, KnockError> {
        messages.into_iter().map(|message| Self::of(engine, message)).collect()
    }
}

/// A part of a text that took several knocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Part {
    /// From 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

/// The message that another one answers.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Quoted {
    /// The answered message.
    pub rumor_id: String,
    /// What is shown of it, where it is still here.
    pub message: Option<QuotedMessage>,
}

impl From<store::Quoted> for Quoted {
    fn from(quoted: store::Quoted) -> Self {
        Self { rumor_id: quoted.rumor_id.to_hex(), message: quoted.message.map(Into::into) }
    }
}

/// What is shown of a quoted message.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuotedMessage {
    /// The message, to scroll to.
    pub id: i64,
    /// Whether the user wrote it.
    pub mine: bool,
    /// What it is.
    pub kind: MessageKind,
    /// The text, or the file's caption.
    pub text: String,
    /// What its file is.
    pub file_type: Option<String>,
}

impl From<store::QuotedMessage> for QuotedMessage {
    fn from(message: store::QuotedMessage) -> Self {
        let kind = MessageKind::of(message.kind);
        let (text, file_type) = match kind {
            MessageKind::File => match Attachment::read(&message.text, &message.tags) {
                Ok(file) => (file.caption.unwrap_or_default(), Some(file.mime)),
                Err(_) => (String::new(), None),
            },
            _ => (message.text, None),
        };
        Self { id: message.id, mine: message.mine, kind, text, file_type }
    }
}

/// A reaction.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Reaction {
    /// An emoji, `+` or `-`.
    pub content: String,
    /// Whether the user reacted.
    pub mine: bool,
    /// When.
    pub sent_at: u64,
}

impl From<store::Reaction> for Reaction {
    fn from(reaction: store::Reaction) -> Self {
        Self { content: reaction.content, mine: reaction.mine, sent_at: secs(reaction.sent_at) }
    }
}

/// The stages of a message of the user's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum DeliveryStage {
    /// On no relay yet.
    Waiting,
    /// On relays, not paid yet.
    Published,
    /// The wallet pays, or the payment's outcome is looked up.
    Paying,
    /// The user pays with another app: see `pay_uri`.
    AwaitingUser,
    /// Paid: the receiver was knocked.
    Paid,
    /// The receiver has read it.
    Seen,
    /// Given up; it can be tried again.
    Failed,
    /// Taken back by the user.
    TakenBack,
}

impl From<store::Stage> for DeliveryStage {
    fn from(stage: store::Stage) -> Self {
        match stage {
            store::Stage::Waiting => Self::Waiting,
            store::Stage::Published => Self::Published,
            store::Stage::Paying => Self::Paying,
            store::Stage::AwaitingUser => Self::AwaitingUser,
            store::Stage::Paid => Self::Paid,
            store::Stage::Seen => Self::Seen,
            store::Stage::Failed => Self::Failed,
            store::Stage::TakenBack => Self::TakenBack,
        }
    }
}

/// How far a message of the user's own has come.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Delivery {
    /// The stage.
    pub stage: DeliveryStage,
    /// What `confirm_paid` and `unsend` take, as long as there is something to do.
    pub outgoing_id: Option<i64>,
    /// How many relays hold it.
    pub relays_confirmed: u32,
    /// How many were to.
    pub relays_asked: u32,
    /// What the knock costs, once that is known.
    pub amount_msat: Option<u64>,
    /// What routing cost.
    pub fee_msat: Option<u64>,
    /// When it was paid.
    pub paid_at: Option<u64>,
    /// When it was found to be read.
    pub seen_at: Option<u64>,
    /// `lightning:…`, to pay with another app.
    pub pay_uri: Option<String>,
    /// What went wrong last: a stable kind.
    pub error_kind: Option<String>,
    /// The same for people.
    pub error_text: Option<String>,
    /// When it is tried again by itself.
    pub retry_at: Option<u64>,
}

impl From<store::Delivery> for Delivery {
    fn from(delivery: store::Delivery) -> Self {
        let (error_kind, error_text) = delivery.error.unzip();
        Self {
            stage: delivery.stage.into(),
            outgoing_id: delivery.outgoing,
            relays_confirmed: delivery.relays_confirmed,
            relays_asked: delivery.relays_asked,
            amount_msat: delivery.amount.map(|amount| amount.0),
            fee_msat: delivery.fee.map(|fee| fee.0),
            paid_at: delivery.paid_at.map(secs),
            seen_at: delivery.seen_at.map(secs),
            pay_uri: delivery.lightning_uri,
            error_kind,
            error_text,
            retry_at: delivery.retry_at.map(secs),
        }
    }
}

/// Which part of a chat is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PageAt {
    /// The newest messages.
    Newest,
    /// Those before a message.
    Before {
        /// The message.
        id: i64,
    },
    /// Those after a message.
    After {
        /// The message.
        id: i64,
    },
    /// A message with those before and after it: where a search led.
    Around {
        /// The message.
        id: i64,
    },
}

impl From<PageAt> for store::PageAt {
    fn from(at: PageAt) -> Self {
        match at {
            PageAt::Newest => Self::Newest,
            PageAt::Before { id } => Self::Before(id),
            PageAt::After { id } => Self::After(id),
            PageAt::Around { id } => Self::Around(id),
        }
    }
}

/// A part of a chat.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ChatPage {
    /// Oldest first.
    pub messages: Vec<ChatMessage>,
    /// Whether there are older ones.
    pub has_older: bool,
    /// Whether there are newer ones.
    pub has_newer: bool,
}

impl ChatPage {
    pub(crate) fn of(engine: &Engine, page: store::Page) -> Result<Self, KnockError> {
        let messages = ChatMessage::all(engine, page.messages)?;
        Ok(Self { messages, has_older: page.has_older, has_newer: page.has_newer })
    }
}
