//! The Knock wire protocol, version 1: a direct message that waits on a Nostr relay under a one-time
//! key, and the encrypted Lightning comment that tells its receiver where.
//!
//! The crate is pure. It knows no network, clock, file or database; time and entropy are passed in.
//! `docs/PROTOCOL.md` is the normative text, and each module here is one part of it.
//!
//! Sending is one call, [`seal`], or two where the identity key is in a remote signer ([`Draft`]).
//! Receiving is push and pull: [`open_comment`] tells what to fetch, the caller decides whether it
//! may be fetched, and [`OpenedComment::open_event`] opens what came back.
//!
//! ```
//! use knock_protocol::{Message, RelayHint, SealRequest, Ttl, open_comment, seal};
//! use nostr::{Keys, Timestamp, secp256k1::rand::rngs::OsRng};
//!
//! let (alice, bob) = (Keys::generate(), Keys::generate());
//! let now = Timestamp::from(1_800_000_000);
//! let message = Message::text("Hello Bob");
//! let request = SealRequest {
//!     sender: alice.public_key(),
//!     receiver: bob.public_key(),
//!     message: &message,
//!     relays: RelayHint::Unnamed,
//!     ttl: Ttl::Week,
//!     now,
//! };
//! let sealed = seal(&alice, &request, &mut OsRng)?;
//!
//! let opened = open_comment(&bob, &sealed.comment, now)?;
//! assert_eq!(opened.sender, alice.public_key());
//! let received = opened.open_event(&bob, &sealed.event, now)?;
//! assert_eq!(received.rumor.content, "Hello Bob");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod comment;
mod curve;
pub mod directory;
mod event;
mod event_id;
#[cfg(fuzzing)]
#[allow(clippy::expect_used, reason = "a failed check is a finding")]
pub mod fuzzing;
mod message;
mod one_time;
mod open;
mod relays;
mod seal;
mod token;
mod ttl;

pub use self::comment::{Comment, CommentError};
pub use self::event::{EVENT_KIND, EventError, MAX_CONTENT_IN, MAX_CONTENT_OUT, VerifiedEvent};
pub use self::message::{
    EDIT_TAG, MAX_MESSAGE_JSON, Message, MessageKind, PART_TAG, PRICE_TAG, RumorError, SEEN_DIGITS, SEEN_TAG,
};
pub use self::open::{MAX_AGE, MAX_AHEAD, OpenedComment, ReceivedMessage, open_comment};
pub use self::relays::{MAX_INLINE_RELAYS, RelayFieldError, RelayHint};
pub use self::seal::{Draft, MAX_BACKDATING, SealError, SealRequest, Sealed, seal};
pub use self::token::TOKEN_KIND;
pub use self::ttl::Ttl;

/// The protocol version that stands in every comment.
pub const VERSION: u8 = 1;
