//! NIP-44 v2 test vectors against the implementation that seals our messages.
//!
//! `data/nip44.vectors.json` comes from the `nostr` crate's source (MIT), where the vectors are only
//! unit tests. Here they run through the public API that Knock calls, and with every feature and
//! version our lock file picks.

#![allow(clippy::unwrap_used, reason = "a broken vector file should stop the test where it is read")]

use std::fs;
use std::path::Path;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use nostr::nips::nip44::v2::{ConversationKey, decrypt_to_bytes, encrypt_to_bytes_with_rng};
use nostr::nips::nip44::{self, Version};
use nostr::secp256k1::rand::{self, RngCore};
use nostr::{Keys, PublicKey, SecretKey};
use serde_json::Value;

/// Bytes around the padded message in a payload: version 1, nonce 32, length prefix 2, MAC 32.
const PAYLOAD_OVERHEAD: usize = 1 + 32 + 2 + 32;

/// Hands out a vector's nonce, so that the ciphertext can be compared byte by byte.
struct FixedNonce([u8; 32]);

impl RngCore for FixedNonce {
    fn next_u32(&mut self) -> u32 {
        unreachable!("a nonce is filled in one go")
    }
    fn next_u64(&mut self) -> u64 {
        unreachable!("a nonce is filled in one go")
    }
    fn fill_bytes(&mut self, dest: &mut [u8]) {
        dest.copy_from_slice(&self.0);
    }
    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand::Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

fn vectors(validity: &str, group: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/nip44.vectors.json");
    let json: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let list = json["v2"][validity][group].as_array().unwrap().clone();
    assert!(!list.is_empty(), "no vectors in {validity}.{group}");
    list
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field].as_str().unwrap()
}

fn bytes32(vector: &Value, field: &str) -> [u8; 32] {
    hex::decode(text(vector, field)).unwrap().try_into().unwrap()
}

#[test]
fn conversation_keys() {
    for vector in vectors("valid", "get_conversation_key") {
        let secret = SecretKey::from_str(text(&vector, "sec1")).unwrap();
        let public = PublicKey::from_str(text(&vector, "pub2")).unwrap();
        let key = ConversationKey::derive(&secret, &public).unwrap();
        assert_eq!(key.as_bytes(), bytes32(&vector, "conversation_key"), "{}", vector["note"]);
    }
}

#[test]
fn encrypt_and_decrypt() {
    for vector in vectors("valid", "encrypt_decrypt") {
        let ours = SecretKey::from_str(text(&vector, "sec1")).unwrap();
        let theirs = SecretKey::from_str(text(&vector, "sec2")).unwrap();
        let our_public = Keys::new(ours.clone()).public_key();
        let their_public = Keys::new(theirs.clone()).public_key();
        let (plaintext, expected) = (text(&vector, "plaintext"), text(&vector, "ciphertext"));

        let key = ConversationKey::derive(&ours, &their_public).unwrap();
        assert_eq!(key.as_bytes(), bytes32(&vector, "conversation_key"));

        let mut nonce = FixedNonce(bytes32(&vector, "nonce"));
        let sealed =
            nip44::encrypt_with_rng(&mut nonce, &ours, &their_public, plaintext, Version::V2).unwrap();
        assert_eq!(sealed, expected);

        // Both sides open it: the sender with its own secret, the receiver with the other.
        assert_eq!(nip44::decrypt(&ours, &their_public, expected).unwrap(), plaintext);
        assert_eq!(nip44::decrypt(&theirs, &our_public, expected).unwrap(), plaintext);
    }
}

#[test]
fn padded_lengths() {
    for vector in vectors("valid", "calc_padded_len") {
        let [length, padded] = [0, 1].map(|i| usize::try_from(vector[i].as_u64().unwrap()).unwrap());
        if length > usize::from(u16::MAX) {
            continue; // Pads right, but the two-byte length prefix cannot say it: see refused_message_lengths.
        }
        let payload = encrypt(&vec![b'x'; length]).unwrap();
        assert_eq!(payload.len(), PAYLOAD_OVERHEAD + padded, "padding of {length} bytes");
    }
}

#[test]
fn long_messages_come_back_whole_or_are_refused() {
    let key = ConversationKey::new([7; 32]);
    for vector in vectors("valid", "encrypt_decrypt_long_msg") {
        // Its own key, not one derived: the file gives the same pair of keys another result above.
        let long_key = ConversationKey::new(bytes32(&vector, "conversation_key"));
        // The vector has no checksum and 131,070 bytes, more than NIP-44's 65,535: never cut it silently.
        let repeat = usize::try_from(vector["repeat"].as_u64().unwrap()).unwrap();
        let message = text(&vector, "letter").repeat(repeat);
        let mut nonce = FixedNonce(bytes32(&vector, "nonce"));
        assert!(encrypt_to_bytes_with_rng(&mut nonce, &long_key, message.as_bytes()).is_err());
    }
    // Our own limit is 8 KiB of content; twice that must pass.
    let message = "ф".repeat(8_192);
    let payload = encrypt_to_bytes_with_rng(&mut FixedNonce([3; 32]), &key, message.as_bytes()).unwrap();
    assert_eq!(decrypt_to_bytes(&key, &payload).unwrap(), message.as_bytes());
}

/// The library stops 127 bytes short of NIP-44's 65,535, and says so instead of cutting. No message of ours
/// comes near: 8 KiB are sent, and 64 KiB of base64 read.
#[test]
fn the_cap_on_plaintext_is_refused_and_not_cut() {
    let longest = encrypt(&vec![b'x'; 65_408]).unwrap();
    assert_eq!(decrypt_to_bytes(&ConversationKey::new([7; 32]), &longest).unwrap().len(), 65_408);
    for length in [65_409, 65_535, 65_536] {
        assert!(encrypt(&vec![b'x'; length]).is_err(), "{length}");
    }
}

#[test]
fn refused_message_lengths() {
    for vector in vectors("invalid", "encrypt_msg_lengths") {
        let length = usize::try_from(vector.as_u64().unwrap()).unwrap();
        assert!(encrypt(&vec![0; length]).is_err(), "a message of {length} bytes must be refused");
    }
}

#[test]
fn refused_payload_lengths() {
    let key = ConversationKey::new([7; 32]);
    for vector in vectors("invalid", "decrypt_msg_lengths") {
        let length = usize::try_from(vector.as_u64().unwrap()).unwrap();
        assert!(
            decrypt_to_bytes(&key, &vec![2; length]).is_err(),
            "a payload of {length} bytes must be refused"
        );
    }
}

#[test]
fn refused_conversation_keys() {
    for vector in vectors("invalid", "get_conversation_key") {
        let key = SecretKey::from_str(text(&vector, "sec1")).ok().and_then(|secret| {
            let public = PublicKey::from_str(text(&vector, "pub2")).ok()?;
            ConversationKey::derive(&secret, &public).ok()
        });
        assert!(key.is_none(), "{}", vector["note"]);
    }
}

#[test]
fn refused_payloads() {
    for vector in vectors("invalid", "decrypt") {
        let key = ConversationKey::new(bytes32(&vector, "conversation_key"));
        let payload = BASE64.decode(text(&vector, "ciphertext")).unwrap();
        let reason = decrypt_to_bytes(&key, &payload).unwrap_err().to_string().to_lowercase();
        let expected = if text(&vector, "note").contains("MAC") { "hmac" } else { "padding" };
        assert!(reason.contains(expected) || reason.contains("empty"), "{}: {reason}", vector["note"]);
    }
}

fn encrypt(message: &[u8]) -> Result<Vec<u8>, nip44::Error> {
    encrypt_to_bytes_with_rng(&mut FixedNonce([9; 32]), &ConversationKey::new([7; 32]), message)
}
