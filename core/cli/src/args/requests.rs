//! `requests`.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum RequestsVerb {
    /// Show all.
    List,
    /// Fetch one.
    Accept {
        /// Its event id.
        event_id: String,
    },
}
