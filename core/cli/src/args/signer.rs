//! `signer`.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum SignerVerb {
    /// Make a home for the identity whose key a bunker has (NIP-46). It can send, and not receive: opening a
    /// knock needs the key itself.
    Connect {
        /// bunker://…; `-` reads standard input.
        uri: String,
        /// Protect what is kept with a passphrase.
        #[arg(long)]
        passphrase: bool,
        /// Your relays.
        #[arg(long = "relay", value_name = "URL")]
        relays: Vec<String>,
        /// Allow relays and services on your own network.
        #[arg(long)]
        allow_local: bool,
        /// Reach the bunker, and all else, through this SOCKS5 proxy.
        #[arg(long, value_name = "ADDRESS")]
        proxy: Option<String>,
    },
    /// Show who has the key, and what can be done with it.
    Status,
}
