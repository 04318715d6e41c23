//! Who the user is, and taking the keys elsewhere.

use knock_core::keys::{Identity, KeyVault as _, SecretName};
use zeroize::Zeroizing;

use crate::runtime::run_blocking;
use crate::{Knock, KnockError};

/// The cost of NIP-49's scrypt, as its authors recommend: 64 MiB, about a second on a phone.
const NCRYPTSEC_LOG_N: u8 = 16;

#[uniffi::export]
impl Knock {
    /// Who the user is.
    pub async fn npub(&self) -> Result<String, KnockError> {
        self.with_engine(|engine| Ok(engine.identity().npub())).await
    }

    /// The secret key (nsec). Whoever has it is the user.
    pub async fn export_nsec(&self) -> Result<String, KnockError> {
        self.with_identity(|identity| Ok(identity.export_nsec()?.expose().to_owned())).await
    }

    /// The secret key, locked with a password (NIP-49).
    pub async fn export_ncryptsec(&self, password: String) -> Result<String, KnockError> {
        let password = Zeroizing::new(password);
        self.with_identity(move |identity| Ok(identity.export_ncryptsec(&password, NCRYPTSEC_LOG_N)?)).await
    }

    /// The words that everything can be restored from, where the identity came from words.
    pub async fn seed_words(&self) -> Result<Option<String>, KnockError> {
        self.session()?;
        let vault = self.vault.clone();
        run_blocking(move || {
            let Some(words) = vault.get(SecretName::SeedWords)? else { return Ok(None) };
            let words = String::from_utf8(words.expose().to_vec());
            words.map(Some).map_err(|_| KnockError::internal("the words are damaged"))
        })
        .await
    }
}

impl Knock {
    /// The identity from the vault, which may ask the user first.
    async fn with_identity<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Identity) -> Result<T, KnockError> + Send + 'static,
    ) -> Result<T, KnockError> {
        self.session()?;
        let vault = self.vault.clone();
        run_blocking(move || work(&Identity::load(&vault)?.ok_or_else(KnockError::locked)?)).await
    }
}
