//! How a restored home takes its place, so that a crash leaves no home or the whole one.
//!
//! Database and files are made whole under names of their own first. The home is there from the moment when its
//! identity is in the vault: what is still under those names then only waits to be renamed, by whoever opens the home
//! next. Without an identity they are what a restoring that was cut off has left, and go.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::engine::HomeError;
use crate::engine::home::{BESIDE, database, files, with_suffix};
use crate::keys::{Identity, KeyVault, SecretName};

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
    sync(folder)
}

/// Puts what waits in its place, where its identity has moved in. Several processes may do so at once.
pub(in crate::engine) fn finish(folder: &Path, vault: &dyn KeyVault) -> Result<(), HomeError> {
    if !restored_database(folder).exists() || !Identity::exists(vault)? {
        return Ok(());
    }
    let placed = there_or_not(fs::rename(restored_files(folder), files(folder)))
        .and_then(|()| there_or_not(fs::rename(restored_database(folder), database(folder))))
        .and_then(|()| sync(folder));
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

fn there_or_not(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Makes renames durable; on other systems than Unix a folder cannot be opened as a file.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn of_folder(error: io::Error) -> HomeError {
    HomeError::Folder(error.to_string())
}
