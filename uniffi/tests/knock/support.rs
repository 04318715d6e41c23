//! Two people on a sandbox.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use knock_ffi::{
    Created, EventListener, KeyVault, Knock, KnockError, KnockEvent, ListenerFailure, NewContact, Origin,
    SecretName, Settings, VaultFailure, default_settings,
};
use knock_sandbox::{Sandbox, SandboxUser};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// A vault in memory; a locked one refuses.
#[derive(Default)]
pub(crate) struct Vault {
    pub(crate) secrets: Mutex<HashMap<SecretName, Vec<u8>>>,
    pub(crate) locked: Mutex<bool>,
}

impl KeyVault for Vault {
    fn get(&self, name: SecretName) -> Result<Option<Vec<u8>>, VaultFailure> {
        if *self.locked.lock().unwrap() {
            return Err(VaultFailure::Locked);
        }
        Ok(self.secrets.lock().unwrap().get(&name).cloned())
    }

    fn put(&self, name: SecretName, secret: Vec<u8>) -> Result<(), VaultFailure> {
        self.secrets.lock().unwrap().insert(name, secret);
        Ok(())
    }

    fn delete(&self, name: SecretName) -> Result<(), VaultFailure> {
        self.secrets.lock().unwrap().remove(&name);
        Ok(())
    }
}

/// Passes events on.
pub(crate) struct Ears(pub(crate) mpsc::UnboundedSender<KnockEvent>);

impl EventListener for Ears {
    fn on_event(&self, event: KnockEvent) -> Result<(), ListenerFailure> {
        self.0.send(event).map_err(|_| ListenerFailure::Failed)
    }
}

pub(crate) struct Person {
    pub(crate) knock: Arc<Knock>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) created: Created,
    pub(crate) user: SandboxUser,
    pub(crate) folder: TempDir,
}

pub(crate) async fn person(sandbox: &Sandbox, name: &str) -> Result<Person, KnockError> {
    let user = sandbox.create_user(name, 1_000_000).unwrap();
    let (folder, vault) = (tempfile::tempdir().unwrap(), Arc::new(Vault::default()));
    let knock = Knock::new(folder.path().display().to_string(), vault.clone(), None, None);
    let created = knock.create(Origin::New, settings(sandbox, &user), None).await?;
    knock.link_wallet(user.wallet_uri.clone()).await?;
    Ok(Person { knock, vault, created, user, folder })
}

pub(crate) fn settings(sandbox: &Sandbox, user: &SandboxUser) -> Settings {
    Settings {
        relays: vec![sandbox.relay_url()],
        lightning_address: Some(user.lightning_address.clone()),
        search_directory: false,
        allow_local: true,
        ..default_settings()
    }
}

pub(crate) async fn meet(who: &Person, whom: &Person) -> Result<(), KnockError> {
    let contact = NewContact {
        reference: whom.knock.card().await?.link,
        name: Some(whom.user.name.clone()),
        lightning_address: Some(whom.user.lightning_address.clone()),
        offer: None,
        relays: Vec::new(),
        look_up: false,
    };
    who.knock.add_contact(contact, None).await.map(|_| ())
}

/// The error's stable name.
pub(crate) fn kind<T>(result: Result<T, KnockError>) -> String {
    match result {
        Ok(_) => "it worked".to_owned(),
        Err(error) => match error {
            KnockError::InvalidInput { kind, .. }
            | KnockError::NotFound { kind, .. }
            | KnockError::Locked { kind, .. }
            | KnockError::Network { kind, .. }
            | KnockError::Rejected { kind, .. }
            | KnockError::InsufficientFunds { kind, .. }
            | KnockError::Storage { kind, .. }
            | KnockError::Cancelled { kind, .. }
            | KnockError::Internal { kind, .. } => kind,
        },
    }
}
