//! The user's Nostr identity and the forms it travels in.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use nostr::bip39::Mnemonic;
use nostr::nips::nip06::FromMnemonic;
use nostr::nips::nip19::{FromBech32, ToBech32};
use nostr::nips::nip49::{EncryptedSecretKey, Error as Nip49Error, KeySecurity};
use nostr::{Keys, PublicKey, SecretKey};
use zeroize::{Zeroize, Zeroizing};

use super::error::KeyError;
use super::event_signer::EventSigner;
use super::secret_text::SecretText;
use super::vault::{KeyVault, SecretBytes, SecretName, VaultError};
use crate::ports::Entropy;

/// The key pair that the user is known by, or its public half with a signer that has the other.
#[derive(Clone)]
pub struct Identity {
    secret: SecretHalf,
}

#[derive(Clone)]
enum SecretHalf {
    Here(Keys),
    Elsewhere(Arc<dyn EventSigner>),
}

/// What can be done with an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// Sending and receiving.
    Full,
    /// Sending only: a remote signer signs, but opening a knock needs the key itself (ECDH).
    SendOnly,
}

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.capability() == other.capability() && self.public_key() == other.public_key()
    }
}

impl Eq for Identity {}

impl Identity {
    const fn here(keys: Keys) -> Self {
        Self { secret: SecretHalf::Here(keys) }
    }

    /// The identity whose key this signer has.
    pub fn with_signer(signer: Arc<dyn EventSigner>) -> Self {
        Self { secret: SecretHalf::Elsewhere(signer) }
    }

    /// What can be done with it.
    pub const fn capability(&self) -> Capability {
        match self.secret {
            SecretHalf::Here(_) => Capability::Full,
            SecretHalf::Elsewhere(_) => Capability::SendOnly,
        }
    }

    /// A new random identity.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0u8; SecretKey::LEN]);
        loop {
            entropy.fill(bytes.as_mut());
            // Fails for zero and for numbers above the curve's order: about once in 2^128 draws.
            if let Ok(secret) = SecretKey::from_slice(bytes.as_ref()) {
                return Self::here(Keys::new(secret));
            }
        }
    }

    /// From an nsec (NIP-19) or 64 hexadecimal digits.
    pub fn from_nsec(text: &str) -> Result<Self, KeyError> {
        let secret = SecretKey::parse(text.trim()).map_err(|_| KeyError::BadNsec)?;
        Ok(Self::here(Keys::new(secret)))
    }

    /// From BIP-39 words along NIP-06's path m/44'/1237'/0'/0/0. The passphrase is BIP-39's, often
    /// empty. Case and spacing of the words do not matter.
    pub fn from_words(words: &str, passphrase: &str) -> Result<Self, KeyError> {
        let words = plain_words(words);
        // The nostr crate takes the passphrase as it is; BIP-39 wants it in normal form.
        let mut normal = Cow::Borrowed(passphrase);
        Mnemonic::normalize_utf8_cow(&mut normal);
        let normal = Zeroizing::new(normal.into_owned());
        let keys =
            Keys::from_mnemonic(words.as_str(), Some(normal.as_str())).map_err(|_| KeyError::BadWords)?;
        Ok(Self::here(keys))
    }

    /// Twelve new BIP-39 words (128 bits), for [`Identity::from_words`] and the in-app wallet.
    pub fn generate_words(entropy: &dyn Entropy) -> SecretText {
        let mut bits = Zeroizing::new([0u8; 16]);
        entropy.fill(bits.as_mut());
        loop {
            match Mnemonic::from_entropy(bits.as_ref()) {
                Ok(words) => return SecretText::new(words.to_string()),
                // Sixteen bytes are a length that BIP-39 knows, so this does not happen.
                Err(_) => entropy.fill(bits.as_mut()),
            }
        }
    }

    /// From a NIP-49 `ncryptsec1…`.
    pub fn from_ncryptsec(text: &str, password: &str) -> Result<Self, KeyError> {
        let sealed = EncryptedSecretKey::from_bech32(text.trim()).map_err(|_| KeyError::BadNcryptsec)?;
        check_cost(sealed.log_n())?;
        let secret = sealed.decrypt(password).map_err(|e| match e {
            Nip49Error::ChaCha20Poly1305(_) => KeyError::WrongPassword,
            _ => KeyError::BadNcryptsec,
        })?;
        Ok(Self::here(Keys::new(secret)))
    }

    /// The public key as everyone knows it, `npub1…` (NIP-19).
    pub fn npub(&self) -> String {
        // The error type is empty: encoding 32 bytes does not fail.
        match self.public_key().to_bech32() {
            Ok(npub) => npub,
            Err(never) => match never {},
        }
    }

    /// The public key.
    pub fn public_key(&self) -> PublicKey {
        match &self.secret {
            SecretHalf::Here(keys) => keys.public_key(),
            SecretHalf::Elsewhere(signer) => signer.public_key(),
        }
    }

    /// The key pair, for signing and decrypting. [`KeyError::SendOnly`] where a signer has it.
    pub const fn keys(&self) -> Result<&Keys, KeyError> {
        match &self.secret {
            SecretHalf::Here(keys) => Ok(keys),
            SecretHalf::Elsewhere(_) => Err(KeyError::SendOnly),
        }
    }

    /// Who signs, where the key is not here.
    pub const fn signer(&self) -> Option<&Arc<dyn EventSigner>> {
        match &self.secret {
            SecretHalf::Here(_) => None,
            SecretHalf::Elsewhere(signer) => Some(signer),
        }
    }

    /// The secret key as `nsec1…` (NIP-19).
    pub fn export_nsec(&self) -> Result<SecretText, KeyError> {
        match self.keys()?.secret_key().to_bech32() {
            Ok(nsec) => Ok(SecretText::new(nsec)),
            Err(never) => match never {},
        }
    }

    /// The secret key sealed with a password as `ncryptsec1…` (NIP-49). `log_n` is scrypt's cost:
    /// each step doubles time and memory; 16 takes 64 MiB and is the usual choice, 1 to 18 are allowed.
    pub fn export_ncryptsec(&self, password: &str, log_n: u8) -> Result<String, KeyError> {
        check_cost(log_n)?;
        let sealed =
            EncryptedSecretKey::new(self.keys()?.secret_key(), password, log_n, KeySecurity::Unknown)
                .map_err(|_| KeyError::UnsupportedCost(log_n))?;
        sealed.to_bech32().map_err(|_| KeyError::UnsupportedCost(log_n))
    }

    /// Whether the vault has an identity, or the way to the signer of one.
    pub fn exists(vault: &dyn KeyVault) -> Result<bool, KeyError> {
        let mut names = [SecretName::IdentityKey, SecretName::RemoteSigner].into_iter();
        Ok(names.try_fold(false, |found, name| Ok::<_, VaultError>(found || vault.get(name)?.is_some()))?)
    }

    /// The key pair in the vault, or `None` where there is none, also where a signer has it.
    pub fn load(vault: &dyn KeyVault) -> Result<Option<Self>, KeyError> {
        let Some(bytes) = vault.get(SecretName::IdentityKey)? else { return Ok(None) };
        let secret = SecretKey::from_slice(bytes.expose())
            .map_err(|_| VaultError::Damaged("the identity key is not a valid secret key".into()))?;
        Ok(Some(Self::here(Keys::new(secret))))
    }

    /// Puts the identity into the vault, over an older one; or the way to its signer.
    pub fn save(&self, vault: &dyn KeyVault) -> Result<(), KeyError> {
        let keys = match &self.secret {
            SecretHalf::Here(keys) => keys,
            SecretHalf::Elsewhere(signer) => return Ok(vault.put(SecretName::RemoteSigner, &signer.kept())?),
        };
        let mut bytes = keys.secret_key().to_secret_bytes();
        let secret = SecretBytes::new(bytes.to_vec());
        bytes.zeroize();
        Ok(vault.put(SecretName::IdentityKey, &secret)?)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.npub())
    }
}

const fn check_cost(log_n: u8) -> Result<(), KeyError> {
    if log_n == 0 || log_n > EncryptedSecretKey::MAX_LOG_N {
        return Err(KeyError::UnsupportedCost(log_n));
    }
    Ok(())
}

/// BIP-39 words that were typed, as the list has them, where they are such words.
pub fn checked_words(text: &str) -> Result<SecretText, KeyError> {
    let plain = plain_words(text);
    Mnemonic::parse_normalized(&plain).map_err(|_| KeyError::BadWords)?;
    Ok(SecretText::new(plain.to_string()))
}

/// Small letters, one space between.
pub(super) fn plain_words(words: &str) -> Zeroizing<String> {
    let lower = Zeroizing::new(words.to_lowercase());
    Zeroizing::new(lower.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keys::MemoryVault;
    use crate::ports::SystemEntropy;

    /// NIP-06's own vectors.
    const WORDS: [(&str, &str, &str); 2] = [
        (
            "leader monkey parrot ring guide accident before fence cannon height naive bean",
            "7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a",
            "nsec10allq0gjx7fddtzef0ax00mdps9t2kmtrldkyjfs8l5xruwvh2dq0lhhkp",
        ),
        (
            "what bleak badge arrange retreat wolf trade produce cricket blur garlic valid proud rude strong \
             choose busy staff weather area salt hollow arm fade",
            "c15d739894c81a2fcfd3a2df85a0d2c0dbc47a280d092799f144d73d7ae78add",
            "nsec1c9wh8xy5eqdzln7n5t0ctgxjcrdug73gp5yj0x03gntn67h83twssdfhel",
        ),
    ];

    /// NIP-49's own vector.
    const NCRYPTSEC: &str = "ncryptsec1qgg9947rlpvqu76pj5ecreduf9jxhselq2nae2kghhvd5g7dgjtcxfqtd67p9m0w57lspw8gsq6yphnm8623nsl8xn9j4jdzz84zm3frztj3z7s35vpzmqf6ksu8r89qk5z2zxfmu5gv8th8wclt0h4p";
    const NCRYPTSEC_KEY: &str = "3501454135014541350145413501453fefb02227e449e57cf4d3a3ce05378683";

    #[test]
    fn words_give_the_keys_of_nip06() {
        for (words, hex, nsec) in WORDS {
            let id = Identity::from_words(words, "").unwrap();
            assert_eq!(id.keys().unwrap().secret_key().to_secret_hex(), hex);
            assert_eq!(id.export_nsec().unwrap().expose(), nsec);
            assert_eq!(Identity::from_nsec(&format!(" {nsec}\n")).unwrap(), id);
            assert_eq!(Identity::from_nsec(hex).unwrap(), id);
            let shouted = format!("  {} ", words.to_uppercase().replace(' ', "\n "));
            assert_eq!(Identity::from_words(&shouted, "").unwrap(), id);
            assert_ne!(Identity::from_words(words, "x").unwrap(), id);
        }
    }

    #[test]
    fn a_passphrase_is_normalized_as_bip39_wants() {
        let composed = Identity::from_words(WORDS[0].0, "caf\u{e9}").unwrap();
        assert_eq!(composed, Identity::from_words(WORDS[0].0, "cafe\u{301}").unwrap());
    }

    #[test]
    fn ncryptsec_opens_and_closes() {
        let id = Identity::from_ncryptsec(NCRYPTSEC, "nostr").unwrap();
        assert_eq!(id.keys().unwrap().secret_key().to_secret_hex(), NCRYPTSEC_KEY);
        assert!(matches!(Identity::from_ncryptsec(NCRYPTSEC, "nostx"), Err(KeyError::WrongPassword)));
        // NIP-49: the password is normalized to NFKC; these are its two spellings of one.
        let sealed = id.export_ncryptsec("\u{212b}\u{2126}\u{1e9b}\u{323}", 4).unwrap();
        assert_eq!(Identity::from_ncryptsec(&sealed, "\u{c5}\u{3a9}\u{1e69}").unwrap(), id);
        assert!(matches!(id.export_ncryptsec("x", 19), Err(KeyError::UnsupportedCost(19))));
        assert!(matches!(id.export_ncryptsec("x", 0), Err(KeyError::UnsupportedCost(0))));
    }

    #[test]
    fn new_words_are_good_and_new() {
        let words = Identity::generate_words(&SystemEntropy);
        assert_eq!(words.expose().split(' ').count(), 12);
        Identity::from_words(words.expose(), "").unwrap();
        assert!(words != Identity::generate_words(&SystemEntropy));
        assert_ne!(Identity::generate(&SystemEntropy), Identity::generate(&SystemEntropy));
    }

    /// Deals given draws in turn.
    struct Draws(std::sync::Mutex<Vec<[u8; 32]>>);

    impl Entropy for Draws {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0.lock().unwrap().remove(0));
        }
    }

    #[test]
    fn draws_that_are_no_keys_are_thrown_away() {
        let draws = Draws(vec![[0; 32], [0xff; 32], [7; 32]].into());
        assert_eq!(Identity::generate(&draws).keys().unwrap().secret_key().as_secret_bytes(), [7; 32]);
    }

    #[test]
    fn bad_input_is_refused_and_never_repeated() {
        let typed = "nsec10allq0gjx7fddtzef0ax00mdps9t2kmtrldkyjfs8l5xruwvh2dq0lhhkq";
        let wrong_checksum =
            "leader monkey parrot ring guide accident before fence cannon height naive naive";
        for (error, kind) in [
            (Identity::from_nsec(typed).unwrap_err(), "bad_nsec"),
            (Identity::from_nsec(&"0".repeat(64)).unwrap_err(), "bad_nsec"),
            (Identity::from_nsec("").unwrap_err(), "bad_nsec"),
            (Identity::from_words(wrong_checksum, "").unwrap_err(), "bad_words"),
            (Identity::from_words("leader monkeys", "").unwrap_err(), "bad_words"),
            (Identity::from_ncryptsec(typed, "").unwrap_err(), "bad_ncryptsec"),
        ] {
            assert_eq!(error.kind(), kind);
            for text in [error.to_string(), format!("{error:?}")] {
                assert!(!text.contains("nsec10") && !text.contains("monkey"), "{text}");
            }
        }
    }

    #[test]
    fn a_vault_keeps_it_and_debug_hides_it() {
        let vault = MemoryVault::new();
        assert!(Identity::load(&vault).unwrap().is_none());
        let id = Identity::from_nsec(WORDS[0].1).unwrap();
        id.save(&vault).unwrap();
        assert_eq!(Identity::load(&vault).unwrap(), Some(id.clone()));
        let shown = format!("{id:?} {:?}", id.export_nsec().unwrap());
        assert!(
            shown.contains(&id.npub()) && !shown.contains("nsec") && !shown.contains("7f7ff0"),
            "{shown}"
        );

        vault.put(SecretName::IdentityKey, &SecretBytes::new(vec![0; 32])).unwrap();
        assert_eq!(Identity::load(&vault).unwrap_err().kind(), "vault_damaged");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_a_key_comes_back(
            text in "\\PC{0,80}|nsec1[a-z0-9]{0,58}|[0-9a-f]{64}|([a-z]{3,8} ){11}[a-z]{3,8}",
        ) {
            if let Ok(identity) = Identity::from_nsec(&text) {
                let again = Identity::from_nsec(identity.export_nsec().unwrap().expose()).unwrap();
                prop_assert_eq!(again.public_key(), identity.public_key());
            }
            let _ = Identity::from_words(&text, &text);
        }
    }
}
