//! Points of the curve, each parsed once.
//!
//! A key travels as its x coordinate alone, and to become a point again it needs a square root, an eighth of
//! a whole ECDH. nostr's helpers take that root at each use; here a key is lifted once and stays a point.

use hkdf::Hkdf;
use nostr::nips::nip44::v2::ConversationKey;
use nostr::secp256k1::ecdh::shared_secret_point;
use nostr::secp256k1::schnorr::Signature;
use nostr::secp256k1::{Message as Digest, PublicKey as Point, Scalar, SecretKey, XOnlyPublicKey};
use nostr::{PublicKey, SECP256K1};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The first byte of a compressed point with an even y (SEC 1).
const EVEN_Y: u8 = 2;
/// The first byte of one that is not compressed.
const UNCOMPRESSED: u8 = 4;

/// The point with this x and an even y (BIP-340's `lift_x`); `None` where there is none.
pub(crate) fn lift(key: &PublicKey) -> Option<Point> {
    let mut compressed = [EVEN_Y; 33];
    compressed[1..].copy_from_slice(key.as_bytes());
    Point::from_slice(&compressed).ok()
}

/// What two keys share (Diffie and Hellman): a whole point, x and y, of which only x is used as a secret.
pub(crate) struct SharedPoint(Zeroizing<[u8; 64]>);

impl SharedPoint {
    /// `secret·point`.
    pub(crate) fn new(secret: &SecretKey, point: &Point) -> Self {
        Self(Zeroizing::new(shared_secret_point(point, secret)))
    }

    /// `secret·(point + tG)`, from this `secret·point`: a product with G is added, for which libsecp256k1 has
    /// tables, and a second product with a point of its own, thrice as long, is spared. In constant time,
    /// like the other. `None` for the tweak 0 and where the sum is no point.
    pub(crate) fn tweaked(&self, secret: &SecretKey, t: &Scalar) -> Option<Self> {
        let mut uncompressed = Zeroizing::new([UNCOMPRESSED; 65]);
        uncompressed[1..].copy_from_slice(&*self.0);
        let mut step = secret.mul_tweak(t).ok()?;
        let sum = Point::from_slice(&*uncompressed).and_then(|own| own.combine(&step.public_key(SECP256K1)));
        step.non_secure_erase();
        uncompressed.copy_from_slice(&Zeroizing::new(sum.ok()?.serialize_uncompressed())[..]);
        let mut both = Zeroizing::new([0; 64]);
        both.copy_from_slice(&uncompressed[1..]);
        Some(Self(both))
    }

    /// The x coordinate, not hashed.
    pub(crate) fn x(&self) -> &[u8] {
        &self.0[..32]
    }

    /// NIP-44's key, as [`ConversationKey::derive`] makes it from an unparsed key.
    pub(crate) fn conversation_key(&self) -> ConversationKey {
        let (key, _) = Hkdf::<Sha256>::extract(Some(b"nip44-v2"), self.x());
        ConversationKey::new(key.into())
    }
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
            let shared = SharedPoint::new(secret, &point);
            assert_eq!(shared.x(), generate_shared_key(secret, &key).unwrap());
            assert_eq!(shared.conversation_key(), ConversationKey::derive(secret, &key).unwrap());

            let t = Scalar::random();
            let tweaked = SharedPoint::new(secret, &point.add_exp_tweak(SECP256K1, &t).unwrap());
            assert_eq!(shared.tweaked(secret, &t).unwrap().0, tweaked.0);
        }
    }

    #[test]
    fn a_tweak_that_leads_nowhere_is_refused() {
        let alice = Keys::generate();
        let point = lift(&Keys::generate().public_key()).unwrap();
        let shared = SharedPoint::new(alice.secret_key(), &point);
        assert!(shared.tweaked(alice.secret_key(), &Scalar::ZERO).is_none());
        // The sum is the point at infinity: E = eG and t = -e.
        let e = SecretKey::new(&mut nostr::secp256k1::rand::thread_rng());
        let shared = SharedPoint::new(alice.secret_key(), &e.public_key(SECP256K1));
        assert!(shared.tweaked(alice.secret_key(), &Scalar::from(e.negate())).is_none());
    }

    #[test]
    fn what_is_no_x_coordinate_is_not_lifted() {
        assert_eq!(lift(&PublicKey::from_byte_array([0xff; 32])), None);
    }
}
