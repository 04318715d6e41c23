//! Clocks that are wrong, jump, or disagree; two devices of one person.

use std::sync::Arc;
use std::time::Duration;

use knock_core::engine::Parts;
use knock_core::keys::Identity;
use knock_core::ports::SystemEntropy;
use knock_core::reach::Reach;
use knock_core::wallet::NwcWallet;
use knock_sandbox::wallet_service::WalletSwitches;
use knock_test_support::faults;
use knock_tests::World;
use nostr::Timestamp;

use crate::hostile::wallet::{ScriptedWallet, incoming};
use crate::stage::{impatient, stage};

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// A sender whose clock is off by so many seconds; what the receiver makes of the knock.
async fn sent_at(off: i64) -> anyhow::Result<String> {
    let stage = stage().await?;
    let name = format!("off-{}", off.unsigned_abs() + u64::from(off < 0));
    let sender = stage.world.person(&name).await?;
    let to = stage.acquaintance(&sender, &stage.address_of(crate::stage::HONEST), vec![stage.relay()?])?;
    let store = sender.engine.store();
    if let Some(mut contact) = store.contact(&to)? {
        contact.pubkey = stage.bob.public_key();
        store.put_contact(&contact)?;
    }
    // Sealed by the wrong clock; what follows is done when it has been set right.
    sender.clock.advance(off);
    let message = knock_protocol::Message::text("Hello");
    let row = sender.engine.enqueue(&stage.bob.public_key(), message, Default::default()).await?;
    sender.clock.advance(-off);
    let sent = sender.engine.retry(row.id).await;
    let state = sent.map_or_else(|error| format!("`{}`", error.kind()), |row| row.state.as_str().to_owned());
    let read = match stage.bob.engine.paste(&row.comment).await {
        Ok(knock_core::engine::Arrival::Message(_)) => "read".to_owned(),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("`{}`", error.kind()),
    };
    Ok(format!("sender: {state}; receiver: {read}"))
}

faults! { SKEW, sent_at;
    c_ten_minutes_ahead: "the sender's clock is 10 minutes ahead", 10 * MINUTE => "sender: delivered; receiver: read";
    c_ten_minutes_behind: "the sender's clock is 10 minutes behind", -10 * MINUTE => "sender: delivered; receiver: read";
    c_an_hour_ahead: "the sender's clock is an hour ahead", 60 * MINUTE => "sender: `not_published`; receiver: `comment_from_future`";
    c_two_months_behind: "the sender's clock is two months behind", -60 * DAY => "sender: `message_expired`; receiver: `comment_too_old`";
}

#[tokio::test]
async fn a_clock_that_was_ahead_hides_nothing_later() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let sent = alice.send(&to_bob, "still heard").await?;
    let (now, year) = (Timestamp::now(), 365 * 86_400);
    let listed =
        vec![vec![incoming(1, now + year, "from the future")], vec![incoming(2, now, &sent.comment)]];
    let wallet = Arc::new(ScriptedWallet::receiving(world.sandbox.ledger(), listed, Vec::new()));
    bob.restart_adapted(|parts| Parts { wallet, ..impatient(parts) }).await?;
    bob.clock.advance(365 * DAY);
    bob.engine.catch_up().await?;
    bob.clock.advance(-365 * DAY);
    bob.engine.catch_up().await?;
    anyhow::ensure!(bob.texts()? == ["still heard"], "{:?}", bob.texts()?);
    Ok(())
}

#[tokio::test]
async fn two_devices_with_one_key_and_one_wallet_both_receive_once() -> anyhow::Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let identity = Identity::generate(&SystemEntropy);
    let phone = world.person_as("phone", identity.clone()).await?;
    let mut tablet = world.person_as("tablet", identity).await?;
    let wallet = Arc::new(NwcWallet::link(&phone.user.wallet_uri, Reach::Local)?);
    tablet.restart_adapted(|parts| Parts { wallet, ..impatient(parts) }).await?;
    let to_bob = alice.meet(&phone).await?;
    for text in ["one", "two", "three"] {
        alice.send(&to_bob, text).await?;
    }
    for _ in 0..2 {
        let (first, second) = tokio::join!(phone.engine.catch_up(), tablet.engine.catch_up());
        first?;
        second?;
    }
    for device in [&phone, &tablet] {
        let mut texts = device.texts()?;
        texts.sort();
        anyhow::ensure!(texts == ["one", "three", "two"], "{texts:?}");
    }
    anyhow::ensure!(world.balance("phone")? == knock_tests::BALANCE_MSAT + 3_000);
    Ok(())
}

/// The sender's clock jumps to and fro while it is not known whether the wallet has paid.
#[tokio::test]
async fn a_clock_that_jumps_pays_nothing_twice() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let silent = WalletSwitches { drop_pay_response: true, ..WalletSwitches::default() };
    world.sandbox.wallets().set_switches("alice", silent);
    alice.restart_impatient().await?;
    for (jump, paid) in [(DAY, 1_000), (-DAY, 2_000), (60 * MINUTE, 3_000)] {
        let asked = alice.send(&to_bob, "once").await;
        anyhow::ensure!(asked.is_err(), "the wallet has answered");
        // A wallet that has not even begun is another fault.
        while world.balance("bob")? < knock_tests::BALANCE_MSAT + paid {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for jump in [jump, -jump] {
            alice.clock.advance(jump);
            alice.engine.resume().await?;
        }
    }
    anyhow::ensure!(alice.engine.store().outbox()?.is_empty(), "something still waits");
    bob.engine.catch_up().await?;
    anyhow::ensure!(bob.texts()? == ["once", "once", "once"], "{:?}", bob.texts()?);
    anyhow::ensure!(world.balance("bob")? == knock_tests::BALANCE_MSAT + 3_000);
    Ok(())
}
