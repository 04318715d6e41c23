//! A signer app that a shell speaks to (NIP-55 on Android), as the core's port.

use std::sync::Arc;

use async_trait::async_trait;
use knock_core::keys::{self, SignerError};
use nostr::secp256k1::schnorr::Signature;
use nostr::{JsonUtil, PublicKey, UnsignedEvent};

use crate::KnockError;
use crate::records::key;

/// Why there is no signature.
#[derive(Debug, Clone, thiserror::Error, uniffi::Error)]
pub enum SignerFailure {
    /// The app is not there, or did not start.
    #[error("unreachable: {reason}")]
    Unreachable {
        /// In a few words.
        reason: String,
    },
    /// It did not answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The user said no there.
    #[error("refused: {reason}")]
    Refused {
        /// Its words.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for SignerFailure {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unreachable { reason: "the signer threw an exception".to_owned() }
    }
}

impl From<SignerFailure> for SignerError {
    fn from(failure: SignerFailure) -> Self {
        match failure {
            SignerFailure::Unreachable { reason } => Self::Unreachable(reason),
            SignerFailure::Timeout => Self::Timeout,
            SignerFailure::Refused { reason } => Self::Refused(reason),
        }
    }
}

/// Signs with an identity key that is in another app. It is asked for signatures of events of kind 21404 only, which
/// are never published; it learns who is written to, and when.
#[uniffi::export(foreign)]
#[async_trait]
pub trait EventSigner: Send + Sync {
    /// Whose key it is: npub or hexadecimal. Asked for when the home is made or opened.
    fn public_key(&self) -> Result<String, SignerFailure>;
    /// Signs exactly this event, unsigned JSON (NIP-01) with its id, and gives the signature: 128 hexadecimal
    /// digits. May take as long as a person takes to consent.
    async fn sign(&self, event: String) -> Result<String, SignerFailure>;
}

/// The shell's signer as the core's port.
pub(crate) struct ShellSigner {
    user: PublicKey,
    signer: Arc<dyn EventSigner>,
}

impl ShellSigner {
    /// Asks whose key it is.
    pub(crate) fn ask(signer: Arc<dyn EventSigner>) -> Result<Arc<Self>, KnockError> {
        let user = signer.public_key().map_err(SignerError::from)?;
        Ok(Arc::new(Self { user: key(&user)?, signer }))
    }
}

#[async_trait]
impl keys::EventSigner for ShellSigner {
    fn public_key(&self) -> PublicKey {
        self.user
    }

    async fn sign(&self, event: &UnsignedEvent) -> Result<Signature, SignerError> {
        let mut event = event.clone();
        event.ensure_id();
        let text = self.signer.sign(event.as_json()).await?;
        text.trim().parse().map_err(|_| SignerError::BadAnswer("no signature"))
    }
}
