//! `wallet ldk`.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum LdkVerb {
    /// Make the node of your words, or restore it, and pay with it from now on.
    Create(LdkCreate),
    /// Show the node: its key, its money, its channels.
    Info,
    /// Show a new address on the chain, to fund channels from.
    Address,
    /// Send money on the chain to an address.
    Withdraw {
        /// Where to.
        address: String,
        /// How much, satoshi; without it all but what is kept for closing channels.
        #[arg(value_name = "SAT")]
        amount_sat: Option<u64>,
    },
    /// Open a channel to a node, paid from the money on the chain.
    Channel {
        /// The node, KEY@HOST:PORT.
        node: String,
        /// Its size, satoshi.
        #[arg(value_name = "SAT")]
        size_sat: u64,
        /// Let others route through it, which shows that you are there.
        #[arg(long)]
        announce: bool,
    },
    /// Close a channel, so that its money comes back to the chain.
    Close {
        /// The channel's id, as `info` shows it.
        id: String,
        /// Do without the other side: costs more, and takes until the channel's timelock has passed.
        #[arg(long)]
        force: bool,
    },
    /// Show your BOLT12 offer; it is sent along with your messages from then on.
    Offer,
}

#[derive(Debug, Args)]
pub(crate) struct LdkCreate {
    /// The chain.
    #[arg(long, value_enum, default_value_t = ChainArg::Bitcoin)]
    pub(crate) network: ChainArg,
    /// Take blocks from this Esplora server.
    #[arg(long, value_name = "URL", required_unless_present = "bitcoind")]
    pub(crate) esplora: Option<String>,
    /// Take blocks from a Bitcoin Core of your own; its password is asked for, or KNOCK_RPC_PASSWORD.
    #[arg(long, value_name = "USER@HOST:PORT", conflicts_with = "esplora")]
    pub(crate) bitcoind: Option<String>,
    /// Receive over channels that this LSPS2 service opens just in time.
    #[arg(long, value_name = "KEY@HOST:PORT")]
    pub(crate) lsp: Option<String>,
    /// What the service gave you to be known by.
    #[arg(long, requires = "lsp")]
    pub(crate) lsp_token: Option<String>,
    /// Take gossip from this Rapid Gossip Sync server.
    #[arg(long, value_name = "URL")]
    pub(crate) rapid_gossip: Option<String>,
    /// Let others connect here; for a node that is always on.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) listen: Option<String>,
    /// Restore the node of words of yours, in a home that was made from a key; they are read from standard input.
    #[arg(long)]
    pub(crate) restore: bool,
    /// The name to announce.
    #[arg(long, requires = "listen")]
    pub(crate) alias: Option<String>,
}

/// A chain.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ChainArg {
    /// The real one.
    Bitcoin,
    /// Testnet 3.
    Testnet,
    /// Signet.
    Signet,
    /// One of your own.
    Regtest,
}
