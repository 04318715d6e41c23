//! What can go wrong with files.

use thiserror::Error;

use super::{MAX_CAPTION, MAX_FILE};
use crate::http::HttpError;

/// Why a file cannot be sent, fetched or opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FileError {
    /// The user has chosen no server for files yet.
    #[error("no file server is set")]
    NoServer,
    /// The server's address is none.
    #[error("a file server is given as https://host, without a path")]
    BadServer,
    /// The file to send cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Longer than what is sent or fetched.
    #[error("the file has more than {} MiB", MAX_FILE / (1024 * 1024))]
    TooLarge,
    /// More than fits into the message.
    #[error("a file's caption has at most {MAX_CAPTION} bytes")]
    CaptionTooLong,
    /// A picture that cannot be decoded.
    #[error("the picture cannot be read: {0}")]
    BadPicture(String),
    /// A picture with so many pixels that decoding it could exhaust a phone's memory.
    #[error("the picture of {width} x {height} is too large to be opened safely")]
    PictureTooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// A format that may say where and when it was recorded, which cannot be taken out here.
    #[error("a file of type {0} may tell where and when it was recorded, and that cannot be taken out here")]
    KeepsMetadata(String),
    /// The server could not be reached.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The server said no; its own words.
    #[error("the file server refused (status {status}): {reason}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The server's reason, if it gave one.
        reason: String,
    },
    /// The message is no file message, or lacks what is needed to open it.
    #[error("the message does not tell how to open its file: {0}")]
    BadAttachment(&'static str),
    /// The server answered with other bytes than the message announces.
    #[error("the server's file is not the one that was sent")]
    WrongHash,
    /// The bytes are right, and the key does not open them.
    #[error("the file cannot be decrypted")]
    Undecryptable,
    /// The file is not on this device yet.
    #[error("the file is not fetched yet")]
    NotFetched,
    /// The disk.
    #[error("the file cannot be written: {0}")]
    Disk(String),
}

impl FileError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NoServer => "no_file_server",
            Self::BadServer => "file_server_invalid",
            Self::Unreadable(_) => "file_unreadable",
            Self::Empty => "file_empty",
            Self::TooLarge => "file_too_large",
            Self::CaptionTooLong => "caption_too_long",
            Self::BadPicture(_) => "picture_unreadable",
            Self::PictureTooLarge { .. } => "picture_too_large",
            Self::KeepsMetadata(_) => "file_keeps_metadata",
            Self::Http(error) => error.kind(),
            Self::Refused { .. } => "file_server_refused",
            Self::BadAttachment(_) => "attachment_malformed",
            Self::WrongHash => "file_wrong_hash",
            Self::Undecryptable => "file_undecryptable",
            Self::NotFetched => "file_not_fetched",
            Self::Disk(_) => "file_not_written",
        }
    }

    /// Whether the same call may succeed later.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Http(error) => error.is_retryable(),
            Self::Refused { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }
}

impl From<std::io::Error> for FileError {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error.to_string())
    }
}
