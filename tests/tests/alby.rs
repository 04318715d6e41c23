//! Linked wallets (NIP-47) against an implementation that shares no code with ours: Alby's JavaScript SDK, as
//! wallet service and as client. `npm ci --prefix tests/interop` fetches it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use knock_core::reach::Reach;
use knock_core::store::OutState;
use knock_core::wallet::{NwcWallet, PaymentHash, PaymentStatus};
use knock_sandbox::wallet_service::WalletSwitches;
use knock_tests::node::{self, Node};
use knock_tests::{BALANCE_MSAT, Person, World};
use serde_json::json;

/// Puts Alby's wallet service between a person and their account.
async fn serve(world: &World, person: &Person) -> anyhow::Result<(Node, String)> {
    let question =
        json!({ "relay_url": world.sandbox.wallet_relay_url(), "wallet_uri": person.user.wallet_uri });
    let (service, ready) = node::serve("alby-wallet.mjs", &question).await?;
    Ok((service, ready["uri"].as_str().unwrap_or_default().to_owned()))
}

fn linked(uri: &str) -> anyhow::Result<NwcWallet> {
    Ok(NwcWallet::link(uri, Reach::Local)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn knocks_come_and_go_through_their_wallet_service() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let (_service, uri) = serve(&world, &bob).await?;
    bob.restart_with(Arc::new(linked(&uri)?)).await?;
    let (to_alice, to_bob) = (bob.meet(&alice).await?, alice.meet(&bob).await?);

    // Told of by a notification.
    let listener = bob.listen();
    let first = alice.send(&to_bob, "Hello Bob").await?;
    assert_eq!(bob.next_message().await?.content, "Hello Bob");
    drop(listener);

    // Found in the list.
    alice.send(&to_bob, "Are you there?").await?;
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["Hello Bob", "Are you there?"]);
    assert_eq!(first.state, OutState::Delivered);

    // Paid by it, and proven.
    let answer = bob.send(&to_alice, "Hello Alice").await?;
    assert_eq!(answer.state, OutState::Delivered);
    let ticket = answer.pay.context("no ticket")?;
    let PaymentStatus::Settled(settled) = bob.engine.wallet().lookup(&ticket.request).await? else {
        bail!("it does not know what it paid");
    };
    let proven = settled.preimage.map(|preimage| preimage.payment_hash());
    assert_eq!(proven, ticket.payment_hash());
    alice.engine.catch_up().await?;
    assert_eq!(alice.texts()?.last().map(String::as_str), Some("Hello Alice"));
    assert_eq!(world.balance("bob")?, BALANCE_MSAT + 2_000 - 1_000);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_they_lost_is_looked_up_there() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let (_service, uri) = serve(&world, &alice).await?;
    let impatient = linked(&uri)?.with_pay_limit(Duration::from_secs(1));
    alice.restart_with(Arc::new(impatient)).await?;
    let to_bob = alice.meet(&bob).await?;
    let silent = WalletSwitches { drop_pay_response: true, ..WalletSwitches::default() };
    world.sandbox.wallets().set_switches("alice", silent);

    let error = alice.send(&to_bob, "Hello").await.err().map(|error| error.kind());
    assert_eq!(error, Some("payment_outcome_unknown"));
    alice.clock.advance(60);
    alice.engine.resume().await?;
    assert_eq!(alice.engine.store().outbox()?.len(), 0, "delivered");
    assert_eq!(world.balance("alice")?, BALANCE_MSAT - 1_000, "not paid once");
    assert_eq!(world.sandbox.wallets().request_count("alice", "pay_invoice"), 1);
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["Hello"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn their_client_pays_and_is_paid_by_our_service() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let question = json!({
        "payer_uri": alice.user.wallet_uri,
        "payee_uri": bob.user.wallet_uri,
        "comment": "knock1 or anything",
    });
    let (ok, answer) = node::ask("alby-client.mjs", &question).await?;
    assert!(ok, "{answer}");
    answer["payment_hash"].as_str().unwrap_or_default().parse::<PaymentHash>()?;
    assert_eq!(world.balance("bob")?, BALANCE_MSAT + 21_000);
    Ok(())
}
