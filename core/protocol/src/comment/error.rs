//! Why a comment is refused.

use thiserror::Error;

use crate::relays::RelayFieldError;

/// Every check that a comment can fail, in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CommentError {
    /// The text has no `knock1` in it.
    #[error("this is no Knock comment: it does not contain knock1")]
    NoPrefix,
    /// Too short, too long, or between two sizes.
    #[error("the comment has {0} characters after knock1, which no comment has; copy it again, whole")]
    BadLength(usize),
    /// A character that is not in the armor that the length tells, or an armor that is not canonical.
    #[error("the comment has characters that do not belong there; copy it again, whole")]
    BadArmor,
    /// `E` is not the x coordinate of a point.
    #[error("the comment's key is not valid")]
    BadEphemeralKey,
    /// Not for this receiver, or damaged.
    #[error("the comment is not for this identity, or it is damaged")]
    Undecryptable,
    /// A later version of the protocol.
    #[error("the comment is of protocol version {0}; update the app to read it")]
    UnknownVersion(u8),
    /// The relay field is malformed.
    #[error("the comment's relay field is not valid: {0}")]
    RelayField(#[from] RelayFieldError),
    /// The sender's key is not the x coordinate of a point.
    #[error("the comment's sender key is not valid")]
    BadSenderKey,
    /// Sent more than 31 days ago.
    #[error("the comment is older than any message may be")]
    TooOld,
    /// Sent more than 15 minutes in the future.
    #[error("the comment comes from the future; check this device's clock")]
    FromFuture,
    /// The identity token is not the sender's signature for this knock.
    #[error("the comment's sender is forged")]
    ForgedToken,
}

impl CommentError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NoPrefix => "comment_no_prefix",
            Self::BadLength(_) => "comment_bad_length",
            Self::BadArmor => "comment_bad_armor",
            Self::BadEphemeralKey => "comment_bad_ephemeral_key",
            Self::Undecryptable => "comment_undecryptable",
            Self::UnknownVersion(_) => "comment_unknown_version",
            Self::RelayField(error) => error.kind(),
            Self::BadSenderKey => "comment_bad_sender_key",
            Self::TooOld => "comment_too_old",
            Self::FromFuture => "comment_from_future",
            Self::ForgedToken => "comment_forged_token",
        }
    }
}
