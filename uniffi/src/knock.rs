//! The object that a shell holds: a home, locked or open.

use std::path::PathBuf;
use std::sync::Arc;

use knock_core::engine::{Engine, Home};
use knock_core::keys::{Identity, NewIdentity};
use knock_core::ports::SystemEntropy;
use tokio::sync::{broadcast, watch};
use zeroize::Zeroizing;

use crate::cancel::{self, Cancellation};
use crate::runtime::{run, run_blocking, run_to_end};
use crate::session::{OpenSession, Session, open_engine};
use crate::vault::ShellVault;
use crate::{Created, KeyVault, KnockError, KnockEvent, Origin, Settings, Wallet};

/// Events that a slow listener may lag behind before it misses some.
const EVENT_BACKLOG: usize = 1_024;

/// One identity's messenger in one folder. Making it does nothing yet: `create` or `unlock` follows.
#[derive(uniffi::Object)]
pub struct Knock {
    folder: PathBuf,
    pub(crate) vault: ShellVault,
    wallet: Option<Arc<dyn Wallet>>,
    pub(crate) open: watch::Sender<Option<OpenSession>>,
    /// Held while the home is being opened or closed, so that two callers do not open it twice.
    turn: tokio::sync::Mutex<()>,
    pub(crate) events: broadcast::Sender<KnockEvent>,
}

#[uniffi::export]
impl Knock {
    /// A home in this folder, which is made when somebody moves in. Where no wallet is given, it is the
    /// one linked by [`Knock::link_wallet`], or payment by hand.
    #[uniffi::constructor(default(wallet = None))]
    pub fn new(folder: String, vault: Arc<dyn KeyVault>, wallet: Option<Arc<dyn Wallet>>) -> Arc<Self> {
        Arc::new(Self {
            folder: folder.into(),
            vault: ShellVault(vault),
            wallet,
            open: watch::Sender::new(None),
            turn: tokio::sync::Mutex::new(()),
            events: broadcast::Sender::new(EVENT_BACKLOG),
        })
    }

    /// Whether somebody lives here, as far as the vault knows.
    pub async fn has_identity(&self) -> Result<bool, KnockError> {
        let vault = self.vault.clone();
        run_blocking(move || Ok(Identity::exists(&vault)?)).await
    }

    /// Moves an identity in and unlocks the home. An identity that is there already is not replaced.
    pub async fn create(&self, origin: Origin, settings: Settings) -> Result<Created, KnockError> {
        let turn = self.turn.lock().await;
        let (folder, vault) = (self.folder.clone(), self.vault.clone());
        let created = run_blocking(move || {
            let settings = settings.checked()?;
            let is_new = matches!(origin, Origin::New);
            let new = identity_from(origin)?;
            let words = new.words.as_ref().filter(|_| is_new).map(|words| words.expose().to_owned());
            let home = Home::create(&folder, &vault, new, &SystemEntropy)?;
            settings.save(&home.store)?;
            Ok(Created { npub: home.identity.npub(), words })
        });
        let created = created.await?;
        drop(turn);
        self.unlock().await?;
        Ok(created)
    }

    /// Opens the home; one that is open stays so.
    pub async fn unlock(&self) -> Result<(), KnockError> {
        let _turn = self.turn.lock().await;
        if self.is_unlocked() {
            return Ok(());
        }
        let (folder, vault, wallet) = (self.folder.clone(), self.vault.clone(), self.wallet.clone());
        let engine = run_blocking(move || open_engine(&folder, &vault, wallet.as_ref())).await?;
        self.put_session(Some(OpenSession::start(engine, self.events.clone())?));
        Ok(())
    }

    /// Closes the home: commands under way end as [`KnockError::Locked`], keys leave the memory.
    /// Sagas stop where they are and go on when it is opened again.
    pub async fn lock(&self) -> Result<(), KnockError> {
        let _turn = self.turn.lock().await;
        match self.put_session(None) {
            Some(session) => {
                let close = async move {
                    session.engine.shutdown().await;
                    Ok(())
                };
                run_to_end(close).await
            }
            None => Ok(()),
        }
    }

    /// Whether the home is open.
    pub fn is_unlocked(&self) -> bool {
        self.open.borrow().is_some()
    }
}

impl Knock {
    /// Puts another session in; the former one's commands end.
    fn put_session(&self, session: Option<OpenSession>) -> Option<Session> {
        self.open.send_replace(session).map(|open| open.session.clone())
    }

    pub(crate) fn session(&self) -> Result<Session, KnockError> {
        self.open.borrow().as_ref().map(|open| open.session.clone()).ok_or_else(KnockError::locked)
    }

    /// Reads or writes the home on the core's threads.
    pub(crate) async fn with_engine<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<T, KnockError> + Send + 'static,
    ) -> Result<T, KnockError> {
        let session = self.session()?;
        run(async move { work(&session.engine) }).await
    }

    /// Asks something of the network: ends with the caller, its cancellation, or the home.
    pub(crate) async fn ask<T, F>(
        &self,
        cancel: Option<Arc<Cancellation>>,
        work: impl FnOnce(Engine) -> F,
    ) -> Result<T, KnockError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, KnockError>> + Send + 'static,
    {
        let session = self.session()?;
        let work = work(session.engine.clone());
        run(session.while_open(cancel::unless(cancel, work))).await
    }

    /// Does something that goes on when its caller turns away, unless it is cancelled by its handle.
    pub(crate) async fn act<T, F>(
        &self,
        cancel: Option<Arc<Cancellation>>,
        work: impl FnOnce(Engine) -> F,
    ) -> Result<T, KnockError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, KnockError>> + Send + 'static,
    {
        let session = self.session()?;
        let work = work(session.engine.clone());
        run_to_end(session.while_open(cancel::unless(cancel, work))).await
    }

    /// Opens the home anew, after something was changed that it is made of.
    pub(crate) async fn reopen(&self) -> Result<(), KnockError> {
        self.lock().await?;
        self.unlock().await
    }
}

fn identity_from(origin: Origin) -> Result<NewIdentity, KnockError> {
    match origin {
        Origin::New => Ok(NewIdentity::generate(&SystemEntropy)?),
        Origin::Import { secret, password } => {
            let (secret, password) = (Zeroizing::new(secret), password.map(Zeroizing::new));
            NewIdentity::import(&secret, || {
                password.ok_or_else(|| KnockError::invalid("password_needed", "the key needs its password"))
            })
        }
    }
}
