//! How a restored home takes its place, so that a crash leaves no home or the whole one.
//!
//! Database and files are made whole under names of their own first. The home is there from the moment when its
//! identity is in the vault: what is still under those names then only waits to be renamed, by whoever opens the home
//! next. Without an identity they are what a restoring that was cut off has left, and go.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::engine::HomeError;
use crate::engine::home::{BESIDE, database, files, of_folder, with_suffix};
use crate::keys::{Identity, KeyVault, SecretName};
use crate::part::{sync_folder, there_or_not};

fn restored_database(folder: &Path) -> PathBuf {
    folder.join("restored.db")
}

fn restored_files(folder: &Path) -> PathBuf {
    folder.join("restored-files")
}

/// Gives a database that is whole, and its files, the names under which they wait. No home is in this folder: files
/// that are there open with no key.
pub(super) fn stage(folder: &Path, staged: &Path, staged_files: &Path) -> io::Result<()> {
    for suffix in BESIDE {
        there_or_not(fs::remove_file(with_suffix(&database(folder), suffix)))?;
    }
    there_or_not(fs::remove_dir_all(files(folder)))?;
    there_or_not(fs::rename(staged_files, restored_files(folder)))?;
    fs::rename(staged, restored_database(folder))?;
    sync_folder(folder)
}

/// Puts what waits in its place, where its identity has moved in. Several processes may do so at once.
pub(in crate::engine) fn finish(folder: &Path, vault: &dyn KeyVault) -> Result<(), HomeError> {
    if !restored_database(folder).exists() || !Identity::exists(vault)? {
        return Ok(());
    }
    let placed = there_or_not(fs::rename(restored_files(folder), files(folder)))
        .and_then(|()| there_or_not(fs::rename(restored_database(folder), database(folder))))
        .and_then(|()| sync_folder(folder));
    placed.map_err(of_folder)
}

/// Removes what waits for an identity that will not come, with the secrets that came along.
pub(in crate::engine) fn discard(folder: &Path, vault: &dyn KeyVault) -> Result<(), HomeError> {
    let (waiting, waiting_files) = (restored_database(folder), restored_files(folder));
    there_or_not(fs::remove_dir_all(waiting_files)).map_err(of_folder)?;
    if waiting.exists() {
        for name in [SecretName::DatabaseKey, SecretName::WalletConnection] {
            vault.delete(name)?;
        }
        // Last, since it tells of all the others.
        there_or_not(fs::remove_file(waiting)).map_err(of_folder)?;
    }
    Ok(())
}
