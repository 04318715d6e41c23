//! The wallet inside as a home remembers it: the vault has its settings where a linked wallet's connection would be.

use std::sync::Arc;

use knock_core::engine::HomeError;
use knock_core::keys::{Identity, KeyVault, SecretBytes, SecretName, SecretText, VaultError, checked_words};
use knock_core::ports::Entropy;
use knock_core::wallet::WalletError;

use crate::settings::LdkSettings;

/// What tells the settings from a connection string.
const PREFIX: &str = "ldk:";

/// What a vault holds of the wallet inside. Its calls block: a vault may ask the user.
#[derive(Clone)]
pub struct NodeVault(pub Arc<dyn KeyVault>);

/// What the node of a home is made of.
pub(crate) struct NodeSecrets {
    pub(crate) words: SecretText,
    pub(crate) database_key: SecretBytes,
}

impl NodeVault {
    /// The node's settings, where the wallet inside is the one that the home pays with.
    pub fn chosen(&self) -> Result<Option<LdkSettings>, HomeError> {
        let Some(kept) = self.0.get(SecretName::WalletConnection)? else { return Ok(None) };
        let text = std::str::from_utf8(kept.expose()).unwrap_or_default();
        let Some(json) = text.strip_prefix(PREFIX) else { return Ok(None) };
        let damaged = |_| VaultError::Damaged("the node's settings cannot be read".to_owned());
        Ok(Some(serde_json::from_str(json).map_err(damaged)?))
    }

    /// Makes the node the wallet that the home pays with, in place of another.
    pub(crate) fn choose(&self, settings: &LdkSettings) -> Result<(), HomeError> {
        let json =
            serde_json::to_string(settings).map_err(|error| WalletError::BadConnection(error.to_string()))?;
        let text = SecretBytes::new(format!("{PREFIX}{json}").into_bytes());
        Ok(self.0.put(SecretName::WalletConnection, &text)?)
    }

    pub(crate) fn secrets(&self) -> Result<NodeSecrets, HomeError> {
        let words = self.words()?.ok_or_else(|| bad("its words are not in the vault"))?;
        let database_key = self.0.get(SecretName::DatabaseKey)?.ok_or(HomeError::NoDatabaseKey)?;
        Ok(NodeSecrets { words, database_key })
    }

    /// Sees to it that there are words: the home's own, else those given to restore from, else new ones. They are kept
    /// before anything is derived from them. Returned are those that the user must be shown: not the identity's, which
    /// were shown with it, nor those of a node that is in use.
    pub(crate) fn settle_words(
        &self,
        given: Option<&SecretText>,
        entropy: &dyn Entropy,
    ) -> Result<Option<SecretText>, HomeError> {
        let given = given.map(|words| checked_words(words.expose())).transpose()?;
        let words = match (self.words()?, given) {
            (Some(kept), Some(given)) if checked_words(kept.expose())? != given => {
                let message = "this home has other words already".to_owned();
                return Err(WalletError::Refused { code: "OTHER_WORDS".to_owned(), message }.into());
            }
            (Some(kept), _) => kept,
            (None, given) => {
                let words = given.unwrap_or_else(|| Identity::generate_words(entropy));
                self.0.put(SecretName::SeedWords, &SecretBytes::new(words.expose().as_bytes().to_vec()))?;
                words
            }
        };
        let of_identity = Identity::load(self.0.as_ref())?.is_some_and(|identity| {
            let same = Identity::from_words(words.expose(), "");
            same.is_ok_and(|same| same.public_key() == identity.public_key())
        });
        Ok(Some(words).filter(|_| !of_identity).filter(|_| !matches!(self.chosen(), Ok(Some(_)))))
    }

    fn words(&self) -> Result<Option<SecretText>, HomeError> {
        let Some(kept) = self.0.get(SecretName::SeedWords)? else { return Ok(None) };
        let text = String::from_utf8(kept.expose().to_vec());
        let damaged = |_| VaultError::Damaged("the words cannot be read".to_owned());
        Ok(Some(SecretText::new(text.map_err(damaged)?)))
    }
}

fn bad(text: &str) -> HomeError {
    WalletError::BadConnection(text.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use knock_core::keys::{MemoryVault, NewIdentity};
    use knock_core::ports::SystemEntropy;

    use super::*;

    const WORDS: &str = "leader monkey parrot ring guide accident before fence cannon height naive bean";

    fn text(words: &str) -> SecretText {
        SecretText::new(words.to_owned())
    }

    fn vault() -> NodeVault {
        NodeVault(Arc::new(MemoryVault::default()))
    }

    #[test]
    fn new_words_are_shown_until_a_node_uses_them() {
        let vault = vault();
        Identity::generate(&SystemEntropy).save(vault.0.as_ref()).unwrap();
        let shown = vault.settle_words(None, &SystemEntropy).unwrap().unwrap();
        // The first start has failed, and is tried again.
        assert!(vault.settle_words(None, &SystemEntropy).unwrap().unwrap() == shown);
        vault.choose(&LdkSettings::example()).unwrap();
        assert_eq!(vault.chosen().unwrap(), Some(LdkSettings::example()));
        assert!(vault.settle_words(None, &SystemEntropy).unwrap().is_none());
    }

    #[test]
    fn the_identitys_words_are_used_and_not_shown_again() {
        let vault = vault();
        let NewIdentity { identity, words } = NewIdentity::generate(&SystemEntropy).unwrap();
        identity.save(vault.0.as_ref()).unwrap();
        let words = words.unwrap();
        vault.0.put(SecretName::SeedWords, &SecretBytes::new(words.expose().as_bytes().to_vec())).unwrap();
        assert!(vault.settle_words(None, &SystemEntropy).unwrap().is_none());
        assert!(vault.settle_words(Some(&words), &SystemEntropy).unwrap().is_none());
        assert!(vault.words().unwrap() == Some(words));
    }

    #[test]
    fn a_home_made_from_a_key_can_restore_a_node_but_never_swap_its_words() {
        let vault = vault();
        Identity::generate(&SystemEntropy).save(vault.0.as_ref()).unwrap();
        let wrong = vault.settle_words(Some(&text("leader monkey")), &SystemEntropy).unwrap_err();
        assert_eq!((wrong.kind(), vault.words().unwrap()), ("bad_words", None));
        vault.settle_words(Some(&text(&WORDS.to_uppercase())), &SystemEntropy).unwrap();
        assert!(vault.words().unwrap() == Some(text(WORDS)), "not as the list has them");
        vault.settle_words(Some(&text(WORDS)), &SystemEntropy).unwrap();
        let others = Identity::generate_words(&SystemEntropy);
        let refused = vault.settle_words(Some(&others), &SystemEntropy).unwrap_err();
        assert_eq!(refused.kind(), "wallet_refused");
        assert!(!format!("{refused} {refused:?}").contains("monkey"));
    }

    #[test]
    fn a_linked_wallet_is_no_node() {
        let vault = vault();
        assert_eq!(vault.chosen().unwrap(), None);
        let link = SecretBytes::new(b"nostr+walletconnect://".to_vec());
        vault.0.put(SecretName::WalletConnection, &link).unwrap();
        assert_eq!(vault.chosen().unwrap(), None);
        let damaged = SecretBytes::new(b"ldk:{".to_vec());
        vault.0.put(SecretName::WalletConnection, &damaged).unwrap();
        assert_eq!(vault.chosen().unwrap_err().kind(), "vault_damaged");
        assert_eq!(vault.secrets().err().map(|error| error.kind()), Some("wallet_bad_connection"));
    }
}
