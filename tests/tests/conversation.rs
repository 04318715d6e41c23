//! A message goes through and is answered; and it is there once, however it is told of.

use std::sync::Arc;

use knock_core::engine::{Arrival, Parts, SendOptions};
use knock_core::ports::{Entropy, SystemEntropy};
use knock_core::store::{Direction, OutState};
use knock_protocol::{Message, Ttl};
use knock_sandbox::wallet_service::WalletSwitches;
use knock_tests::{BALANCE_MSAT, PATIENCE, World};
use nostr::{Event, JsonUtil};

#[tokio::test]
async fn a_message_is_sent_shown_and_answered() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let (_alice_listens, _bob_listens) = (alice.listen(), bob.listen());

    let sent = alice.send(&to_bob, "Hello Bob").await?;
    assert_eq!(sent.state, OutState::Delivered);
    assert_eq!(sent.comment.chars().count(), 254);
    let event = Event::from_json(&sent.event_json)?;
    assert_eq!((event.kind.as_u16(), event.tags.len()), (1_404, 1));
    assert!(sent.event_json.len() < 700, "{} bytes", sent.event_json.len());

    let received = bob.next_message().await?;
    assert_eq!((received.content.as_str(), received.peer), ("Hello Bob", alice.public_key()));
    assert_eq!(received.paid.map(|paid| paid.0), Some(1_000));
    assert_eq!(world.balance("bob")?, BALANCE_MSAT + 1_000);

    // Bob does not know Alice; where to pay an answer came with her message.
    bob.send(&alice.public_key(), "Hello Alice").await?;
    let answer = alice.next_message().await?;
    assert_eq!((answer.content.as_str(), answer.direction), ("Hello Alice", Direction::In));
    assert_eq!(alice.texts()?, ["Hello Bob", "Hello Alice"]);
    Ok(())
}

#[tokio::test]
async fn nobody_but_the_receiver_learns_who_wrote_to_whom() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let sent = alice.send(&to_bob, "Hello Bob").await?;
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["Hello Bob"]);

    let log = world.sandbox.relay().log();
    let events: String = log.events.iter().map(Event::as_json).collect();
    let relay = format!("{:?} {events}", log.requests);
    let lightning = world.sandbox.lnurl().log().join("\n");
    let event = Event::from_json(&sent.event_json)?;
    for person in [&alice, &bob] {
        let (hex, npub) = (person.public_key().to_hex(), person.engine.identity().npub());
        for seen in [&relay, &lightning] {
            assert!(!seen.contains(&hex) && !seen.contains(&npub));
        }
    }
    // The relay's key is unknown to the Lightning side, and the comment unknown to the relay.
    assert!(relay.contains(&event.pubkey.to_hex()) && lightning.contains(&sent.comment));
    assert!(!lightning.contains(&event.pubkey.to_hex()) && !lightning.contains(&event.id.to_hex()));
    assert!(!relay.contains(&sent.comment));
    Ok(())
}

#[tokio::test]
async fn a_payment_told_of_twice_and_listed_is_one_message() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let twice = WalletSwitches { duplicate_notifications: true, ..WalletSwitches::default() };
    world.sandbox.wallets().set_switches("bob", twice);
    let listener = bob.listen();
    alice.send(&to_bob, "once").await?;
    bob.next_message().await?;
    bob.engine.catch_up().await?;
    drop(listener);
    bob.restart().await?;
    assert_eq!(bob.engine.catch_up().await?.messages, 0);
    assert_eq!(bob.texts()?, ["once"]);
    assert_eq!(world.fetches(), 1, "the event was fetched more than once");
    Ok(())
}

#[tokio::test]
async fn what_arrives_while_nobody_listens_is_there_after_the_start() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let mut expected: Vec<String> = (0..25).map(|n| format!("message {n}")).collect();
    for text in &expected {
        alice.send(&to_bob, text).await?;
    }
    bob.restart().await?;
    let caught = bob.engine.catch_up().await?;
    assert_eq!((caught.payments, caught.messages), (25, 25));
    let mut texts = bob.texts()?;
    texts.sort();
    expected.sort();
    assert_eq!(texts, expected);
    Ok(())
}

#[tokio::test]
async fn a_comment_can_be_pasted_and_paid_later() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let sent = alice.send(&to_bob, "by hand").await?;

    let shown_by_any_wallet = format!("Received 1 sat\nComment: {}\n", sent.comment);
    let arrival = bob.engine.paste(&shown_by_any_wallet).await?;
    let Arrival::Message(message) = arrival else { panic!("{arrival:?}") };
    assert_eq!((message.content.as_str(), message.paid), ("by hand", None));

    bob.engine.catch_up().await?;
    let messages = bob.engine.store().messages(None, 10, None)?;
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].paid.map(|paid| paid.0), Some(1_000));
    assert!(matches!(bob.engine.paste(&sent.comment).await?, Arrival::Known(_)));
    Ok(())
}

#[tokio::test]
async fn a_message_can_be_paid_by_hand_with_any_wallet() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    alice.restart_with(std::sync::Arc::new(knock_core::wallet::ExternalWallet)).await?;
    let row = alice.send(&to_bob, "by hand").await?;
    assert_eq!(row.state, OutState::AwaitingUser);
    // Not paid yet: nothing is claimed.
    assert_eq!(alice.engine.retry(row.id).await?.state, OutState::AwaitingUser);

    // Carol's wallet app pays what Alice's phone shows; Bob's service says so (LUD-21).
    world.sandbox.create_user("carol", 10_000)?;
    let bolt11 = row.pay.and_then(|pay| pay.invoice_uri()).unwrap_or_default();
    world.sandbox.ledger().pay("carol", bolt11.trim_start_matches("lightning:"))?;
    assert_eq!(alice.engine.retry(row.id).await?.state, OutState::Delivered);
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["by hand"]);
    Ok(())
}

#[tokio::test]
async fn a_wallet_that_puts_the_comment_into_the_description_works_too() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let odd = WalletSwitches { put_comment_in_description: true, ..WalletSwitches::default() };
    world.sandbox.wallets().set_switches("bob", odd);
    let _listener = bob.listen();
    alice.send(&to_bob, "found").await?;
    assert_eq!(bob.next_message().await?.content, "found");
    Ok(())
}

#[tokio::test]
async fn relays_that_were_away_are_found_again() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let _listener = bob.listen();
    alice.send(&to_bob, "before").await?;
    bob.next_message().await?;
    world.sandbox.relay().restart().await?;
    world.sandbox.wallet_relay().restart().await?;
    // The wallet's relay was gone: the message is told of or listed, whichever comes first.
    let row = alice.engine.enqueue(&to_bob, Message::text("after"), SendOptions::default()).await?;
    let sending = async {
        while alice.engine.retry(row.id).await.is_err() {
            alice.clock.advance(5);
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(PATIENCE, sending).await?;
    assert_eq!(bob.next_message().await?.content, "after");
    Ok(())
}

#[tokio::test]
async fn an_unsent_message_is_gone_from_the_relay() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let sent = alice.send(&to_bob, "never mind").await?;
    let reports = alice.engine.unsend(sent.id).await?;
    assert!(reports.len() == 1 && reports[0].is_accepted(), "{reports:?}");
    // Bob hears the knock, but nothing waits.
    assert!(matches!(bob.engine.paste(&sent.comment).await?, Arrival::Delayed(_)));
    assert!(bob.texts()?.is_empty());
    // The deletion is by the one-time key and names nobody either.
    let log = world.sandbox.relay().log();
    let deletion = log.events.iter().find(|event| event.kind.as_u16() == 5).unwrap();
    assert_eq!(deletion.pubkey, Event::from_json(&sent.event_json)?.pubkey);
    Ok(())
}

#[tokio::test]
async fn a_message_taken_back_before_it_is_paid_is_not_paid() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person_with("alice", 0).await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    assert!(alice.send(&to_bob, "no funds").await.is_err());
    let row = alice.engine.store().outbox()?.remove(0);
    alice.engine.unsend(row.id).await?;
    assert_eq!(alice.engine.store().outgoing(row.id)?.map(|row| row.state), Some(OutState::Failed));
    assert_eq!(alice.engine.retry(row.id).await.unwrap_err().kind(), "wrong_state");
    assert!(alice.engine.store().due_outgoing(nostr::Timestamp::now() + 86_400)?.is_empty());
    Ok(())
}

#[tokio::test]
async fn expired_messages_vanish_with_their_keys() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let hour = SendOptions { ttl: Some(Ttl::Hour), ..SendOptions::default() };
    let short = alice.engine.send(&to_bob, Message::text("short-lived"), hour).await?;
    alice.send(&to_bob, "a week").await?;
    bob.engine.catch_up().await?;
    for person in [&alice, &bob] {
        assert_eq!(person.texts()?.len(), 2);
        person.clock.advance(2 * 3_600);
        assert_eq!(person.engine.sweep()?.messages, 1);
        assert_eq!(person.texts()?, ["a week"]);
    }
    assert!(alice.engine.store().outgoing(short.id)?.is_none(), "the one-time key is still there");
    Ok(())
}

/// Draws a delay of 100 seconds; else as the system does.
struct Hundred;

impl Entropy for Hundred {
    fn fill(&self, bytes: &mut [u8]) {
        match bytes.len() {
            8 => bytes.copy_from_slice(&100_u64.to_be_bytes()),
            _ => SystemEntropy.fill(bytes),
        }
    }
}

#[tokio::test]
async fn a_payment_that_waits_keeps_its_time_over_a_restart() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    alice.restart_changed(|settings| settings.pay_delay_secs = 600).await?;
    alice.restart_adapted(|parts| Parts { entropy: Arc::new(Hundred), ..parts }).await?;
    let before = world.balance("alice")?;
    let sent = alice.send(&to_bob, "later").await?;
    assert_eq!((sent.state, world.published()), (OutState::Published, 1));
    let due = sent.next_attempt_at.expect("it waits");
    let wait = due.as_secs() - nostr::Timestamp::now().as_secs();
    assert!((60..=100).contains(&wait), "{wait}");

    // Another process draws nothing anew and pays nothing early.
    alice.restart().await?;
    alice.engine.resume().await?;
    let row = alice.engine.store().outgoing(sent.id)?.expect("it is still there");
    assert_eq!((row.state, row.next_attempt_at), (OutState::Published, Some(due)));
    assert_eq!(world.balance("alice")?, before);
    alice.clock.advance(i64::try_from(wait)? + 1);
    alice.engine.resume().await?;
    let row = alice.engine.store().outgoing(sent.id)?.expect("it is still there");
    assert_eq!((row.state, world.balance("alice")?), (OutState::Delivered, before - 1_000));
    assert_eq!(bob.engine.catch_up().await?.messages, 1);
    Ok(())
}
