//! Why a wallet did not do it.

use thiserror::Error;

/// Why a payment was not made, or is not known to be made.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayError {
    /// Not enough in the wallet. Nothing was paid.
    #[error("the wallet has not enough funds")]
    InsufficientFunds,
    /// A limit set for this connection is used up. Nothing was paid.
    #[error("the wallet's spending limit for this connection is used up")]
    QuotaExceeded,
    /// The wallet refused or no route was found. Nothing was paid.
    #[error("the wallet could not pay: {0}")]
    Failed(String),
    /// The wallet cannot make this kind of payment. Nothing was paid.
    #[error("this wallet cannot pay {0}")]
    Unsupported(&'static str),
    /// The request did not reach the wallet. Nothing was paid.
    #[error("the wallet cannot be reached: {0}")]
    Unreachable(String),
    /// The request went out and no answer came: look it up, never repeat it.
    #[error("whether the wallet has paid is not known yet: {0}")]
    OutcomeUnknown(String),
}

impl PayError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::InsufficientFunds => "insufficient_funds",
            Self::QuotaExceeded => "quota_exceeded",
            Self::Failed(_) => "payment_failed",
            Self::Unsupported(_) => "payment_unsupported",
            Self::Unreachable(_) => "wallet_unreachable",
            Self::OutcomeUnknown(_) => "payment_outcome_unknown",
        }
    }
}

/// Why a wallet did not answer.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum WalletError {
    /// No connection or no answer in time; worth trying again.
    #[error("the wallet cannot be reached: {0}")]
    Unreachable(String),
    /// The wallet understood and refused: an unpaired, restricted or revoked connection, say.
    #[error("the wallet refused ({code}): {message}")]
    Refused {
        /// The wallet's code, e.g. NIP-47's `UNAUTHORIZED`.
        code: String,
        /// The wallet's words.
        message: String,
    },
    /// The answer made no sense.
    #[error("the wallet's answer cannot be understood: {0}")]
    BadAnswer(String),
    /// This wallet cannot do that at all.
    #[error("this wallet cannot {0}")]
    Unsupported(&'static str),
    /// The connection string or settings are wrong.
    #[error("the wallet connection is not valid: {0}")]
    BadConnection(String),
    /// Another process of this home runs the wallet, which only one may do at a time.
    #[error("another process of this home is using the wallet")]
    Busy,
}

impl WalletError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "wallet_unreachable",
            Self::Refused { .. } => "wallet_refused",
            Self::BadAnswer(_) => "wallet_bad_answer",
            Self::Unsupported(_) => "wallet_unsupported",
            Self::BadConnection(_) => "wallet_bad_connection",
            Self::Busy => "wallet_busy",
        }
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Busy => true,
            // NIP-47's codes for a wallet that is busy or has a fault of its own.
            Self::Refused { code, .. } => matches!(code.as_str(), "RATE_LIMITED" | "INTERNAL" | "OTHER"),
            _ => false,
        }
    }
}
