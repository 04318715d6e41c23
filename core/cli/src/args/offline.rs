//! `seal` and `open`.

use std::path::PathBuf;

use clap::Args;

use super::TtlArg;

#[derive(Debug, Args)]
pub(crate) struct Seal {
    /// The receiver's npub.
    #[arg(long, value_name = "NPUB")]
    pub(crate) to: String,
    /// The text; standard input when absent.
    pub(crate) text: Option<String>,
    /// Relays to name in the comment; none means "everywhere".
    #[arg(long = "relay", value_name = "URL")]
    pub(crate) relays: Vec<String>,
    /// How long it lives.
    #[arg(long)]
    pub(crate) ttl: Option<TtlArg>,
}

#[derive(Debug, Args)]
pub(crate) struct Open {
    /// The comment.
    #[arg(long)]
    pub(crate) comment: String,
    /// A file with the event as JSON; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) event: PathBuf,
}
