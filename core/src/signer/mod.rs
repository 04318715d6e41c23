//! Signers that keep the identity key elsewhere.
//!
//! [`Bunker`] asks a remote one over relays (NIP-46). A signer app on the same phone (NIP-55) is the
//! shell's to plug in: it implements [`crate::keys::EventSigner`].
//!
//! Signing is enough to send. Opening a knock is not signing: it needs a Diffie-Hellman secret of the
//! identity key with a key of the comment, and neither NIP hands such a secret out. So an identity
//! whose key is elsewhere can send and cannot receive ([`crate::keys::Capability::SendOnly`]).

mod bunker;
mod link;

pub use self::bunker::Bunker;
pub use self::link::BunkerLink;
