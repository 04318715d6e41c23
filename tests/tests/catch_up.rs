//! Many knocks that waited: how they are asked for, and that none keeps another from arriving.

use knock_core::store::KnockState;
use knock_tests::{Person, World};

const WAITING: usize = 70;

/// Somebody sends that many messages while the other is away.
async fn write(from: &Person, to: &Person, count: usize) -> anyhow::Result<()> {
    let to = from.meet(to).await?;
    for n in 0..count {
        from.send(&to, &format!("{} {n}", from.user.name)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn knocks_of_a_contact_that_waited_are_asked_for_together() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.meet(&alice).await?;
    write(&alice, &bob, WAITING).await?;
    let caught = bob.engine.catch_up().await?;
    assert_eq!((caught.payments, caught.messages), (WAITING, WAITING));
    assert_eq!(world.fetches(), WAITING, "each was asked for once");
    let log = world.sandbox.relay().log();
    let asked = log.requests.iter().filter(|filter| filter["kinds"][0] == 1_404).count();
    assert_eq!(asked, 2, "in questions of up to 64");
    let mut texts = bob.texts()?;
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), WAITING);
    assert_eq!(bob.engine.catch_up().await?.messages, 0);
    Ok(())
}

#[tokio::test]
async fn one_that_is_gone_and_those_of_strangers_keep_nobody_waiting() -> anyhow::Result<()> {
    let world = World::start().await?;
    let people = (world.person("alice").await?, world.person("carol").await?, world.person("bob").await?);
    let (alice, carol, mut bob) = people;
    bob.restart_changed(|settings| settings.ask_for_strangers = true).await?;
    bob.meet(&alice).await?;
    write(&alice, &bob, 3).await?;
    write(&carol, &bob, 2).await?;
    let gone = alice.engine.store().messages(None, 1, None)?.remove(0);
    alice.engine.unsend_message(gone.id).await?;
    let caught = bob.engine.catch_up().await?;
    assert_eq!((caught.payments, caught.messages), (5, 2));
    assert_eq!(bob.engine.requests(9, None)?.len(), 2);
    let knock = bob.engine.store().knock(&gone.event_id)?;
    assert_eq!(knock.map(|knock| (knock.state, knock.attempts)), Some((KnockState::Fetching, 1)));
    Ok(())
}
