//! What can go wrong between an address and an invoice.

use thiserror::Error;

use super::AddressError;
use crate::amount::Msat;
use crate::http::HttpError;
use crate::wallet::{InvoiceError, Network};

/// Most characters of a service's own words that are kept.
const MAX_REASON: usize = 200;

/// Why a service cannot be paid, or its invoice must not be. Nothing was paid in any case.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LnurlError {
    /// The address itself is wrong.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The service could not be asked.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The service said no; its own words, at most 200 characters.
    #[error("the payment service refused: {0}")]
    Service(String),
    /// The address is an LNURL for something else, e.g. a withdrawal.
    #[error("this LNURL is not for payments")]
    NotPayRequest,
    /// The answer lacks something or contradicts itself.
    #[error("the payment service's answer is not valid: {0}")]
    BadAnswer(&'static str),
    /// The amount is outside what the service takes.
    #[error("the amount must be between {min} and {max}")]
    AmountOutOfRange {
        /// Least, inclusive.
        min: Msat,
        /// Most, inclusive.
        max: Msat,
    },
    /// The comment is longer than `commentAllowed` (LUD-12). Nothing was sent.
    #[error("the payment service takes comments of {allowed} characters, not {length}")]
    CommentTooLong {
        /// What the service takes, characters.
        allowed: usize,
        /// What the comment has, characters.
        length: usize,
    },
    /// What the service returned is no valid invoice.
    #[error("the payment service returned a bad invoice: {0}")]
    BadInvoice(#[from] InvoiceError),
    /// The invoice is for another amount.
    #[error("the invoice is not for the amount asked")]
    AmountMismatch {
        /// What was asked for.
        asked: Msat,
        /// What the invoice says; `None` if it leaves the amount open.
        invoiced: Option<Msat>,
    },
    /// The invoice commits to something else than the service's metadata (LUD-06).
    #[error("the invoice does not belong to this payment service's offer")]
    DescriptionHashMismatch,
    /// The invoice cannot be paid any more.
    #[error("the invoice has expired already")]
    InvoiceExpired,
    /// The invoice is for another chain than the wallet's.
    #[error("the invoice is for {invoiced:?}, the wallet for {expected:?}")]
    NetworkMismatch {
        /// The wallet's chain.
        expected: Network,
        /// The invoice's.
        invoiced: Network,
    },
    /// The proof of payment that the service shows (LUD-21) belongs to another payment.
    #[error("the payment service's proof of payment is wrong")]
    PreimageMismatch,
}

impl LnurlError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Address(error) => error.kind(),
            Self::Http(error) => error.kind(),
            Self::Service(_) => "lnurl_refused",
            Self::NotPayRequest => "lnurl_not_pay",
            Self::BadAnswer(_) => "lnurl_bad_answer",
            Self::AmountOutOfRange { .. } => "amount_out_of_range",
            Self::CommentTooLong { .. } => "comment_too_long",
            Self::BadInvoice(_) => "invoice_bad",
            Self::AmountMismatch { .. } => "invoice_amount_mismatch",
            Self::DescriptionHashMismatch => "invoice_description_mismatch",
            Self::InvoiceExpired => "invoice_expired",
            Self::NetworkMismatch { .. } => "invoice_network_mismatch",
            Self::PreimageMismatch => "preimage_mismatch",
        }
    }

    /// Whether the same call may succeed later.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Http(error) => error.is_retryable(),
            Self::InvoiceExpired => true,
            _ => false,
        }
    }

    /// The service's reason, cut to what a screen and a log can bear.
    pub(super) fn service(reason: &str) -> Self {
        let shown = reason.chars().filter(|c| !c.is_control()).take(MAX_REASON).collect::<String>();
        Self::Service(if shown.is_empty() { "no reason given".to_owned() } else { shown })
    }
}
