//! [`Wallet`] on a node of the user's own.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use knock_core::amount::Msat;
use knock_core::keys::{SecretBytes, SecretText, WalletWords};
use knock_core::store::{StoreError, ValueStore};
use knock_core::wallet::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceDescription, InvoiceRequest, KNOCK_RECORD, Network,
    PayError, PayOutcome, PayRequest, PaymentHash, PaymentStatus, Wallet, WalletError, WalletInfo,
};
use ldk_node::bip39::Mnemonic;
use ldk_node::bitcoin::hashes::{Hash, sha256};
use ldk_node::bitcoin::secp256k1::PublicKey;
use ldk_node::lightning::ln::channelmanager::PaymentId;
use ldk_node::lightning::offers::offer::Offer;
use ldk_node::lightning::routing::router::RouteParametersConfig;
use ldk_node::lightning_invoice::{Bolt11Invoice, Bolt11InvoiceDescription, Description, Sha256};
use ldk_node::lightning_types::payment::PaymentPreimage;
use ldk_node::{Builder, ChannelDetails, CustomTlvRecord, Event, Node, NodeError};
use nostr::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use crate::incoming::Incoming;
use crate::lock::Lock;
use crate::logger::Quiet;
use crate::openings::Openings;
use crate::outgoing::Outgoing;
use crate::settings::{ChainSource, LdkSettings};
use crate::state::{NodeState, Records};

/// What such a wallet can do, known before its node has started.
pub(crate) const CAPABILITIES: Capabilities = Capabilities {
    pay_invoice: true,
    pay_offer: true,
    pay_keysend: true,
    limit_fee: true,
    hand_over: false,
    make_invoice: true,
    list_incoming: true,
    stream_incoming: true,
};
/// Time for a payment, before its outcome is left to look-ups.
const PAY_LIMIT: Duration = Duration::from_secs(60);
/// Time for the other sides of the channels to be there again after a start.
const PEERS_LIMIT: Duration = Duration::from_secs(10);

/// A Lightning node inside the app. Needs a tokio runtime with several threads.
pub struct LdkWallet {
    pub(crate) node: Arc<Node>,
    network: Network,
    lsp: Option<PublicKey>,
    pay_limit: Duration,
    incoming: Arc<Incoming>,
    outgoing: Arc<Outgoing>,
    /// What the node keeps of its own making.
    pub(crate) own: Records,
    pub(crate) openings: Arc<Openings>,
    pub(crate) started_at: Timestamp,
    /// Whether it reads each block, from bitcoind, rather than ask an Esplora server for what is ours.
    pub(crate) follows_blocks: bool,
    /// Changes whenever a payment out is over.
    changes: watch::Receiver<u64>,
    events: Mutex<Option<JoinHandle<()>>>,
    /// Held until the node has stopped.
    lock: Mutex<Option<Lock>>,
}

impl fmt::Debug for LdkWallet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LdkWallet({})", self.node.node_id())
    }
}

impl LdkWallet {
    /// Starts the node of the user's words, which is made if it is new. `folder` is the home, `key` the 32 bytes that
    /// its database is encrypted with. [`WalletError::Busy`] where another process runs the node of this home.
    pub async fn start(
        folder: &Path,
        key: &SecretBytes,
        words: &SecretText,
        settings: &LdkSettings,
    ) -> Result<Self, WalletError> {
        let store = open_store(folder, key, settings.network)?;
        let incoming = Arc::new(Incoming::new(&store));
        Self::start_with(folder, &store, incoming, words, settings).await
    }

    /// The same over a store that is open already, telling of payments in where somebody may be listening already.
    pub(crate) async fn start_with(
        folder: &Path,
        store: &ValueStore,
        incoming: Arc<Incoming>,
        words: &SecretText,
        settings: &LdkSettings,
    ) -> Result<Self, WalletError> {
        let lock = Lock::take(folder)?;
        let mut builder = Builder::new();
        builder
            .set_runtime(Handle::current())
            .set_custom_logger(Arc::new(Quiet))
            .set_storage_dir_path(folder.join("ldk").to_string_lossy().into_owned())
            .set_entropy_bip39_mnemonic(node_words(words)?, None);
        settings.apply(&mut builder)?;
        let state = Arc::new(NodeState(store.clone()));
        let started_at = Timestamp::now();
        let node = tokio::task::spawn_blocking(move || {
            let node =
                builder.build_with_store(state).map_err(|e| WalletError::BadConnection(e.to_string()))?;
            node.start().map_err(failed)?;
            Ok::<_, WalletError>(Arc::new(node))
        });
        let node = node.await.map_err(|error| WalletError::Unreachable(error.to_string()))??;
        let (outgoing, openings) = (Arc::new(Outgoing::new(store)), Arc::new(Openings::default()));
        let (told, changes) = watch::channel(0);
        let events = tokio::spawn(take_events(
            node.clone(),
            incoming.clone(),
            outgoing.clone(),
            openings.clone(),
            told,
        ));
        Ok(Self {
            node,
            network: settings.network,
            lsp: settings.lsp_node(),
            pay_limit: PAY_LIMIT,
            incoming,
            outgoing,
            own: Records::new(store.clone(), "/own"),
            openings,
            started_at,
            follows_blocks: matches!(settings.chain, ChainSource::Bitcoind { .. }),
            changes,
            events: Mutex::new(Some(events)),
            lock: Mutex::new(Some(lock)),
        })
    }

    /// How long [`Wallet::pay`] waits for the outcome; 60 seconds unless set.
    #[must_use]
    pub fn with_pay_limit(mut self, limit: Duration) -> Self {
        self.pay_limit = limit;
        self
    }

    /// Stops the node, and gives back the right to run it.
    pub(crate) async fn stop(&self) {
        if let Some(events) = self.events.lock().unwrap_or_else(PoisonError::into_inner).take() {
            events.abort();
        }
        let node = self.node.clone();
        if let Err(error) = self.blocking(move || node.stop().map_err(failed)).await {
            log::warn!("the Lightning node did not stop: {}", error.kind());
        }
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Waits until the other sides of the channels are there, for a while: a node that has just started can neither pay
    /// nor be asked for an invoice before.
    pub async fn peers_are_there(&self) {
        let deadline = Instant::now() + PEERS_LIMIT;
        let missing = |channel: &ChannelDetails| channel.is_channel_ready && !channel.is_usable;
        while self.node.list_channels().iter().any(missing) && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Runs what would hold a thread of the runtime.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, WalletError> + Send + 'static,
    ) -> Result<T, WalletError> {
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|error| Err(WalletError::Unreachable(error.to_string())))
    }

    /// What the channels can send.
    fn spendable(&self) -> Msat {
        let ready = self.node.list_channels().into_iter().filter(|channel| channel.is_channel_ready);
        Msat(ready.map(|channel| channel.outbound_capacity_msat).sum())
    }

    /// What the channels can receive.
    fn receivable(&self) -> Msat {
        let usable = self.node.list_channels().into_iter().filter(|channel| channel.is_usable);
        Msat(usable.map(|channel| channel.inbound_capacity_msat).sum())
    }

    /// Hands the payment to LDK, which goes on by itself.
    fn send(&self, request: &PayRequest) -> Result<PaymentId, PayError> {
        let route = request.max_fee().map(|max_fee| RouteParametersConfig {
            max_total_routing_fee_msat: Some(max_fee.0),
            ..RouteParametersConfig::default()
        });
        let sent = match request {
            PayRequest::Invoice { bolt11, .. } => {
                let invoice = Bolt11Invoice::from_str(bolt11).map_err(|error| refused(&error))?;
                self.node.bolt11_payment().send(&invoice, route)
            }
            PayRequest::Offer { offer, amount, payer_note, .. } => {
                let offer = Offer::from_str(offer).map_err(|error| PayError::Failed(format!("{error:?}")))?;
                let note = Some(payer_note.clone());
                self.node.bolt12_payment().send_using_amount(&offer, amount.0, None, note, route)
            }
            PayRequest::Keysend { node, preimage, amount, comment, .. } => {
                let record = CustomTlvRecord { type_num: KNOCK_RECORD, value: comment.clone().into_bytes() };
                let preimage = PaymentPreimage(preimage.0);
                let keysend = self.node.spontaneous_payment();
                keysend.send_with_preimage_and_custom_tlvs(amount.0, *node, vec![record], preimage, route)
            }
        };
        sent.map_err(pay_error)
    }
}

/// A wallet that was not shut down still stops its node: LDK would do so itself, but in the middle of the runtime.
impl Drop for LdkWallet {
    fn drop(&mut self) {
        if let Some(events) = self.events.lock().unwrap_or_else(PoisonError::into_inner).take() {
            events.abort();
            let node = self.node.clone();
            // An error or panic means that it is stopped or lost already.
            let _ = std::thread::spawn(move || node.stop()).join();
        }
    }
}

#[async_trait]
impl Wallet for LdkWallet {
    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    /// The balance is what the channels can send.
    async fn info(&self) -> Result<WalletInfo, WalletError> {
        Ok(WalletInfo {
            alias: self.node.node_alias().map(|alias| alias.to_string()),
            network: Some(self.network),
            balance: Some(self.spendable()),
            min_send: Some(Msat(1)),
            max_send: None,
        })
    }

    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        let unwritten = |error: StoreError| PayError::Failed(error.to_string());
        if request.amount() > self.spendable() {
            return Err(PayError::InsufficientFunds);
        }
        let mut changes = self.changes.clone();
        let deadline = Instant::now() + self.pay_limit;
        if !self.outgoing.begin(request).map_err(unwritten)? {
            return Err(PayError::OutcomeUnknown("this payment was begun before".to_owned()));
        }
        let id = self.send(request)?;
        self.outgoing.named(request, id).map_err(|error| PayError::OutcomeUnknown(error.to_string()))?;
        loop {
            changes.mark_unchanged();
            match self.lookup(request).await {
                Ok(PaymentStatus::Settled(settled)) => return Ok(PayOutcome::Settled(settled)),
                Ok(PaymentStatus::Failed(reason)) => return Err(PayError::Failed(reason)),
                Ok(_) => {}
                Err(error) => return Err(PayError::OutcomeUnknown(error.to_string())),
            }
            if !matches!(timeout_at(deadline, changes.changed()).await, Ok(Ok(()))) {
                return Err(PayError::OutcomeUnknown("the payment is under way".to_owned()));
            }
        }
    }

    async fn lookup(&self, request: &PayRequest) -> Result<PaymentStatus, WalletError> {
        self.outgoing.status(&self.node, request).map_err(unusable)
    }

    /// Where the channels cannot receive that much and there is a service for just-in-time channels, the invoice
    /// leads over a channel that will be opened when it is paid.
    async fn make_invoice(&self, request: &InvoiceRequest) -> Result<String, WalletError> {
        let description = match &request.description {
            InvoiceDescription::Text(text) => Bolt11InvoiceDescription::Direct(
                Description::new(text.clone()).map_err(|error| WalletError::BadAnswer(error.to_string()))?,
            ),
            InvoiceDescription::Hash(hash) => {
                Bolt11InvoiceDescription::Hash(Sha256(sha256::Hash::from_byte_array(*hash)))
            }
        };
        let just_in_time = self.lsp.is_some() && self.receivable() < request.amount;
        let (node, amount, expiry) = (self.node.clone(), request.amount.0, request.expiry_secs);
        let invoice = self
            .blocking(move || {
                let bolt11 = node.bolt11_payment();
                let made = match just_in_time {
                    true => bolt11.receive_via_jit_channel(amount, &description, expiry, None),
                    false => bolt11.receive(amount, &description, expiry),
                };
                made.map_err(failed)
            })
            .await?;
        if let Some(comment) = &request.comment {
            let payment_hash = PaymentHash(invoice.payment_hash().to_byte_array());
            self.incoming.note(payment_hash, comment).map_err(unusable)?;
        }
        Ok(invoice.to_string())
    }

    async fn incoming_since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        self.incoming.since(since).map_err(unusable)
    }

    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        Ok(self.incoming.listen())
    }

    async fn shutdown(&self) {
        self.incoming.close();
        self.stop().await;
    }
}

/// The file of all that the node keeps, one for each chain: a node that was tried on a test chain is no obstacle to one
/// with money.
pub(crate) fn open_store(
    folder: &Path,
    key: &SecretBytes,
    network: Network,
) -> Result<ValueStore, WalletError> {
    let file = match network {
        Network::Bitcoin => "ldk.db",
        Network::Testnet => "ldk-testnet.db",
        Network::Signet => "ldk-signet.db",
        Network::Regtest => "ldk-regtest.db",
    };
    ValueStore::open(folder.join(file), key).map_err(unusable)
}

/// The node's own words.
fn node_words(words: &SecretText) -> Result<Mnemonic, WalletError> {
    let bad = |_| WalletError::BadConnection("these are not BIP-39 words".to_owned());
    let own = WalletWords::Ldk.derive(words).map_err(bad)?;
    Mnemonic::parse_normalized(own.expose())
        .map_err(|_| WalletError::BadConnection("no wallet comes from these words".to_owned()))
}

/// Takes LDK's events one by one, each acknowledged only once what it says is on the disk.
async fn take_events(
    node: Arc<Node>,
    incoming: Arc<Incoming>,
    outgoing: Arc<Outgoing>,
    openings: Arc<Openings>,
    told: watch::Sender<u64>,
) {
    loop {
        let event = node.next_event_async().await;
        note_channel(&openings, &event);
        if let Err(error) = take(&node, &incoming, &outgoing, event) {
            log::warn!("an event of the Lightning node could not be kept: {}", error.kind());
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        }
        told.send_modify(|count| *count += 1);
        let node = node.clone();
        if !matches!(tokio::task::spawn_blocking(move || node.event_handled()).await, Ok(Ok(()))) {
            log::warn!("an event of the Lightning node will come again");
        }
    }
}

fn note_channel(openings: &Openings, event: &Event) {
    match event {
        Event::ChannelPending { user_channel_id, .. } => openings.opened(user_channel_id.0),
        Event::ChannelClosed { user_channel_id, reason, .. } => {
            let reason = reason.as_ref().map_or_else(|| "it was closed".to_owned(), ToString::to_string);
            openings.closed(user_channel_id.0, reason);
        }
        _ => {}
    }
}

fn take(node: &Node, incoming: &Incoming, outgoing: &Outgoing, event: Event) -> Result<(), StoreError> {
    match event {
        Event::PaymentReceived { payment_id, payment_hash, amount_msat, custom_records } => {
            let details = payment_id.and_then(|id| node.payment(&id));
            incoming.settle(PaymentHash(payment_hash.0), Msat(amount_msat), &custom_records, details.as_ref())
        }
        Event::PaymentSuccessful {
            payment_id: Some(id),
            payment_preimage: Some(preimage),
            fee_paid_msat,
            ..
        } if node.payment(&id).is_none() => outgoing.claim_lost(id, preimage.0, fee_paid_msat),
        _ => Ok(()),
    }
}

/// What LDK refuses before anything is sent. A duplicate was sent before.
fn pay_error(error: NodeError) -> PayError {
    match error {
        NodeError::DuplicatePayment => PayError::OutcomeUnknown(error.to_string()),
        NodeError::InsufficientFunds => PayError::InsufficientFunds,
        NodeError::NotRunning => PayError::Unreachable(error.to_string()),
        // The payment is on its way, only the note of it failed.
        NodeError::PersistenceFailed => PayError::OutcomeUnknown(error.to_string()),
        error => PayError::Failed(error.to_string()),
    }
}

fn refused(error: &impl fmt::Display) -> PayError {
    PayError::Failed(error.to_string())
}

pub(crate) fn failed(error: NodeError) -> WalletError {
    match error {
        NodeError::InvalidAddress
        | NodeError::InvalidNetwork
        | NodeError::InvalidAmount
        | NodeError::InsufficientFunds
        | NodeError::ChannelCreationFailed
        | NodeError::OfferCreationFailed => {
            WalletError::Refused { code: format!("{error:?}"), message: error.to_string() }
        }
        error => WalletError::Unreachable(error.to_string()),
    }
}

pub(crate) fn unusable(error: StoreError) -> WalletError {
    WalletError::Unreachable(error.to_string())
}
