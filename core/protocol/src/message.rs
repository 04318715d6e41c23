//! The message itself: a NIP-17 rumor, written without what the receiver already knows.

use std::fmt;

use nostr::{EventId, Kind, PublicKey, Tag, Tags, Timestamp, UnsignedEvent};
use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::event_id::with_id;

/// How much later than its comment a rumor may claim to be written, seconds.
const MAX_WRITTEN_AHEAD: u64 = 900;

/// The tag that says where an answer can be paid.
const LIGHTNING: &str = "lightning";
/// The tag that says what an answer must pay at least, millisatoshi.
pub const PRICE_TAG: &str = "price";
/// The tag of a text that takes the place of another of the same author, named by its rumor id.
pub const EDIT_TAG: &str = "edit";
/// The tag that says which messages of the receiver its author has read: the first digits of rumor ids.
pub const SEEN_TAG: &str = "seen";
/// The longest message that fits an event, bytes of its JSON: NIP-44 pads it to 5,120 bytes and the next
/// longer one to 6,144, which is over [`crate::MAX_CONTENT_OUT`] as base64.
pub const MAX_MESSAGE_JSON: usize = 5_120;
/// How many hexadecimal digits of a rumor id that tag has.
pub const SEEN_DIGITS: usize = 16;
/// The tag of a text that was too long for one knock: which part, of how many.
pub const PART_TAG: &str = "part";

/// The kinds of rumor that a message may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MessageKind {
    /// Kind 14, a text (NIP-17).
    #[default]
    Text,
    /// Kind 15, an encrypted file (NIP-17).
    File,
    /// Kind 7, a reaction (NIP-25).
    Reaction,
    /// Kind 5, the withdrawal of a reaction (NIP-09).
    Deletion,
}

impl MessageKind {
    /// The Nostr kind.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Text => Kind::PrivateDirectMessage,
            Self::File => Kind::Custom(15),
            Self::Reaction => Kind::Reaction,
            Self::Deletion => Kind::EventDeletion,
        }
    }

    /// The message kind of a Nostr kind.
    pub fn from_kind(kind: u16) -> Option<Self> {
        [Self::Text, Self::File, Self::Reaction, Self::Deletion]
            .into_iter()
            .find(|k| k.kind().as_u16() == kind)
    }

    /// Whether it says something without any content.
    pub const fn may_be_empty(self) -> bool {
        matches!(self, Self::Reaction | Self::Deletion)
    }
}

/// A message to send.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// What it is.
    pub kind: MessageKind,
    /// The text, the file's URL or the reaction.
    pub content: String,
    /// Tags other than `p`: `e` (reply to), `subject`, `expiration`, `lightning`, a file's keys.
    pub tags: Vec<Tag>,
    /// When it was written, if that is not when it is sent.
    pub written_at: Option<Timestamp>,
}

/// Without the text, so that no log gets to see it.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({:?}, {} bytes, {} tags)", self.kind, self.content.len(), self.tags.len())
    }
}

impl Message {
    /// A plain text.
    pub fn text(content: impl Into<String>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// A reaction to another message: an emoji, `+` or `-` (NIP-25).
    pub fn reaction(content: impl Into<String>, to: EventId) -> Self {
        let tags = vec![Tag::event(to)];
        Self { kind: MessageKind::Reaction, content: content.into(), tags, written_at: None }
    }

    /// Takes a reaction back (NIP-09).
    pub fn withdrawal(reaction: EventId) -> Self {
        let kind = Tag::custom("k".into(), [MessageKind::Reaction.kind().to_string()]);
        let tags = vec![Tag::event(reaction), kind];
        Self { kind: MessageKind::Deletion, content: String::new(), tags, written_at: None }
    }

    /// A new text for an earlier message of the same author.
    pub fn edit(content: impl Into<String>, of: EventId) -> Self {
        let tags = vec![Tag::custom(EDIT_TAG.into(), [of.to_hex()])];
        Self { content: content.into(), tags, ..Self::default() }
    }

    /// The same message as an answer to another, named by its rumor id.
    #[must_use]
    pub fn in_reply_to(mut self, rumor: EventId) -> Self {
        self.tags.push(Tag::event(rumor));
        self
    }

    /// How many bytes it has as JSON; [`MAX_MESSAGE_JSON`] at most can be sent.
    pub fn json_len(&self) -> usize {
        // A date of its own is at most what all ten digits take.
        let dated = if self.written_at.is_some() { r#","created_at":4294967295"#.len() } else { 0 };
        let undated = Self { written_at: None, ..self.clone() };
        to_compact_json(&undated, Timestamp::from(0)).len() + dated
    }

    /// The same message as one part of a longer text; parts count from 1.
    #[must_use]
    pub fn part(mut self, part: usize, of: usize) -> Self {
        self.tags.push(Tag::custom(PART_TAG.into(), [part.to_string(), of.to_string()]));
        self
    }

    /// The same message with word that these of its receiver's messages were read.
    #[must_use]
    pub fn having_seen(mut self, rumors: &[EventId]) -> Self {
        if !rumors.is_empty() {
            let starts = rumors.iter().map(|id| id.to_hex()[..SEEN_DIGITS].to_owned());
            self.tags.push(Tag::custom(SEEN_TAG.into(), starts));
        }
        self
    }

    /// The same message with the price of an answer, millisatoshi.
    #[must_use]
    pub fn asking(mut self, price_msat: u64) -> Self {
        self.tags.push(Tag::custom(PRICE_TAG.into(), [price_msat.to_string()]));
        self
    }

    /// The same message with the place where an answer can be paid: a lightning address or offer.
    #[must_use]
    pub fn payable_at(mut self, address: &str) -> Self {
        self.tags.push(Tag::custom(LIGHTNING.into(), [address]));
        self
    }
}

/// Why a rumor is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RumorError {
    /// Not a JSON object with the fields of a Nostr event.
    #[error("the message is not well-formed: {0}")]
    Malformed(&'static str),
    /// A kind that this version does not know.
    #[error("the message is of kind {0}, which this version cannot show")]
    UnknownKind(u64),
    /// The rumor names another author than the comment does.
    #[error("the message names another sender than its comment")]
    SenderMismatch,
    /// The rumor is addressed to somebody else, or to several.
    #[error("the message is addressed to somebody else")]
    ReceiverMismatch,
    /// The rumor's id is not the hash of its fields.
    #[error("the message's id is wrong")]
    IdMismatch,
    /// Written after it was sent.
    #[error("the message claims to be written after it was sent")]
    WrittenLater,
    /// A text without text.
    #[error("the message is empty")]
    Empty,
}

impl RumorError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "rumor_malformed",
            Self::UnknownKind(_) => "rumor_unknown_kind",
            Self::SenderMismatch => "rumor_sender_mismatch",
            Self::ReceiverMismatch => "rumor_receiver_mismatch",
            Self::IdMismatch => "rumor_id_mismatch",
            Self::WrittenLater => "rumor_written_later",
            Self::Empty => "rumor_empty",
        }
    }
}

/// The message as JSON, without the fields whose values follow from the comment.
pub(crate) fn to_compact_json(message: &Message, sent_at: Timestamp) -> String {
    // Inserted in alphabetical order, so that the bytes do not depend on how the map sorts.
    let mut object = Map::new();
    object.insert("content".into(), json!(message.content));
    if let Some(written_at) = message.written_at.filter(|at| *at != sent_at) {
        object.insert("created_at".into(), json!(written_at.as_secs()));
    }
    if message.kind != MessageKind::Text {
        object.insert("kind".into(), json!(message.kind.kind().as_u16()));
    }
    let (tags, lightning) = split_lightning(&message.tags);
    if let Some(address) = lightning {
        object.insert(LIGHTNING.into(), json!(address));
    }
    if !tags.is_empty() {
        object.insert("tags".into(), json!(tags.iter().map(Tag::as_slice).collect::<Vec<_>>()));
    }
    Value::Object(object).to_string()
}

/// The whole rumor with its id, as the receiver will rebuild it.
pub(crate) fn to_rumor(
    message: &Message,
    sender: PublicKey,
    receiver: PublicKey,
    sent_at: Timestamp,
) -> UnsignedEvent {
    let tags = std::iter::once(Tag::public_key(receiver)).chain(message.tags.iter().cloned());
    let created_at = message.written_at.unwrap_or(sent_at);
    with_id(UnsignedEvent::new(sender, created_at, message.kind.kind(), tags, message.content.clone()))
}

/// Rebuilds the rumor from the compact or the full JSON, and checks it against the comment.
pub(crate) fn from_json(
    json: &[u8],
    sender: PublicKey,
    receiver: PublicKey,
    sent_at: Timestamp,
) -> Result<(UnsignedEvent, MessageKind), RumorError> {
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(json) else {
        return Err(RumorError::Malformed("not a JSON object"));
    };
    if fields.get("pubkey").is_some_and(|key| key.as_str() != Some(&sender.to_hex())) {
        return Err(RumorError::SenderMismatch);
    }
    let kind = match fields.get("kind") {
        None => MessageKind::Text,
        Some(value) => {
            let number = value.as_u64().ok_or(RumorError::Malformed("kind is not a number"))?;
            let known = u16::try_from(number).ok().and_then(MessageKind::from_kind);
            known.ok_or(RumorError::UnknownKind(number))?
        }
    };
    let created_at = match fields.get("created_at") {
        None => sent_at,
        Some(value) => {
            Timestamp::from(value.as_u64().ok_or(RumorError::Malformed("created_at is not a number"))?)
        }
    };
    if is_too_late(created_at, sent_at) {
        return Err(RumorError::WrittenLater);
    }
    let content =
        fields.get("content").and_then(Value::as_str).ok_or(RumorError::Malformed("content is not text"))?;
    if content.is_empty() && !kind.may_be_empty() {
        return Err(RumorError::Empty);
    }
    let mut tags = addressed(parse_tags(fields.get("tags"))?, receiver)?;
    if let Some(value) = fields.get(LIGHTNING) {
        let address = value.as_str().ok_or(RumorError::Malformed("lightning is not text"))?;
        tags.push(Tag::custom(LIGHTNING.into(), [address]));
    }
    let rumor = with_id(UnsignedEvent::new(sender, created_at, kind.kind(), tags, content));
    let claimed = fields.get("id");
    if claimed.is_some_and(|id| id.as_str() != rumor.id.map(|id| id.to_hex()).as_deref()) {
        return Err(RumorError::IdMismatch);
    }
    Ok((rumor, kind))
}

/// When a message with these tags is gone: with its event, or earlier where it says so (NIP-40).
pub(crate) fn end_of_life(tags: &Tags, event_expires_at: Timestamp) -> Timestamp {
    tags.expiration().map_or(event_expires_at, |own| event_expires_at.min(*own))
}

/// Whether a rumor of that time is dated too far after its comment.
pub(crate) fn is_too_late(written_at: Timestamp, sent_at: Timestamp) -> bool {
    written_at.as_secs() > sent_at.as_secs().saturating_add(MAX_WRITTEN_AHEAD)
}

/// A last tag `["lightning", address]` is written as a field of its own: nearly every message has
/// it, and the shorter form mostly saves a step of NIP-44's padding.
fn split_lightning(tags: &[Tag]) -> (&[Tag], Option<&str>) {
    match tags.split_last() {
        Some((last, others)) if last.len() == 2 && last.as_slice()[0] == LIGHTNING => {
            (others, last.content())
        }
        _ => (tags, None),
    }
}

fn parse_tags(value: Option<&Value>) -> Result<Tags, RumorError> {
    let malformed = RumorError::Malformed("tags are not lists of texts");
    let Some(value) = value else { return Ok(Tags::new()) };
    let tag = |tag: &Value| -> Option<Tag> {
        let items: Option<Vec<&str>> = tag.as_array()?.iter().map(Value::as_str).collect();
        Tag::parse(items?).ok()
    };
    let tags: Option<Vec<Tag>> = value.as_array().and_then(|tags| tags.iter().map(tag).collect());
    tags.map(Tags::from_list).ok_or(malformed)
}

/// Adds the `p` tag where it was left out; refuses one that names anybody but the receiver.
fn addressed(tags: Tags, receiver: PublicKey) -> Result<Tags, RumorError> {
    let receiver_hex = receiver.to_hex();
    let mut named = tags.iter().filter(|tag| tag.as_slice()[0] == "p").peekable();
    if named.peek().is_none() {
        let all = std::iter::once(Tag::public_key(receiver)).chain(tags);
        return Ok(Tags::from_list(all.collect()));
    }
    if named.all(|tag| tag.content() == Some(receiver_hex.as_str())) {
        Ok(tags)
    } else {
        Err(RumorError::ReceiverMismatch)
    }
}
