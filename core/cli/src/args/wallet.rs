//! `wallet`.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum WalletVerb {
    /// Link a wallet by its nostr+walletconnect:// URI (NIP-47); `-` reads standard input.
    Connect {
        /// The URI.
        uri: String,
    },
    /// Pay with any wallet by hand from now on.
    Disconnect,
    /// Show balance and abilities.
    Info,
    /// The wallet inside: a Lightning node of your own.
    #[cfg(feature = "wallet-ldk")]
    #[command(subcommand)]
    Ldk(super::LdkVerb),
}
