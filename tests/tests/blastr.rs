//! Publishing everywhere: 200 relays on loopback, good ones and all the ways in which others fail.

use std::collections::BTreeMap;

use knock_core::engine::{EngineEvent, PublishMode, SendOptions, SendStep};
use knock_core::store::{OutState, Outcome, Publication};
use knock_protocol::Message;
use knock_sandbox::fleet::{Behaviour, Fleet};
use knock_tests::{Person, World};
use nostr::{Keys, RelayUrl};

const EVERYWHERE: SendOptions =
    SendOptions { ttl: None, max_amount: None, max_fee: None, publish: Some(PublishMode::Everywhere) };

/// Somebody who publishes to what monitors tell of, and to nothing on the public internet.
async fn blaster(world: &World, name: &str) -> anyhow::Result<Person> {
    let mut person = world.person(name).await?;
    person.restart_changed(|settings| settings.blast_directory = false).await?;
    Ok(person)
}

/// Two monitors publish what they know on the relay that everybody uses.
async fn announce(world: &World, fleet: &Fleet) -> anyhow::Result<()> {
    let relay = world.sandbox.relay_url();
    for monitor in [Keys::generate(), Keys::generate()] {
        let client = nostr_sdk::Client::new(monitor.clone());
        client.add_relay(&relay).await?;
        client.connect().await;
        for event in fleet.monitored_by(&monitor)? {
            client.send_event(&event).await?;
        }
        client.shutdown().await;
    }
    Ok(())
}

/// Somebody who reads on a few relays of the fleet.
async fn reader(world: &World, name: &str, relays: Vec<RelayUrl>) -> anyhow::Result<Person> {
    let mut person = world.person(name).await?;
    person.restart_changed(|settings| settings.relays = relays).await?;
    Ok(person)
}

fn count(table: &[Publication]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for publication in table {
        *counts.entry(publication.outcome.as_str()).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn a_message_to_200_relays_is_paid_soon_and_each_relays_outcome_is_known() -> anyhow::Result<()> {
    let world = World::start().await?;
    let fleet = Fleet::start(&[
        (Behaviour::Good, 120),
        (Behaviour::Slow, 10),
        (Behaviour::Refusing, 15),
        (Behaviour::WantsAuth, 15),
        (Behaviour::Silent, 10),
        (Behaviour::HangsUp, 10),
        (Behaviour::NoRelay, 10),
        (Behaviour::Dead, 10),
    ])
    .await?;
    announce(&world, &fleet).await?;
    let mut alice = blaster(&world, "alice").await?;
    // Of the relays that Bob reads one is dead and one refuses.
    let mut reads: Vec<RelayUrl> = fleet.of(Behaviour::Good).take(2).map(|relay| relay.url.clone()).collect();
    reads.extend(fleet.of(Behaviour::Dead).take(1).map(|relay| relay.url.clone()));
    reads.extend(fleet.of(Behaviour::Refusing).take(1).map(|relay| relay.url.clone()));
    let bob = reader(&world, "bob", reads).await?;
    let to_bob = alice.meet(&bob).await?;

    let found = alice.engine.discover_relays().await?;
    assert_eq!(found.len(), 200);
    assert!(found.iter().all(|relay| relay.monitors == 2));

    let sent = alice.engine.send(&to_bob, Message::text("Hello everywhere"), EVERYWHERE).await?;
    assert_eq!(sent.state, OutState::Delivered);
    // Paid while the silent ones are still being waited for.
    let table = alice.engine.store().publications(sent.id)?;
    assert!(table.iter().any(|relay| relay.outcome == Outcome::Waiting), "{:?}", count(&table));

    // Bob asks his own relays and needs no other.
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["Hello everywhere"]);

    let table = alice.engine.publications(sent.id).await?;
    let counts = count(&table);
    println!("of {} relays: {counts:?}", table.len());
    // 200 and the relay that Alice uses herself.
    assert_eq!(table.len(), 201);
    let expected = [("accepted", 131), ("over_limit", 15), ("rejected", 15), ("unreachable", 40)];
    assert_eq!(counts, BTreeMap::from(expected));
    for relay in &fleet.relays {
        let told = table.iter().find(|told| told.relay == relay.url).map(|told| told.outcome);
        let expected = match relay.behaviour {
            Behaviour::Good | Behaviour::Slow => Outcome::Accepted,
            Behaviour::Refusing => Outcome::Rejected,
            Behaviour::WantsAuth => Outcome::OverLimit,
            _ => Outcome::Unreachable,
        };
        assert_eq!(told, Some(expected), "{} is {:?}", relay.url, relay.behaviour);
        assert_eq!(relay.events(), usize::from(expected == Outcome::Accepted));
    }
    let (accepted, of) = alice
        .wait_for(|event| match event {
            EngineEvent::Sending { step: SendStep::PublishedEverywhere { accepted, of }, .. } => {
                Some((accepted, of))
            }
            _ => None,
        })
        .await?;
    assert_eq!((accepted, of), (131, 201));
    assert_eq!(alice.engine.store().outgoing(sent.id)?.map(|row| row.accepted.len()), Some(131));
    Ok(())
}

#[tokio::test]
async fn relays_where_the_receiver_does_not_look_do_not_make_it_paid() -> anyhow::Result<()> {
    let world = World::start().await?;
    let fleet = Fleet::start(&[(Behaviour::Good, 5), (Behaviour::Dead, 2)]).await?;
    announce(&world, &fleet).await?;
    let alice = blaster(&world, "alice").await?;
    let reads = fleet.of(Behaviour::Dead).map(|relay| relay.url.clone()).collect();
    let bob = reader(&world, "bob", reads).await?;
    let to_bob = alice.meet(&bob).await?;
    alice.engine.discover_relays().await?;
    let balance = world.balance("alice")?;

    let error = alice.engine.send(&to_bob, Message::text("lost"), EVERYWHERE).await.unwrap_err();
    assert_eq!(error.kind(), "not_published");
    assert!(error.is_retryable() && error.to_string().contains("of all 8, 6"), "{error}");
    assert_eq!(world.balance("alice")?, balance, "nothing is paid that cannot be found");
    Ok(())
}

#[tokio::test]
async fn a_kill_in_the_middle_loses_no_relay() -> anyhow::Result<()> {
    let world = World::start().await?;
    let fleet = Fleet::start(&[(Behaviour::Good, 40), (Behaviour::Slow, 8), (Behaviour::Dead, 4)]).await?;
    announce(&world, &fleet).await?;
    let mut alice = blaster(&world, "alice").await?;
    let reads = fleet.of(Behaviour::Good).take(3).map(|relay| relay.url.clone()).collect();
    let bob = reader(&world, "bob", reads).await?;
    let to_bob = alice.meet(&bob).await?;
    alice.engine.discover_relays().await?;
    let sent = alice.engine.send(&to_bob, Message::text("once"), EVERYWHERE).await?;
    let balance = world.balance("alice")?;

    alice.restart().await?;
    let waiting = count(&alice.engine.store().publications(sent.id)?).get("waiting").copied();
    assert!(waiting > Some(0), "nothing was left to do");
    // The lease of the killed process has to end first.
    alice.clock.advance(16);
    alice.engine.resume().await?;
    let counts = count(&alice.engine.publications(sent.id).await?);
    assert_eq!(counts, BTreeMap::from([("accepted", 49), ("unreachable", 4)]));
    assert_eq!(world.balance("alice")?, balance, "it is paid once");
    assert_eq!(fleet.of(Behaviour::Good).map(|relay| relay.events()).sum::<usize>(), 40);
    Ok(())
}

#[tokio::test]
async fn taking_it_back_stops_the_rest_and_reaches_those_under_way() -> anyhow::Result<()> {
    let world = World::start().await?;
    let fleet = Fleet::start(&[(Behaviour::Good, 6), (Behaviour::Slow, 6)]).await?;
    announce(&world, &fleet).await?;
    let alice = blaster(&world, "alice").await?;
    let reads = fleet.of(Behaviour::Good).take(3).map(|relay| relay.url.clone()).collect();
    let bob = reader(&world, "bob", reads).await?;
    let to_bob = alice.meet(&bob).await?;
    alice.engine.discover_relays().await?;
    let sent = alice.engine.send(&to_bob, Message::text("oops"), EVERYWHERE).await?;

    let reports = alice.engine.unsend(sent.id).await?;
    assert!(reports.iter().all(|report| report.is_accepted()), "{reports:?}");
    for relay in fleet.relays.iter().filter(|relay| relay.events() > 0) {
        assert_eq!(relay.deletions(), 1, "{} keeps the message", relay.url);
    }
    assert!(alice.engine.publications(sent.id).await?.iter().all(|told| told.outcome != Outcome::Waiting));
    Ok(())
}
