//! What an error asks of whoever called: a handful of classes that a shell can act upon.

use super::{BackupError, EngineError, HomeError};
use crate::archive::ArchiveError;
use crate::contacts::ContactError;
use crate::files::FileError;
use crate::http::HttpError;
use crate::keys::{KeyError, SignerError, VaultError};
use crate::lnurl::LnurlError;
use crate::store::StoreError;
use crate::wallet::{OfferError, PayError, WalletError};

/// The class of an error. Its `kind()` stays the finer name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorClass {
    /// What was typed, scanned or pasted is wrong; nothing was done.
    InvalidInput,
    /// There is no such thing.
    NotFound,
    /// The vault must be unlocked first, or there is no identity yet.
    Locked,
    /// The network, a relay or the wallet's service.
    Network {
        /// Whether the same call may succeed later.
        retryable: bool,
    },
    /// Somebody understood and said no, or a rule of the user's did.
    Rejected {
        /// The refusing side's own code, where it has one; else the kind.
        code: String,
    },
    /// Not enough in the wallet.
    InsufficientFunds,
    /// The database or the disk.
    Storage,
    /// A fault of ours.
    Internal,
}

impl EngineError {
    /// What it asks of the caller.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Seal(_) | Self::Comment(_) | Self::Offer(OfferError::Malformed(_)) => {
                ErrorClass::InvalidInput
            }
            Self::Contact(error) => of_contact(error),
            Self::Lnurl(error) => of_lnurl(error),
            Self::Relay(error) => ErrorClass::Network { retryable: error.is_retryable() },
            Self::Wallet(error) => of_wallet(error),
            Self::Pay(error) => of_payment(error),
            Self::File(error) => of_file(error),
            Self::Store(error) => of_store(error),
            Self::Signer(error) => of_signer(error),
            Self::Key(error) => of_key(error),
            Self::NotPublished(_) => ErrorClass::Network { retryable: true },
            Self::NotFound(_) => ErrorClass::NotFound,
            Self::Event(_)
            | Self::NoPayAddress
            | Self::CommentNotAllowed { .. }
            | Self::Offer(_)
            | Self::TooExpensive { .. }
            | Self::OverWalletLimit { .. }
            | Self::Expired
            | Self::WrongState(_)
            | Self::Busy => rejected(self.kind()),
        }
    }
}

impl HomeError {
    /// What it asks of the caller.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::NoIdentity | Self::SignerNeeded => ErrorClass::Locked,
            Self::Exists | Self::Leftover | Self::OtherSigner => rejected(self.kind()),
            Self::NoDatabaseKey | Self::Folder(_) => ErrorClass::Storage,
            Self::Vault(error) => of_vault(error),
            Self::Key(error) => of_key(error),
            Self::Signer(error) => of_signer(error),
            Self::Store(error) => of_store(error),
            Self::Wallet(error) => of_wallet(error),
            Self::Http(error) => of_http(error),
        }
    }
}

impl BackupError {
    /// What it asks of the caller.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::NoPassphrase => ErrorClass::InvalidInput,
            Self::Archive(error) => of_archive(error),
            Self::Contents(_) => ErrorClass::Storage,
            Self::Newer => rejected(self.kind()),
            Self::Home(error) => error.class(),
        }
    }
}

fn of_archive(error: &ArchiveError) -> ErrorClass {
    match error {
        ArchiveError::NotAnArchive | ArchiveError::WrongPassphrase => ErrorClass::InvalidInput,
        ArchiveError::Newer { .. } | ArchiveError::Cost | ArchiveError::TooLong => rejected(error.kind()),
        ArchiveError::Damaged | ArchiveError::Truncated | ArchiveError::Io(_) => ErrorClass::Storage,
    }
}

fn rejected(code: &str) -> ErrorClass {
    ErrorClass::Rejected { code: code.to_owned() }
}

fn of_contact(error: &ContactError) -> ErrorClass {
    match error {
        ContactError::BadNpub { .. }
        | ContactError::SecretKeyGiven
        | ContactError::BadCard { .. }
        | ContactError::NotAContact => ErrorClass::InvalidInput,
        ContactError::UnknownName(_) => ErrorClass::NotFound,
        ContactError::Http(error) => of_http(error),
        ContactError::Relay(error) => ErrorClass::Network { retryable: error.is_retryable() },
        ContactError::BadNameAnswer => rejected(error.kind()),
    }
}

fn of_lnurl(error: &LnurlError) -> ErrorClass {
    match error {
        LnurlError::Address(_) => ErrorClass::InvalidInput,
        LnurlError::Http(error) => of_http(error),
        _ => rejected(error.kind()),
    }
}

fn of_file(error: &FileError) -> ErrorClass {
    match error {
        FileError::BadServer
        | FileError::Unreadable(_)
        | FileError::Empty
        | FileError::TooLarge
        | FileError::CaptionTooLong
        | FileError::BadPicture(_) => ErrorClass::InvalidInput,
        FileError::NotFetched => ErrorClass::NotFound,
        FileError::Http(error) => of_http(error),
        FileError::Disk(_) => ErrorClass::Storage,
        _ => rejected(error.kind()),
    }
}

fn of_http(error: &HttpError) -> ErrorClass {
    match error {
        HttpError::Status(404) => ErrorClass::NotFound,
        HttpError::Forbidden(_) => rejected(error.kind()),
        _ => ErrorClass::Network { retryable: error.is_retryable() },
    }
}

fn of_wallet(error: &WalletError) -> ErrorClass {
    match error {
        WalletError::Unreachable(_) | WalletError::Busy => ErrorClass::Network { retryable: true },
        WalletError::Refused { code, .. } => rejected(code),
        WalletError::BadAnswer(_) => ErrorClass::Network { retryable: false },
        WalletError::BadConnection(_) => ErrorClass::InvalidInput,
        WalletError::Unsupported(_) => rejected(error.kind()),
    }
}

fn of_payment(error: &PayError) -> ErrorClass {
    match error {
        PayError::InsufficientFunds => ErrorClass::InsufficientFunds,
        // Looked up by itself: nothing for the user to repeat.
        PayError::OutcomeUnknown(_) => ErrorClass::Network { retryable: false },
        PayError::Unreachable(_) => ErrorClass::Network { retryable: true },
        _ => rejected(error.kind()),
    }
}

fn of_store(error: &StoreError) -> ErrorClass {
    match error {
        StoreError::NotFound(_) => ErrorClass::NotFound,
        StoreError::PetnameTaken => ErrorClass::InvalidInput,
        StoreError::Conflict { .. } | StoreError::KnockConflict { .. } | StoreError::EventExists => {
            rejected(error.kind())
        }
        _ => ErrorClass::Storage,
    }
}

fn of_key(error: &KeyError) -> ErrorClass {
    match error {
        KeyError::Vault(error) => of_vault(error),
        KeyError::SendOnly => rejected(error.kind()),
        _ => ErrorClass::InvalidInput,
    }
}

fn of_signer(error: &SignerError) -> ErrorClass {
    match error {
        SignerError::BadLink(_) => ErrorClass::InvalidInput,
        SignerError::Unreachable(_) | SignerError::Timeout => ErrorClass::Network { retryable: true },
        _ => rejected(error.kind()),
    }
}

fn of_vault(error: &VaultError) -> ErrorClass {
    match error {
        VaultError::Locked => ErrorClass::Locked,
        VaultError::WrongPassphrase => ErrorClass::InvalidInput,
        _ => ErrorClass::Storage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_can_tell_what_to_do() {
        let refused = WalletError::Refused { code: "UNAUTHORIZED".into(), message: String::new() };
        let cases = [
            (EngineError::from(PayError::InsufficientFunds), ErrorClass::InsufficientFunds),
            (PayError::OutcomeUnknown(String::new()).into(), ErrorClass::Network { retryable: false }),
            (refused.into(), rejected("UNAUTHORIZED")),
            (EngineError::NotPublished(String::new()), ErrorClass::Network { retryable: true }),
            (EngineError::NoPayAddress, rejected("no_pay_address")),
            (StoreError::DiskFull.into(), ErrorClass::Storage),
            (ContactError::NotAContact.into(), ErrorClass::InvalidInput),
        ];
        for (error, class) in cases {
            assert_eq!(error.class(), class, "{error}");
        }
        let wrong = BackupError::from(ArchiveError::WrongPassphrase);
        assert_eq!(
            (wrong.class(), BackupError::Newer.class()),
            (ErrorClass::InvalidInput, rejected("backup_newer"))
        );
        assert_eq!(HomeError::from(VaultError::Locked).class(), ErrorClass::Locked);
    }
}
