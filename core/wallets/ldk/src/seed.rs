//! From the user's words to the node's keys.
//!
//! The identity key is the BIP-32 child m/44'/1237'/0'/0/0 of the words (NIP-06). The node gets words of its own by
//! BIP-85: 12 English words at m/83696968'/39'/0'/12'/0'. Both paths are hardened from the root on and BIP-85 hashes
//! what it finds, so the node's words say nothing of the identity key nor the other way round, and neither leads back
//! to the user's words. Any BIP-39 wallet can restore from the node's words.

use knock_core::keys::SecretText;
use knock_core::wallet::WalletError;
use ldk_node::bip39::Mnemonic;
use ldk_node::bitcoin::Network;
use ldk_node::bitcoin::bip32::{ChildNumber, Xpriv};
use ldk_node::bitcoin::hashes::{Hash, HashEngine, Hmac, HmacEngine, sha512};
use ldk_node::bitcoin::secp256k1::Secp256k1;
use zeroize::Zeroizing;

/// BIP-85: the purpose, BIP-39, English, 12 words, the first of them.
const PATH: [u32; 5] = [83_696_968, 39, 0, 12, 0];

/// The node's own words.
pub(crate) fn node_words(words: &SecretText) -> Result<Mnemonic, WalletError> {
    let lower = Zeroizing::new(words.expose().to_lowercase());
    let mnemonic = Mnemonic::parse_normalized(&lower.split_whitespace().collect::<Vec<_>>().join(" "))
        .map_err(|_| bad("these are not BIP-39 words"))?;
    let seed = Zeroizing::new(mnemonic.to_seed_normalized(""));
    // The network is only written into an xpriv's text, which is not made here.
    let root = Xpriv::new_master(Network::Bitcoin, seed.as_ref())
        .map_err(|_| bad("no key comes from these words"))?;
    derive(&root)
}

fn derive(root: &Xpriv) -> Result<Mnemonic, WalletError> {
    let unusable = || bad("no wallet comes from these words");
    let path = PATH.map(|index| ChildNumber::Hardened { index });
    let child = root.derive_priv(&Secp256k1::new(), &path).map_err(|_| unusable())?;
    let mut engine = HmacEngine::<sha512::Hash>::new(b"bip-entropy-from-k");
    engine.input(&child.private_key.secret_bytes());
    let entropy = Zeroizing::new(Hmac::<sha512::Hash>::from_engine(engine).to_byte_array());
    Mnemonic::from_entropy(&entropy[..16]).map_err(|_| unusable())
}

fn bad(text: &str) -> WalletError {
    WalletError::BadConnection(text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn bip85_vector() {
        let root = "xprv9s21ZrQH143K2LBWUUQRFXhucrQqBpKdRRxNVq2zBqsx8HVqFk2uYo8kmbaLLHRdqtQpUm98uKfu3vca1LqdGhUtyoFnCNkfmXRyPXLjbKb";
        let words = derive(&Xpriv::from_str(root).unwrap()).unwrap();
        assert_eq!(
            words.to_string(),
            "girl mad pet galaxy egg matter matrix prison refuse sense ordinary nose"
        );
    }

    #[test]
    fn the_same_words_give_the_same_node_and_never_themselves() {
        let words = "leader monkey parrot ring guide accident before fence cannon height naive bean";
        let one = node_words(&SecretText::new(words.to_owned())).unwrap();
        let same = SecretText::new(format!("  {}\n", words.to_uppercase().replace(' ', "  ")));
        assert_eq!(one, node_words(&same).unwrap());
        assert_ne!(one.to_string(), words);
        let wrong = node_words(&SecretText::new("leader monkey".to_owned())).unwrap_err();
        assert!(!format!("{wrong} {wrong:?}").contains("monkey"));
    }
}
