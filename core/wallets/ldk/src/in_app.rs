//! The wallet inside, as a home has it: its node starts when it is first needed.
//!
//! A home opens at once, also without network; and a process that only reads messages, or is woken for one knock,
//! starts no node, so that another process may run it meanwhile. What came in is known without a node.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream;
use knock_core::engine::HomeError;
use knock_core::keys::SecretText;
use knock_core::ports::Entropy;
use knock_core::store::ValueStore;
use knock_core::wallet::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, PayError, PayOutcome, PayRequest,
    PaymentStatus, Wallet, WalletError, WalletInfo,
};
use nostr::Timestamp;
use tokio::sync::Mutex;

use crate::choice::{NodeSecrets, NodeVault};
use crate::incoming::Incoming;
use crate::settings::LdkSettings;
use crate::wallet::{CAPABILITIES, LdkWallet, open_store, unusable};

/// Between two attempts to start the node while somebody listens.
const START_AGAIN: Duration = Duration::from_secs(15);

/// The wallet inside of a home. Clones are one wallet. Needs a tokio runtime with several threads.
#[derive(Clone)]
pub struct InAppWallet(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    words: SecretText,
    settings: LdkSettings,
    store: ValueStore,
    incoming: Arc<Incoming>,
    node: Mutex<State>,
}

enum State {
    /// It starts when it is needed.
    Waiting,
    Running(Arc<LdkWallet>),
    /// It was stopped on purpose.
    Stopped,
}

/// A node that was made, or restored, for a home.
pub struct CreatedNode {
    /// The node's key, hex.
    pub node_id: String,
    /// The words that the user must write down, where they were not shown with the identity.
    pub words: Option<SecretText>,
}

impl InAppWallet {
    /// The wallet inside of this home, where it is the one that the home pays with. Blocks: the vault may ask the user.
    pub fn of_home(folder: &Path, vault: &NodeVault) -> Result<Option<Self>, HomeError> {
        let Some(settings) = vault.chosen()? else { return Ok(None) };
        Ok(Some(Self::new(folder, vault.secrets()?, settings)?))
    }

    /// Makes the node of the home's words, or restores it, and chooses it as the home's wallet; `words` restore one in a
    /// home that has none. It is started once before it is chosen, so that wrong settings are told now: no process may
    /// be running the home's node meanwhile.
    ///
    /// Words bring back the node's key and its money on the chain. Channels are in the home's files alone.
    pub async fn create(
        folder: &Path,
        vault: &NodeVault,
        settings: LdkSettings,
        words: Option<SecretText>,
        entropy: impl Entropy + 'static,
    ) -> Result<CreatedNode, HomeError> {
        let (folder, asked, chosen) = (folder.to_owned(), vault.clone(), settings.clone());
        let (words, wallet) = blocking(move || {
            settings.check()?;
            let words = asked.settle_words(words.as_ref(), &entropy)?;
            Ok((words, Self::new(&folder, asked.secrets()?, settings)?))
        })
        .await?;
        // A node starts without its chain source too, on test chains; only catching up shows that it is there.
        let node = wallet.node().await?;
        let synced = node.sync().await;
        wallet.shutdown().await;
        synced?;
        let node_id = node.node_info().node_id;
        let vault = vault.clone();
        blocking(move || vault.choose(&chosen)).await?;
        Ok(CreatedNode { node_id, words })
    }

    fn new(folder: &Path, secrets: NodeSecrets, settings: LdkSettings) -> Result<Self, WalletError> {
        let store = open_store(folder, &secrets.database_key, settings.network)?;
        Ok(Self(Arc::new(Inner {
            folder: folder.to_owned(),
            words: secrets.words,
            settings,
            incoming: Arc::new(Incoming::new(&store)),
            store,
            node: Mutex::new(State::Waiting),
        })))
    }

    /// The running node, which is started where it was not.
    pub async fn node(&self) -> Result<Arc<LdkWallet>, WalletError> {
        let inner = self.0.clone();
        // On a task of its own: a caller who turns away must not leave a node behind that is half started.
        let started = tokio::spawn(async move { inner.running().await }).await;
        started.unwrap_or_else(|error| Err(WalletError::Unreachable(error.to_string())))
    }

    /// Lets the node run again after [`InAppWallet::stop`], and starts it.
    pub async fn start(&self) -> Result<(), WalletError> {
        {
            let mut node = self.0.node.lock().await;
            if matches!(*node, State::Stopped) {
                *node = State::Waiting;
            }
        }
        self.node().await.map(|_| ())
    }

    /// Stops the node, which then nothing but [`InAppWallet::start`] starts again. Whoever listens goes on listening.
    pub async fn stop(&self) {
        let mut node = self.0.node.lock().await;
        if let State::Running(node) = std::mem::replace(&mut *node, State::Stopped) {
            node.stop().await;
        }
    }

    /// The node once it can pay.
    async fn able(&self) -> Result<Arc<LdkWallet>, WalletError> {
        let node = self.node().await?;
        node.peers_are_there().await;
        Ok(node)
    }

    async fn start_patiently(&self) {
        while let Err(error) = self.node().await {
            log::warn!("the Lightning node did not start: {}", error.kind());
            if !error.is_retryable() || matches!(*self.0.node.lock().await, State::Stopped) {
                return;
            }
            tokio::time::sleep(START_AGAIN).await;
        }
    }
}

impl Inner {
    async fn running(&self) -> Result<Arc<LdkWallet>, WalletError> {
        let mut state = self.node.lock().await;
        match &*state {
            State::Running(node) => return Ok(node.clone()),
            State::Stopped => return Err(WalletError::Unreachable("the node is stopped".to_owned())),
            State::Waiting => {}
        }
        let Self { folder, words, settings, store, incoming, .. } = self;
        let node = Arc::new(LdkWallet::start_with(folder, store, incoming.clone(), words, settings).await?);
        *state = State::Running(node.clone());
        Ok(node)
    }
}

#[async_trait]
impl Wallet for InAppWallet {
    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    async fn info(&self) -> Result<WalletInfo, WalletError> {
        self.node().await?.info().await
    }

    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        // Without a node nothing was paid.
        let node = self.able().await.map_err(|error| PayError::Unreachable(error.to_string()))?;
        node.pay(request).await
    }

    async fn lookup(&self, request: &PayRequest) -> Result<PaymentStatus, WalletError> {
        self.node().await?.lookup(request).await
    }

    async fn make_invoice(&self, request: &InvoiceRequest) -> Result<String, WalletError> {
        self.able().await?.make_invoice(request).await
    }

    /// What came in is listed also while the node does not run or another process runs it.
    async fn incoming_since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        match self.node().await {
            Err(error) if !error.is_retryable() => return Err(error),
            _ => self.0.incoming.since(since).map_err(unusable),
        }
    }

    /// Starts the node, and tries again for as long as somebody listens.
    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        let told = self.0.incoming.listen();
        let wallet = self.clone();
        let starting = stream::once(async move { wallet.start_patiently().await });
        let nothing = starting.filter_map(|()| std::future::ready(None));
        Ok(stream::select(told, nothing).boxed())
    }

    async fn shutdown(&self) {
        self.0.incoming.close();
        self.stop().await;
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HomeError> + Send + 'static,
) -> Result<T, HomeError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(WalletError::Unreachable(error.to_string()).into()))
}
