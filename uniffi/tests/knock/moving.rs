//! Moving in, out, and to another phone; identities whose key is elsewhere.

use std::sync::{Arc, Mutex};

use knock_ffi::{
    Cancellation, EventSigner, Knock, KnockError, NewContact, Origin, OutState, SecretName, SendOptions,
    SignerFailure, SignerKind, default_settings,
};
use knock_sandbox::{Sandbox, SandboxOptions};
use nostr::{Event, JsonUtil, Keys, UnsignedEvent};

use crate::support::{Person, Vault, kind, meet, person, settings};

fn empty() -> (Arc<Knock>, Arc<Vault>, tempfile::TempDir) {
    let (folder, vault) = (tempfile::tempdir().unwrap(), Arc::new(Vault::default()));
    let home = folder.path().join("home").display().to_string();
    (Knock::new(home, vault.clone(), None, None), vault, folder)
}

fn backup_of(who: &Person) -> String {
    who.folder.path().with_extension("backup").display().to_string()
}

#[tokio::test]
async fn a_home_moves_to_another_phone() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let (alice, bob) = (person(&sandbox, "alice").await?, person(&sandbox, "bob").await?);
    meet(&alice, &bob).await?;
    alice.knock.send(bob.created.npub.clone(), "kept".into(), SendOptions::default(), None).await?;
    let (path, word) = (backup_of(&alice), || "correct horse".to_owned());
    assert_eq!(
        kind(alice.knock.back_up(path.clone(), String::new(), None, None).await),
        "backup_no_passphrase"
    );
    let cancelled = Cancellation::new();
    cancelled.cancel();
    assert_eq!(kind(alice.knock.back_up(path.clone(), word(), None, Some(cancelled)).await), "cancelled");
    let bytes = alice.knock.back_up(path.clone(), word(), None, None).await?;
    assert_eq!(bytes, std::fs::metadata(&path).unwrap().len());
    assert_eq!(kind(alice.knock.back_up(path.clone(), word(), None, None).await), "file_exists");

    let (phone, _, _folder) = empty();
    let restore = |word: &str| phone.restore(path.clone(), word.to_owned(), None, None);
    assert_eq!(kind(restore("wrong").await), "backup_wrong_passphrase");
    assert_eq!(kind(phone.restore("/nowhere".into(), word(), None, None).await), "file_unreadable");
    assert_eq!(restore("correct horse").await?, alice.created.npub);
    assert_eq!(kind(restore("correct horse").await), "identity_exists");
    assert_eq!(phone.messages(None, 9, None).await?[0].text, "kept");
    let who = phone.identity().await?;
    assert!(!who.send_only && !who.has_words && who.signer == SignerKind::Here);

    // Out again: nothing of it is left, and another one can move in.
    phone.erase().await?;
    assert!(!phone.is_unlocked() && !phone.has_identity().await?);
    phone.create(Origin::New, default_settings(), None).await?;
    assert_eq!(phone.messages(None, 9, None).await?.len(), 0);
    std::fs::remove_file(path).unwrap();
    Ok(())
}

#[tokio::test]
async fn messages_of_a_former_identity_are_not_taken_over() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let (alice, bob) = (person(&sandbox, "alice").await?, person(&sandbox, "bob").await?);
    meet(&alice, &bob).await?;
    alice.knock.lock().await?;
    // As a vault that lost what it was given.
    alice.vault.secrets.lock().unwrap().remove(&SecretName::IdentityKey);
    let create = || alice.knock.create(Origin::New, default_settings(), None);
    assert_eq!(kind(create().await), "home_leftover");
    alice.knock.erase().await?;
    create().await?;
    assert_eq!(alice.knock.contacts().await?.len(), 0);
    Ok(())
}

/// A signer app; it refuses when told to.
struct App {
    keys: Keys,
    asked: Mutex<Vec<u16>>,
    refuses: Mutex<bool>,
}

#[async_trait::async_trait]
impl EventSigner for App {
    fn public_key(&self) -> Result<String, SignerFailure> {
        Ok(self.keys.public_key().to_hex())
    }

    async fn sign(&self, event: String) -> Result<String, SignerFailure> {
        if *self.refuses.lock().unwrap() {
            return Err(SignerFailure::Refused { reason: "not now".to_owned() });
        }
        let event = UnsignedEvent::from_json(event).unwrap();
        assert!(event.id.is_some(), "a signer app is given the id");
        self.asked.lock().unwrap().push(event.kind.as_u16());
        let signed: Event = event.sign_with_keys(&self.keys).unwrap();
        Ok(signed.sig.to_string())
    }
}

#[tokio::test]
async fn a_signer_app_signs_what_is_sent() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let bob = person(&sandbox, "bob").await?;
    let user = sandbox.create_user("alice", 1_000_000).unwrap();
    let app = Arc::new(App { keys: Keys::generate(), asked: Mutex::default(), refuses: Mutex::default() });
    let (folder, vault) = (tempfile::tempdir().unwrap(), Arc::new(Vault::default()));
    let home = || folder.path().display().to_string();
    let alice = Knock::new(home(), vault.clone(), None, Some(app.clone()));
    let created = alice.create(Origin::Signer, settings(&sandbox, &user), None).await?;
    alice.link_wallet(user.wallet_uri.clone()).await?;
    let who = alice.identity().await?;
    assert_eq!((who.npub, who.send_only, who.signer), (created.npub.clone(), true, SignerKind::App));

    let contact = NewContact {
        reference: bob.created.npub.clone(),
        name: None,
        lightning_address: Some(bob.user.lightning_address.clone()),
        offer: None,
        relays: vec![sandbox.relay_url()],
        look_up: false,
    };
    alice.add_contact(contact, None).await?;
    let send =
        |text: &str| alice.send(bob.created.npub.clone(), text.to_owned(), SendOptions::default(), None);
    assert_eq!(send("signed elsewhere").await?.state, OutState::Delivered);
    assert_eq!(*app.asked.lock().unwrap(), [21404], "it is asked for nothing else");
    bob.knock.catch_up(10_000, None).await?;
    let got = &bob.knock.messages(None, 1, None).await?[0];
    assert_eq!((got.text.as_str(), &got.peer), ("signed elsewhere", &created.npub));

    *app.refuses.lock().unwrap() = true;
    assert_eq!(kind(send("no").await), "signer_refused");
    assert_eq!(alice.outbox().await?.len(), 0, "what is not signed is not kept as if it were");

    // Without the app the home stays closed; with another one, too.
    alice.lock().await?;
    assert_eq!(kind(Knock::new(home(), vault.clone(), None, None).unlock().await), "signer_needed");
    let other = App { keys: Keys::generate(), asked: Mutex::default(), refuses: Mutex::default() };
    let other = Knock::new(home(), vault.clone(), None, Some(Arc::new(other)));
    assert_eq!(kind(other.unlock().await), "other_signer");
    let again = Knock::new(home(), vault, None, Some(app));
    again.unlock().await?;
    assert_eq!(again.npub().await?, created.npub);
    Ok(())
}

#[tokio::test]
async fn a_signer_that_is_not_there_is_told_at_once() -> Result<(), KnockError> {
    let (knock, _, _folder) = empty();
    let create = |origin| knock.create(origin, default_settings(), None);
    assert_eq!(kind(create(Origin::Signer).await), "signer_missing");
    assert_eq!(kind(create(Origin::Bunker { link: "bunker://x".into() }).await), "signer_bad_link");
    let cancelled = Cancellation::new();
    cancelled.cancel();
    let link = format!("bunker://{}?relay=ws://127.0.0.1:1", Keys::generate().public_key());
    assert_eq!(
        kind(knock.create(Origin::Bunker { link }, default_settings(), Some(cancelled)).await),
        "cancelled"
    );
    assert!(!knock.has_identity().await?);
    Ok(())
}
