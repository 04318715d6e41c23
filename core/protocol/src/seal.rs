//! Sending: from a message to the comment and the event.

use std::fmt;

use nostr::nips::nip44;
use nostr::nips::nip44::v2::ConversationKey;
use nostr::secp256k1::Message as Digest;
use nostr::secp256k1::rand::{CryptoRng, RngCore};
use nostr::secp256k1::schnorr::Signature;
use nostr::{Event, EventId, Keys, PublicKey, SECP256K1, SecretKey, Tag, Tags, Timestamp, UnsignedEvent};
use thiserror::Error;

use crate::comment::{Comment, CommentFields, seal_fields};
use crate::event::{self, EVENT_KIND, MAX_CONTENT_OUT};
use crate::event_id::event_id;
use crate::message::{self, Message};
use crate::one_time::SenderKeys;
use crate::relays::{RelayFieldError, RelayHint};
use crate::token::{token_event, verify_token};
use crate::ttl::Ttl;

/// The event is dated up to this many seconds before the message, so that its time on the relay
/// does not tell the time of the payment to the second.
pub const MAX_BACKDATING: u32 = 300;

/// A message to seal.
#[derive(Debug, Clone)]
pub struct SealRequest<'a> {
    /// `A`, the sender's identity.
    pub sender: PublicKey,
    /// `B`, the receiver's identity.
    pub receiver: PublicKey,
    /// What to say.
    pub message: &'a Message,
    /// Where the event will wait.
    pub relays: RelayHint,
    /// How long.
    pub ttl: Ttl,
    /// The present: `ts` of the comment.
    pub now: Timestamp,
}

/// Why a message cannot be sealed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SealError {
    /// The receiver's key is not the x coordinate of a point.
    #[error("the receiver's key is not valid")]
    BadReceiver,
    /// A text without text.
    #[error("the message is empty")]
    Empty,
    /// The event's content would have that many bytes, beyond the 8 KiB that we send.
    #[error("the message is too long: {0} bytes once encrypted, {MAX_CONTENT_OUT} at most")]
    TooLong(usize),
    /// A `p` tag, which the receiver adds by itself.
    #[error("a message may not carry p tags of its own")]
    ReservedTag,
    /// A message dated further after its sending than receivers accept.
    #[error("the message claims to be written after it is sent")]
    WrittenLater,
    /// A message whose own expiration (NIP-40) has passed.
    #[error("the message has expired before it is sent")]
    Expired,
    /// A present that four bytes cannot carry (after 2106, or milliseconds for seconds).
    #[error("the clock is wrong: {0} is no time in seconds that a comment can carry")]
    BadClock(u64),
    /// The relays cannot be named in a comment.
    #[error("the relays cannot be named in a comment: {0}")]
    Relays(#[from] RelayFieldError),
    /// The identity token is not the sender's signature of the event that was asked for.
    #[error("the signer's answer is not the signature that was asked for")]
    BadToken,
    /// Encryption failed.
    #[error("the message could not be encrypted")]
    Encryption,
}

impl SealError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::BadReceiver => "receiver_invalid",
            Self::Empty => "message_empty",
            Self::TooLong(_) => "message_too_long",
            Self::ReservedTag => "message_reserved_tag",
            Self::WrittenLater => "message_written_later",
            Self::Expired => "message_expired",
            Self::BadClock(_) => "clock_invalid",
            Self::Relays(error) => error.kind(),
            Self::BadToken => "token_invalid",
            Self::Encryption => "encryption_failed",
        }
    }
}

/// A sealed message: what goes to the relay, what goes with the payment, and what is kept.
#[derive(Clone)]
pub struct Sealed {
    /// For the payment.
    pub comment: Comment,
    /// For the relays.
    pub event: Event,
    /// `P`'s secret, kept until the expiration to delete the event again (NIP-09). Wiped on drop.
    pub one_time_secret: SecretKey,
    /// The rumor as the receiver will see it.
    pub rumor: UnsignedEvent,
    /// When relays drop the event (NIP-40).
    pub expires_at: Timestamp,
    /// When the message is gone on both sides: not later than the event.
    pub gone_at: Timestamp,
}

/// Without the text and the key, so that no log gets to see them.
impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").field("event_id", &self.event.id).finish_non_exhaustive()
    }
}

/// A message whose identity token is not signed yet.
///
/// A remote signer (NIP-46, NIP-55) signs [`Draft::token_request`]; it learns who writes to whom
/// and which one-time key is used, so it must be one that the user trusts.
pub struct Draft {
    request: Request,
    keys: SenderKeys,
    payload: String,
    backdating: u32,
}

/// What of the [`SealRequest`] is still needed.
struct Request {
    sender: PublicKey,
    receiver: PublicKey,
    relays: RelayHint,
    relay_field: Vec<u8>,
    rumor: UnsignedEvent,
    expires_at: Timestamp,
    now: Timestamp,
}

/// Seals a message with a local identity key.
///
/// Entropy is drawn in the order `e` (32 bytes), backdating (4), NIP-44 nonce (32), and 32 bytes of
/// BIP-340 auxiliary randomness each for the token, the comment and the event.
pub fn seal<R: RngCore + CryptoRng>(
    identity: &Keys,
    request: &SealRequest<'_>,
    rng: &mut R,
) -> Result<Sealed, SealError> {
    // A token by another key is what a signer's answer is checked for; ours needs no other check.
    if identity.public_key() != request.sender {
        return Err(SealError::BadToken);
    }
    let draft = Draft::new(request, rng)?;
    let token = sign(identity, draft.token_id().to_bytes(), rng);
    draft.complete(token, rng)
}

impl Draft {
    /// Checks the request, makes the one-time key and encrypts the message.
    pub fn new<R: RngCore + CryptoRng>(request: &SealRequest<'_>, rng: &mut R) -> Result<Self, SealError> {
        let message = request.message;
        if message.content.is_empty() && !message.kind.may_be_empty() {
            return Err(SealError::Empty);
        }
        if message.tags.iter().any(|tag| tag.as_slice()[0] == "p") {
            return Err(SealError::ReservedTag);
        }
        // What receivers refuse must not be paid for.
        if message.written_at.is_some_and(|at| message::is_too_late(at, request.now)) {
            return Err(SealError::WrittenLater);
        }
        if message::end_of_life(&Tags::from_list(message.tags.clone()), Timestamp::from(u64::MAX))
            <= request.now
        {
            return Err(SealError::Expired);
        }
        if u32::try_from(request.now.as_secs()).is_err() {
            return Err(SealError::BadClock(request.now.as_secs()));
        }
        let relay_field = request.relays.encode()?;
        CommentFields::padded_len(relay_field.len())?;
        let keys = SenderKeys::generate(&request.receiver, rng).ok_or(SealError::BadReceiver)?;
        let mut backdating = [0; 4];
        rng.fill_bytes(&mut backdating);
        let payload = encrypt_message(request, &keys.conversation, rng)?;
        Ok(Self {
            request: Request {
                sender: request.sender,
                receiver: request.receiver,
                relays: request.relays.clone(),
                relay_field,
                rumor: message::to_rumor(message, request.sender, request.receiver, request.now),
                expires_at: request.ttl.expiration(request.now),
                now: request.now,
            },
            keys,
            payload,
            backdating: u32::from_be_bytes(backdating) % (MAX_BACKDATING + 1),
        })
    }

    /// The event to sign for the identity token. Its signature is used; it is never published.
    pub fn token_request(&self) -> UnsignedEvent {
        let r = &self.request;
        token_event(r.sender, &r.receiver, &self.keys.one_time.public_key(), r.now)
    }

    fn token_id(&self) -> EventId {
        self.token_request().id()
    }

    /// Signs and encrypts the rest, where the token is the signature that was asked for.
    pub fn finish<R: RngCore + CryptoRng>(self, token: Signature, rng: &mut R) -> Result<Sealed, SealError> {
        let r = &self.request;
        let sender = r.sender.xonly().map_err(|_| SealError::BadToken)?;
        if !verify_token(&token, &sender, &r.receiver, &self.keys.one_time.public_key(), r.now) {
            return Err(SealError::BadToken);
        }
        self.complete(token, rng)
    }

    fn complete<R: RngCore + CryptoRng>(self, token: Signature, rng: &mut R) -> Result<Sealed, SealError> {
        let Request { sender, receiver, relays, relay_field, rumor, expires_at, now } = self.request;
        let one_time = self.keys.one_time;
        let not_yet = EventId::all_zeros();
        let mut fields =
            CommentFields { sent_at: now, sender, token, event_id: not_yet, relays, relay_field };
        let digest = event::comment_digest(&fields, &one_time.public_key(), &receiver, &self.payload);
        let content = event::join_content(&sign(&one_time, digest, rng), &self.payload);
        let created_at = Timestamp::from(now.as_secs().saturating_sub(u64::from(self.backdating)));
        let (author, tags) = (one_time.public_key(), Tags::from_list(vec![Tag::expiration(expires_at)]));
        let id = event_id(&author, created_at, EVENT_KIND, &tags, &content);
        let signature = sign(&one_time, id.to_bytes(), rng);
        let event = Event::new(id, author, created_at, EVENT_KIND, tags, content, signature);
        fields.event_id = event.id;
        let plaintext = fields.encode()?;
        let comment = seal_fields(&plaintext, &self.keys.comment_key, &self.keys.ephemeral, &receiver)
            .ok_or(SealError::Encryption)?;
        let gone_at = message::end_of_life(&rumor.tags, expires_at);
        Ok(Sealed {
            comment,
            event,
            one_time_secret: one_time.secret_key().clone(),
            rumor,
            expires_at,
            gone_at,
        })
    }
}

impl SealRequest<'_> {
    /// The characters that the comment will have in base64url, known before anything is sealed.
    pub fn comment_chars(&self) -> Result<usize, SealError> {
        let field = self.relays.encode()?;
        Ok(Comment::chars_for(CommentFields::padded_len(field.len())?))
    }
}

fn encrypt_message<R: RngCore>(
    request: &SealRequest<'_>,
    key: &ConversationKey,
    rng: &mut R,
) -> Result<String, SealError> {
    let json = message::to_compact_json(request.message, request.now);
    let payload = event::encrypt(key, &json, rng).map_err(|error| match error {
        nip44::Error::V2(_) => SealError::TooLong(json.len()),
        _ => SealError::Encryption,
    })?;
    // Signature and dot stand before it.
    let content = 129 + payload.len();
    if content > MAX_CONTENT_OUT { Err(SealError::TooLong(content)) } else { Ok(payload) }
}

fn sign<R: RngCore + CryptoRng>(keys: &Keys, digest: [u8; 32], rng: &mut R) -> Signature {
    keys.sign_schnorr_with_ctx(SECP256K1, &Digest::from_digest(digest), rng)
}
