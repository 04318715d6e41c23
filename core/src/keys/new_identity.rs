//! An identity that moves into a home: made here, or brought along in one of its many forms.

use zeroize::Zeroizing;

use super::error::KeyError;
use super::identity::Identity;
use super::secret_text::SecretText;
use crate::ports::Entropy;

/// An identity and, where it comes from words, the words: an in-app wallet derives from them too.
#[derive(Clone)]
pub struct NewIdentity {
    /// The key pair.
    pub identity: Identity,
    /// BIP-39 words.
    pub words: Option<SecretText>,
}

impl NewIdentity {
    /// A new one, with words to write down.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, KeyError> {
        let words = Identity::generate_words(entropy);
        Ok(Self { identity: Identity::from_words(words.expose(), "")?, words: Some(words) })
    }

    /// From an nsec, hexadecimal digits or words; also from an ncryptsec, whose password is then asked for.
    pub fn import<E: From<KeyError>>(
        secret: &str,
        password: impl FnOnce() -> Result<Zeroizing<String>, E>,
    ) -> Result<Self, E> {
        let secret = secret.trim();
        if secret.starts_with("ncryptsec1") {
            return Ok(Identity::from_ncryptsec(secret, &password()?)?.into());
        }
        if secret.contains(char::is_whitespace) {
            let identity = Identity::from_words(secret, "")?;
            return Ok(Self { identity, words: Some(SecretText::new(secret.to_owned())) });
        }
        Ok(Identity::from_nsec(secret)?.into())
    }
}

impl From<Identity> for NewIdentity {
    /// One without words.
    fn from(identity: Identity) -> Self {
        Self { identity, words: None }
    }
}
