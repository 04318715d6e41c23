//! The wallet inside.

use std::sync::Arc;

use knock_core::amount::Msat;
use knock_core::engine;
use knock_core::wallet::{InvoiceDescription, InvoiceRequest};

use crate::node::{self, HomeNode};
use crate::runtime::{run_blocking, run_to_end};
use crate::{CreatedNode, Knock, KnockError, NodeInfo, NodeSettings};

/// How long an invoice of ours can be paid.
const INVOICE_EXPIRY_SECS: u32 = 3_600;

#[uniffi::export]
impl Knock {
    /// Makes the node of the home's words, or restores it, and pays with it from now on, in place of another wallet.
    /// `words` restore one in a home that has none, being made from a bare key. The node is started once, so that wrong
    /// settings are told now; then the home is opened anew.
    ///
    /// Words bring back the node's key and its money on the chain. Channels are in the home's files alone: close them
    /// before the home is deleted.
    #[uniffi::method(default(words = None))]
    pub async fn create_node(
        self: Arc<Self>,
        settings: NodeSettings,
        words: Option<String>,
    ) -> Result<CreatedNode, KnockError> {
        self.session()?;
        let create = async move {
            let turn = self.turn.lock().await;
            // The node that is running, if any, makes way; whatever comes of it, the home is open afterwards.
            self.close().await?;
            let created = node::create(&self.folder, self.vault.clone(), settings, words).await;
            drop(turn);
            self.unlock().await?;
            created
        };
        run_to_end(create).await
    }

    /// The node's settings, without what is secret in them. Nothing where the home has another wallet.
    pub async fn node_settings(&self) -> Result<Option<NodeSettings>, KnockError> {
        self.session()?;
        let vault = self.vault.clone();
        run_blocking(move || node::settings(&vault)).await
    }

    /// Gives the node other settings, once it has started with them; the home is opened anew.
    pub async fn set_node_settings(self: Arc<Self>, settings: NodeSettings) -> Result<(), KnockError> {
        self.node()?;
        self.create_node(settings, None).await.map(|_| ())
    }

    /// The node's account of itself: its key, its money, its channels.
    pub async fn node_info(&self) -> Result<NodeInfo, KnockError> {
        self.ask_node(|node| async move { node.info().await }).await
    }

    /// Catches up with the chain now.
    pub async fn sync_node(&self) -> Result<(), KnockError> {
        self.ask_node(|node| async move { node.sync().await }).await
    }

    /// Starts the node now, also after `stop_node`. Otherwise it starts when it is first needed.
    pub async fn start_node(&self) -> Result<(), KnockError> {
        self.ask_node(|node| async move { node.start().await }).await
    }

    /// Stops the node: the wallet cannot be reached until `start_node`, or until the home is opened again.
    pub async fn stop_node(&self) -> Result<(), KnockError> {
        let node = self.node()?;
        run_to_end(async move { node.stop().await }).await
    }

    /// The node's BOLT12 offer, which is sent along with messages from then on. It needs a channel first.
    pub async fn receive_offer(&self) -> Result<String, KnockError> {
        let offer = self.ask_node(|node| async move { node.offer().await }).await?;
        let sent_along = offer.clone();
        self.with_engine(move |engine| {
            let settings = engine.settings()?;
            Ok(engine::Settings { offer: Some(sent_along), ..settings }.save(engine.store())?)
        })
        .await?;
        Ok(offer)
    }

    /// A BOLT11 invoice to be paid to this home's wallet within an hour. Where the node's channels cannot receive that
    /// much and it has a service for just-in-time channels, paying it opens one.
    pub async fn receive_invoice(&self, amount_msat: u64, description: String) -> Result<String, KnockError> {
        let request = InvoiceRequest {
            amount: Msat(amount_msat),
            description: InvoiceDescription::Text(description),
            comment: None,
            expiry_secs: INVOICE_EXPIRY_SECS,
        };
        self.ask(None, |engine| async move { Ok(engine.wallet().make_invoice(&request).await?) }).await
    }

    /// A new address on the chain, to fund channels from.
    pub async fn deposit_address(&self) -> Result<String, KnockError> {
        self.ask_node(|node| async move { node.address().await }).await
    }

    /// Sends money on the chain to an address: this many satoshi, or all but what is kept for closing channels. Returns
    /// the transaction's id.
    pub async fn withdraw(&self, address: String, amount_sat: Option<u64>) -> Result<String, KnockError> {
        let node = self.node()?;
        run_to_end(async move { node.withdraw(&address, amount_sat).await }).await
    }

    /// Opens a channel of this many satoshi to a node, `KEY@HOST:PORT`, paid from the money on the chain. Blocks confirm
    /// it. An announced one lets others route through it, and shows that the user is there.
    #[uniffi::method(default(announce = false))]
    pub async fn open_channel(&self, node: String, size_sat: u64, announce: bool) -> Result<(), KnockError> {
        let own = self.node()?;
        run_to_end(async move { own.open_channel(&node, size_sat, announce).await }).await
    }

    /// Closes a channel; its money comes back to the chain. Forced, it does without the other side, costs more and takes
    /// until the channel's timelock has passed.
    #[uniffi::method(default(force = false))]
    pub async fn close_channel(&self, id: String, force: bool) -> Result<(), KnockError> {
        let node = self.node()?;
        run_to_end(async move { node.close_channel(&id, force).await }).await
    }
}

impl Knock {
    fn node(&self) -> Result<HomeNode, KnockError> {
        self.session()?.node.ok_or_else(HomeNode::missing)
    }

    async fn ask_node<T, F>(&self, work: impl FnOnce(HomeNode) -> F) -> Result<T, KnockError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, KnockError>> + Send + 'static,
    {
        let work = work(self.node()?);
        self.ask(None, |_| work).await
    }
}
