//! Words of its own for each wallet in the app, from the user's words.
//!
//! The identity key is the BIP-32 child m/44'/1237'/0'/0/0 of the words (NIP-06). A wallet gets other words by BIP-85:
//! 12 English ones at m/83696968'/39'/0'/12'/n'. Both paths are hardened from the root on and BIP-85 hashes what it
//! finds, so a wallet's words say nothing of the identity key, nor of another wallet's words, nor the other way round,
//! and none leads back to the user's. Any BIP-39 wallet can restore from a wallet's words.

use lightning::bitcoin::Network;
use lightning::bitcoin::bip32::{ChildNumber, Xpriv};
use lightning::bitcoin::hashes::{Hash, HashEngine, Hmac, HmacEngine, sha512};
use lightning::bitcoin::secp256k1::Secp256k1;
use nostr::bip39::Mnemonic;
use zeroize::Zeroizing;

use super::error::KeyError;
use super::identity::plain_words;
use super::secret_text::SecretText;

/// A wallet that derives from the user's words, and n in its path: never another one, or its money is out of sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum WalletWords {
    /// The node on LDK.
    Ldk = 0,
    /// The wallet on the Breez SDK.
    Breez = 1,
}

impl WalletWords {
    /// The wallet's words. Case and spacing of the user's do not matter.
    pub fn derive(self, words: &SecretText) -> Result<SecretText, KeyError> {
        let mnemonic =
            Mnemonic::parse_normalized(&plain_words(words.expose())).map_err(|_| KeyError::BadWords)?;
        let seed = Zeroizing::new(mnemonic.to_seed_normalized(""));
        // The network is only written into an xpriv's text, which is not made here.
        let root = Xpriv::new_master(Network::Bitcoin, seed.as_ref()).map_err(|_| KeyError::BadWords)?;
        child_words(&root, self as u32)
    }
}

/// BIP-85: purpose, BIP-39, English, 12 words.
fn child_words(root: &Xpriv, index: u32) -> Result<SecretText, KeyError> {
    let path = [83_696_968, 39, 0, 12, index].map(|index| ChildNumber::Hardened { index });
    let child = root.derive_priv(&Secp256k1::new(), &path).map_err(|_| KeyError::BadWords)?;
    let mut engine = HmacEngine::<sha512::Hash>::new(b"bip-entropy-from-k");
    engine.input(&*Zeroizing::new(child.private_key.secret_bytes()));
    let entropy = Zeroizing::new(Hmac::<sha512::Hash>::from_engine(engine).to_byte_array());
    let words = Mnemonic::from_entropy(&entropy[..16]).map_err(|_| KeyError::BadWords)?;
    Ok(SecretText::new(words.to_string()))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn bip85_vector() {
        let root = "xprv9s21ZrQH143K2LBWUUQRFXhucrQqBpKdRRxNVq2zBqsx8HVqFk2uYo8kmbaLLHRdqtQpUm98uKfu3vca1LqdGhUtyoFnCNkfmXRyPXLjbKb";
        let words = child_words(&Xpriv::from_str(root).unwrap(), 0).unwrap();
        assert_eq!(words.expose(), "girl mad pet galaxy egg matter matrix prison refuse sense ordinary nose");
    }

    /// Computed from the user's words by an independent implementation, as the words' entropy.
    #[test]
    fn each_wallet_has_words_of_its_own() {
        let words = "leader monkey parrot ring guide accident before fence cannon height naive bean";
        let expected = [
            (WalletWords::Ldk, "ec63b1b7302e61c71bff0b8b81748465"),
            (WalletWords::Breez, "3e6d3aaefef07dd9c69ed95d071be22e"),
        ];
        for written in [words.to_owned(), format!("  {}\n", words.to_uppercase().replace(' ', "  "))] {
            let user = SecretText::new(written);
            for (wallet, entropy) in expected {
                let derived = wallet.derive(&user).unwrap();
                let derived = Mnemonic::parse_normalized(derived.expose()).unwrap();
                assert_eq!(hex::encode(derived.to_entropy()), entropy);
            }
        }
    }

    #[test]
    fn an_error_repeats_no_word() {
        let wrong = WalletWords::Ldk.derive(&SecretText::new("leader monkey".to_owned())).unwrap_err();
        assert_eq!(wrong.kind(), "bad_words");
        assert!(!format!("{wrong} {wrong:?}").contains("monkey"));
    }
}
