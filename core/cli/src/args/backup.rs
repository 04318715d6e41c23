//! `backup` and `restore`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write; it must not be there yet.
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The file that `backup` wrote.
    pub(crate) file: PathBuf,
    /// Protect the keys in the new home with a passphrase (KNOCK_PASSPHRASE; the backup's is KNOCK_BACKUP_PASSPHRASE).
    #[arg(long)]
    pub(crate) passphrase: bool,
}
