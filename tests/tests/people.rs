//! People are found by what is scanned or typed: profiles on real relays, names on a real server.

use knock_core::engine::NewContact;
use knock_tests::World;
use nostr::nips::nip65::RelayMetadata;
use nostr::{EventBuilder, Metadata, RelayUrl};
use nostr_sdk::Client;

/// Publishes Bob's profile (kind 0) and relay list (NIP-65) as any Nostr client would.
async fn publish_profile(world: &World, bob: &knock_tests::Person, lud16: &str) -> anyhow::Result<()> {
    let client = Client::new(bob.engine.identity().keys()?.clone());
    client.add_relay(world.sandbox.relay_url()).await?;
    client.connect().await;
    client.set_metadata(&Metadata::new().name("bob").lud16(lud16)).await?;
    let read: RelayUrl = RelayUrl::parse(&world.sandbox.relay_url())?;
    let list = EventBuilder::relay_list([
        (RelayUrl::parse("ws://127.0.0.1:9/write-only")?, Some(RelayMetadata::Write)),
        (read, Some(RelayMetadata::Read)),
    ]);
    client.send_event_builder(list).await?;
    client.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn an_npub_is_enough_to_knock() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    publish_profile(&world, &bob, &bob.user.lightning_address).await?;
    for form in [bob.engine.identity().npub(), format!("nostr:{}", bob.engine.identity().npub())] {
        let contact = alice.engine.contact(&form).await?;
        assert_eq!(contact.lightning_address.as_deref(), Some(bob.user.lightning_address.as_str()));
        assert_eq!(contact.relays, [RelayUrl::parse(&world.sandbox.relay_url())?]);
        assert_eq!(contact.petname.as_deref(), Some("bob"));
    }
    alice.send(&bob.public_key(), "found you").await?;
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["found you"]);
    // Bob asks for his own list only when he wants it; what he does not read there is not in it.
    let own = bob.engine.public_relays().await?;
    assert_eq!(own, [RelayUrl::parse(&world.sandbox.relay_url())?]);
    assert!(alice.engine.public_relays().await?.is_empty(), "she has published none");
    // Bob never asked anybody about Alice: only she looked for a profile.
    assert_eq!(world.sandbox.relay().log().requests_for_kind(0), 3);
    Ok(())
}

#[tokio::test]
async fn a_nip05_name_is_looked_up() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    world.sandbox.lnurl().register_name("bob", bob.public_key(), vec![world.sandbox.relay_url()]);
    let new = NewContact {
        reference: bob.user.lightning_address.clone(),
        lightning_address: Some(bob.user.lightning_address.clone()),
        ..NewContact::default()
    };
    let contact = alice.engine.add_contact(new).await?;
    assert_eq!((contact.pubkey, contact.relays.len()), (bob.public_key(), 1));
    let unknown = bob.user.lightning_address.replace("bob@", "nobody@");
    let error = alice.engine.contact(&unknown).await.unwrap_err();
    assert_eq!(error.kind(), "nip05_unknown_name");
    Ok(())
}

#[tokio::test]
async fn somebody_without_a_lightning_address_cannot_be_knocked_yet() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let error = alice.send(&bob.public_key(), "hello?").await.unwrap_err();
    assert_eq!(error.kind(), "no_pay_address");
    assert_eq!(world.published(), 0);
    // The message is kept; once the address is known it goes out.
    let row = alice.engine.store().outbox()?.remove(0);
    alice.meet(&bob).await?;
    alice.engine.retry(row.id).await?;
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["hello?"]);
    Ok(())
}
