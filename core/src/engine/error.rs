//! Why the engine could not do what was asked.

use knock_protocol::{CommentError, EventError, SealError};
use thiserror::Error;

use crate::amount::Msat;
use crate::contacts::ContactError;
use crate::files::FileError;
use crate::keys::{KeyError, SignerError};
use crate::lnurl::LnurlError;
use crate::relay::RelayError;
use crate::store::{ErrorNote, StoreError};
use crate::wallet::{OfferError, PayError, WalletError};

/// Everything that can go wrong between a tap and its effect.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The message cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The comment is refused.
    #[error(transparent)]
    Comment(#[from] CommentError),
    /// The fetched event is refused.
    #[error(transparent)]
    Event(#[from] EventError),
    /// The contact cannot be read or found.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// The receiver's payment service.
    #[error(transparent)]
    Lnurl(#[from] LnurlError),
    /// The receiver's offer, or the user's own.
    #[error(transparent)]
    Offer(#[from] OfferError),
    /// The relays.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// The wallet.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// The payment.
    #[error(transparent)]
    Pay(#[from] PayError),
    /// The file that goes along.
    #[error(transparent)]
    File(#[from] FileError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signer that has the identity key gave no signature. Nothing was stored, published or paid.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The identity key. [`KeyError::SendOnly`]: a signer has it, so nothing can be received here.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The receiver cannot be knocked: nowhere to pay is known.
    #[error("no lightning address is known for this contact, so there is no way to knock")]
    NoPayAddress,
    /// The receiver's service takes no comment, or too short a one; or the wallet behind an offer cuts the payer
    /// note (Phoenix, to 64 bytes). Nothing was published or paid.
    #[error(
        "the receiver's payment service takes comments of {allowed} characters at most, a knock needs {needed}"
    )]
    CommentNotAllowed {
        /// What the service allows (LUD-12), characters; what an offer's wallet shows, bytes.
        allowed: usize,
        /// What the shortest form of this comment has.
        needed: usize,
    },
    /// The knock costs more than the user allows.
    #[error("this knock costs {amount}, more than the {cap} that you allow")]
    TooExpensive {
        /// What it costs.
        amount: Msat,
        /// The user's limit.
        cap: Msat,
    },
    /// The knock costs more than the wallet can send at once. Nothing was published or paid.
    #[error("this knock costs {amount}, more than the {limit} that the wallet can send")]
    OverWalletLimit {
        /// What it costs.
        amount: Msat,
        /// The wallet's limit.
        limit: Msat,
    },
    /// No relay took the event. Nothing was paid.
    #[error("no relay took the message: {0}")]
    NotPublished(String),
    /// The message's time ran out on its way.
    #[error("the message expired before it could be delivered")]
    Expired,
    /// There is no such message, contact or request.
    #[error("{0} is not there")]
    NotFound(&'static str),
    /// The message is in a state in which this cannot be done.
    #[error("the message is {0}, so this cannot be done")]
    WrongState(&'static str),
    /// Another process works on this message right now.
    #[error("another process is working on this message")]
    Busy,
}

impl EngineError {
    /// A stable name for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Seal(e) => e.kind(),
            Self::Comment(e) => e.kind(),
            Self::Event(e) => e.kind(),
            Self::Contact(e) => e.kind(),
            Self::Lnurl(e) => e.kind(),
            Self::Offer(e) => e.kind(),
            Self::Relay(e) => e.kind(),
            Self::Wallet(e) => e.kind(),
            Self::Pay(e) => e.kind(),
            Self::File(e) => e.kind(),
            Self::Store(e) => e.kind(),
            Self::Signer(e) => e.kind(),
            Self::Key(e) => e.kind(),
            Self::NoPayAddress => "no_pay_address",
            Self::CommentNotAllowed { .. } => "comment_not_allowed",
            Self::TooExpensive { .. } => "too_expensive",
            Self::OverWalletLimit { .. } => "over_wallet_limit",
            Self::NotPublished(_) => "not_published",
            Self::Expired => "message_expired",
            Self::NotFound(_) => "not_found",
            Self::WrongState(_) => "wrong_state",
            Self::Busy => "busy",
        }
    }

    /// What the store keeps of it.
    pub(super) fn note(&self) -> ErrorNote {
        (self.kind().to_owned(), self.to_string())
    }

    /// Whether the saga may try again by itself.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Lnurl(e) => e.is_retryable(),
            Self::Relay(e) => e.is_retryable(),
            Self::Wallet(e) => e.is_retryable(),
            Self::Contact(e) => e.is_retryable(),
            Self::File(e) => e.is_retryable(),
            Self::Store(e) => e.is_retryable(),
            Self::Signer(e) => e.is_retryable(),
            Self::NotPublished(_) | Self::Busy => true,
            Self::Pay(e) => matches!(
                e,
                PayError::InsufficientFunds
                    | PayError::QuotaExceeded
                    | PayError::Failed(_)
                    | PayError::Unreachable(_)
            ),
            _ => false,
        }
    }
}
