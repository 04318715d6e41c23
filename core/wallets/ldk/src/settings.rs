//! Where the node finds the chain, its peers and its liquidity.

use std::fmt;
use std::str::FromStr;

use knock_core::wallet::{Network, WalletError};
use ldk_node::Builder;
use ldk_node::bitcoin;
use ldk_node::bitcoin::secp256k1::PublicKey;
use ldk_node::lightning::ln::msgs::SocketAddress;
use serde::{Deserialize, Serialize};

/// Where blocks come from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        /// RPC password.
        password: String,
    },
}

/// Without the password.
impl fmt::Debug for ChainSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Esplora { url } => write!(f, "Esplora({url})"),
            Self::Bitcoind { host, port, .. } => write!(f, "Bitcoind({host}:{port})"),
        }
    }
}

/// A service that opens channels to us just in time, paid for out of the first payment (LSPS2, bLIP-52). Its channels
/// are used before they are confirmed, so it is trusted with what comes in through a new one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lsp {
    /// The service's node key, hex.
    pub node: String,
    /// `host:port`
    pub address: String,
    /// What the service gave us to be known by.
    pub token: Option<String>,
}

/// Without the token.
impl fmt::Debug for Lsp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lsp({}@{})", self.node, self.address)
    }
}

/// The node's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LdkSettings {
    /// The chain.
    pub network: Network,
    /// Where blocks come from.
    pub chain: ChainSource,
    /// Just-in-time channels.
    pub lsp: Option<Lsp>,
    /// A Rapid Gossip Sync server, which suits phones; else gossip comes from peers.
    pub rapid_gossip: Option<String>,
    /// Where others may connect, `host:port`: only for nodes that are always on.
    pub listen: Option<String>,
    /// The name that is announced; needed, with `listen`, for channels that others route through.
    pub alias: Option<String>,
}

impl LdkSettings {
    /// Puts everything into the builder, once it is known to be readable.
    pub(crate) fn apply(&self, builder: &mut Builder) -> Result<(), WalletError> {
        builder.set_network(self.bitcoin_network());
        match &self.chain {
            ChainSource::Esplora { url } => builder.set_chain_source_esplora(url.clone(), None),
            ChainSource::Bitcoind { host, port, user, password } => {
                builder.set_chain_source_bitcoind_rpc(host.clone(), *port, user.clone(), password.clone())
            }
        };
        match &self.rapid_gossip {
            Some(url) => builder.set_gossip_source_rgs(url.clone()),
            None => builder.set_gossip_source_p2p(),
        };
        if let Some(Lsp { node, address, token }) = &self.lsp {
            builder.set_liquidity_source_lsps2(node_key(node)?, socket(address)?, token.clone());
        }
        if let Some(listen) = &self.listen {
            let addresses = vec![socket(listen)?];
            builder.set_listening_addresses(addresses).map_err(|error| bad(&error))?;
        }
        if let Some(alias) = &self.alias {
            builder.set_node_alias(alias.clone()).map_err(|error| bad(&error))?;
        }
        Ok(())
    }

    /// The node behind the just-in-time channels.
    pub(crate) fn lsp_node(&self) -> Option<PublicKey> {
        self.lsp.as_ref().and_then(|lsp| PublicKey::from_str(&lsp.node).ok())
    }

    const fn bitcoin_network(&self) -> bitcoin::Network {
        match self.network {
            Network::Bitcoin => bitcoin::Network::Bitcoin,
            Network::Testnet => bitcoin::Network::Testnet,
            Network::Signet => bitcoin::Network::Signet,
            Network::Regtest => bitcoin::Network::Regtest,
        }
    }
}

/// A node's key from hex.
pub(crate) fn node_key(text: &str) -> Result<PublicKey, WalletError> {
    PublicKey::from_str(text.trim())
        .map_err(|_| WalletError::BadConnection(format!("{text:?} is no node's key")))
}

/// `host:port`
pub(crate) fn socket(text: &str) -> Result<SocketAddress, WalletError> {
    SocketAddress::from_str(text.trim())
        .map_err(|_| WalletError::BadConnection(format!("{text:?} is no host:port")))
}

fn bad(error: &impl fmt::Display) -> WalletError {
    WalletError::BadConnection(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_stored_and_not_shown() {
        let settings = LdkSettings {
            network: Network::Regtest,
            chain: ChainSource::Bitcoind {
                host: "127.0.0.1".into(),
                port: 18_443,
                user: "u".into(),
                password: "canary".into(),
            },
            lsp: Some(Lsp { node: "02".into(), address: "h:1".into(), token: Some("canary".into()) }),
            rapid_gossip: None,
            listen: None,
            alias: None,
        };
        assert!(!format!("{settings:?}").contains("canary"));
        let json = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<LdkSettings>(&json).unwrap(), settings);
        assert_eq!(node_key("02").unwrap_err().kind(), "wallet_bad_connection");
        assert!(socket("nowhere").is_err() && socket("127.0.0.1:9735").is_ok());
    }
}
