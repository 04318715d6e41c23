//! Receiving: from the comment to what must be fetched, and from what was fetched to the message.

use std::fmt;

use nostr::nips::nip44::v2::ConversationKey;
use nostr::secp256k1::XOnlyPublicKey;
use nostr::{Event, EventId, Filter, Keys, PublicKey, Timestamp, UnsignedEvent};

use crate::comment::{self, Comment, CommentError, CommentFields};
use crate::curve::is_signed;
use crate::event::{self, EVENT_KIND, EventError, VerifiedEvent};
use crate::message::{self, MessageKind};
use crate::one_time::ReceiverKeys;
use crate::relays::RelayHint;
use crate::token::verify_token;

/// The oldest comment that is accepted, seconds before now: 31 days, a day more than the longest TTL.
pub const MAX_AGE: u64 = 31 * 24 * 3_600;
/// How far in the future a comment may lie, seconds: clocks differ.
pub const MAX_AHEAD: u64 = 15 * 60;

/// A comment that is genuine: `sender` did knock at this receiver. Nothing has been fetched yet;
/// whether to fetch is the caller's policy.
#[derive(Clone)]
pub struct OpenedComment {
    /// `A`, proven by the identity token.
    pub sender: PublicKey,
    /// `ts`.
    pub sent_at: Timestamp,
    /// The event that waits.
    pub event_id: EventId,
    /// `P`, its author.
    pub one_time: PublicKey,
    /// Where it waits.
    pub relays: RelayHint,
    fields: CommentFields,
    author: XOnlyPublicKey,
    conversation: ConversationKey,
}

/// An opened message.
#[derive(Clone)]
pub struct ReceivedMessage {
    /// `A`.
    pub sender: PublicKey,
    /// When it was sent, by the sender's clock.
    pub sent_at: Timestamp,
    /// When it must be gone: when the event expires, or earlier where the message says so (NIP-40).
    pub expires_at: Timestamp,
    /// What it is.
    pub kind: MessageKind,
    /// The NIP-17 rumor with its id.
    pub rumor: UnsignedEvent,
}

/// Without the text, so that no log gets to see it.
impl fmt::Debug for ReceivedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sender, sent_at, kind, .. } = self;
        write!(f, "ReceivedMessage({kind:?} by {sender} at {sent_at}, ..)")
    }
}

/// Decrypts and checks a comment. Nothing here touches the network.
///
/// `now` is when the comment arrived: one that waited for the user's consent keeps that time.
pub fn open_comment(
    receiver: &Keys,
    comment: &Comment,
    now: Timestamp,
) -> Result<OpenedComment, CommentError> {
    let keys = ReceiverKeys::derive(receiver, &comment.ephemeral()).ok_or(CommentError::BadEphemeralKey)?;
    let plaintext = comment::open_fields(comment, &keys.comment_key, &receiver.public_key())?;
    let fields = CommentFields::decode(&plaintext)?;
    let sender = fields.sender.xonly().map_err(|_| CommentError::BadSenderKey)?;
    let one_time = PublicKey::from(keys.one_time);
    let sent_at = fields.sent_at.as_secs();
    if sent_at < now.as_secs().saturating_sub(MAX_AGE) {
        return Err(CommentError::TooOld);
    }
    if sent_at > now.as_secs().saturating_add(MAX_AHEAD) {
        return Err(CommentError::FromFuture);
    }
    if !verify_token(&fields.token, &sender, &receiver.public_key(), &one_time, fields.sent_at) {
        return Err(CommentError::ForgedToken);
    }
    let conversation = keys.conversation(receiver).ok_or(CommentError::BadEphemeralKey)?;
    Ok(OpenedComment {
        sender: fields.sender,
        sent_at: fields.sent_at,
        event_id: fields.event_id,
        one_time,
        relays: fields.relays.clone(),
        fields,
        author: keys.one_time,
        conversation,
    })
}

impl OpenedComment {
    /// The one event to ask for (NIP-01): `{ids, authors, kinds, limit: 1}`.
    pub fn filter(&self) -> Filter {
        Filter::new().id(self.event_id).author(self.one_time).kind(EVENT_KIND).limit(1)
    }

    /// As if the comment had named this event, so that fuzzing reaches the checks behind the id.
    #[cfg(fuzzing)]
    pub(crate) fn naming(mut self, event_id: EventId) -> Self {
        self.event_id = event_id;
        self.fields.event_id = event_id;
        self
    }

    /// Checks the fetched event against the comment and decrypts the message.
    pub fn open_event(
        &self,
        receiver: &Keys,
        event: &Event,
        now: Timestamp,
    ) -> Result<ReceivedMessage, EventError> {
        event::check_wanted(event, &self.fields, &self.author)?;
        if !event::has_own_id(event) {
            return Err(EventError::IdMismatch);
        }
        let expires_at = event::check_expiration(event, self.sent_at, now)?;
        if !event::is_signed_by(event, &self.author) {
            return Err(EventError::BadSignature);
        }
        self.open_content(receiver, &event.content, expires_at, now)
    }

    /// The same for an event that was verified when it was fetched.
    pub fn open_verified(
        &self,
        receiver: &Keys,
        event: &VerifiedEvent,
        now: Timestamp,
    ) -> Result<ReceivedMessage, EventError> {
        event::check_wanted(event, &self.fields, &self.author)?;
        let expires_at = event::check_expiration(event, self.sent_at, now)?;
        self.open_content(receiver, &event.content, expires_at, now)
    }

    fn open_content(
        &self,
        receiver: &Keys,
        content: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<ReceivedMessage, EventError> {
        let (signature, payload) = event::split_content(content).ok_or(EventError::MalformedContent)?;
        let digest = event::comment_digest(&self.fields, &self.one_time, &receiver.public_key(), payload);
        if !is_signed(&signature, digest, &self.author) {
            return Err(EventError::ForgedComment);
        }
        let plaintext = event::decrypt(&self.conversation, payload)?;
        let (rumor, kind) = message::from_json(&plaintext, self.sender, receiver.public_key(), self.sent_at)?;
        let expires_at = message::end_of_life(&rumor.tags, expires_at);
        if expires_at <= now {
            return Err(EventError::Expired);
        }
        Ok(ReceivedMessage { sender: self.sender, sent_at: self.sent_at, expires_at, kind, rumor })
    }
}
