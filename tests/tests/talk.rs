//! Conversations between two homes: what is quoted, changed, told, taken back and forgotten, on both sides.

use std::time::Duration;

use knock_core::amount::Msat;
use knock_core::contacts::ContactCard;
use knock_core::engine::{Arrival, CardDifference, EngineEvent, SendOptions, Settings};
use knock_core::store::{AddressSource, ChatMessage, OutState, PageAt, Stage};
use knock_protocol::{Message, Ttl};
use knock_tests::{BALANCE_MSAT, Person, World};
use nostr::PublicKey;

const DAY: i64 = 86_400;

fn chat(person: &Person, with: &PublicKey) -> anyhow::Result<Vec<ChatMessage>> {
    Ok(person.engine.chat_page(with, PageAt::Newest, 100)?.messages)
}

fn texts(messages: &[ChatMessage]) -> Vec<&str> {
    messages.iter().map(|message| message.text.as_str()).collect()
}

fn change(person: &Person, change: impl FnOnce(&mut Settings)) -> anyhow::Result<()> {
    let mut settings = person.engine.settings()?;
    change(&mut settings);
    Ok(settings.save(person.engine.store())?)
}

/// Deletions (NIP-09) that the relay got.
fn deletions(world: &World) -> usize {
    world.sandbox.relay().log().events.iter().filter(|event| event.kind.as_u16() == 5).count()
}

#[tokio::test]
async fn a_text_is_edited_quoted_and_reacted_to_on_both_sides() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let (to_bob, to_alice) = (alice.meet(&bob).await?, bob.meet(&alice).await?);
    let none = SendOptions::default();
    let sent = alice.send(&to_bob, "Helo").await?;
    alice.engine.edit(sent.message_id, "Hello", none).await?;
    bob.engine.catch_up().await?;
    let got = chat(&bob, &to_alice)?.remove(0);
    assert_eq!((got.text.as_str(), got.edited_at.is_some()), ("Hello", true));
    assert_eq!(bob.engine.edit(got.id, "Goodbye", none).await.unwrap_err().kind(), "wrong_state");

    bob.engine.react(got.id, "❤️", none).await?;
    bob.engine.reply(got.id, "Hello yourself", none).await?;
    alice.engine.catch_up().await?;
    let both = [chat(&alice, &to_bob)?, chat(&bob, &to_alice)?];
    for (messages, hers) in both.iter().zip([true, false]) {
        assert_eq!(texts(messages), ["Hello", "Hello yourself"]);
        let reaction = &messages[0].reactions[0];
        assert_eq!((reaction.content.as_str(), reaction.mine), ("❤️", !hers));
        let quoted = messages[1].quoted.as_ref().unwrap().message.as_ref().unwrap();
        assert_eq!((quoted.text.as_str(), quoted.mine), ("Hello", hers));
    }
    bob.engine.withdraw_reaction(got.id, none).await?;
    alice.engine.catch_up().await?;
    assert!(chat(&alice, &to_bob)?[0].reactions.is_empty());
    Ok(())
}

#[tokio::test]
async fn what_an_answer_proves_read_leaves_the_relay_by_itself() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let (to_bob, to_alice) = (alice.meet(&bob).await?, bob.meet(&alice).await?);
    let first = alice.send(&to_bob, "one").await?;
    let second = alice.send(&to_bob, "two").await?;
    bob.engine.catch_up().await?;
    let got = chat(&bob, &to_alice)?;
    // He has seen the first only; the second must stay where it is for his other device.
    bob.engine.mark_chat_read(&to_alice, Some(got[0].id))?;
    bob.send(&to_alice, "an answer that quotes nothing").await?;
    alice.engine.catch_up().await?;

    let stages: Vec<Stage> =
        chat(&alice, &to_bob)?.iter().filter_map(|m| Some(m.delivery.as_ref()?.stage)).collect();
    assert_eq!(stages, [Stage::Seen, Stage::Paid]);
    assert_eq!(deletions(&world), 1);
    let (one, two) = (alice.engine.store().outgoing(first.id)?, alice.engine.store().outgoing(second.id)?);
    assert!(one.unwrap().is_stripped(), "the key is not needed any more");
    assert!(!two.unwrap().is_stripped());

    // With the setting off nothing is deleted; and with receipts off nothing is told.
    change(&alice, |settings| settings.delete_when_read = false)?;
    bob.engine.mark_chat_read(&to_alice, None)?;
    bob.send(&to_alice, "read the second").await?;
    alice.engine.catch_up().await?;
    assert_eq!(deletions(&world), 1);
    alice.engine.mark_chat_read(&to_bob, None)?;
    change(&alice, |settings| settings.read_receipts = false)?;
    alice.send(&to_bob, "not telling").await?;
    bob.engine.catch_up().await?;
    assert!(
        chat(&bob, &to_alice)?.iter().filter_map(|m| m.delivery.as_ref()).all(|d| d.stage == Stage::Paid)
    );
    // What is told of a message reaches whoever watches.
    let changed = alice.wait_for(|event| match event {
        EngineEvent::MessageChanged { message_id } => Some(message_id),
        _ => None,
    });
    assert_eq!(changed.await?, first.message_id);
    Ok(())
}

#[tokio::test]
async fn a_delivered_message_is_taken_back_also_from_a_relay_that_was_away() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let sent = alice.send(&to_bob, "never mind").await?;
    world.sandbox.relay().shutdown().await;
    let reports = alice.engine.unsend_message(sent.message_id).await?;
    assert!(!reports[0].is_accepted());
    assert_eq!(chat(&alice, &to_bob)?[0].delivery.as_ref().unwrap().stage, Stage::TakenBack);
    assert_eq!(deletions(&world), 0);

    world.sandbox.relay().restart().await?;
    alice.restart().await?;
    alice.clock.advance(20);
    alice.engine.resume().await?;
    assert_eq!(deletions(&world), 1);
    assert!(matches!(bob.engine.paste(&sent.comment).await?, Arrival::Delayed(_)));
    Ok(())
}

#[tokio::test]
async fn lines_in_a_row_are_one_knock_and_survive_a_restart() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let (to_bob, to_alice) = (alice.meet(&bob).await?, bob.meet(&alice).await?);
    let window = Some(Duration::from_secs(600));
    let line = |text| alice.engine.send_line(&to_bob, text, window, SendOptions::default());
    let row = line("one").await?;
    assert_eq!(line("two").await?.id, row.id);
    assert_eq!(world.published(), 0);
    let waiting = chat(&alice, &to_bob)?.remove(0);
    assert_eq!((waiting.text.as_str(), waiting.delivery.unwrap().stage), ("one\ntwo", Stage::Waiting));
    alice.restart().await?;
    alice.engine.send_line(&to_bob, "three", window, SendOptions::default()).await?;
    alice.engine.resume().await?;
    assert_eq!(world.published(), 0, "the window is open");
    alice.clock.advance(601);
    alice.engine.resume().await?;
    bob.engine.catch_up().await?;
    assert_eq!(texts(&chat(&bob, &to_alice)?), ["one\ntwo\nthree"]);
    assert_eq!(world.balance("bob")?, BALANCE_MSAT + 1_000);
    assert_eq!(alice.engine.search("two three", None, 9, None)?.len(), 1);

    // What is sent meanwhile does not overtake the lines that wait.
    alice.engine.send_line(&to_bob, "waits", window, SendOptions::default()).await?;
    alice.send(&to_bob, "at once").await?;
    alice.engine.resume().await?;
    alice.engine.send_line(&to_bob, "flushed", window, SendOptions::default()).await?;
    assert_eq!(alice.engine.send_lines_now(&to_bob).await?.map(|row| row.state), Some(OutState::Delivered));
    bob.clock.advance(601);
    bob.engine.catch_up().await?;
    assert_eq!(texts(&chat(&bob, &to_alice)?)[1..], ["waits", "at once", "flushed"]);
    Ok(())
}

#[tokio::test]
async fn a_text_too_long_for_one_knock_goes_in_parts_if_the_user_agrees() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let (to_bob, to_alice) = (alice.meet(&bob).await?, bob.meet(&alice).await?);
    let text = "Grüße, \"東京\" 👩‍💻!\n".repeat(400);
    let refused = alice.send(&to_bob, &text).await.unwrap_err();
    assert_eq!(refused.kind(), "message_too_long");
    assert!(alice.engine.store().outbox()?.is_empty() && world.published() == 0);

    let parts = alice.engine.parts_of(&to_bob, &text)?;
    assert!(parts > 2, "{parts}");
    let rows = alice.engine.send_in_parts(&to_bob, &text, SendOptions::default()).await?;
    assert_eq!(rows.len(), parts);
    assert!(rows.iter().all(|row| row.state == OutState::Delivered));
    bob.engine.catch_up().await?;
    let got = chat(&bob, &to_alice)?;
    assert_eq!(texts(&got).concat(), text);
    let of = u32::try_from(parts)?;
    assert_eq!(
        got.iter().map(|m| m.part).collect::<Vec<_>>(),
        (1..=of).map(|n| Some((n, of))).collect::<Vec<_>>()
    );
    // What just fits goes as one.
    let room =
        (1..6_000).rev().find(|n| alice.engine.parts_of(&to_bob, &"x".repeat(*n)).is_ok_and(|p| p == 1));
    let longest = "x".repeat(room.unwrap());
    assert_eq!(alice.send(&to_bob, &longest).await?.state, OutState::Delivered);
    assert_eq!(alice.send(&to_bob, &format!("{longest}x")).await.unwrap_err().kind(), "message_too_long");
    Ok(())
}

#[tokio::test]
async fn messages_in_one_second_keep_their_order() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let (to_bob, to_alice) = (alice.meet(&bob).await?, bob.meet(&alice).await?);
    let expected: Vec<String> = (0..12).map(|n| n.to_string()).collect();
    for text in &expected {
        alice.send(&to_bob, text).await?;
    }
    bob.engine.catch_up().await?;
    assert_eq!(texts(&chat(&bob, &to_alice)?), expected);
    Ok(())
}

#[tokio::test]
async fn a_sender_is_accepted_ignored_or_blocked_and_nothing_is_fetched_before() -> anyhow::Result<()> {
    let world = World::start().await?;
    let bob = world.person("bob").await?;
    change(&bob, |settings| settings.ask_for_strangers = true)?;
    let people = [world.person("alice").await?, world.person("carol").await?, world.person("dave").await?];
    for person in &people {
        person.meet(&bob).await?;
        for text in ["first", "second"] {
            person.send(&bob.public_key(), text).await?;
        }
    }
    let [alice, carol, dave] = people;
    assert_eq!(bob.engine.catch_up().await?.messages, 0);
    assert_eq!((bob.engine.requests(9, None)?.len(), world.fetches()), (6, 0));
    let first_of = |person: &Person| {
        let all = bob.engine.requests(9, None)?;
        let found = all.into_iter().rev().find(|request| request.sender == person.public_key());
        anyhow::Ok(found.unwrap())
    };
    let request = first_of(&alice)?;
    assert_eq!((request.paid, request.petname.clone()), (Some(Msat(1_000)), None));

    // Once is once; then for good.
    assert!(matches!(bob.engine.accept_request(&request.event_id).await?, Arrival::Message(_)));
    assert_eq!(chat(&bob, &alice.public_key())?.len(), 1);
    assert!(bob.engine.store().contact(&alice.public_key())?.is_none());
    assert!(matches!(bob.engine.accept_sender(&first_of(&alice)?.event_id).await?, Arrival::Message(_)));
    assert!(bob.engine.store().contact(&alice.public_key())?.unwrap().is_known());
    alice.send(&bob.public_key(), "third").await?;
    assert_eq!(bob.engine.catch_up().await?.messages, 1);

    // Accepting a sender fetches all that waits from there.
    bob.engine.accept_sender(&first_of(&carol)?.event_id).await?;
    bob.engine.resume().await?;
    assert_eq!(texts(&chat(&bob, &carol.public_key())?), ["first", "second"]);

    let fetched = world.fetches();
    let ignored = first_of(&dave)?.event_id;
    bob.engine.ignore_request(&ignored)?;
    assert_eq!(bob.engine.requests(9, None)?.len(), 1);
    bob.engine.block_sender(&first_of(&dave)?.event_id)?;
    dave.send(&bob.public_key(), "fourth").await?;
    bob.engine.catch_up().await?;
    assert!(bob.engine.requests(9, None)?.is_empty());
    assert_eq!(world.fetches(), fetched, "nothing of his was fetched");
    assert_eq!(bob.engine.accept_request(&ignored).await.unwrap_err().kind(), "knock_state_conflict");
    Ok(())
}

#[tokio::test]
async fn an_asked_price_is_on_the_card_and_in_answers_and_is_paid() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    change(&bob, |settings| {
        (settings.price, settings.contact_price) = (Msat::from_sat(21), Msat::from_sat(5))
    })?;
    let card = bob.engine.own_card()?;
    let scanned = alice.engine.scan_card(&card.link(), None)?;
    assert_eq!((scanned.is_new, scanned.contact.asked_price), (true, Some(Msat::from_sat(21))));
    let to_bob = bob.public_key();
    assert_eq!(alice.engine.quote(&to_bob).await?.amount, Msat::from_sat(21));
    alice.send(&to_bob, "as asked").await?;
    assert_eq!(bob.engine.catch_up().await?.messages, 1, "she pays what lets her through");

    // As a contact she is told another price.
    let to_alice = bob.meet(&alice).await?;
    bob.send(&to_alice, "cheaper for you").await?;
    alice.engine.catch_up().await?;
    assert_eq!(alice.engine.quote(&to_bob).await?.amount, Msat::from_sat(5));
    alice.send(&to_bob, "five").await?;
    assert_eq!(bob.engine.catch_up().await?.messages, 1);
    // Contacts who pay less wait, too; and no price goes over the sender's own limit.
    change(&bob, |settings| settings.contact_price = Msat::from_sat(50))?;
    alice.send(&to_bob, "still five").await?;
    assert_eq!(bob.engine.catch_up().await?.messages, 0);
    let waiting = bob.engine.requests(9, None)?.remove(0);
    assert_eq!((waiting.petname.as_deref(), waiting.price), (Some("alice"), Msat::from_sat(50)));
    bob.send(&to_alice, "fifty now").await?;
    alice.engine.catch_up().await?;
    let capped = SendOptions { max_amount: Some(Msat::from_sat(49)), ..SendOptions::default() };
    let refused = alice.engine.send(&to_bob, Message::text("x"), capped).await.unwrap_err();
    assert_eq!(refused.kind(), "too_expensive");
    Ok(())
}

#[tokio::test]
async fn a_scanned_card_completes_a_contact_and_replaces_nothing_unasked() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let known = alice.engine.store().contact(&to_bob)?.unwrap();
    let forged =
        ContactCard { lightning_address: Some("mallory@evil.example".into()), ..bob.engine.own_card()? };
    let scanned = alice.engine.scan_card(&forged.link(), None)?;
    assert!(!scanned.is_new);
    assert_eq!(scanned.contact.lightning_address, known.lightning_address);
    let told = CardDifference::LightningAddress {
        known: known.lightning_address.clone().unwrap(),
        card: "mallory@evil.example".into(),
    };
    assert_eq!(scanned.differences, [told]);
    let taken = alice.engine.take_over_card(&forged.knock_link())?;
    assert_eq!(taken.lightning_address.as_deref(), Some("mallory@evil.example"));
    assert_eq!((taken.address_by, taken.petname), (AddressSource::Card, known.petname));
    // The block of a stranger is not lifted by a card.
    alice.engine.block(&to_bob, true)?;
    assert!(alice.engine.scan_card(&forged.link(), None)?.contact.blocked);

    assert_eq!(alice.engine.safety_number(&to_bob), bob.engine.safety_number(&alice.public_key()));
    assert!(alice.engine.set_verified(&to_bob, true)?.verified_at.is_some());
    Ok(())
}

#[tokio::test]
async fn what_has_expired_is_nowhere_on_either_side() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let (to_bob, to_alice) = (alice.meet(&bob).await?, bob.meet(&alice).await?);
    alice.engine.set_timer(&to_bob, Some(Ttl::Day))?;
    let secret = alice.send(&to_bob, "the secret word is swordfish").await?;
    bob.engine.catch_up().await?;
    let got = chat(&bob, &to_alice)?.remove(0);
    let month = SendOptions { ttl: Some(Ttl::Month), ..SendOptions::default() };
    bob.engine.reply(got.id, "got it", month).await?;
    alice.engine.catch_up().await?;
    alice.engine.set_draft(&to_bob, "swordfish, I said", None)?;
    bob.engine.set_draft(&to_alice, "no timer here", None)?;
    for (person, with) in [(&alice, &to_bob), (&bob, &to_alice)] {
        assert_eq!(person.engine.search("swordfish", None, 9, None)?.len(), 1);
        let quoted = chat(person, with)?[1].quoted.clone().unwrap();
        assert!(quoted.message.is_some());
    }

    for (person, with) in [(&alice, &to_bob), (&bob, &to_alice)] {
        person.clock.advance(DAY + 3_600);
        assert_eq!(texts(&chat(person, with)?), ["got it"]);
        assert!(person.engine.search("swordfish", None, 9, None)?.is_empty());
        assert!(chat(person, with)?[0].quoted.clone().unwrap().message.is_none());
        let conversation = person.engine.conversation(with)?.unwrap();
        assert_eq!(conversation.last.unwrap().text, "got it");
    }
    assert!(alice.engine.conversation(&to_bob)?.unwrap().draft.is_none());
    assert!(bob.engine.conversation(&to_alice)?.unwrap().draft.is_some(), "his drafts live a week");
    assert!(alice.engine.store().outgoing(secret.id)?.is_none(), "and the key is gone");
    Ok(())
}
