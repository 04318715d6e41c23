//! The object that a shell holds: a home, locked or open.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use knock_core::engine::{Engine, EngineError, Home, own_offer};
use knock_core::keys::{Identity, NewIdentity};
use knock_core::network::Network;
use knock_core::ports::{Clock, SystemClock, SystemEntropy};
use knock_core::signer::Bunker;
use knock_core::store;
use tokio::sync::{broadcast, watch};
use zeroize::Zeroizing;

use crate::cancel::{self, Cancellation};
use crate::runtime::{run, run_blocking, run_to_end};
use crate::session::{OpenSession, Session, ShellParts, open_home};
use crate::signer::ShellSigner;
use crate::vault::ShellVault;
use crate::{Created, EventSigner, KeyVault, KnockError, KnockEvent, Origin, Outgoing, Settings, Wallet};

/// Events that a slow listener may lag behind before it misses some.
const EVENT_BACKLOG: usize = 1_024;

/// One identity's messenger in one folder. Making it does nothing yet: `create` or `unlock` follows.
///
/// A clone is the same home.
#[derive(Clone, uniffi::Object)]
pub struct Knock {
    pub(crate) folder: PathBuf,
    pub(crate) vault: ShellVault,
    pub(crate) shell: ShellParts,
    pub(crate) open: watch::Sender<Option<OpenSession>>,
    /// Held while the home is being opened or closed, so that two callers do not open it twice.
    pub(crate) turn: Arc<tokio::sync::Mutex<()>>,
    pub(crate) events: broadcast::Sender<KnockEvent>,
}

#[uniffi::export]
impl Knock {
    /// A home in this folder, which is made when somebody moves in. Where no wallet is given, it is the
    /// one linked by [`Knock::link_wallet`], or payment by hand. A signer is needed where it has the key.
    #[uniffi::constructor(default(wallet = None, signer = None))]
    pub fn new(
        folder: String,
        vault: Arc<dyn KeyVault>,
        wallet: Option<Arc<dyn Wallet>>,
        signer: Option<Arc<dyn EventSigner>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            folder: folder.into(),
            vault: ShellVault(vault),
            shell: ShellParts { wallet, signer },
            open: watch::Sender::new(None),
            turn: Arc::default(),
            events: broadcast::Sender::new(EVENT_BACKLOG),
        })
    }

    /// Whether somebody lives here, as far as the vault knows.
    pub async fn has_identity(&self) -> Result<bool, KnockError> {
        let vault = self.vault.clone();
        run_blocking(move || Ok(Identity::exists(&vault)?)).await
    }

    /// Moves an identity in and unlocks the home. An identity that is there already is not replaced.
    #[uniffi::method(default(cancel = None))]
    pub async fn create(
        &self,
        origin: Origin,
        settings: Settings,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Created, KnockError> {
        let turn = self.turn.clone().lock_owned().await;
        let mut settings = settings.checked()?;
        if let Some(offer) = settings.offer.as_mut() {
            *offer = own_offer(offer, SystemClock.now(), None)?;
        }
        let (network, signer) = (settings.network(), self.shell.signer.clone());
        let is_new = matches!(origin, Origin::New);
        let new = run(cancel::unless(cancel, new_identity(origin, network, signer))).await?;
        let (folder, vault) = (self.folder.clone(), self.vault.clone());
        let created = run_blocking(move || {
            // Whoever turns away does not stop this, so the turn ends with it.
            let _turn = turn;
            let words = new.words.as_ref().filter(|_| is_new).map(|words| words.expose().to_owned());
            let home = Home::create(&folder, &vault, new, &settings, &SystemEntropy)?;
            Ok((Created { npub: home.identity.npub(), words }, home.identity))
        });
        let (created, identity) = created.await?;
        if let Some(signer) = identity.signer().cloned() {
            run(async move {
                signer.shutdown().await;
                Ok(())
            })
            .await?;
        }
        self.unlock().await?;
        Ok(created)
    }

    /// Opens the home; one that is open stays so.
    pub async fn unlock(&self) -> Result<(), KnockError> {
        let _turn = self.turn.lock().await;
        if self.is_unlocked() { Ok(()) } else { self.open_home().await }
    }

    /// Closes the home: commands under way end as [`KnockError::Locked`], keys leave the memory.
    /// Sagas stop where they are and go on when it is opened again.
    pub async fn lock(&self) -> Result<(), KnockError> {
        let _turn = self.turn.lock().await;
        self.close().await
    }

    /// Whether the home is open.
    pub fn is_unlocked(&self) -> bool {
        self.open.borrow().is_some()
    }
}

impl Knock {
    /// Opens the home; whoever calls has the turn.
    async fn open_home(&self) -> Result<(), KnockError> {
        let (folder, vault, shell) = (self.folder.clone(), self.vault.clone(), self.shell.clone());
        let home = run_blocking(move || open_home(&folder, &vault, &shell)).await?;
        self.put_session(Some(OpenSession::start(home, self.events.clone())?));
        Ok(())
    }

    /// Closes the home; whoever calls has the turn.
    pub(crate) async fn close(&self) -> Result<(), KnockError> {
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
        let (session, work) = self.begin(work)?;
        run(session.while_open(cancel, work)).await
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
        let (session, work) = self.begin(work)?;
        run_to_end(session.while_open(cancel, work)).await
    }

    /// The same for what ends in a row of the outbox.
    pub(crate) async fn act_out<F>(
        &self,
        cancel: Option<Arc<Cancellation>>,
        work: impl FnOnce(Engine) -> F,
    ) -> Result<Outgoing, KnockError>
    where
        F: Future<Output = Result<store::Outgoing, EngineError>> + Send + 'static,
    {
        self.act(cancel, |engine| {
            let work = work(engine);
            async move { Ok(work.await?.into()) }
        })
        .await
    }

    /// On the heap, since the sagas' futures are large; and of one type for each result, so that what carries them is in the
    /// phones' library once and not for every command.
    fn begin<T, F>(&self, work: impl FnOnce(Engine) -> F) -> Result<(Session, Work<T>), KnockError>
    where
        F: Future<Output = Result<T, KnockError>> + Send + 'static,
    {
        let session = self.session()?;
        let work = Box::pin(work(session.engine.clone()));
        Ok((session, work))
    }

    /// Changes something that the home is made of, and opens it anew where `change` says so. Goes on when its
    /// caller turns away: the home would stay closed.
    pub(crate) async fn change(
        &self,
        change: impl FnOnce(&Engine) -> Result<bool, KnockError> + Send + 'static,
    ) -> Result<(), KnockError> {
        let knock = self.clone();
        run_to_end(async move {
            let _turn = knock.turn.lock().await;
            let engine = knock.session()?.engine;
            if run_blocking(move || change(&engine)).await? {
                knock.close().await?;
                knock.open_home().await?;
            }
            Ok(())
        })
        .await
    }
}

/// What a command does.
type Work<T> = Pin<Box<dyn Future<Output = Result<T, KnockError>> + Send>>;

async fn new_identity(
    origin: Origin,
    network: Network,
    signer: Option<Arc<dyn EventSigner>>,
) -> Result<NewIdentity, KnockError> {
    match origin {
        Origin::New => run_blocking(|| Ok(NewIdentity::generate(&SystemEntropy)?)).await,
        Origin::Import { secret, password } => {
            let (secret, password) = (Zeroizing::new(secret), password.map(Zeroizing::new));
            let no_password = || KnockError::invalid("password_needed", "the key needs its password");
            run_blocking(move || NewIdentity::import(&secret, || password.ok_or_else(no_password))).await
        }
        Origin::Bunker { link } => {
            let link = Zeroizing::new(link);
            let bunker = Bunker::connect(&link, network, &SystemEntropy).await?;
            Ok(Identity::with_signer(Arc::new(bunker)).into())
        }
        Origin::Signer => {
            let none = || KnockError::invalid("signer_missing", "no signer was given to this home");
            let signer = signer.ok_or_else(none)?;
            run_blocking(move || Ok(Identity::with_signer(ShellSigner::ask(signer)?).into())).await
        }
    }
}
