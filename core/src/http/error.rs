//! What can go wrong on the way to a document.

use std::error::Error as StdError;

use thiserror::Error;

use super::resolver::ForbiddenAddress;

/// Why a document could not be had. The texts name hosts but never whole URLs, since a query may
/// hold a comment or a token.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpError {
    /// The host is private, loopback or link-local, or the scheme is not https, and the policy forbids that.
    #[error("{0} is not a public https host")]
    Forbidden(String),
    /// No connection, or it broke.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The whole answer did not come in time.
    #[error("the server did not answer in time")]
    Timeout,
    /// The body is longer than allowed.
    #[error("the server's answer is longer than {limit} bytes")]
    TooLarge {
        /// Most bytes allowed.
        limit: usize,
    },
    /// More redirects than allowed (none at all for NIP-05).
    #[error("the server redirects elsewhere more often than allowed")]
    Redirected,
    /// An HTTP status other than 2xx.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// The body is not JSON of the expected shape.
    #[error("the server's answer is not the expected JSON (line {line}, column {column})")]
    BadJson {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault.
        column: usize,
    },
    /// The HTTP client could not be set up on this machine.
    #[error("HTTP cannot be set up: {0}")]
    Setup(String),
}

impl HttpError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Forbidden(_) => "host_forbidden",
            Self::Unreachable(_) => "host_unreachable",
            Self::Timeout => "http_timeout",
            Self::TooLarge { .. } => "http_too_large",
            Self::Redirected => "http_redirected",
            Self::Status(_) => "http_status",
            Self::BadJson { .. } => "http_bad_json",
            Self::Setup(_) => "http_setup",
        }
    }

    /// Whether the same call may succeed later.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Timeout => true,
            Self::Status(status) => *status == 429 || *status >= 500,
            _ => false,
        }
    }

    pub(super) fn from_reqwest(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout;
        }
        // The innermost cause says most ("connection refused") and holds no URL.
        let mut cause: &(dyn StdError + 'static) = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
            if let Some(forbidden) = cause.downcast_ref::<ForbiddenAddress>() {
                return Self::Forbidden(forbidden.host.clone());
            }
        }
        if cause.is::<reqwest::Error>() {
            return Self::Unreachable("the request could not be sent".to_owned());
        }
        Self::Unreachable(cause.to_string())
    }

    pub(super) fn from_json(error: &serde_json::Error) -> Self {
        Self::BadJson { line: error.line(), column: error.column() }
    }
}
