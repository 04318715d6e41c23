//! `relays`.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum RelaysVerb {
    /// Show yours.
    List,
    /// Add one.
    Add {
        /// wss://…
        url: String,
    },
    /// Remove one.
    Remove {
        /// wss://…
        url: String,
    },
    /// Add those that your own public list says you read (NIP-65). The relays asked see that somebody wants it.
    Import,
    /// Show the relay directory.
    Directory,
    /// Ask your relays which others there are (NIP-66), for messages that go everywhere.
    Discover,
    /// Show those that were discovered.
    Discovered,
}
