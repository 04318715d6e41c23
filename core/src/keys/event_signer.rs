//! The port to whoever keeps the identity key elsewhere and signs with it: a bunker (NIP-46), a signer
//! app on the phone (NIP-55).

use std::fmt;

use async_trait::async_trait;
use nostr::secp256k1::schnorr::Signature;
use nostr::{PublicKey, UnsignedEvent};
use thiserror::Error;

use super::vault::SecretBytes;

/// Why there is no signature.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignerError {
    /// The connection string is not one. It is not repeated: it may hold a secret.
    #[error("this is no bunker:// link: {0}")]
    BadLink(&'static str),
    /// The signer cannot be reached.
    #[error("the signer cannot be reached: {0}")]
    Unreachable(String),
    /// It did not answer in time; it may be waiting for the user's consent.
    #[error("the signer did not answer in time; it may be waiting for your consent there")]
    Timeout,
    /// It wants the user to consent on a web page first (NIP-46 `auth_url`).
    #[error("the signer asks you to consent at {0}, then try again")]
    ConsentNeeded(String),
    /// It said no; its own words.
    #[error("the signer refused: {0}")]
    Refused(String),
    /// Its answer makes no sense, or is another signature than was asked for.
    #[error("the signer's answer is not what was asked for: {0}")]
    BadAnswer(&'static str),
}

impl SignerError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::BadLink(_) => "signer_bad_link",
            Self::Unreachable(_) => "signer_unreachable",
            Self::Timeout => "signer_timeout",
            Self::ConsentNeeded(_) => "signer_consent_needed",
            Self::Refused(_) => "signer_refused",
            Self::BadAnswer(_) => "signer_bad_answer",
        }
    }

    /// Whether the same call may succeed later.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Timeout | Self::ConsentNeeded(_))
    }
}

/// Signs events with one identity key.
///
/// Knock asks for signatures of token events only: kind 21404, never published. So the signer learns
/// who is written to, when, and under which one-time key; it must be one that the user trusts.
#[async_trait]
pub trait EventSigner: Send + Sync {
    /// Whose key it is.
    fn public_key(&self) -> PublicKey;

    /// Signs exactly this event. May take as long as a person takes to consent.
    async fn sign(&self, event: &UnsignedEvent) -> Result<Signature, SignerError>;

    /// What the vault keeps so that it is found again: JSON with the public key as `user`. A signer
    /// that the shell plugs in anew at each start needs no more.
    fn kept(&self) -> SecretBytes {
        SecretBytes::new(serde_json::json!({ "user": self.public_key() }).to_string().into_bytes())
    }

    /// Closes connections.
    async fn shutdown(&self) {}
}

impl fmt::Debug for dyn EventSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventSigner({})", self.public_key())
    }
}
