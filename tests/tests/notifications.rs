//! What a phone shows for a knock, also from a process that was only woken for it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use knock_core::engine::{Engine, Notification, Settings};
use knock_core::relay::{FetchQuery, RelayError, RelayLimits, RelayPort, RelayReport};
use knock_core::wallet::IncomingPayment;
use knock_protocol::VerifiedEvent;
use knock_tests::{PATIENCE, World};
use nostr::{Event, Filter, RelayUrl};

/// The payment that the wallet's push would tell of.
async fn pushed(engine: &Engine) -> anyhow::Result<IncomingPayment> {
    Ok(engine.wallet().incoming_since(nostr::Timestamp::from(0)).await?.remove(0))
}

fn shown(notification: Option<Notification>) -> Option<(String, String, bool)> {
    notification.map(|shown| (shown.title, shown.body, shown.shows_text))
}

fn of(title: &str, body: &str, shows_text: bool) -> Option<(String, String, bool)> {
    Some((title.to_owned(), body.to_owned(), shows_text))
}

#[tokio::test]
async fn a_woken_process_shows_the_message_however_often_it_is_told() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    bob.meet(&alice).await?;
    alice.send(&to_bob, "Hello Bob").await?;
    let payment = pushed(&bob.engine).await?;

    let first = bob.engine.handle_payment(&payment, PATIENCE).await?;
    assert_eq!(shown(first.clone()), of("alice", "Hello Bob", true));
    bob.restart().await?;
    assert_eq!(bob.engine.handle_payment(&payment, PATIENCE).await?, first);
    assert_eq!(bob.engine.catch_up_within(PATIENCE).await?, []);
    assert_eq!((bob.texts()?.len(), world.fetches()), (1, 1));

    let settings = Settings { previews: false, ..bob.engine.settings()? };
    settings.save(bob.engine.store())?;
    let again = bob.engine.handle_payment(&payment, PATIENCE).await?;
    assert_eq!(shown(again), of("alice", "New message", false));

    bob.engine.store().mark_read(&[bob.engine.store().messages(None, 1, None)?[0].id])?;
    assert_eq!(bob.engine.handle_payment(&payment, PATIENCE).await?, None);
    Ok(())
}

#[tokio::test]
async fn catching_up_tells_what_came() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    for text in ["one", "two"] {
        alice.send(&to_bob, text).await?;
    }
    let told = bob.engine.catch_up_within(PATIENCE).await?;
    let mut bodies: Vec<_> = told.iter().map(|notification| notification.body.as_str()).collect();
    bodies.sort_unstable();
    assert_eq!(bodies, ["one", "two"]);
    assert_eq!(bob.engine.catch_up_within(PATIENCE).await?, []);
    Ok(())
}

#[tokio::test]
async fn a_request_is_told_without_being_fetched_and_the_blocked_are_silent() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let settings = Settings { price: knock_core::amount::Msat::from_sat(21), ..bob.engine.settings()? };
    settings.save(bob.engine.store())?;
    let to_bob = alice.meet(&bob).await?;
    alice.send(&to_bob, "cheap").await?;
    let payment = pushed(&bob.engine).await?;
    let told = bob.engine.handle_payment(&payment, PATIENCE).await?.expect("nothing is shown");
    assert!(told.is_request && !told.shows_text && told.body == "Message request");
    assert_eq!(world.fetches(), 0);

    bob.engine.store().set_blocked(&alice.public_key(), true)?;
    assert_eq!(bob.engine.handle_payment(&payment, PATIENCE).await?, None);
    Ok(())
}

/// Relays that never answer.
struct Silent;

#[async_trait]
impl RelayPort for Silent {
    async fn publish(&self, _: &[RelayUrl], _: &Event, _: Duration) -> Vec<RelayReport> {
        std::future::pending().await
    }
    async fn fetch(&self, _: &[RelayUrl], _: &FetchQuery, _: Duration) -> Result<VerifiedEvent, RelayError> {
        std::future::pending().await
    }
    async fn query(&self, _: &[RelayUrl], _: Filter, _: Duration) -> Result<Vec<Event>, RelayError> {
        std::future::pending().await
    }
    async fn limits(&self, _: &RelayUrl) -> RelayLimits {
        RelayLimits::default()
    }
    async fn shutdown(&self) {}
}

#[tokio::test]
async fn where_time_runs_out_the_sender_is_shown_and_the_app_goes_on() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    bob.meet(&alice).await?;
    alice.send(&to_bob, "slow relay").await?;
    let payment = pushed(&bob.engine).await?;
    bob.restart_on(Arc::new(Silent)).await?;
    let told = bob.engine.handle_payment(&payment, Duration::from_millis(50)).await?;
    assert_eq!(shown(told), of("alice", "New message", false));

    bob.restart().await?;
    // The lease of the process that was stopped is over.
    bob.clock.advance(60);
    assert_eq!(bob.engine.resume().await?, 1);
    assert_eq!(bob.texts()?, ["slow relay"]);
    Ok(())
}
