//! AES-GCM over a whole file, as NIP-17 names it.
//!
//! We write AES-256 with a nonce of 12 bytes. Others write 16 bytes, and some AES-128, so these are read too.
//! Nothing is handed out before the tag at the end was checked: hence whole files, not streams.

use std::fmt;

use aes_gcm::aead::generic_array::typenum::U16;
use aes_gcm::aead::{AeadInPlace, KeyInit, Nonce};
use aes_gcm::aes::{Aes128, Aes256};
use aes_gcm::{Aes128Gcm, Aes256Gcm, AesGcm, Key};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::FileError;
use crate::ports::Entropy;

/// Bytes that encryption adds.
pub(super) const TAG: u64 = 16;

/// What opens a file. It is used for one file only.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey {
    key: Zeroizing<Vec<u8>>,
    nonce: Vec<u8>,
}

/// Encrypts a file under a fresh key, in place.
pub fn seal(mut file: Vec<u8>, entropy: &dyn Entropy) -> Result<(Vec<u8>, FileKey), FileError> {
    let mut key = FileKey { key: Zeroizing::new(vec![0; 32]), nonce: vec![0; 12] };
    entropy.fill(&mut key.key);
    // A counter would do, since the key is new each time; 12 random bytes are what others expect.
    entropy.fill(&mut key.nonce);
    Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&key.key))
        .encrypt_in_place(Nonce::<Aes256Gcm>::from_slice(&key.nonce), b"", &mut file)
        .map_err(|_| FileError::TooLarge)?;
    Ok((file, key))
}

impl FileKey {
    /// From the texts of `decryption-key` and `decryption-nonce`: hexadecimal, or base64 as some write it.
    pub(super) fn parse(key: &str, nonce: &str) -> Option<Self> {
        let (key, nonce) = (Zeroizing::new(bytes_of(key, &[16, 32])?), bytes_of(nonce, &[12, 16])?);
        Some(Self { key, nonce })
    }

    /// The texts of `decryption-key` and `decryption-nonce`, hexadecimal.
    pub(super) fn to_texts(&self) -> (String, String) {
        (hex::encode(&*self.key), hex::encode(&self.nonce))
    }

    /// Decrypts a file in place, or tells that it is not the one.
    pub fn open(&self, mut file: Vec<u8>) -> Result<Zeroizing<Vec<u8>>, FileError> {
        match (self.key.len(), self.nonce.len()) {
            (32, 12) => self.open_with::<Aes256Gcm>(&mut file),
            (32, 16) => self.open_with::<AesGcm<Aes256, U16>>(&mut file),
            (16, 12) => self.open_with::<Aes128Gcm>(&mut file),
            (16, 16) => self.open_with::<AesGcm<Aes128, U16>>(&mut file),
            _ => Err(FileError::Undecryptable),
        }?;
        Ok(Zeroizing::new(file))
    }

    fn open_with<C: AeadInPlace + KeyInit>(&self, file: &mut Vec<u8>) -> Result<(), FileError> {
        let cipher = C::new_from_slice(&self.key).map_err(|_| FileError::Undecryptable)?;
        let nonce = Nonce::<C>::from_slice(&self.nonce);
        cipher.decrypt_in_place(nonce, b"", file).map_err(|_| FileError::Undecryptable)
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(..)")
    }
}

fn bytes_of(text: &str, lengths: &[usize]) -> Option<Vec<u8>> {
    let base64 = || {
        let text = text.trim_end_matches('=');
        STANDARD_NO_PAD.decode(text).or_else(|_| URL_SAFE_NO_PAD.decode(text)).ok()
    };
    [hex::decode(text).ok(), base64()].into_iter().flatten().find(|bytes| lengths.contains(&bytes.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ports::SystemEntropy;

    /// NIST's GCM test case 14 (AES-256, 16 zero bytes): both directions are the standard's.
    #[test]
    fn is_the_standards_cipher() {
        let key = FileKey::parse(&"00".repeat(32), &"00".repeat(12)).unwrap();
        let sealed = hex::decode("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919").unwrap();
        assert_eq!(*key.open(sealed).unwrap(), [0; 16]);
    }

    /// The specification's test cases 4 and 6 (AES-128): a nonce that is not 12 bytes long is hashed.
    #[test]
    fn reads_what_others_write() {
        for (key, nonce) in [("00".repeat(16), "00".repeat(12)), ("00".repeat(16), "00".repeat(16))] {
            assert!(FileKey::parse(&key, &nonce).is_some());
        }
        let text = STANDARD_NO_PAD.encode([0xfb; 32]);
        let nonce = URL_SAFE_NO_PAD.encode([0xfb; 16]);
        let key = FileKey::parse(&text, &nonce).unwrap();
        assert_eq!(key, FileKey::parse(&"fb".repeat(32), &"fb".repeat(16)).unwrap());
        let mut file = b"hello".to_vec();
        AesGcm::<Aes256, U16>::new(&[0xfb; 32].into())
            .encrypt_in_place(&[0xfb; 16].into(), b"", &mut file)
            .unwrap();
        assert_eq!(*key.open(file).unwrap(), b"hello");
        for (key, nonce) in [("", ""), ("00", "00"), ("zz", "zz")] {
            assert!(FileKey::parse(key, nonce).is_none());
        }
        assert!(FileKey::parse(&"00".repeat(32), &"00".repeat(7)).is_none());
    }

    #[test]
    fn keys_are_new_and_not_shown() {
        let (one, key) = seal(b"x".to_vec(), &SystemEntropy).unwrap();
        let (two, other) = seal(b"x".to_vec(), &SystemEntropy).unwrap();
        assert!(one != two && key != other);
        assert_eq!(format!("{key:?}"), "FileKey(..)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn files_come_back_and_damage_is_seen(file in proptest::collection::vec(any::<u8>(), 0..600), bit in any::<prop::sample::Index>()) {
            let (sealed, key) = seal(file.clone(), &SystemEntropy).unwrap();
            prop_assert_eq!(sealed.len() as u64, file.len() as u64 + TAG);
            let (text, nonce) = key.to_texts();
            let read = FileKey::parse(&text, &nonce).unwrap();
            prop_assert_eq!(&*read.open(sealed.clone()).unwrap(), &file);
            let mut damaged = sealed;
            let bit = bit.index(damaged.len() * 8);
            damaged[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(key.open(damaged).is_err());
        }
    }
}
