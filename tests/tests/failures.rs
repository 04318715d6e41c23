//! What goes wrong goes wrong clearly: nothing published or paid that should not be, nothing paid
//! twice, nothing lost.

use knock_core::amount::Msat;
use knock_core::engine::{Arrival, EngineError, SendOptions, Settings};
use knock_core::store::{OutState, Outgoing};
use knock_protocol::Message;
use knock_sandbox::ledger::{Description, InvoiceSpec};
use knock_sandbox::lnurl::LnurlSettings;
use knock_sandbox::wallet_service::WalletSwitches;
use knock_tests::{BALANCE_MSAT, Person, World};

/// Sends "Hello" and expects it not to work.
async fn fails(from: &Person, to: &Person) -> anyhow::Result<(EngineError, Outgoing)> {
    let to = from.meet(to).await?;
    let error = match from.send(&to, "Hello").await {
        Ok(row) => anyhow::bail!("it was sent: {row:?}"),
        Err(error) => error,
    };
    let row = from.engine.store().outbox()?.pop().ok_or_else(|| anyhow::anyhow!("the outbox is empty"))?;
    Ok((error, row))
}

fn terms(world: &World, user: &str, settings: LnurlSettings) {
    world.sandbox.lnurl().configure(user, settings);
}

#[tokio::test]
async fn a_service_without_comments_is_not_knocked_at() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    for comment_allowed in [None, Some(0), Some(141)] {
        terms(&world, "bob", LnurlSettings { comment_allowed, ..LnurlSettings::default() });
        let (error, row) = fails(&alice, &bob).await?;
        assert_eq!((error.kind(), row.state), ("comment_not_allowed", OutState::Failed));
    }
    assert_eq!((world.published(), world.balance("alice")?), (0, BALANCE_MSAT));
    // The service allows it now: the message goes out as it was sealed, in the shorter armor.
    terms(&world, "bob", LnurlSettings { comment_allowed: Some(142), ..LnurlSettings::default() });
    let row = alice.engine.store().outbox()?[0].clone();
    assert_eq!(alice.engine.retry(row.id).await?.state, OutState::Delivered);
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["Hello"]);
    Ok(())
}

#[tokio::test]
async fn with_every_relay_down_nothing_is_paid() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    world.sandbox.relay().shutdown().await;
    let (error, row) = fails(&alice, &bob).await?;
    assert_eq!((error.kind(), row.state), ("not_published", OutState::Sealed));
    assert!(row.next_attempt_at.is_some(), "it is not tried again");
    assert_eq!(world.balance("alice")?, BALANCE_MSAT);
    assert!(
        !world.sandbox.lnurl().log().iter().any(|call| call.contains("callback")),
        "an invoice was asked for"
    );

    world.sandbox.relay().restart().await?;
    assert_eq!(alice.engine.retry(row.id).await?.state, OutState::Delivered);
    Ok(())
}

#[tokio::test]
async fn a_relay_that_refuses_is_reported_in_its_own_words() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    world.sandbox.relay().refuse_writes(Some("no one-time keys here".into()));
    let (error, _) = fails(&alice, &bob).await?;
    assert!(error.to_string().contains("no one-time keys here"), "{error}");
    assert_eq!(world.balance("alice")?, BALANCE_MSAT);
    Ok(())
}

#[tokio::test]
async fn an_empty_wallet_leaves_the_message_in_the_outbox() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person_with("alice", 999).await?, world.person("bob").await?);
    let (error, row) = fails(&alice, &bob).await?;
    assert_eq!((error.kind(), row.state), ("insufficient_funds", OutState::Published));
    assert_eq!(bob.engine.catch_up().await?.messages, 0);

    // Somebody pays Alice.
    let gift = InvoiceSpec::new(50_000, Description::Text("gift".into()));
    let gift = world.sandbox.ledger().create_invoice("alice", &gift)?;
    world.sandbox.ledger().pay("bob", &gift.bolt11)?;
    let published = world.published();
    assert_eq!(alice.engine.retry(row.id).await?.state, OutState::Delivered);
    assert_eq!(world.published(), published, "it was published already");
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["Hello"]);
    Ok(())
}

#[tokio::test]
async fn a_payment_without_an_answer_is_looked_up_and_not_repeated() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let silent = WalletSwitches { drop_pay_response: true, ..WalletSwitches::default() };
    world.sandbox.wallets().set_switches("alice", silent);
    alice.restart_impatient().await?;
    let (error, row) = fails(&alice, &bob).await?;
    assert_eq!((error.kind(), row.state), ("payment_outcome_unknown", OutState::Paying));

    // A new process finds the row and asks the wallet.
    alice.restart().await?;
    alice.clock.advance(60);
    alice.engine.resume().await?;
    let row = alice.engine.store().outgoing(row.id)?.unwrap();
    assert_eq!(row.state, OutState::Delivered);
    assert_eq!(world.balance("alice")?, BALANCE_MSAT - 1_000, "not paid once");
    assert_eq!(world.sandbox.wallets().request_count("alice", "pay_invoice"), 1);
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["Hello"]);
    Ok(())
}

#[tokio::test]
async fn a_service_that_cheats_is_not_paid() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let fair = LnurlSettings::default;
    let cheats = [
        (LnurlSettings { wrong_amount: true, ..fair() }, "invoice_amount_mismatch"),
        (LnurlSettings { wrong_description_hash: true, ..fair() }, "invoice_description_mismatch"),
        (LnurlSettings { expired: true, ..fair() }, "invoice_expired"),
        (LnurlSettings { callback_error: Some("go away".into()), ..fair() }, "lnurl_refused"),
    ];
    for (settings, kind) in cheats {
        terms(&world, "bob", settings);
        let (error, row) = fails(&alice, &bob).await?;
        assert_eq!(error.kind(), kind);
        assert!(matches!(row.state, OutState::Failed | OutState::Published), "{row:?}");
    }
    assert_eq!(world.balance("alice")?, BALANCE_MSAT);
    Ok(())
}

#[tokio::test]
async fn a_knock_dearer_than_the_users_limit_is_not_paid() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    terms(&world, "bob", LnurlSettings { min_sendable_msat: 2_000_000, ..LnurlSettings::default() });
    let (error, row) = fails(&alice, &bob).await?;
    assert_eq!((error.kind(), row.state), ("too_expensive", OutState::Failed));
    assert_eq!((world.balance("alice")?, world.published()), (BALANCE_MSAT, 0));
    Ok(())
}

#[tokio::test]
async fn who_pays_less_than_asked_waits_unfetched() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let settings = Settings { price: Msat::from_sat(21), ..bob.engine.settings()? };
    settings.save(bob.engine.store())?;
    let to_bob = alice.meet(&bob).await?;
    alice.send(&to_bob, "cheap").await?;
    assert_eq!(bob.engine.catch_up().await?.messages, 0);
    let waiting = bob.engine.store().requests(10, None)?;
    assert_eq!((waiting.len(), waiting[0].sender), (1, alice.public_key()));
    assert_eq!((world.fetches(), bob.texts()?.len()), (0, 0));

    assert!(matches!(bob.engine.accept_request(&waiting[0].event_id).await?, Arrival::Message(_)));
    assert_eq!(bob.texts()?, ["cheap"]);
    Ok(())
}

#[tokio::test]
async fn the_blocked_are_not_heard() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let (to_bob, from_alice) = (alice.meet(&bob).await?, bob.meet(&alice).await?);
    bob.engine.store().set_blocked(&from_alice, true)?;
    let sent = alice.send(&to_bob, "listen!").await?;
    assert_eq!(bob.engine.catch_up().await?.messages, 0);
    assert!(matches!(bob.engine.paste(&sent.comment).await?, Arrival::Blocked(_)));
    assert_eq!((world.fetches(), bob.texts()?.len()), (0, 0));
    Ok(())
}

#[tokio::test]
async fn who_is_blocked_while_a_knock_waits_is_not_fetched() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    // One knock waits for its relay, another for Bob's consent.
    let late = alice.engine.enqueue(&to_bob, Message::text("late"), SendOptions::default()).await?;
    assert!(matches!(bob.engine.paste(&late.comment).await?, Arrival::Delayed(_)));
    let settings = Settings { price: Msat::from_sat(21), ..bob.engine.settings()? };
    settings.save(bob.engine.store())?;
    alice.send(&to_bob, "cheap").await?;
    bob.engine.catch_up().await?;
    let waiting = bob.engine.store().requests(10, None)?.remove(0);

    bob.engine.store().set_blocked(&alice.public_key(), true)?;
    let fetches = world.fetches();
    alice.engine.retry(late.id).await?;
    bob.clock.advance(3_600);
    assert_eq!(bob.engine.resume().await?, 0);
    assert!(matches!(bob.engine.accept_request(&waiting.event_id).await?, Arrival::Blocked(_)));
    assert_eq!((world.fetches(), bob.texts()?.len()), (fetches, 0));
    assert!(bob.engine.store().next_due()?.is_none());
    Ok(())
}
