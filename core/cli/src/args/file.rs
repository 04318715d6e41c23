//! `file`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum FileVerb {
    /// Show what a message's file is, without fetching it.
    Show {
        /// The message's number, as `inbox` tells it.
        id: i64,
    },
    /// Fetch a message's file and write it, decrypted, to the disk.
    Save {
        /// The message's number, as `inbox` tells it.
        id: i64,
        /// Where to; a folder keeps the file's own name. The present folder when absent.
        #[arg(long, value_name = "PATH")]
        to: Option<PathBuf>,
    },
}
