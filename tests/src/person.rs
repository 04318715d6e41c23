//! Somebody with a home, a wallet and, at times, a listener.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use futures::StreamExt;
use knock_core::engine::{
    BackupCost, BackupLock, Engine, EngineError, EngineEvent, EventStream, Home, NewContact, Parts,
    SendOptions, Settings,
};
use knock_core::keys::{FileVault, Identity, KeyVault, SealingCost, SecretBytes, SecretName};
use knock_core::ports::SystemEntropy;
use knock_core::progress::Progress;
use knock_core::reach::Reach;
use knock_core::relay::RelayPort;
use knock_core::store::{Message, Outgoing};
use knock_core::wallet::{NwcWallet, Wallet};
use knock_sandbox::SandboxUser;
use nostr::nips::nip19::{Nip19Profile, ToBech32};
use nostr::{PublicKey, RelayUrl};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::{MovableClock, PATIENCE, log_scan};

/// Somebody in the sandbox.
pub struct Person {
    /// The sandbox account.
    pub user: SandboxUser,
    /// The messenger.
    pub engine: Engine,
    /// This person's clock.
    pub clock: Arc<MovableClock>,
    events: EventStream,
    folder: TempDir,
}

/// Stops listening when dropped, as abruptly as a killed process.
pub struct Listener(JoinHandle<()>);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Person {
    pub(crate) fn move_in(user: SandboxUser, identity: Identity, relay: RelayUrl) -> anyhow::Result<Self> {
        log_scan::watch_keys(&identity, &user.wallet_uri);
        let folder = tempfile::tempdir()?;
        let vault = FileVault::open(folder.path().join("vault.json"))?;
        let settings = Settings {
            relays: vec![relay],
            lightning_address: Some(user.lightning_address.clone()),
            // Tests talk to this machine only.
            search_directory: false,
            allow_local: true,
            ..Settings::default()
        };
        let home = Home::create(folder.path(), &vault, identity, &settings, &SystemEntropy)?;
        let uri = SecretBytes::new(user.wallet_uri.clone().into_bytes());
        vault.put(SecretName::WalletConnection, &uri)?;
        let clock = Arc::new(MovableClock::default());
        let engine = Engine::new(Parts { clock: clock.clone(), ..home.parts(&vault)? });
        Ok(Self { user, events: engine.events(), engine, clock, folder })
    }

    /// The same home in a new process, as it were: everything in memory is gone.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        let parts = self.reopen().await?;
        self.start(parts);
        Ok(())
    }

    /// The same with other settings.
    pub async fn restart_changed(&mut self, change: impl FnOnce(&mut Settings)) -> anyhow::Result<()> {
        let mut settings = self.engine.settings()?;
        change(&mut settings);
        settings.save(self.engine.store())?;
        self.restart().await
    }

    /// The same with parts that are changed first.
    pub async fn restart_adapted(&mut self, adapt: impl FnOnce(Parts) -> Parts) -> anyhow::Result<()> {
        let parts = self.reopen().await?;
        self.start(adapt(parts));
        Ok(())
    }

    /// The same with another wallet.
    pub async fn restart_with(&mut self, wallet: Arc<dyn Wallet>) -> anyhow::Result<()> {
        self.restart_adapted(|parts| Parts { wallet, ..parts }).await
    }

    /// The same with a wallet link that waits for a payment's outcome for half a second only.
    pub async fn restart_impatient(&mut self) -> anyhow::Result<()> {
        let wallet = NwcWallet::link(&self.user.wallet_uri, Reach::Local)?;
        self.restart_with(Arc::new(wallet.with_pay_limit(Duration::from_millis(500)))).await
    }

    /// The same with other relays.
    pub async fn restart_on(&mut self, relays: Arc<dyn RelayPort>) -> anyhow::Result<()> {
        self.restart_adapted(|parts| Parts { relays, ..parts }).await
    }

    /// The home as one sealed file; what trying a passphrase costs is little, as in no real backup.
    pub fn back_up(&self, passphrase: &str) -> anyhow::Result<Vec<u8>> {
        let vault = self.vault()?;
        let home = Home::open(self.folder(), &vault)?;
        let cost = BackupCost { archive: SealingCost { memory_kib: 8, passes: 1 }, log_n: 4 };
        let lock = BackupLock { passphrase, cost, entropy: &SystemEntropy };
        Ok(home.back_up(self.folder(), &vault, &lock, Vec::new(), &Progress::default())?)
    }

    /// Lives in a home made from a backup from now on. If that fails, in the old one.
    pub async fn move_to_another_phone(&mut self, archive: &[u8], passphrase: &str) -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let vault = FileVault::open(folder.path().join("vault.json"))?;
        let home = Home::restore(folder.path(), &vault, passphrase, archive, &Progress::default())?;
        drop(home);
        self.engine.shutdown().await;
        self.folder = folder;
        self.restart().await
    }

    /// Forgets the linked wallet; from the next start on invoices are paid by hand.
    pub fn unlink_wallet(&self) -> anyhow::Result<()> {
        Ok(self.vault()?.delete(SecretName::WalletConnection)?)
    }

    fn vault(&self) -> anyhow::Result<FileVault> {
        Ok(FileVault::open(self.folder.path().join("vault.json"))?)
    }

    async fn reopen(&mut self) -> anyhow::Result<Parts> {
        self.engine.shutdown().await;
        let vault = self.vault()?;
        Ok(Home::open(self.folder.path(), &vault)?.parts(&vault)?)
    }

    fn start(&mut self, parts: Parts) {
        self.engine = Engine::new(Parts { clock: self.clock.clone(), ..parts });
        self.events = self.engine.events();
    }

    /// Sends a text.
    pub async fn send(&self, to: &PublicKey, text: &str) -> Result<Outgoing, EngineError> {
        log_scan::watch_text(text);
        self.engine.send(to, knock_protocol::Message::text(text), SendOptions::default()).await
    }

    /// The home folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The identity.
    pub fn public_key(&self) -> PublicKey {
        self.engine.identity().public_key()
    }

    /// What this person's QR code holds.
    pub fn card(&self) -> anyhow::Result<String> {
        Ok(Nip19Profile::new(self.public_key(), self.engine.settings()?.relays).to_bech32()?)
    }

    /// Scans another's code.
    pub async fn meet(&self, other: &Self) -> anyhow::Result<PublicKey> {
        let new = NewContact {
            reference: other.card()?,
            petname: Some(other.user.name.clone()),
            lightning_address: Some(other.user.lightning_address.clone()),
            ..NewContact::default()
        };
        Ok(self.engine.add_contact(new).await?.pubkey)
    }

    /// Listens until the guard is dropped.
    pub fn listen(&self) -> Listener {
        let engine = self.engine.clone();
        Listener(tokio::spawn(async move {
            // A test sees what is missing by waiting for it in vain.
            let _ = engine.listen().await;
        }))
    }

    /// The next event that `wanted` picks.
    pub async fn wait_for<T>(&mut self, wanted: impl Fn(EngineEvent) -> Option<T>) -> anyhow::Result<T> {
        let next = async {
            loop {
                let event = self.events.next().await.context("the engine is gone")?;
                if let Some(found) = wanted(event) {
                    return Ok(found);
                }
            }
        };
        match tokio::time::timeout(PATIENCE, next).await {
            Ok(found) => found,
            Err(_) => bail!("what was waited for did not happen"),
        }
    }

    /// The next message that arrives.
    pub async fn next_message(&mut self) -> anyhow::Result<Message> {
        self.wait_for(|event| match event {
            EngineEvent::MessageReceived(message) => Some(*message),
            _ => None,
        })
        .await
    }

    /// Texts in the store, oldest first.
    pub fn texts(&self) -> anyhow::Result<Vec<String>> {
        let mut messages = self.engine.store().messages(None, 1_000, None)?;
        messages.reverse();
        Ok(messages.into_iter().map(|message| message.content).collect())
    }
}
