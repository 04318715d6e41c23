//! What can go wrong in naming and finding people.

use thiserror::Error;

use crate::http::HttpError;
use crate::relay::RelayError;

/// Why somebody cannot be named or found.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContactError {
    /// An `npub1…`, `nprofile1…` or hexadecimal key that is damaged.
    #[error("this is not a valid public key: {reason}")]
    BadNpub {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A secret key where a public one belongs. The text is not repeated.
    #[error("this is a secret key: never give it to anyone; a contact is named by an npub")]
    SecretKeyGiven,
    /// A contact card with a part that cannot be read.
    #[error("this contact card is damaged: {reason}")]
    BadCard {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// None of the known forms.
    #[error("this names nobody: give an npub, an nprofile or name@domain")]
    NotAContact,
    /// The server behind the NIP-05 name could not be asked.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The server knows no such name.
    #[error("the server does not know the name {0}")]
    UnknownName(String),
    /// The server's answer holds no valid key for the name (NIP-05 wants 64 hexadecimal digits).
    #[error("the server's answer holds no valid key for this name")]
    BadNameAnswer,
    /// No relay could be asked.
    #[error(transparent)]
    Relay(#[from] RelayError),
}

impl ContactError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::BadNpub { .. } => "bad_npub",
            Self::SecretKeyGiven => "secret_key_given",
            Self::BadCard { .. } => "bad_card",
            Self::NotAContact => "not_a_contact",
            Self::Http(error) => error.kind(),
            Self::UnknownName(_) => "nip05_unknown_name",
            Self::BadNameAnswer => "nip05_bad_answer",
            Self::Relay(error) => error.kind(),
        }
    }

    /// Whether the same call may succeed later.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Http(error) => error.is_retryable(),
            Self::Relay(error) => error.is_retryable(),
            _ => false,
        }
    }
}
