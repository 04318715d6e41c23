//! Why the ledger refuses.

use thiserror::Error;

/// Why the ledger refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// No such account.
    #[error("there is no account {0}")]
    UnknownAccount(String),
    /// The name is taken.
    #[error("the account {0} exists already")]
    AccountExists(String),
    /// The payer has less than the invoice asks for.
    #[error("not enough funds")]
    InsufficientFunds,
    /// The invoice is past its expiry.
    #[error("the invoice has expired")]
    Expired,
    /// The invoice was paid before; nothing moved now.
    #[error("the invoice has already been paid")]
    AlreadyPaid,
    /// A valid invoice of a node that cannot be reached from here, i.e. of any other node.
    #[error("no route to the invoice's node")]
    UnknownInvoice,
    /// The payer's own invoice. Lightning nodes refuse these unless told otherwise, and so do we.
    #[error("an account cannot pay itself")]
    SelfPayment,
    /// Not a BOLT11 invoice.
    #[error("not a BOLT11 invoice: {0}")]
    NotAnInvoice(String),
    /// A node tried and gave up; nothing was paid.
    #[error("the payment failed: {0}")]
    PaymentFailed(String),
    /// A node cannot tell, or not yet.
    #[error("the node did not finish: {0}")]
    Unfinished(String),
    /// An invoice like that cannot be made.
    #[error("such an invoice cannot be made: {0}")]
    InvalidInvoice(String),
}

impl LedgerError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::UnknownAccount(_) => "unknown_account",
            Self::AccountExists(_) => "account_exists",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Expired => "invoice_expired",
            Self::AlreadyPaid => "already_paid",
            Self::UnknownInvoice => "unknown_invoice",
            Self::SelfPayment => "self_payment",
            Self::NotAnInvoice(_) => "not_an_invoice",
            Self::PaymentFailed(_) => "payment_failed",
            Self::Unfinished(_) => "unfinished",
            Self::InvalidInvoice(_) => "invalid_invoice",
        }
    }
}
