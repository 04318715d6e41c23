//! What is special to a node of one's own: channels, its money on the chain, its offer.

use knock_core::amount::Msat;
use knock_core::wallet::WalletError;

use crate::settings::{node_key, socket};
use crate::wallet::{LdkWallet, failed};

/// A node's own account of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeInfo {
    /// The node's key, hex; keysend is paid to it.
    pub node_id: String,
    /// What is on the chain, satoshi.
    pub onchain_sat: u64,
    /// What of it can be spent: the rest is kept for closing channels.
    pub onchain_spendable_sat: u64,
    /// The newest block that is known.
    pub block_height: u32,
    /// Its channels.
    pub channels: Vec<Channel>,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// The other side, hex.
    pub peer: String,
    /// Its size, satoshi.
    pub size_sat: u64,
    /// What can be sent.
    pub outbound: Msat,
    /// What can be received.
    pub inbound: Msat,
    /// Confirmed, and the other side is there.
    pub usable: bool,
}

impl LdkWallet {
    /// The node's account of itself.
    pub fn node_info(&self) -> NodeInfo {
        let balances = self.node.list_balances();
        let channels = self.node.list_channels().into_iter().map(|channel| Channel {
            peer: channel.counterparty_node_id.to_string(),
            size_sat: channel.channel_value_sats,
            outbound: Msat(channel.outbound_capacity_msat),
            inbound: Msat(channel.inbound_capacity_msat),
            usable: channel.is_usable,
        });
        NodeInfo {
            node_id: self.node.node_id().to_string(),
            onchain_sat: balances.total_onchain_balance_sats,
            onchain_spendable_sat: balances.spendable_onchain_balance_sats,
            block_height: self.node.status().current_best_block.height,
            channels: channels.collect(),
        }
    }

    /// A new address on the chain, to fund channels from.
    pub fn address(&self) -> Result<String, WalletError> {
        let address = self.node.onchain_payment().new_address().map_err(failed)?;
        Ok(address.to_string())
    }

    /// Opens a channel of this many satoshi to a node, paid from the money on the chain. An announced one lets others
    /// route through us, and shows the network that we are there; a phone's is not announced.
    pub async fn open_channel(
        &self,
        node: &str,
        address: &str,
        size_sat: u64,
        announced: bool,
    ) -> Result<(), WalletError> {
        let (key, socket, node) = (node_key(node)?, socket(address)?, self.node.clone());
        self.blocking(move || {
            let opened = match announced {
                true => node.open_announced_channel(key, socket, size_sat, None, None),
                false => node.open_channel(key, socket, size_sat, None, None),
            };
            opened.map(|_| ()).map_err(failed)
        })
        .await
    }

    /// Our BOLT12 offer, to be paid at again and again; the payer chooses the amount. Each call makes another, and all
    /// stay good. Needs a channel with a node that is announced: payers ask for the invoice by way of it.
    pub fn offer(&self) -> Result<String, WalletError> {
        let offer = self.node.bolt12_payment().receive_variable_amount("", None).map_err(failed)?;
        Ok(offer.to_string())
    }

    /// Whether the network knows this node by an announcement: only then do payments to offers find their way over it.
    pub fn knows_node(&self, node: &str) -> Result<bool, WalletError> {
        let id = ldk_node::lightning::routing::gossip::NodeId::from_pubkey(&node_key(node)?);
        Ok(self.node.network_graph().node(&id).is_some_and(|node| node.announcement_info.is_some()))
    }

    /// Catches up with the chain now.
    pub async fn sync(&self) -> Result<(), WalletError> {
        let node = self.node.clone();
        self.blocking(move || node.sync_wallets().map_err(failed)).await
    }
}
