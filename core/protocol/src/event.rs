//! The event that waits on the relay: kind 1404 under the one-time key, with nothing else on it.

use std::ops::Deref;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nostr::nips::nip44;
use nostr::nips::nip44::v2::ConversationKey;
use nostr::secp256k1::XOnlyPublicKey;
use nostr::secp256k1::rand::RngCore;
use nostr::secp256k1::schnorr::Signature;
use nostr::{Event, Kind, PublicKey, Tag, TagKind, TagStandard, Timestamp};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::VERSION;
use crate::comment::CommentFields;
use crate::curve::is_signed;
use crate::event_id::event_id;
use crate::message::RumorError;
use crate::open::MAX_AGE;

/// The event's kind: regular (relays keep it), assigned to nobody else, and not 1059, which relays
/// serve only to those named in a `p` tag, and we have none.
pub const EVENT_KIND: Kind = Kind::Custom(1_404);
/// The longest content that we send, bytes.
pub const MAX_CONTENT_OUT: usize = 8 * 1_024;
/// The longest content that we read, bytes.
pub const MAX_CONTENT_IN: usize = 64 * 1_024;
/// Hexadecimal digits of a BIP-340 signature.
const SIGNATURE_HEX: usize = 128;

/// Every check that a fetched event can fail, in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EventError {
    /// Another event than the comment names.
    #[error("the relay answered with another event")]
    WrongId,
    /// Not by the one-time key.
    #[error("the event is not by the one-time key")]
    WrongAuthor,
    /// Not of kind 1404.
    #[error("the event is of kind {0}, not 1404")]
    WrongKind(u16),
    /// Content beyond the limit.
    #[error("the event's content has {0} bytes, more than is read")]
    TooLong(usize),
    /// The id is not the hash of the event.
    #[error("the event's id is not the hash of its fields")]
    IdMismatch,
    /// Other tags than the one expiration.
    #[error("the event has other tags than its expiration")]
    UnexpectedTags,
    /// Its time is over.
    #[error("the message has expired")]
    Expired,
    /// It would outlive the longest time to live.
    #[error("the event's expiration is too far away")]
    ExpirationTooFar,
    /// The event's signature does not verify.
    #[error("the event's signature is wrong")]
    BadSignature,
    /// The content is not `signature "." payload`.
    #[error("the event's content is malformed")]
    MalformedContent,
    /// The comment's signature does not fit the comment and this content.
    #[error("the event does not belong to the comment")]
    ForgedComment,
    /// The payload is damaged or encrypted for somebody else.
    #[error("the message cannot be decrypted")]
    Undecryptable,
    /// The decrypted message is refused.
    #[error(transparent)]
    Rumor(#[from] RumorError),
}

impl EventError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::WrongId => "event_wrong_id",
            Self::WrongAuthor => "event_wrong_author",
            Self::WrongKind(_) => "event_wrong_kind",
            Self::TooLong(_) => "event_too_long",
            Self::IdMismatch => "event_id_mismatch",
            Self::UnexpectedTags => "event_unexpected_tags",
            Self::Expired => "event_expired",
            Self::ExpirationTooFar => "event_expiration_too_far",
            Self::BadSignature => "event_bad_signature",
            Self::MalformedContent => "event_malformed_content",
            Self::ForgedComment => "event_forged_comment",
            Self::Undecryptable => "event_undecryptable",
            Self::Rumor(error) => error.kind(),
        }
    }
}

/// What the comment signature signs: every field of the comment but the event id, which is not
/// known yet, and the hash of the payload in its place.
pub(crate) fn comment_digest(
    fields: &CommentFields,
    one_time: &PublicKey,
    receiver: &PublicKey,
    payload: &str,
) -> [u8; 32] {
    let tag = Sha256::digest(b"knock/v1/comment");
    let mut hash = Sha256::new();
    hash.update(tag);
    hash.update(tag);
    hash.update([VERSION]);
    hash.update(crate::comment::seconds(fields.sent_at).to_be_bytes());
    hash.update(fields.sender.as_bytes());
    hash.update(one_time.as_bytes());
    hash.update(receiver.as_bytes());
    hash.update(fields.token.as_ref());
    hash.update(&fields.relay_field);
    hash.update(Sha256::digest(payload.as_bytes()));
    hash.finalize().into()
}

/// The content: the comment signature, a dot, the NIP-44 payload.
pub(crate) fn join_content(signature: &Signature, payload: &str) -> String {
    format!("{signature}.{payload}")
}

/// The comment signature and the payload.
pub(crate) fn split_content(content: &str) -> Option<(Signature, &str)> {
    let (hex, payload) = content.split_once('.')?;
    let lower =
        hex.len() == SIGNATURE_HEX && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let signature = hex.parse().ok().filter(|_| lower)?;
    Some((signature, payload))
}

/// An event that is what it says: its id is the hash of its fields, its signature its author's. Whoever fetched it
/// has looked, and whoever opens it need not look again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedEvent(Event);

impl VerifiedEvent {
    /// `None` where the event is not what it says.
    pub fn new(event: Event) -> Option<Self> {
        let author = event.pubkey.xonly().ok()?;
        (has_own_id(&event) && is_signed_by(&event, &author)).then_some(Self(event))
    }

    /// The event alone.
    pub fn into_inner(self) -> Event {
        self.0
    }
}

impl Deref for VerifiedEvent {
    type Target = Event;

    fn deref(&self) -> &Event {
        &self.0
    }
}

/// Whether the id is the hash of the fields.
pub(crate) fn has_own_id(event: &Event) -> bool {
    event_id(&event.pubkey, event.created_at, event.kind, &event.tags, &event.content) == event.id
}

/// Whether that author has signed the id.
pub(crate) fn is_signed_by(event: &Event, author: &XOnlyPublicKey) -> bool {
    is_signed(&event.sig, event.id.to_bytes(), author)
}

/// Whether it is the event that the comment names, and not too long to be looked at.
pub(crate) fn check_wanted(
    event: &Event,
    fields: &CommentFields,
    author: &XOnlyPublicKey,
) -> Result<(), EventError> {
    if event.id != fields.event_id {
        return Err(EventError::WrongId);
    }
    if event.pubkey != PublicKey::from(*author) {
        return Err(EventError::WrongAuthor);
    }
    if event.kind != EVENT_KIND {
        return Err(EventError::WrongKind(event.kind.as_u16()));
    }
    if event.content.len() > MAX_CONTENT_IN {
        return Err(EventError::TooLong(event.content.len()));
    }
    Ok(())
}

/// When the event expires: later than now, and not beyond the longest time to live.
pub(crate) fn check_expiration(
    event: &Event,
    sent_at: Timestamp,
    now: Timestamp,
) -> Result<Timestamp, EventError> {
    let expires_at = only_expiration(event.tags.as_slice()).ok_or(EventError::UnexpectedTags)?;
    if expires_at <= now {
        return Err(EventError::Expired);
    }
    if expires_at.as_secs() > sent_at.as_secs().saturating_add(MAX_AGE) {
        return Err(EventError::ExpirationTooFar);
    }
    Ok(expires_at)
}

/// The tag list is exactly `[["expiration", seconds]]`.
fn only_expiration(tags: &[Tag]) -> Option<Timestamp> {
    match tags {
        [tag] if tag.kind() == TagKind::Expiration && tag.len() == 2 => match tag.as_standardized() {
            Some(TagStandard::Expiration(at)) => Some(*at),
            _ => None,
        },
        _ => None,
    }
}

/// NIP-44 v2, base64 as the standard has it.
pub(crate) fn encrypt<R: RngCore>(
    key: &ConversationKey,
    plaintext: &str,
    rng: &mut R,
) -> Result<String, nip44::Error> {
    let bytes = nip44::v2::encrypt_to_bytes_with_rng(rng, key, plaintext.as_bytes())?;
    Ok(STANDARD.encode(bytes))
}

/// The reverse of [`encrypt`].
pub(crate) fn decrypt(key: &ConversationKey, payload: &str) -> Result<Vec<u8>, EventError> {
    let bytes = STANDARD.decode(payload).map_err(|_| EventError::Undecryptable)?;
    if bytes.first() != Some(&2) {
        return Err(EventError::Undecryptable);
    }
    nip44::v2::decrypt_to_bytes(key, &bytes).map_err(|_| EventError::Undecryptable)
}

#[cfg(test)]
mod tests {
    use nostr::{EventBuilder, Keys, Tags};

    use super::*;
    use crate::RelayHint;

    const SENT_AT: u64 = 1_800_000_000;

    /// The verdict on an event that its one-time key has signed, at the time of its sending.
    fn verdict(tags: &[&[&str]], content: String) -> Result<Timestamp, EventError> {
        let one_time = Keys::generate();
        let tags: Vec<Tag> = tags.iter().map(|tag| Tag::parse(tag.iter().copied()).unwrap()).collect();
        let event = EventBuilder::new(EVENT_KIND, content)
            .tags(Tags::from_list(tags))
            .sign_with_keys(&one_time)
            .unwrap();
        let fields = CommentFields {
            sent_at: Timestamp::from(SENT_AT),
            sender: one_time.public_key(),
            token: event.sig,
            event_id: event.id,
            relays: RelayHint::Unnamed,
            relay_field: vec![0],
        };
        let author = one_time.public_key().xonly().unwrap();
        check_wanted(&event, &fields, &author)?;
        check_expiration(&event, fields.sent_at, fields.sent_at)
    }

    /// A signature that is no one's, which is not looked at here.
    fn content(len: usize) -> String {
        let signature = "0f".repeat(SIGNATURE_HEX / 2);
        format!("{signature}.{}", "A".repeat(len - SIGNATURE_HEX - 1))
    }

    #[test]
    fn the_limits_belong_to_what_is_allowed() {
        let verdict =
            |expires_at: u64, len| verdict(&[&["expiration", &expires_at.to_string()]], content(len));
        let end = SENT_AT + MAX_AGE;
        assert_eq!(verdict(end, MAX_CONTENT_IN), Ok(Timestamp::from(end)));
        assert_eq!(verdict(end, MAX_CONTENT_IN + 1), Err(EventError::TooLong(MAX_CONTENT_IN + 1)));
        assert_eq!(verdict(end + 1, 200), Err(EventError::ExpirationTooFar));
        assert_eq!(verdict(SENT_AT + 1, 200), Ok(Timestamp::from(SENT_AT + 1)));
        assert_eq!(verdict(SENT_AT, 200), Err(EventError::Expired));
    }

    #[test]
    fn there_is_one_tag_of_two_texts() {
        let end = (SENT_AT + 3_600).to_string();
        let end = end.as_str();
        assert!(verdict(&[&["expiration", end]], content(200)).is_ok());
        let others: [&[&[&str]]; 6] = [
            &[],
            &[&["expiration"]],
            &[&["expiration", end, "and more"]],
            &[&["expiration", "soon"]],
            &[&["e", end]],
            &[&["expiration", end], &["expiration", end]],
        ];
        for tags in others {
            assert_eq!(verdict(tags, content(200)), Err(EventError::UnexpectedTags), "{tags:?}");
        }
    }
}
