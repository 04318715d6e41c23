//! The identity token: proof that the sender's identity `A` stands behind this knock.
//!
//! It is the signature of a Nostr event that is never published. Both sides rebuild that event, so
//! only its 64-byte signature travels; and since it is an event, any signer can make it: local keys,
//! a NIP-46 bunker, a NIP-55 app.

use nostr::secp256k1::XOnlyPublicKey;
use nostr::secp256k1::schnorr::Signature;
use nostr::{EventId, Kind, PublicKey, Tag, Timestamp, UnsignedEvent};

use crate::curve::is_signed;
use crate::event_id::with_id;

/// The token event's kind. It lies in the ephemeral range (NIP-01), so that a relay that is handed
/// one by mistake does not keep it.
pub const TOKEN_KIND: Kind = Kind::Custom(21_404);

/// The event whose signature by `sender` is the token.
pub(crate) fn token_event(
    sender: PublicKey,
    receiver: &PublicKey,
    one_time: &PublicKey,
    sent_at: Timestamp,
) -> UnsignedEvent {
    let tags = [Tag::public_key(*receiver), Tag::custom("one-time".into(), [one_time.to_hex()])];
    with_id(UnsignedEvent::new(sender, sent_at, TOKEN_KIND, tags, ""))
}

/// Whether `token` is the sender's signature of that event.
pub(crate) fn verify_token(
    token: &Signature,
    sender: &XOnlyPublicKey,
    receiver: &PublicKey,
    one_time: &PublicKey,
    sent_at: Timestamp,
) -> bool {
    let id: EventId = token_event(PublicKey::from(*sender), receiver, one_time, sent_at).id();
    is_signed(token, id.to_bytes(), sender)
}
