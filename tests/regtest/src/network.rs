//! Alice, a routing node and Bob.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use knock_core::amount::Msat;
use knock_core::keys::{Identity, SecretBytes, SecretText};
use knock_core::ports::SystemEntropy;
use knock_core::wallet::{
    CheckedInvoice, InvoiceDescription, InvoiceRequest, Network as Chain, PayRequest, Wallet,
};
use knock_ldk::{ChainSource, LdkSettings, LdkWallet};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::Bitcoind;
use crate::bitcoind::free_port;

/// The size of each channel, satoshi.
const CHANNEL: u64 = 1_000_000;
/// What each end pays the middle at first, so that money can go both ways: above the reserve that a channel keeps (1 %),
/// and within what may be on its way in one (10 %).
const BALANCING: Msat = Msat::from_sat(90_000);
/// Longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(120);
/// Longer than it takes until nodes announce themselves and all have heard of it.
const SPREADING: Duration = Duration::from_secs(60);
/// How often that may go wrong.
const SPREADINGS: usize = 4;

/// A node that can be stopped and started again.
pub struct LightningNode {
    /// The wallet on it.
    pub wallet: Arc<LdkWallet>,
    settings: LdkSettings,
    words: SecretText,
    folder: TempDir,
}

impl LightningNode {
    /// A new one that others can find.
    pub async fn new(name: &str, chain: &Bitcoind) -> anyhow::Result<Self> {
        Self::with(LdkSettings {
            listen: Some(format!("127.0.0.1:{}", free_port()?)),
            alias: Some(name.to_owned()),
            ..phone(chain)
        })
        .await
    }

    /// A new one with these settings.
    pub async fn with(settings: LdkSettings) -> anyhow::Result<Self> {
        let (words, folder) = (Identity::generate_words(&SystemEntropy), tempfile::tempdir()?);
        let wallet = Arc::new(start(folder.path(), &words, &settings).await?);
        Ok(Self { wallet, settings, words, folder })
    }

    /// Where others connect, `KEY@HOST:PORT`.
    pub fn address(&self) -> anyhow::Result<String> {
        let at = self.settings.listen.as_deref().context("it does not listen")?;
        Ok(format!("{}@{at}", self.id()))
    }

    /// Its key, hex.
    pub fn id(&self) -> String {
        self.wallet.node_info().node_id
    }

    /// Stops it and starts it from what is on the disk.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.wallet.shutdown().await;
        self.wallet = Arc::new(start(self.folder.path(), &self.words, &self.settings).await?);
        Ok(())
    }

    /// The same, with a wallet that waits for a payment's outcome for this long.
    pub async fn restart_waiting(&mut self, limit: Duration) -> anyhow::Result<()> {
        self.wallet.shutdown().await;
        let wallet = start(self.folder.path(), &self.words, &self.settings).await?;
        self.wallet = Arc::new(wallet.with_pay_limit(limit));
        Ok(())
    }

    /// Stops it.
    pub async fn stop(&self) {
        self.wallet.shutdown().await;
    }

    /// Sees what is new on the chain. A node looks by itself: at bitcoind every second or two, at an Esplora server, which
    /// is somebody else's, seldom.
    pub async fn looks(&self) {
        if let ChainSource::Esplora { .. } = self.settings.chain
            && let Err(error) = self.wallet.sync().await
        {
            // As with any server: it is asked again.
            println!("the Esplora server was asked in vain: {error}");
        }
    }

    /// Pays an invoice of the other's.
    pub async fn pays(&self, other: &Self, amount: Msat) -> anyhow::Result<()> {
        let order = InvoiceRequest {
            amount,
            description: InvoiceDescription::Text("balance".to_owned()),
            comment: None,
            expiry_secs: 600,
        };
        let invoice = CheckedInvoice::parse(&other.wallet.make_invoice(&order).await?)?;
        let CheckedInvoice { bolt11, payment_hash, .. } = invoice;
        let request = PayRequest::Invoice { bolt11, payment_hash, amount, max_fee: None };
        self.wallet.pay(&request).await?;
        Ok(())
    }

    fn usable_channels(&self) -> usize {
        self.wallet.node_info().channels.iter().filter(|channel| channel.usable).count()
    }

    /// Waits until its channels can be used.
    pub async fn connected(&self, channels: usize) -> anyhow::Result<()> {
        until("its channels are usable", async || {
            self.looks().await;
            Ok(self.usable_channels() >= channels)
        })
        .await
    }
}

/// The settings of a phone's node: nobody finds it.
pub fn phone(chain: &Bitcoind) -> LdkSettings {
    phone_on(chain.chain_source())
}

/// The same, with its blocks from there.
pub fn phone_on(chain: ChainSource) -> LdkSettings {
    LdkSettings { network: Chain::Regtest, chain, lsp: None, rapid_gossip: None, listen: None, alias: None }
}

async fn start(folder: &Path, words: &SecretText, settings: &LdkSettings) -> anyhow::Result<LdkWallet> {
    Ok(LdkWallet::start(folder, &SecretBytes::new(vec![7; 32]), words, settings).await?)
}

/// The chain and the nodes.
pub struct Network {
    /// The chain.
    pub chain: Bitcoind,
    /// One end.
    pub alice: LightningNode,
    /// The middle: it has a channel with each end.
    pub router: LightningNode,
    /// The other end.
    pub bob: LightningNode,
}

impl Network {
    /// Starts everything and returns when money can go from each end to the other, by invoice and by offer.
    pub async fn start() -> anyhow::Result<Self> {
        let chain = Bitcoind::start().await?;
        let alice = LightningNode::new("alice", &chain).await?;
        let router = LightningNode::new("router", &chain).await?;
        let bob = LightningNode::new("bob", &chain).await?;
        let mut network = Self { chain, alice, router, bob };
        network.open_channels().await?;
        network.balance().await?;
        network.announced().await?;
        Ok(network)
    }

    async fn open_channels(&self) -> anyhow::Result<()> {
        let nodes = [&self.alice, &self.router, &self.bob];
        let addresses = nodes.map(|node| node.wallet.address());
        self.chain.fund(&addresses.into_iter().collect::<Result<Vec<_>, _>>()?).await?;
        until("the coins are seen", async || {
            Ok(nodes.iter().all(|node| node.wallet.node_info().onchain_spendable_sat > CHANNEL))
        })
        .await?;
        let router = self.router.address()?;
        for node in [&self.alice, &self.bob] {
            node.wallet.open_channel(&router, CHANNEL, true).await?;
        }
        until("the channels are funded", async || Ok(self.chain.waiting().await? >= 2)).await?;
        self.chain.mine(6).await?;
        self.connected().await
    }

    /// Waits until all channels can be used.
    async fn connected(&self) -> anyhow::Result<()> {
        self.alice.connected(1).await?;
        self.bob.connected(1).await?;
        self.router.connected(2).await
    }

    /// Each end pays the middle, which owns nothing at first.
    async fn balance(&self) -> anyhow::Result<()> {
        for node in [&self.alice, &self.bob] {
            node.pays(&self.router, BALANCING).await?;
        }
        Ok(())
    }

    /// An offer is asked for its invoice by way of nodes that are announced, and paid over channels of which both sides
    /// have told their terms; that takes half a minute to spread. LDK drops what it is told of a channel in the very
    /// moment in which it finds that channel on the chain, and nobody says it again within the hour; but nodes that have
    /// just started tell each other everything they know.
    async fn announced(&mut self) -> anyhow::Result<()> {
        for _ in 0..SPREADINGS {
            let deadline = Instant::now() + SPREADING;
            while Instant::now() < deadline {
                if self.unknown()?.is_empty() {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            println!("started anew, because {}", self.unknown()?);
            for node in [&mut self.router, &mut self.alice, &mut self.bob] {
                node.restart().await?;
            }
            self.connected().await?;
        }
        bail!("not everything is announced: {}", self.unknown()?)
    }

    /// What an end has not heard of the others yet.
    fn unknown(&self) -> anyhow::Result<String> {
        let all = [("alice", &self.alice), ("router", &self.router), ("bob", &self.bob)];
        let mut unknown = String::new();
        for (end, node) in [all[0], all[2]] {
            for (other, there) in all.iter().filter(|(other, _)| *other != end) {
                if !node.wallet.knows_node(&there.id())? {
                    unknown += &format!("{end} does not know {other}. ");
                }
            }
        }
        Ok(unknown)
    }

    /// Stops the nodes.
    pub async fn stop(&self) {
        for node in [&self.alice, &self.router, &self.bob] {
            node.wallet.shutdown().await;
        }
    }
}

/// Waits for what takes a moment here.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> anyhow::Result<bool>) -> anyhow::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while !is_so().await? {
        if Instant::now() > deadline {
            bail!("it took too long until {what}");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
