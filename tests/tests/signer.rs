//! An identity whose key is with a remote signer (NIP-46): nostr-connect's own bunker over the sandbox relay.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use knock_core::engine::{EngineError, Home, HomeError, Settings};
use knock_core::keys::{Capability, EventSigner, Identity, KeyError, MemoryVault, SignerError};
use knock_core::ports::SystemEntropy;
use knock_core::reach::Reach;
use knock_core::signer::Bunker;
use knock_core::store::OutState;
use knock_tests::World;
use nostr::nips::nip46::NostrConnectRequest;
use nostr::{Keys, Kind, PublicKey};
use nostr_connect::prelude::{NostrConnectKeys, NostrConnectRemoteSigner, NostrConnectSignerActions};
use tokio::task::JoinHandle;

/// A bunker that asks nobody, but can be told to refuse.
struct RunningBunker {
    user: Keys,
    uri: String,
    consents: Consent,
    task: JoinHandle<()>,
}

#[derive(Clone, Default)]
struct Consent {
    refuses: Arc<AtomicBool>,
    signed: Arc<AtomicUsize>,
}

impl NostrConnectSignerActions for Consent {
    fn approve(&self, _: &PublicKey, request: &NostrConnectRequest) -> bool {
        if let NostrConnectRequest::SignEvent(event) = request {
            assert_eq!(event.kind, Kind::from(21_404), "Knock asks for token events only");
            self.signed.fetch_add(1, Ordering::SeqCst);
        }
        !self.refuses.load(Ordering::SeqCst)
    }
}

impl Drop for RunningBunker {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RunningBunker {
    async fn start(world: &World) -> anyhow::Result<Self> {
        let (user, signer) = (Keys::generate(), Keys::generate());
        let keys = NostrConnectKeys { signer, user: user.clone() };
        let remote =
            NostrConnectRemoteSigner::new(keys, [world.sandbox.relay_url()], Some("once".to_owned()), None)?;
        let (uri, consents) = (remote.bunker_uri().to_string(), Consent::default());
        let actions = consents.clone();
        let task = tokio::spawn(async move {
            let _ = remote.serve(actions).await;
        });
        // Its requests are ephemeral: what is sent before it has subscribed is lost.
        while world.sandbox.relay().log().requests_for_kind(24_133) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(Self { user, uri, consents, task })
    }

    async fn link(&self) -> Result<Bunker, SignerError> {
        let limit = Duration::from_secs(5);
        Ok(Bunker::connect(&self.uri, Reach::Local, &SystemEntropy).await?.with_answer_limit(limit))
    }
}

#[tokio::test]
async fn a_bunkers_user_sends_and_is_told_that_receiving_needs_the_key() -> anyhow::Result<()> {
    let world = World::start().await?;
    let bunker = RunningBunker::start(&world).await?;
    let identity = Identity::with_signer(Arc::new(bunker.link().await?));
    assert_eq!(identity.public_key(), bunker.user.public_key());
    let mut alice = world.person_as("alice", identity).await?;
    let bob = world.person("bob").await?;
    let to_bob = alice.meet(&bob).await?;

    assert_eq!(alice.send(&to_bob, "signed elsewhere").await?.state, OutState::Delivered);
    bob.engine.catch_up().await?;
    let received = bob.engine.store().messages(None, 10, None)?;
    assert_eq!(
        (received[0].content.as_str(), received[0].peer),
        ("signed elsewhere", bunker.user.public_key())
    );
    assert_eq!(bunker.consents.signed.load(Ordering::SeqCst), 1);

    // The home remembers the bunker, not the key.
    alice.restart().await?;
    assert_eq!(alice.engine.identity().capability(), Capability::SendOnly);
    assert_eq!(alice.send(&to_bob, "and again").await?.state, OutState::Delivered);

    let answer = bob.send(&alice.public_key(), "can you read this?").await?;
    let refused = alice.engine.paste(&answer.comment).await.unwrap_err();
    assert!(matches!(refused, EngineError::Key(KeyError::SendOnly)), "{refused}");
    assert_eq!(alice.engine.catch_up().await?.payments, 0, "nothing is taken that cannot be opened");
    assert!(matches!(alice.engine.identity().export_nsec(), Err(KeyError::SendOnly)));
    Ok(())
}

#[tokio::test]
async fn a_refusal_stores_publishes_and_pays_nothing() -> anyhow::Result<()> {
    let world = World::start().await?;
    let bunker = RunningBunker::start(&world).await?;
    let identity = Identity::with_signer(Arc::new(bunker.link().await?));
    let (alice, bob) = (world.person_as("alice", identity).await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let published = world.published();

    bunker.consents.refuses.store(true, Ordering::SeqCst);
    let error = alice.send(&to_bob, "no").await.unwrap_err();
    assert!(
        matches!(&error, EngineError::Signer(SignerError::Refused(words)) if words == "Rejected"),
        "{error}"
    );
    assert!(alice.texts()?.is_empty() && alice.engine.store().outbox()?.is_empty());
    assert_eq!(world.published(), published);

    bunker.consents.refuses.store(false, Ordering::SeqCst);
    assert_eq!(alice.send(&to_bob, "yes").await?.state, OutState::Delivered);
    Ok(())
}

#[tokio::test]
async fn links_that_lead_nowhere_are_told_apart() -> anyhow::Result<()> {
    let world = World::start().await?;
    let bunker = RunningBunker::start(&world).await?;
    let connect =
        |uri: String| async move { Bunker::connect(&uri, Reach::Local, &SystemEntropy).await.err() };
    let wrong_secret = bunker.uri.replace("once", "twice");
    assert!(matches!(connect(wrong_secret).await, Some(SignerError::Refused(_))));
    for bad in ["", "bunker://", "https://example.com", "bunker://abc?relay=wss://r.example"] {
        assert!(matches!(connect(bad.to_owned()).await, Some(SignerError::BadLink(_))), "{bad}");
    }
    let dead = bunker.uri.replace(&world.sandbox.relay_url(), "ws://127.0.0.1:9");
    assert_ne!(dead, bunker.uri);
    assert!(matches!(connect(dead).await, Some(SignerError::Unreachable(_))));
    // Strangers' links do not lead into the user's own network.
    let refused = Bunker::connect(&bunker.uri, Reach::Public, &SystemEntropy).await.err();
    assert!(matches!(refused, Some(SignerError::Unreachable(_))));
    Ok(())
}

/// What a shell plugs in for a signer app on the phone (NIP-55).
struct App(Keys);

#[async_trait::async_trait]
impl EventSigner for App {
    fn public_key(&self) -> PublicKey {
        self.0.public_key()
    }

    async fn sign(
        &self,
        event: &nostr::UnsignedEvent,
    ) -> Result<nostr::secp256k1::schnorr::Signature, SignerError> {
        let signed = event.clone().sign_with_keys(&self.0);
        Ok(signed.map_err(|_| SignerError::BadAnswer("it cannot be signed"))?.sig)
    }
}

#[tokio::test]
async fn a_home_knows_whose_signer_it_belongs_to() -> anyhow::Result<()> {
    let (folder, vault) = (tempfile::tempdir()?, MemoryVault::new());
    let keys = Keys::generate();
    let identity = Identity::with_signer(Arc::new(App(keys.clone())));
    let settings = Settings::default();
    Home::create(folder.path(), &vault, identity, &settings, &SystemEntropy)?;
    let again = Identity::generate(&SystemEntropy);
    let again = Home::create(folder.path(), &vault, again, &settings, &SystemEntropy);
    assert!(matches!(again, Err(HomeError::Exists)));

    let home = Home::open_with_signer(folder.path(), &vault, Arc::new(App(keys.clone())))?;
    assert_eq!(home.identity.public_key(), keys.public_key());
    let other = Home::open_with_signer(folder.path(), &vault, Arc::new(App(Keys::generate())));
    assert!(matches!(other.err(), Some(HomeError::OtherSigner)));
    // Without the shell's help only a bunker can be found again.
    let alone = Home::open(folder.path(), &vault);
    assert!(matches!(alone.err(), Some(HomeError::SignerNeeded)));
    Ok(())
}
