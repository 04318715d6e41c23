//! What is special to a node of one's own: channels, its money on the chain, its offer.

use std::collections::{BTreeSet, HashSet};
use std::str::FromStr;
use std::time::{Duration, Instant};

use knock_core::amount::Msat;
use knock_core::wallet::WalletError;
use ldk_node::bitcoin::Address;
use ldk_node::bitcoin::address::NetworkUnchecked;
use ldk_node::lightning::ln::types::ChannelId;
use ldk_node::lightning::routing::gossip::NodeId;
use ldk_node::{LightningBalance, PendingSweepBalance};
use serde::{Deserialize, Serialize};

use crate::settings::{node_at, node_key};
use crate::wallet::{LdkWallet, failed, unusable};

/// A node's own account of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeInfo {
    /// The node's key, hex; keysend is paid to it.
    pub node_id: String,
    /// What is on the chain, satoshi.
    pub onchain_sat: u64,
    /// What of it can be spent: the rest is kept for closing channels.
    pub onchain_spendable_sat: u64,
    /// What is on its way there out of channels that were closed.
    pub closing_sat: u64,
    /// The newest block that is known.
    pub block_height: u32,
    /// Its channels.
    pub channels: Vec<Channel>,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its name, to close it by.
    pub id: String,
    /// The other side, hex.
    pub peer: String,
    /// Its size, satoshi.
    pub size_sat: u64,
    /// What can be sent.
    pub outbound: Msat,
    /// What can be received.
    pub inbound: Msat,
    /// Confirmed.
    pub ready: bool,
    /// And the other side is there.
    pub usable: bool,
}

/// An offer that was made, and whom it leads over.
#[derive(Serialize, Deserialize)]
struct KeptOffer {
    offer: String,
    peers: BTreeSet<String>,
}

/// The offer's name among what is kept.
const OFFER: &str = "offer";
/// Time for the node to catch up with the chain for the first time after its start.
const FIRST_SYNC_LIMIT: Duration = Duration::from_secs(30);
/// Time for a transaction of ours to be seen.
const SEEN_LIMIT: Duration = Duration::from_secs(30);
/// Time for the two sides of a channel to agree on its end; it goes on by itself afterwards.
const CLOSING_LIMIT: Duration = Duration::from_secs(10);

impl LdkWallet {
    /// The node's account of itself.
    pub fn node_info(&self) -> NodeInfo {
        let balances = self.node.list_balances();
        let channels = self.node.list_channels();
        let open: HashSet<ChannelId> = channels.iter().map(|channel| channel.channel_id).collect();
        let channels = channels.into_iter().map(|channel| Channel {
            id: channel.user_channel_id.0.to_string(),
            peer: channel.counterparty_node_id.to_string(),
            size_sat: channel.channel_value_sats,
            outbound: Msat(channel.outbound_capacity_msat),
            inbound: Msat(channel.inbound_capacity_msat),
            ready: channel.is_channel_ready,
            usable: channel.is_usable,
        });
        let claimed =
            balances.lightning_balances.iter().filter_map(|balance| waiting_on_chain(balance, &open));
        let swept = balances.pending_balances_from_channel_closures.iter().filter_map(unconfirmed_sweep);
        NodeInfo {
            node_id: self.node.node_id().to_string(),
            onchain_sat: balances.total_onchain_balance_sats,
            onchain_spendable_sat: balances.spendable_onchain_balance_sats,
            closing_sat: claimed.chain(swept).sum(),
            block_height: self.node.status().current_best_block.height,
            channels: channels.collect(),
        }
    }

    /// A new address on the chain, to fund channels from.
    pub fn address(&self) -> Result<String, WalletError> {
        let address = self.node.onchain_payment().new_address().map_err(failed)?;
        Ok(address.to_string())
    }

    /// Sends money on the chain to an address: this many satoshi, or all but what is kept for closing channels. Returns
    /// the transaction's id once the source of blocks has it: LDK sends it in the background, and a node that is stopped
    /// before that never does.
    pub async fn withdraw(&self, address: &str, amount_sat: Option<u64>) -> Result<String, WalletError> {
        let wrong = |_| WalletError::Refused {
            code: "ADDRESS_INVALID".to_owned(),
            message: "this is no address on the node's chain".to_owned(),
        };
        let address = Address::<NetworkUnchecked>::from_str(address.trim()).map_err(wrong)?;
        let address = address.require_network(self.node.config().network).map_err(wrong)?;
        let onchain = || self.node.list_balances().total_onchain_balance_sats;
        let (node, before) = (self.node.clone(), onchain());
        let sending = self.blocking(move || {
            let sent = match amount_sat {
                Some(amount) => node.onchain_payment().send_to_address(&address, amount, None),
                None => node.onchain_payment().send_all_to_address(&address, true, None),
            };
            sent.map_err(failed)
        });
        let transaction = sending.await?;
        let deadline = Instant::now() + SEEN_LIMIT;
        while onchain() >= before {
            if Instant::now() > deadline {
                return Err(WalletError::Unreachable(format!("nobody has seen {transaction} yet")));
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
            self.sync().await?;
        }
        Ok(transaction.to_string())
    }

    /// Opens a channel of this many satoshi to a node, `KEY@HOST:PORT`, paid from the money on the chain. An announced
    /// one lets others route through us, and shows the network that we are there; a phone's is not announced. Returns when
    /// the channel's funding is on its way to the chain.
    pub async fn open_channel(&self, node: &str, size_sat: u64, announced: bool) -> Result<(), WalletError> {
        let ((key, socket), node) = (node_at(node)?, self.node.clone());
        let opening = self.blocking(move || {
            let opened = match announced {
                true => node.open_announced_channel(key, socket, size_sat, None, None),
                false => node.open_channel(key, socket, size_sat, None, None),
            };
            opened.map_err(failed)
        });
        self.openings.wait_for(opening.await?.0).await
    }

    /// Closes a channel; its money comes back to the chain. Waits a while for the two sides to agree. Forced, it does without the other side, costs more and takes
    /// until the channel's timelock has passed.
    pub async fn close_channel(&self, id: &str, force: bool) -> Result<(), WalletError> {
        let channels = self.node.list_channels();
        let found = channels.into_iter().find(|channel| channel.user_channel_id.0.to_string() == id);
        let channel = found.ok_or_else(|| WalletError::Refused {
            code: "CHANNEL_NOT_FOUND".to_owned(),
            message: "there is no such channel".to_owned(),
        })?;
        let node = self.node.clone();
        let (name, peer) = (channel.user_channel_id, channel.counterparty_node_id);
        self.blocking(move || {
            let closed = match force {
                true => node.force_close_channel(&name, peer, None),
                false => node.close_channel(&name, peer),
            };
            closed.map_err(failed)
        })
        .await?;
        let deadline = Instant::now() + CLOSING_LIMIT;
        let is_there = || self.node.list_channels().iter().any(|channel| channel.user_channel_id == name);
        while is_there() && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Our BOLT12 offer, to be paid at again and again; the payer chooses the amount. It is made once, and anew where a
    /// node that it leads over has no channel with us any more. Needs a channel with a node that is announced: payers
    /// ask for the invoice by way of it.
    pub fn offer(&self) -> Result<String, WalletError> {
        let peers: BTreeSet<_> = self
            .node
            .list_channels()
            .iter()
            .map(|channel| channel.counterparty_node_id.to_string())
            .collect();
        let kept: Option<KeptOffer> = self.own.get(OFFER).map_err(unusable)?;
        if let Some(kept) = kept.filter(|kept| !kept.peers.is_empty() && kept.peers.is_subset(&peers)) {
            return Ok(kept.offer);
        }
        let offer = self.node.bolt12_payment().receive_variable_amount("", None).map_err(failed)?.to_string();
        self.own.put(OFFER, &KeptOffer { offer: offer.clone(), peers }).map_err(unusable)?;
        Ok(offer)
    }

    /// Whether ways over this node can be found: it has announced itself, and for each of its channels both sides have
    /// told what they ask. Only then do payments to offers find their way over it.
    pub fn knows_node(&self, node: &str) -> Result<bool, WalletError> {
        let (graph, id) = (self.node.network_graph(), NodeId::from_pubkey(&node_key(node)?));
        let told = |channel: u64| {
            let channel = graph.channel(channel);
            channel.is_some_and(|it| {
                [it.one_to_two, it.two_to_one].iter().all(|way| way.as_ref().is_some_and(|way| way.enabled))
            })
        };
        Ok(graph.node(&id).is_some_and(|node| {
            node.announcement_info.is_some() && node.channels.iter().all(|channel| told(*channel))
        }))
    }

    /// Catches up with the chain now.
    pub async fn sync(&self) -> Result<(), WalletError> {
        // With bitcoind, LDK's own call waits for ever for a first time that does not come, holding a thread.
        let deadline = Instant::now() + FIRST_SYNC_LIMIT;
        let synced = || self.node.status().latest_onchain_wallet_sync_timestamp;
        while self.follows_blocks && synced().is_none_or(|at| at < self.started_at.as_secs()) {
            if Instant::now() > deadline {
                return Err(WalletError::Unreachable("the source of blocks does not answer".to_owned()));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let node = self.node.clone();
        self.blocking(move || node.sync_wallets().map_err(failed)).await
    }
}

/// What a channel's closing has given us and the chain does not have as ours yet. A channel that is closed without the
/// other side is gone at once, and its transaction is in no block for a while.
fn waiting_on_chain(balance: &LightningBalance, open: &HashSet<ChannelId>) -> Option<u64> {
    match balance {
        LightningBalance::ClaimableOnChannelClose { channel_id, amount_satoshis, .. } => {
            (!open.contains(channel_id)).then_some(*amount_satoshis)
        }
        LightningBalance::ClaimableAwaitingConfirmations { amount_satoshis, .. } => Some(*amount_satoshis),
        _ => None,
    }
}

/// Confirmed ones are in the balance on the chain already.
const fn unconfirmed_sweep(balance: &PendingSweepBalance) -> Option<u64> {
    match balance {
        PendingSweepBalance::PendingBroadcast { amount_satoshis, .. }
        | PendingSweepBalance::BroadcastAwaitingConfirmation { amount_satoshis, .. } => {
            Some(*amount_satoshis)
        }
        PendingSweepBalance::AwaitingThresholdConfirmations { .. } => None,
    }
}
