//! One node, one process: two that run with one set of keys would publish each other's revoked states, which loses
//! the channels' money.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use knock_core::wallet::WalletError;

const FILE: &str = "ldk.lock";

/// The right to run the home's node; given back when dropped, and by the system when the process dies.
pub(crate) struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Lock {
    /// Takes it, or tells that another has it.
    pub(crate) fn take(folder: &Path) -> Result<Self, WalletError> {
        let unusable = |error: std::io::Error| WalletError::BadConnection(error.to_string());
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(FILE))
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(WalletError::Busy),
            // A system without file locks has one process: a phone's app.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(Self(file)),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let held = Lock::take(folder.path()).unwrap();
        assert!(matches!(Lock::take(folder.path()), Err(WalletError::Busy)));
        drop(held);
        assert!(Lock::take(folder.path()).is_ok());
    }
}
