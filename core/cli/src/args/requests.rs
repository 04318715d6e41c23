//! `requests`.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum RequestsVerb {
    /// Show all.
    List,
    /// Accept the sender, who becomes a contact, and fetch what waits from there.
    Accept {
        /// The request's event id.
        event_id: String,
    },
    /// Fetch this one only.
    AcceptOnce {
        /// The request's event id.
        event_id: String,
    },
    /// Block the sender.
    Block {
        /// The request's event id.
        event_id: String,
    },
    /// Let it lie. What it paid is not given back; the sender does not learn of it.
    Ignore {
        /// The request's event id.
        event_id: String,
    },
}
