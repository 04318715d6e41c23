//! `inbox`.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Inbox {
    /// Only messages with this contact.
    #[arg(long, value_name = "WHO")]
    pub(crate) from: Option<String>,
    /// How many, newest first.
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: usize,
    /// Show what is stored without asking wallet or relays.
    #[arg(long)]
    pub(crate) offline: bool,
}
