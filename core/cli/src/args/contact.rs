//! `contact`.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum ContactVerb {
    /// Add somebody by npub, nprofile, contact card or NIP-05 name.
    Add {
        /// Who.
        who: String,
        /// What you call them.
        #[arg(long)]
        name: Option<String>,
        /// Their lightning address, LNURL or node key; looked up when absent.
        #[arg(long, value_name = "NAME@HOST")]
        address: Option<String>,
        /// Their BOLT12 offer.
        #[arg(long, value_name = "LNO1…")]
        offer: Option<String>,
        /// A relay that they read.
        #[arg(long = "relay", value_name = "URL")]
        relays: Vec<String>,
        /// Do not ask relays for their profile.
        #[arg(long)]
        offline: bool,
    },
    /// Show all.
    List,
    /// Refuse their knocks.
    Block {
        /// Who.
        who: String,
    },
    /// Accept their knocks again.
    Unblock {
        /// Who.
        who: String,
    },
    /// Look their NIP-05 name up and mark it as theirs, or take the mark away.
    VerifyName {
        /// Who.
        who: String,
    },
}
