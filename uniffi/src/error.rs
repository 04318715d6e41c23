//! Errors as shells see them: a class to act upon, a stable kind for programs, a text for people.

use std::io;

use knock_core::engine::{BackupError, EngineError, ErrorClass, HomeError};
use knock_core::files::FileError;
use knock_core::keys::{KeyError, SignerError, VaultError};
use knock_core::store::StoreError;
use knock_core::wallet::WalletError;

/// Why it did not work. No text holds a secret. `kind` is stable, `text` is English.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum KnockError {
    /// What was typed, scanned or pasted is wrong; nothing was done.
    #[error("{text}")]
    InvalidInput {
        /// The stable name.
        kind: String,
        /// For people.
        text: String,
    },
    /// There is no such thing.
    #[error("{text}")]
    NotFound {
        /// The stable name.
        kind: String,
        /// For people.
        text: String,
    },
    /// The home or its vault is locked, or nobody has moved in yet.
    #[error("{text}")]
    Locked {
        /// The stable name.
        kind: String,
        /// For people.
        text: String,
    },
    /// The network, a relay or the wallet's service.
    #[error("{text}")]
    Network {
        /// The stable name.
        kind: String,
        /// For people.
        text: String,
        /// Whether the same call may succeed later.
        retryable: bool,
    },
    /// Somebody understood and said no, or a rule of the user's did.
    #[error("{text}")]
    Rejected {
        /// The stable name.
        kind: String,
        /// For people.
        text: String,
        /// The refusing side's own code, where it has one; else the kind.
        code: String,
    },
    /// Not enough in the wallet. Nothing was paid.
    #[error("{text}")]
    InsufficientFunds {
        /// The stable name.
        kind: String,
        /// For people.
        text: String,
    },
    /// The database or the disk.
    #[error("{text}")]
    Storage {
        /// The stable name.
        kind: String,
        /// For people.
        text: String,
    },
    /// The caller's own wish, by [`crate::Cancellation`].
    #[error("{text}")]
    Cancelled {
        /// The stable name.
        kind: String,
        /// For people.
        text: String,
    },
    /// A fault of ours.
    #[error("{text}")]
    Internal {
        /// The stable name.
        kind: String,
        /// For people.
        text: String,
    },
}

impl KnockError {
    pub(crate) fn of_class(class: ErrorClass, kind: &str, text: String) -> Self {
        let kind = kind.to_owned();
        match class {
            ErrorClass::InvalidInput => Self::InvalidInput { kind, text },
            ErrorClass::NotFound => Self::NotFound { kind, text },
            ErrorClass::Locked => Self::Locked { kind, text },
            ErrorClass::Network { retryable } => Self::Network { kind, text, retryable },
            ErrorClass::Rejected { code } => Self::Rejected { kind, text, code },
            ErrorClass::InsufficientFunds => Self::InsufficientFunds { kind, text },
            ErrorClass::Storage => Self::Storage { kind, text },
            ErrorClass::Internal => Self::Internal { kind, text },
        }
    }

    pub(crate) fn invalid(kind: &str, text: impl Into<String>) -> Self {
        Self::InvalidInput { kind: kind.to_owned(), text: text.into() }
    }

    pub(crate) fn locked() -> Self {
        Self::Locked { kind: "home_locked".to_owned(), text: "the home is locked".to_owned() }
    }

    pub(crate) fn cancelled() -> Self {
        Self::Cancelled { kind: "cancelled".to_owned(), text: "cancelled".to_owned() }
    }

    pub(crate) fn internal(text: impl Into<String>) -> Self {
        Self::Internal { kind: "internal".to_owned(), text: text.into() }
    }
}

/// Of a new file that the shell named.
impl From<io::Error> for KnockError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => {
                Self::invalid("file_exists", "there is a file of that name already")
            }
            _ => EngineError::from(FileError::from(error)).into(),
        }
    }
}

impl From<EngineError> for KnockError {
    fn from(error: EngineError) -> Self {
        Self::of_class(error.class(), error.kind(), error.to_string())
    }
}

impl From<HomeError> for KnockError {
    fn from(error: HomeError) -> Self {
        Self::of_class(error.class(), error.kind(), error.to_string())
    }
}

impl From<BackupError> for KnockError {
    fn from(error: BackupError) -> Self {
        Self::of_class(error.class(), error.kind(), error.to_string())
    }
}

impl From<SignerError> for KnockError {
    fn from(error: SignerError) -> Self {
        HomeError::from(error).into()
    }
}

impl From<StoreError> for KnockError {
    fn from(error: StoreError) -> Self {
        EngineError::from(error).into()
    }
}

impl From<WalletError> for KnockError {
    fn from(error: WalletError) -> Self {
        EngineError::from(error).into()
    }
}

impl From<KeyError> for KnockError {
    fn from(error: KeyError) -> Self {
        HomeError::from(error).into()
    }
}

impl From<VaultError> for KnockError {
    fn from(error: VaultError) -> Self {
        HomeError::from(error).into()
    }
}
