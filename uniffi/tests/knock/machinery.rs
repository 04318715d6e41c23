//! Locking, listening, cancelling, waking.

use std::sync::Arc;
use std::time::Duration;

use knock_ffi::{Cancellation, KnockError, KnockEvent, Origin, OutState, SendOptions, background};
use knock_sandbox::{Sandbox, SandboxOptions};
use tokio::sync::mpsc;

use crate::support::{Ears, meet, person, settings};

#[tokio::test]
async fn a_message_is_heard_also_after_the_home_was_locked_and_opened() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let (alice, bob) = (person(&sandbox, "alice").await?, person(&sandbox, "bob").await?);
    meet(&alice, &bob).await?;
    let (sender, mut events) = mpsc::unbounded_channel();
    let subscription = bob.knock.subscribe(Arc::new(Ears(sender)))?;
    let listening = bob.knock.listen()?;
    bob.knock.lock().await?;
    assert!(matches!(bob.knock.npub().await, Err(KnockError::Locked { .. })));
    assert!(matches!(bob.knock.export_nsec().await, Err(KnockError::Locked { .. })));
    bob.knock.unlock().await?;

    let sent =
        alice.knock.send(bob.created.npub.clone(), "Hello".into(), SendOptions::default(), None).await?;
    assert_eq!((sent.state, sent.amount_msat), (OutState::Delivered, Some(1_000)));
    let heard = async {
        loop {
            if let Some(KnockEvent::MessageReceived { message }) = events.recv().await {
                return message;
            }
        }
    };
    let message = tokio::time::timeout(Duration::from_secs(20), heard).await.unwrap();
    assert_eq!((message.text.as_str(), message.peer == alice.created.npub), ("Hello", true));
    assert!(!format!("{message:?} {sent:?}").contains("Hello"), "a text in Debug");

    subscription.stop();
    assert!(!subscription.is_running() && listening.is_running());
    drop(listening);
    assert_eq!(bob.knock.unread_count().await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_locked_vault_and_a_second_identity_are_told_apart() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let bob = person(&sandbox, "bob").await?;
    assert_eq!(bob.created.words, bob.knock.seed_words().await?);
    let again = bob.knock.create(Origin::New, settings(&sandbox, &bob.user), None).await;
    assert!(matches!(again, Err(KnockError::Rejected { kind, .. }) if kind == "identity_exists"));
    bob.knock.lock().await?;
    *bob.vault.locked.lock().unwrap() = true;
    assert!(
        matches!(bob.knock.unlock().await, Err(KnockError::Locked { kind, .. }) if kind == "vault_locked")
    );
    *bob.vault.locked.lock().unwrap() = false;
    bob.knock.unlock().await?;
    assert_eq!(bob.knock.npub().await?, bob.created.npub);
    Ok(())
}

#[tokio::test]
async fn a_cancelled_call_ends_and_what_is_stored_goes_on() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let (alice, bob) = (person(&sandbox, "alice").await?, person(&sandbox, "bob").await?);
    meet(&alice, &bob).await?;
    let cancellation = Cancellation::new();
    cancellation.cancel();
    let quote = alice.knock.quote(bob.created.npub.clone(), Some(cancellation)).await;
    assert!(matches!(quote, Err(KnockError::Cancelled { .. })), "{quote:?}");

    // Whoever waits for a delivery turns away; the message goes on by itself.
    let sending = alice.knock.send(bob.created.npub.clone(), "anyway".into(), SendOptions::default(), None);
    assert!(tokio::time::timeout(Duration::from_millis(1), sending).await.is_err());
    let delivered = async {
        while bob.knock.catch_up(10_000, None).await?.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok::<_, KnockError>(())
    };
    tokio::time::timeout(Duration::from_secs(20), delivered).await.unwrap()?;
    assert_eq!(bob.knock.messages(None, 10, None).await?[0].text, "anyway");
    Ok(())
}

#[tokio::test]
async fn who_turns_away_from_a_change_finds_the_home_open() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let alice = person(&sandbox, "alice").await?;
    let mut settings = alice.knock.settings().await?;
    for instant in 0..4 {
        settings.relays = vec![format!("ws://127.0.0.1:{}", 1 + instant)];
        let change = alice.knock.set_settings(settings.clone());
        let _ = tokio::time::timeout(Duration::from_millis(instant), change).await;
        // This waits for its turn, and would not find the home open had the other stopped half-way.
        alice.knock.set_settings(settings.clone()).await?;
        assert_eq!(alice.knock.settings().await?.relays, settings.relays);
    }
    Ok(())
}

#[tokio::test]
async fn a_woken_process_works_beside_the_running_app() -> Result<(), KnockError> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let (alice, bob) = (person(&sandbox, "alice").await?, person(&sandbox, "bob").await?);
    meet(&alice, &bob).await?;
    alice.knock.send(bob.created.npub.clone(), "ding".into(), SendOptions::default(), None).await?;
    let folder = bob.folder.path().display().to_string();
    let told = background::catch_up(folder.clone(), bob.vault.clone(), 10_000, None).await?;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].body.as_str(), told[0].shows_text), ("ding", true));
    // The app finds it, unread, and nothing new.
    assert_eq!(bob.knock.catch_up(10_000, None).await?, []);
    assert_eq!(bob.knock.notification(told[0].id.clone()).await?.as_ref(), Some(&told[0]));
    Ok(())
}
