//! Points of the curve, each parsed once.
//!
//! A key travels as its x coordinate alone, and to become a point again it needs a square root, an eighth of
//! a whole ECDH. nostr's helpers take that root at each use; here a key is lifted once and stays a point.

use hkdf::Hkdf;
use nostr::nips::nip44::v2::ConversationKey;
use nostr::secp256k1::ecdh::shared_secret_point;
use nostr::secp256k1::schnorr::Signature;
use nostr::secp256k1::{Message as Digest, PublicKey as Point, SecretKey, XOnlyPublicKey};
use nostr::{PublicKey, SECP256K1};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

/// The first byte of a compressed point with an even y (SEC 1).
const EVEN_Y: u8 = 2;

/// The point with this x and an even y (BIP-340's `lift_x`); `None` where there is none.
pub(crate) fn lift(key: &PublicKey) -> Option<Point> {
    let mut compressed = [EVEN_Y; 33];
    compressed[1..].copy_from_slice(key.as_bytes());
    Point::from_slice(&compressed).ok()
}

/// `x(secret·point)`, not hashed.
pub(crate) fn shared_x(secret: &SecretKey, point: &Point) -> Zeroizing<[u8; 32]> {
    let mut both = shared_secret_point(point, secret);
    let mut x = Zeroizing::new([0; 32]);
    x.copy_from_slice(&both[..32]);
    both.zeroize();
    x
}

/// NIP-44's key between the two, as [`ConversationKey::derive`] makes it from an unparsed key.
pub(crate) fn conversation_key(secret: &SecretKey, point: &Point) -> ConversationKey {
    let (key, _) = Hkdf::<Sha256>::extract(Some(b"nip44-v2"), shared_x(secret, point).as_ref());
    ConversationKey::new(key.into())
}

/// Whether this is a BIP-340 signature of that digest.
pub(crate) fn is_signed(signature: &Signature, digest: [u8; 32], by: &XOnlyPublicKey) -> bool {
    SECP256K1.verify_schnorr(signature, &Digest::from_digest(digest), by).is_ok()
}

#[cfg(test)]
mod tests {
    use nostr::Keys;
    use nostr::util::generate_shared_key;

    use super::*;

    #[test]
    fn agrees_with_nostr() {
        for _ in 0..64 {
            let (alice, bob) = (Keys::generate(), Keys::generate());
            let (secret, key) = (alice.secret_key(), bob.public_key());
            let point = lift(&key).unwrap();
            assert_eq!(*shared_x(secret, &point), generate_shared_key(secret, &key).unwrap());
            assert_eq!(conversation_key(secret, &point), ConversationKey::derive(secret, &key).unwrap());
        }
    }

    #[test]
    fn what_is_no_x_coordinate_is_not_lifted() {
        assert_eq!(lift(&PublicKey::from_byte_array([0xff; 32])), None);
    }
}
