//! Where the node finds the chain, its peers and its liquidity.

use std::fmt;
use std::str::FromStr;

use knock_core::wallet::{Network, WalletError};
use ldk_node::Builder;
use ldk_node::bitcoin;
use ldk_node::bitcoin::secp256k1::PublicKey;
use ldk_node::lightning::ln::msgs::SocketAddress;
use nostr::Url;
use serde::{Deserialize, Serialize};

/// Where blocks come from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChainSource {
    /// An Esplora server, which learns our addresses, channels and transactions on the chain, and from where we ask; of
    /// payments in channels it learns nothing.
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
    /// The service's node, `KEY@HOST:PORT`.
    pub node: String,
    /// What the service gave us to be known by.
    pub token: Option<String>,
}

/// Without the token.
impl fmt::Debug for Lsp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lsp({})", self.node)
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
    /// Whether all of it can be read.
    pub fn check(&self) -> Result<(), WalletError> {
        self.apply(&mut Builder::new())
    }

    /// Puts everything into the builder, once it is known to be readable.
    pub(crate) fn apply(&self, builder: &mut Builder) -> Result<(), WalletError> {
        builder.set_network(self.bitcoin_network());
        match &self.chain {
            ChainSource::Esplora { url } => {
                builder.set_chain_source_esplora(server(url)?.trim_end_matches('/').to_owned(), None)
            }
            ChainSource::Bitcoind { host, port, user, password } => {
                builder.set_chain_source_bitcoind_rpc(host.clone(), *port, user.clone(), password.clone())
            }
        };
        match &self.rapid_gossip {
            Some(url) => builder.set_gossip_source_rgs(server(url)?.to_owned()),
            None => builder.set_gossip_source_p2p(),
        };
        if let Some(Lsp { node, token }) = &self.lsp {
            let (key, address) = node_at(node)?;
            builder.set_liquidity_source_lsps2(key, address, token.clone());
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
        self.lsp.as_ref().and_then(|lsp| node_at(&lsp.node).ok()).map(|(key, _)| key)
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

/// `KEY@HOST:PORT`
pub(crate) fn node_at(text: &str) -> Result<(PublicKey, SocketAddress), WalletError> {
    let (key, address) = text
        .split_once('@')
        .ok_or_else(|| WalletError::BadConnection(format!("{text:?} is not KEY@HOST:PORT")))?;
    Ok((node_key(key)?, socket(address)?))
}

/// The URL of a server that is asked over HTTP.
fn server(text: &str) -> Result<&str, WalletError> {
    let text = text.trim();
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(text),
        _ => Err(WalletError::BadConnection(format!("{text:?} is no http(s) URL"))),
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
impl LdkSettings {
    /// Settings with all that is secret in them.
    pub(crate) fn example() -> Self {
        Self {
            network: Network::Regtest,
            chain: ChainSource::Bitcoind {
                host: "127.0.0.1".into(),
                port: 18_443,
                user: "u".into(),
                password: "canary".into(),
            },
            lsp: Some(Lsp { node: format!("{EXAMPLE_KEY}@127.0.0.1:9735"), token: Some("canary".into()) }),
            rapid_gossip: None,
            listen: None,
            alias: None,
        }
    }
}

#[cfg(test)]
const EXAMPLE_KEY: &str = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_stored_and_not_shown() {
        let settings = LdkSettings::example();
        assert!(!format!("{settings:?}").contains("canary"));
        let json = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<LdkSettings>(&json).unwrap(), settings);
    }

    #[test]
    fn what_cannot_be_read_is_told_before_anything_starts() {
        let good = LdkSettings::example();
        good.check().unwrap();
        let esplora = |url: &str| LdkSettings {
            chain: ChainSource::Esplora { url: url.into() },
            ..LdkSettings::example()
        };
        let lsp = |node: &str| LdkSettings {
            lsp: Some(Lsp { node: node.into(), token: None }),
            ..LdkSettings::example()
        };
        esplora(" https://blocks.example/api/ ").check().unwrap();
        let bad = [
            esplora("blocks.example"),
            esplora("ftp://blocks.example"),
            esplora("https://"),
            lsp("127.0.0.1:9735"),
            lsp("02@127.0.0.1:9735"),
            lsp(&format!("{EXAMPLE_KEY}@nowhere")),
            LdkSettings { rapid_gossip: Some("gossip".into()), ..good.clone() },
            LdkSettings { listen: Some("nowhere".into()), ..good.clone() },
            LdkSettings { alias: Some("a name that is longer than thirty-two bytes".into()), ..good },
        ];
        for settings in bad {
            assert_eq!(settings.check().unwrap_err().kind(), "wallet_bad_connection", "{settings:?}");
        }
    }
}
