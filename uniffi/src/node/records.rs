//! The node's values.

use crate::Network;

/// What a build of the library can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Features {
    /// It has a Lightning node of the user's own: `create_node` works.
    pub in_app_wallet: bool,
}

/// Where the node finds the chain, its peers and its liquidity.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct NodeSettings {
    /// The chain.
    pub network: Network,
    /// Where blocks come from.
    pub chain: ChainSource,
    /// A service that opens channels just in time, paid for out of the first payment (LSPS2): `KEY@HOST:PORT`. It is
    /// trusted with what comes in through a channel that is not confirmed yet.
    pub lsp: Option<String>,
    /// What the service gave to be known by. Not told again; absent, the one that is stored stays.
    pub lsp_token: Option<String>,
    /// The URL of a Rapid Gossip Sync server, which suits phones; else gossip comes from peers.
    pub rapid_gossip: Option<String>,
    /// Where others may connect, `HOST:PORT`: only for nodes that are always on.
    pub listen: Option<String>,
    /// The name that is announced; needed, with `listen`, for channels that others route through.
    pub alias: Option<String>,
}

/// Where blocks come from.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ChainSource {
    /// An Esplora server, which learns which addresses are ours.
    Esplora {
        /// `https://…/api`
        url: String,
    },
    /// A Bitcoin Core of the user's own, by RPC.
    Bitcoind {
        /// Its host.
        host: String,
        /// Its RPC port.
        port: u16,
        /// RPC user.
        user: String,
        /// RPC password. Not told again; absent, the one that is stored for this place and user stays.
        password: Option<String>,
    },
}

/// A node that was made or restored.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct CreatedNode {
    /// The node's key, hexadecimal.
    pub node_id: String,
    /// The words that its money can be restored from. Show them once, to be written down; do not keep them. Absent where
    /// they are the identity's, which were shown with it.
    pub words: Option<String>,
}

/// The node's own account of itself.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NodeInfo {
    /// The node's key, hexadecimal.
    pub node_id: String,
    /// What is on the chain, satoshi.
    pub onchain_sat: u64,
    /// What of it can be spent, satoshi: the rest is kept for closing channels.
    pub onchain_spendable_sat: u64,
    /// What is on its way there out of channels that were closed, satoshi.
    pub closing_sat: u64,
    /// What all channels together can send, millisatoshi.
    pub outbound_msat: u64,
    /// What all channels together can receive, millisatoshi.
    pub inbound_msat: u64,
    /// The newest block that is known.
    pub block_height: u32,
    /// Its channels.
    pub channels: Vec<NodeChannel>,
}

/// A channel of the node's.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NodeChannel {
    /// Its name, to close it by.
    pub id: String,
    /// The node on the other side, hexadecimal.
    pub peer: String,
    /// Its size, satoshi.
    pub size_sat: u64,
    /// What can be sent, millisatoshi.
    pub outbound_msat: u64,
    /// What can be received, millisatoshi.
    pub inbound_msat: u64,
    /// Whether it is confirmed.
    pub ready: bool,
    /// Whether it is confirmed and the other side is there.
    pub usable: bool,
}
