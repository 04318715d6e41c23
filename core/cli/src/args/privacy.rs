//! The part of `settings` that is about who sees what; docs/PROTOCOL.md has the whole table.

use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "Privacy")]
pub(crate) struct PrivacyArgs {
    /// Go out through this SOCKS5 proxy only: "tor", or socks5h://127.0.0.1:9050; "" removes it. Hides your
    /// address from relays, payment services, a linked wallet's relay and a bunker's, and from name servers whom
    /// you talk to.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) proxy: Option<String>,
    /// Publish to these relays and only read on your own, so that no relay sees both directions from one
    /// address; "" removes them.
    #[arg(long = "send-relay", value_name = "URL")]
    pub(crate) send_relays: Vec<String>,
    /// Pay at a random time within so many seconds after publishing, so that clocks do not tell which event
    /// and payment belong together; 0 pays at once.
    #[arg(long, value_name = "SECS")]
    pub(crate) pay_delay: Option<u64>,
    /// Ask relays for all messages of an hour instead of the one that is meant, so that they do not learn which
    /// one you read. Costs their download.
    #[arg(long, value_name = "BOOL")]
    pub(crate) cover_fetches: Option<bool>,
    /// Let "everywhere" include the relay directory.
    #[arg(long, value_name = "BOOL")]
    pub(crate) blast_directory: Option<bool>,
    /// Believe only these monitors (NIP-66), by npub or hexadecimal key, about relays; "" believes any.
    #[arg(long = "monitor", value_name = "NPUB")]
    pub(crate) monitors: Vec<String>,
}
