//! A home that is unlocked.

use std::path::Path;
use std::sync::Arc;

use futures::StreamExt;
use knock_core::engine::{Engine, Home, Parts};
use tokio::sync::{broadcast, watch};

use crate::runtime::{self, AbortOnDrop};
use crate::vault::ShellVault;
use crate::wallet::ShellWallet;
use crate::{KnockError, KnockEvent, Wallet};

/// The engine, and what ends with it.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) engine: Engine,
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
    pub(crate) fn start(engine: Engine, events: broadcast::Sender<KnockEvent>) -> Result<Self, KnockError> {
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
        let session = Session { engine, closed };
        Ok(Self { session, _closing: closing, _forwarder: AbortOnDrop(forwarder) })
    }
}

impl Session {
    /// Ends the work when the home is locked.
    pub(crate) async fn while_open<T>(
        mut self,
        work: impl Future<Output = Result<T, KnockError>>,
    ) -> Result<T, KnockError> {
        tokio::select! {
            done = work => done,
            // Nothing is ever sent: this ends when the sender is gone.
            _ = self.closed.changed() => Err(KnockError::locked()),
        }
    }
}

/// Opens a home with the shell's parts. Blocks: the vault may ask the user.
pub(crate) fn open_engine(
    folder: &Path,
    vault: &ShellVault,
    wallet: Option<&Arc<dyn Wallet>>,
) -> Result<Engine, KnockError> {
    let mut parts: Parts = Home::open(folder, vault)?.parts(vault)?;
    if let Some(wallet) = wallet {
        parts.wallet = Arc::new(ShellWallet::new(wallet.clone()));
    }
    Ok(Engine::new(parts))
}
