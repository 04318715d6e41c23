//! The Lightning comment: armor around one AEAD box around fixed-size fields.

mod armor;
mod error;
mod plaintext;

pub use self::armor::Comment;
pub use self::error::CommentError;
pub(crate) use self::plaintext::{CommentFields, seconds};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit};
use nostr::PublicKey;
use zeroize::Zeroizing;

/// Bytes of the Poly1305 tag.
const TAG: usize = 16;
/// Bytes of `E`.
const EPHEMERAL: usize = 32;

/// Encrypts the fields to `E ‖ box`. `None` only if the cipher fails, which it does not at this size.
pub(crate) fn seal_fields(
    plaintext: &[u8],
    key: &[u8; 32],
    ephemeral: &PublicKey,
    receiver: &PublicKey,
) -> Option<Comment> {
    let sealed = cipher(key).encrypt(&NONCE.into(), payload(plaintext, &aad(ephemeral, receiver))).ok()?;
    Comment::from_bytes([ephemeral.as_bytes().as_slice(), &sealed].concat()).ok()
}

/// Decrypts the box.
pub(crate) fn open_fields(
    comment: &Comment,
    key: &[u8; 32],
    receiver: &PublicKey,
) -> Result<Zeroizing<Vec<u8>>, CommentError> {
    let aad = aad(&comment.ephemeral(), receiver);
    let plaintext = cipher(key).decrypt(&NONCE.into(), payload(comment.sealed(), &aad));
    plaintext.map(Zeroizing::new).map_err(|_| CommentError::Undecryptable)
}

/// Zero is safe here: the key comes from a fresh `e` and encrypts this one comment.
const NONCE: [u8; 12] = [0; 12];

fn cipher(key: &[u8; 32]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(Key::from_slice(key))
}

fn payload<'a>(msg: &'a [u8], aad: &'a [u8]) -> Payload<'a, 'a> {
    Payload { msg, aad }
}

fn aad(ephemeral: &PublicKey, receiver: &PublicKey) -> [u8; 64] {
    let mut aad = [0; 64];
    aad[..32].copy_from_slice(ephemeral.as_bytes());
    aad[32..].copy_from_slice(receiver.as_bytes());
    aad
}
