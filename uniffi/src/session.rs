//! A home that is unlocked.

use std::path::Path;
use std::sync::Arc;

use futures::StreamExt;
use knock_core::engine::{Engine, Home, HomeError, SignerKind};
use knock_core::keys::{KeyVault as _, SecretName};
use tokio::sync::{broadcast, watch};

use crate::cancel::{self, Cancellation};
use crate::node::HomeNode;
use crate::runtime::{self, AbortOnDrop};
use crate::signer::ShellSigner;
use crate::vault::ShellVault;
use crate::wallet::ShellWallet;
use crate::{EventSigner, KnockError, KnockEvent, Wallet, WalletKind};

/// The engine, and what ends with it.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) engine: Engine,
    pub(crate) wallet: WalletKind,
    /// The wallet inside, where it is the home's.
    pub(crate) node: Option<HomeNode>,
    closed: watch::Receiver<()>,
}

/// Whoever holds this keeps the session open.
pub(crate) struct OpenSession {
    pub(crate) session: Session,
    /// Dropping it ends the commands that still run.
    _closing: watch::Sender<()>,
    _forwarder: AbortOnDrop<()>,
}

impl OpenSession {
    pub(crate) fn start(home: OpenHome, events: broadcast::Sender<KnockEvent>) -> Result<Self, KnockError> {
        let OpenHome { engine, wallet, node } = home;
        let (closing, closed) = watch::channel(());
        let mut stream = engine.events();
        let forwarder = runtime::spawn(async move {
            while let Some(event) = stream.next().await {
                if let Some(event) = KnockEvent::of(event) {
                    // Nobody listening is fine: the store has it all.
                    let _ = events.send(event);
                }
            }
        })?;
        let session = Session { engine, wallet, node, closed };
        Ok(Self { session, _closing: closing, _forwarder: AbortOnDrop(forwarder) })
    }
}

impl Session {
    /// Ends the work when the home is locked, or by its own handle.
    pub(crate) async fn while_open<T>(
        mut self,
        cancel: Option<Arc<Cancellation>>,
        work: impl Future<Output = Result<T, KnockError>>,
    ) -> Result<T, KnockError> {
        tokio::select! {
            done = cancel::unless(cancel, work) => done,
            // Nothing is ever sent: this ends when the sender is gone.
            _ = self.closed.changed() => Err(KnockError::locked()),
        }
    }
}

/// What a shell brings of its own.
#[derive(Clone)]
pub(crate) struct ShellParts {
    pub(crate) wallet: Option<Arc<dyn Wallet>>,
    pub(crate) signer: Option<Arc<dyn EventSigner>>,
}

impl ShellParts {
    /// Opens the home, with the shell's signer where that has its key.
    pub(crate) fn open(&self, folder: &Path, vault: &ShellVault) -> Result<Home, KnockError> {
        match (&self.signer, Home::signer_kind(vault)?) {
            (Some(signer), Some(SignerKind::App)) => {
                Ok(Home::open_with_signer(folder, vault, ShellSigner::ask(signer.clone())?)?)
            }
            _ => Ok(Home::open(folder, vault)?),
        }
    }
}

/// A home that was opened.
pub(crate) struct OpenHome {
    pub(crate) engine: Engine,
    pub(crate) wallet: WalletKind,
    pub(crate) node: Option<HomeNode>,
}

/// Opens a home with the shell's parts. Blocks: the vault may ask the user. No network is needed, and no node starts.
pub(crate) fn open_home(
    folder: &Path,
    vault: &ShellVault,
    shell: &ShellParts,
) -> Result<OpenHome, KnockError> {
    let home = shell.open(folder, vault)?;
    if let Some(wallet) = &shell.wallet {
        let parts = home.parts_with(Arc::new(ShellWallet::new(wallet.clone())))?;
        return Ok(OpenHome { engine: Engine::new(parts), wallet: WalletKind::Shell, node: None });
    }
    if let Some(node) = HomeNode::of_home(folder, vault)? {
        let engine = Engine::new(home.parts_with(node.wallet())?);
        return Ok(OpenHome { engine, wallet: WalletKind::Node, node: Some(node) });
    }
    let is_linked = vault.get(SecretName::WalletConnection).map_err(HomeError::from)?.is_some();
    let wallet = if is_linked { WalletKind::Linked } else { WalletKind::ByHand };
    Ok(OpenHome { engine: Engine::new(home.parts(vault)?), wallet, node: None })
}
