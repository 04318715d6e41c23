//! The ephemeral key `E` of the comment and the one-time key `P` of the event.
//!
//! `P` is a taproot-style tweak of `E` (BIP-341's construction with a tweak from ECDH): the
//! Lightning side sees `E`, the relay sees `P`, and only who knows `x(e·B)` can connect the two.
//! The receiver can compute `P` but not sign for it.

use hkdf::Hkdf;
use nostr::nips::nip44::v2::ConversationKey;
use nostr::secp256k1::rand::{CryptoRng, RngCore};
use nostr::secp256k1::{Keypair, Parity, PublicKey as Point, Scalar, XOnlyPublicKey};
use nostr::{Keys, PublicKey, SECP256K1, SecretKey};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::curve::{SharedPoint, lift};

const SALT: &[u8] = b"knock/v1";

/// What the sender derives.
pub(crate) struct SenderKeys {
    /// `E`, in clear in the comment.
    pub(crate) ephemeral: PublicKey,
    /// `P` with its secret.
    pub(crate) one_time: Keys,
    /// The comment's AEAD key.
    pub(crate) comment_key: Zeroizing<[u8; 32]>,
    /// NIP-44's key between `P` and the receiver.
    pub(crate) conversation: ConversationKey,
}

/// What the receiver derives.
pub(crate) struct ReceiverKeys {
    /// `P`.
    pub(crate) one_time: XOnlyPublicKey,
    /// The comment's AEAD key.
    pub(crate) comment_key: Zeroizing<[u8; 32]>,
    shared: SharedPoint,
    tweak: Scalar,
}

impl SenderKeys {
    /// Draws `e` until all derived values are valid; one draw is enough but for a chance of 2^-127.
    /// `None` where the receiver's key is not on the curve.
    pub(crate) fn generate<R: RngCore + CryptoRng>(receiver: &PublicKey, rng: &mut R) -> Option<Self> {
        let point = lift(receiver)?;
        loop {
            let mut bytes = Zeroizing::new([0; 32]);
            rng.fill_bytes(bytes.as_mut());
            let e = SecretKey::from_slice(bytes.as_ref()).ok();
            if let Some(keys) = e.and_then(|e| Self::derive(&e, receiver, &point)) {
                return Some(keys);
            }
        }
    }

    fn derive(e: &SecretKey, receiver: &PublicKey, point: &Point) -> Option<Self> {
        let mut keypair = Keypair::from_secret_key(SECP256K1, e);
        let (ephemeral, parity) = keypair.x_only_public_key();
        keypair.non_secure_erase();
        let ephemeral = PublicKey::from(ephemeral);
        let (comment_key, tweak) = expand(&SharedPoint::new(e, point), &ephemeral, receiver)?;
        // E has the even y of the two, so where e gives the odd one its negation is E's secret (BIP-341).
        let even = SecretKey::from(if parity == Parity::Odd { e.negate() } else { **e });
        let one_time = Keys::new(SecretKey::from(even.add_tweak(&tweak).ok()?));
        let conversation = SharedPoint::new(one_time.secret_key(), point).conversation_key();
        Some(Self { ephemeral, one_time, comment_key, conversation })
    }
}

impl ReceiverKeys {
    /// `None` where `E` is not on the curve or gives no valid tweak, which no sender produces.
    pub(crate) fn derive(receiver: &Keys, ephemeral: &PublicKey) -> Option<Self> {
        let point = lift(ephemeral)?;
        let shared = SharedPoint::new(receiver.secret_key(), &point);
        let (comment_key, tweak) = expand(&shared, ephemeral, &receiver.public_key())?;
        let (one_time, _) = point.add_exp_tweak(SECP256K1, &tweak).ok()?.x_only_public_key();
        Some(Self { one_time, comment_key, shared, tweak })
    }

    /// NIP-44's key between the receiver and `P`, whose y may be the odd one here: x is the same.
    pub(crate) fn conversation(&self, receiver: &Keys) -> Option<ConversationKey> {
        Some(self.shared.tweaked(receiver.secret_key(), &self.tweak)?.conversation_key())
    }
}

impl Drop for ReceiverKeys {
    fn drop(&mut self) {
        self.tweak.non_secure_erase();
    }
}

/// `HKDF-SHA256(salt, shared, E‖B, 64)`: the AEAD key and the tweak.
fn expand(
    shared: &SharedPoint,
    ephemeral: &PublicKey,
    receiver: &PublicKey,
) -> Option<(Zeroizing<[u8; 32]>, Scalar)> {
    let mut okm = Zeroizing::new([0u8; 64]);
    Hkdf::<Sha256>::new(Some(SALT), shared.x())
        .expand_multi_info(&[ephemeral.as_bytes(), receiver.as_bytes()], okm.as_mut())
        .ok()?;
    let (mut key, mut tweak) = (Zeroizing::new([0; 32]), [0; 32]);
    key.copy_from_slice(&okm[..32]);
    tweak.copy_from_slice(&okm[32..]);
    let scalar = Scalar::from_be_bytes(tweak).ok();
    tweak.zeroize();
    Some((key, scalar?))
}

#[cfg(test)]
mod tests {
    use nostr::secp256k1::rand::rngs::OsRng;

    use super::*;

    #[test]
    fn both_sides_agree() {
        for _ in 0..64 {
            let bob = Keys::generate();
            let sender = SenderKeys::generate(&bob.public_key(), &mut OsRng).unwrap();
            let receiver = ReceiverKeys::derive(&bob, &sender.ephemeral).unwrap();
            assert_eq!(sender.one_time.public_key(), PublicKey::from(receiver.one_time));
            assert_eq!(sender.comment_key, receiver.comment_key);
            assert_eq!(sender.conversation, receiver.conversation(&bob).unwrap());
            assert_ne!(sender.ephemeral, sender.one_time.public_key());
        }
    }

    #[test]
    fn receiver_off_the_curve_is_refused() {
        assert!(SenderKeys::generate(&PublicKey::from_byte_array([0xff; 32]), &mut OsRng).is_none());
    }
}
