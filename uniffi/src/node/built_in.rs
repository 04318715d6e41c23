//! A build with a node, on LDK.

use std::path::Path;
use std::sync::Arc;

use knock_core::keys::SecretText;
use knock_core::ports::SystemEntropy;
use knock_core::wallet::Wallet;
use knock_ldk::{InAppWallet, LdkSettings, Lsp, NodeVault};

use super::{ChainSource, CreatedNode, NodeChannel, NodeInfo, NodeSettings};
use crate::KnockError;
use crate::runtime::run_blocking;
use crate::vault::ShellVault;

/// The node of a home.
#[derive(Clone)]
pub(crate) struct HomeNode(InAppWallet);

/// Makes the home's node, or restores it, or gives it other settings. It must not be running.
pub(crate) async fn create(
    folder: &Path,
    vault: ShellVault,
    settings: NodeSettings,
    words: Option<String>,
) -> Result<CreatedNode, KnockError> {
    let words = words.map(SecretText::new);
    let vault = NodeVault(Arc::new(vault));
    let asked = vault.clone();
    let settings = run_blocking(move || with_stored_secrets(settings, asked.chosen()?)).await?;
    let created = InAppWallet::create(folder, &vault, settings, words, SystemEntropy).await?;
    let words = created.words.map(|words| words.expose().to_owned());
    Ok(CreatedNode { node_id: created.node_id, words })
}

/// The node's settings, without what is secret in them.
pub(crate) fn settings(vault: &ShellVault) -> Result<Option<NodeSettings>, KnockError> {
    Ok(NodeVault(Arc::new(vault.clone())).chosen()?.map(Into::into))
}

impl HomeNode {
    pub(crate) fn of_home(folder: &Path, vault: &ShellVault) -> Result<Option<Self>, KnockError> {
        Ok(InAppWallet::of_home(folder, &NodeVault(Arc::new(vault.clone())))?.map(Self))
    }

    /// Why there is none.
    pub(crate) fn missing() -> KnockError {
        KnockError::NotFound {
            kind: "wallet_not_created".to_owned(),
            text: "there is no Lightning node in this home".to_owned(),
        }
    }

    pub(crate) fn wallet(&self) -> Arc<dyn Wallet> {
        Arc::new(self.0.clone())
    }

    pub(crate) async fn start(&self) -> Result<(), KnockError> {
        Ok(self.0.start().await?)
    }

    pub(crate) async fn stop(&self) -> Result<(), KnockError> {
        self.0.stop().await;
        Ok(())
    }

    pub(crate) async fn info(&self) -> Result<NodeInfo, KnockError> {
        Ok(self.0.node().await?.node_info().into())
    }

    pub(crate) async fn sync(&self) -> Result<(), KnockError> {
        Ok(self.0.node().await?.sync().await?)
    }

    pub(crate) async fn offer(&self) -> Result<String, KnockError> {
        let node = self.0.node().await?;
        node.peers_are_there().await;
        Ok(node.offer()?)
    }

    pub(crate) async fn address(&self) -> Result<String, KnockError> {
        Ok(self.0.node().await?.address()?)
    }

    pub(crate) async fn withdraw(
        &self,
        address: &str,
        amount_sat: Option<u64>,
    ) -> Result<String, KnockError> {
        Ok(self.0.node().await?.withdraw(address, amount_sat).await?)
    }

    pub(crate) async fn open_channel(
        &self,
        node: &str,
        size_sat: u64,
        announce: bool,
    ) -> Result<(), KnockError> {
        Ok(self.0.node().await?.open_channel(node, size_sat, announce).await?)
    }

    pub(crate) async fn close_channel(&self, id: &str, force: bool) -> Result<(), KnockError> {
        let node = self.0.node().await?;
        node.peers_are_there().await;
        Ok(node.close_channel(id, force).await?)
    }
}

impl From<LdkSettings> for NodeSettings {
    fn from(settings: LdkSettings) -> Self {
        Self {
            network: settings.network.into(),
            chain: match settings.chain {
                knock_ldk::ChainSource::Esplora { url } => ChainSource::Esplora { url },
                knock_ldk::ChainSource::Bitcoind { host, port, user, .. } => {
                    ChainSource::Bitcoind { host, port, user, password: None }
                }
            },
            lsp: settings.lsp.map(|lsp| lsp.node),
            lsp_token: None,
            rapid_gossip: settings.rapid_gossip,
            listen: settings.listen,
            alias: settings.alias,
        }
    }
}

/// The settings with the secrets that the shell was not told and did not set anew.
fn with_stored_secrets(
    settings: NodeSettings,
    stored: Option<LdkSettings>,
) -> Result<LdkSettings, KnockError> {
    let (stored_chain, stored_lsp) = stored.map(|stored| (stored.chain, stored.lsp)).unzip();
    let chain = match settings.chain {
        ChainSource::Esplora { url } => knock_ldk::ChainSource::Esplora { url },
        ChainSource::Bitcoind { host, port, user, password } => {
            let kept = match stored_chain {
                Some(knock_ldk::ChainSource::Bitcoind { host: at, port: on, user: who, password })
                    if (&at, on, &who) == (&host, port, &user) =>
                {
                    Some(password)
                }
                _ => None,
            };
            let password = password.or(kept).ok_or_else(|| {
                KnockError::invalid("password_needed", "the Bitcoin Core needs its password")
            })?;
            knock_ldk::ChainSource::Bitcoind { host, port, user, password }
        }
    };
    let lsp = settings.lsp.map(|node| {
        let kept = stored_lsp.flatten().filter(|kept| kept.node == node).and_then(|kept| kept.token);
        Lsp { node, token: settings.lsp_token.or(kept) }
    });
    Ok(LdkSettings {
        network: settings.network.into(),
        chain,
        lsp,
        rapid_gossip: settings.rapid_gossip,
        listen: settings.listen,
        alias: settings.alias,
    })
}

impl From<knock_ldk::NodeInfo> for NodeInfo {
    fn from(info: knock_ldk::NodeInfo) -> Self {
        let channels: Vec<NodeChannel> = info.channels.into_iter().map(Into::into).collect();
        Self {
            node_id: info.node_id,
            onchain_sat: info.onchain_sat,
            onchain_spendable_sat: info.onchain_spendable_sat,
            closing_sat: info.closing_sat,
            outbound_msat: channels.iter().map(|channel| channel.outbound_msat).sum(),
            inbound_msat: channels.iter().map(|channel| channel.inbound_msat).sum(),
            block_height: info.block_height,
            channels,
        }
    }
}

impl From<knock_ldk::Channel> for NodeChannel {
    fn from(channel: knock_ldk::Channel) -> Self {
        Self {
            id: channel.id,
            peer: channel.peer,
            size_sat: channel.size_sat,
            outbound_msat: channel.outbound.0,
            inbound_msat: channel.inbound.0,
            ready: channel.ready,
            usable: channel.usable,
        }
    }
}
