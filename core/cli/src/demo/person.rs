//! Somebody with a home, a wallet and a listener.

use std::sync::Arc;

use anyhow::Context;
use futures::StreamExt;
use knock_core::engine::{Engine, EngineEvent, EventStream, Home, NewContact, Settings};
use knock_core::keys::{FileVault, Identity, KeyVault, SecretBytes, SecretName};
use knock_core::ports::SystemEntropy;
use knock_core::store::Message;
use knock_sandbox::Sandbox;
use nostr::nips::nip19::{Nip19Profile, ToBech32};
use nostr::{PublicKey, RelayUrl};
use tempfile::TempDir;
use tokio::task::JoinHandle;

pub(super) struct Person {
    pub(super) name: String,
    pub(super) lightning_address: String,
    pub(super) engine: Engine,
    events: EventStream,
    listener: Option<JoinHandle<()>>,
    /// The home folder lives as long as its owner.
    _folder: TempDir,
}

impl Person {
    /// A new identity in a new home, linked to a sandbox wallet.
    pub(super) async fn move_in(sandbox: &Sandbox, name: &str, balance_msat: u64) -> anyhow::Result<Self> {
        let user = sandbox.create_user(name, balance_msat)?;
        let folder = tempfile::tempdir()?;
        let vault: Arc<dyn KeyVault> = Arc::new(FileVault::open(folder.path().join("vault.json"))?);
        let identity = Identity::generate(&SystemEntropy);
        let settings = Settings {
            relays: vec![RelayUrl::parse(&sandbox.relay_url())?],
            lightning_address: Some(user.lightning_address.clone()),
            // Everything stays on this machine.
            search_directory: false,
            allow_local: true,
            ..Settings::default()
        };
        let home = Home::create(folder.path(), vault.as_ref(), identity, &settings, &SystemEntropy)?;
        vault.put(SecretName::WalletConnection, &SecretBytes::new(user.wallet_uri.into_bytes()))?;
        let engine = Engine::new(home.parts(vault.as_ref())?);
        let events = engine.events();
        Ok(Self {
            name: user.name,
            lightning_address: user.lightning_address,
            engine,
            events,
            listener: None,
            _folder: folder,
        })
    }

    pub(super) fn public_key(&self) -> PublicKey {
        self.engine.identity().public_key()
    }

    /// What the QR code holds: the key and the relays that are read.
    pub(super) fn nprofile(&self) -> anyhow::Result<String> {
        Ok(Nip19Profile::new(self.public_key(), self.engine.settings()?.relays).to_bech32()?)
    }

    pub(super) async fn add_contact(&self, other: &Self) -> anyhow::Result<()> {
        let new = NewContact {
            reference: other.nprofile()?,
            petname: Some(other.name.clone()),
            lightning_address: Some(other.lightning_address.clone()),
            ..NewContact::default()
        };
        self.engine.add_contact(new).await?;
        Ok(())
    }

    /// Listens in the background, as `knock listen` does.
    pub(super) fn listen(&mut self) {
        let engine = self.engine.clone();
        self.listener = Some(tokio::spawn(async move {
            if let Err(error) = engine.listen().await {
                log::error!("the listener stopped: {error}");
            }
        }));
    }

    pub(super) async fn next_message(&mut self) -> anyhow::Result<Message> {
        loop {
            match self.events.next().await.context("the listener stopped")? {
                EngineEvent::MessageReceived(message) => return Ok(*message),
                EngineEvent::KnockFailed { kind, .. } | EngineEvent::CommentRefused { kind } => {
                    anyhow::bail!("the knock was refused: {kind}")
                }
                _ => {}
            }
        }
    }

    pub(super) async fn move_out(&mut self) {
        if let Some(listener) = self.listener.take() {
            listener.abort();
        }
        self.engine.shutdown().await;
    }
}
