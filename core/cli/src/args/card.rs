//! `card` and `safety`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum CardVerb {
    /// Show yours: who you are, where you are knocked at, and what a stranger must pay.
    Show {
        /// Write the QR code to this file as SVG.
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
        /// Write the QR code to this file as PNG.
        #[arg(long, value_name = "FILE")]
        png: Option<PathBuf>,
        /// Pixels of a module in the PNG.
        #[arg(long, value_name = "PIXELS", default_value_t = 8)]
        scale: usize,
    },
    /// Read somebody's: adds them to the contacts, or completes what is known of them.
    Scan {
        /// What the code says: nostr:nprofile1…, an nprofile or an npub.
        card: String,
        /// Your name for them.
        #[arg(long, conflicts_with = "replace")]
        name: Option<String>,
        /// Take its addresses even where others are known.
        #[arg(long)]
        replace: bool,
    },
}

/// Show the safety number, to compare in person.
#[derive(Debug, Args)]
pub(crate) struct Safety {
    /// With whom.
    pub(crate) who: String,
    /// Note that you have compared it and it is the same.
    #[arg(long, conflicts_with = "unverified")]
    pub(crate) verified: bool,
    /// Take that back.
    #[arg(long)]
    pub(crate) unverified: bool,
}
