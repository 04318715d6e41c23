//! The list of conversations.

use knock_core::engine::Engine;
use knock_core::store;

use super::chat::{ChatMessage, QuotedMessage};
use super::{npub, secs};
use crate::KnockError;

/// A conversation as the list shows it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Conversation {
    /// With whom.
    pub peer: String,
    /// What to call them: the name, else the NIP-05 name, else the ends of the npub.
    pub title: String,
    /// The user's name for them.
    pub name: Option<String>,
    /// Whether they are a contact.
    pub is_contact: bool,
    /// Whether their knocks are dropped.
    pub blocked: bool,
    /// Their NIP-05 name, where it was found to be theirs.
    pub nip05: Option<String>,
    /// Whether the user has compared safety numbers with them.
    pub verified: bool,
    /// Whether it is known, without asking anybody, where they are paid.
    pub can_be_paid: bool,
    /// The newest message.
    pub last: Option<ChatMessage>,
    /// When that came or went; 0 where nothing is left.
    pub last_at: u64,
    /// How many messages the user has not seen.
    pub unread: u32,
    /// What the user began to write.
    pub draft: Option<Draft>,
    /// Kept at the top.
    pub pinned: bool,
    /// Put away until something new comes.
    pub archived: bool,
    /// No notifications until then; 0 where they are on.
    pub muted_until: u64,
    /// How long messages to come live, seconds, where that is not what the settings say.
    pub ttl_secs: Option<u64>,
}

impl Conversation {
    pub(crate) fn of(engine: &Engine, conversation: store::Conversation) -> Result<Self, KnockError> {
        let title = conversation.title();
        let last = conversation.last.map(|last| ChatMessage::of(engine, last)).transpose()?;
        Ok(Self {
            title,
            peer: npub(&conversation.peer),
            name: conversation.petname,
            is_contact: conversation.is_contact,
            blocked: conversation.blocked,
            nip05: conversation.nip05,
            verified: conversation.verified,
            can_be_paid: conversation.payable,
            last,
            last_at: secs(conversation.last_at),
            unread: conversation.unread,
            draft: conversation.draft.map(Into::into),
            pinned: conversation.pinned,
            archived: conversation.archived,
            muted_until: secs(conversation.muted_until),
            ttl_secs: conversation.ttl_secs,
        })
    }
}

/// A text that is not sent yet.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// The message that it will answer.
    pub reply_to: Option<String>,
    /// What is shown of that, where it is still here.
    pub quoted: Option<QuotedMessage>,
    /// When it was saved.
    pub saved_at: u64,
}

impl From<store::Draft> for Draft {
    fn from(draft: store::Draft) -> Self {
        let reply_to = draft.reply_to.map(|id| id.to_hex());
        let quoted = draft.quoted.map(Into::into);
        Self { text: draft.text, reply_to, quoted, saved_at: secs(draft.saved_at) }
    }
}
