//! What can go wrong with the database.

use rusqlite::ErrorCode;
use thiserror::Error;

use super::knocks::KnockState;
use super::outbox_rows::OutState;

/// Why the store did not do it. No text holds row contents: SQL is fixed text, values are bound to it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database was made with another key.
    #[error("the database cannot be opened with this key")]
    WrongKey,
    /// Not a database of ours, or parts of it are broken. It is left as it is.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A newer version of Knock has written it.
    #[error("the database has schema {found}; this version knows {known}")]
    NewerSchema {
        /// What the file says.
        found: u32,
        /// The newest that this version knows.
        known: u32,
    },
    /// No space is left. Nothing was changed.
    #[error("the disk is full")]
    DiskFull,
    /// Another process held the database for more than five seconds; worth trying again.
    #[error("the database is busy")]
    Busy,
    /// The outbox row is no longer in the expected state. Nothing was changed.
    #[error("the outgoing message is now {}", now.as_str())]
    Conflict {
        /// The state it is in.
        now: OutState,
    },
    /// The knock is no longer in the expected state. Nothing was changed.
    #[error("the knock is now {}", now.as_str())]
    KnockConflict {
        /// The state it is in.
        now: KnockState,
    },
    /// There is no such row.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Another contact has this petname. Case does not count.
    #[error("another contact has this name")]
    PetnameTaken,
    /// This invoice already belongs to another outgoing message: one payment cannot deliver two.
    #[error("the service gave an invoice that was used before")]
    InvoiceReused,
    /// This event is in the store already.
    #[error("this event is stored already")]
    EventExists,
    /// Anything else that SQLite or the disk reports.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::WrongKey => "store_wrong_key",
            Self::Damaged(_) => "store_damaged",
            Self::NewerSchema { .. } => "store_newer_schema",
            Self::DiskFull => "disk_full",
            Self::Busy => "store_busy",
            Self::Conflict { .. } => "state_conflict",
            Self::KnockConflict { .. } => "knock_state_conflict",
            Self::NotFound(_) => "not_found",
            Self::PetnameTaken => "petname_taken",
            Self::InvoiceReused => "invoice_reused",
            Self::EventExists => "event_exists",
            Self::Failed(_) => "store_failed",
        }
    }

    /// Whether the same call may succeed later.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy | Self::DiskFull)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(text),
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ConstraintViolation) => match text.rsplit(": ").next() {
                Some("contacts.petname") => Self::PetnameTaken,
                Some("outbox.payment_id") => Self::InvoiceReused,
                Some("messages.event_id") => Self::EventExists,
                _ => Self::Failed(text),
            },
            Some(_) => Self::Failed(text),
            // A column that does not hold what the schema says.
            None => Self::Damaged(text),
        }
    }
}
