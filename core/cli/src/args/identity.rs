//! Making, restoring and writing out the identity.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Restore from an nsec, 64 hex digits, ncryptsec (NIP-49) or 12-24 words (NIP-06); `-` reads standard input.
    #[arg(long, value_name = "SECRET")]
    pub(crate) import: Option<String>,
    /// Make the identity from new words (NIP-06) and show them once.
    #[arg(long, conflicts_with = "import")]
    pub(crate) words: bool,
    /// Protect the keys with a passphrase (asked for, or KNOCK_PASSPHRASE).
    #[arg(long)]
    pub(crate) passphrase: bool,
    /// Your relays.
    #[arg(long = "relay", value_name = "URL")]
    pub(crate) relays: Vec<String>,
    /// Where answers can be paid: your lightning address.
    #[arg(long, value_name = "NAME@HOST")]
    pub(crate) address: Option<String>,
    /// Allow relays and services on your own network.
    #[arg(long)]
    pub(crate) allow_local: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What to write.
    #[arg(long, value_enum, default_value_t = ExportFormat::Ncryptsec)]
    pub(crate) format: ExportFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// nsec, hex, ncryptsec or words; standard input when absent or `-`.
    pub(crate) secret: Option<String>,
    /// Protect the keys with a passphrase.
    #[arg(long)]
    pub(crate) passphrase: bool,
}

/// How the identity key is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Encrypted with a password (NIP-49).
    Ncryptsec,
    /// In clear. Whoever sees it is you.
    Nsec,
    /// The words that it was made from (NIP-06), in clear.
    Words,
}
