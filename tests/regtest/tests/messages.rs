//! Messages over real Lightning, from one full core to the other through a routing node.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, ensure};
use knock_core::amount::Msat;
use knock_core::engine::{NewContact, PayBy, Settings};
use knock_core::store::{OutState, Outgoing};
use knock_core::wallet::Wallet;
use knock_regtest::{Memory, Network};
use knock_sandbox::lnurl::{LnurlServer, LnurlSettings};
use knock_tests::{Person, WalletLedger, World};
use nostr::PublicKey;

/// What a core with an LDK node may take, kilobytes.
const MEMORY_KB: u64 = 80_000;

/// Two people, each with a node for a wallet, and a relay.
struct Scene {
    network: Network,
    alice: Person,
    bob: Person,
    /// The relay is in there.
    _world: World,
}

impl Scene {
    async fn start() -> anyhow::Result<Self> {
        let network = Network::start().await?;
        let world = World::start().await?;
        let (mut alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
        alice.restart_with(network.alice.wallet.clone()).await?;
        bob.restart_with(network.bob.wallet.clone()).await?;
        Ok(Self { network, alice, bob, _world: world })
    }
}

/// Makes it known where somebody can be paid, to themselves and to the other.
async fn introduce(
    who: &Person,
    to: &Person,
    offer: Option<String>,
    address: Option<String>,
) -> anyhow::Result<PublicKey> {
    let own = who.engine.settings()?;
    // A node's key is nothing to be sent along.
    let lightning_address = address.clone().filter(|address| address.contains('@'));
    Settings { offer: offer.clone(), lightning_address, ..own }.save(who.engine.store())?;
    let new =
        NewContact { reference: who.card()?, offer, lightning_address: address, ..NewContact::default() };
    Ok(to.engine.add_contact(new).await?.pubkey)
}

/// Sends a text and waits for it on the other side; prints one line about it.
async fn knocks(
    way: &str,
    from: &Person,
    to: &mut Person,
    peer: &PublicKey,
    text: &str,
) -> anyhow::Result<Outgoing> {
    let started = Instant::now();
    let sent = from.send(peer, text).await?;
    let message = to.next_message().await?;
    let millis = started.elapsed().as_millis();
    ensure!(message.content == text && message.paid.is_some(), "another message came: {message:?}");
    ensure!(sent.state == OutState::Delivered, "not delivered: {sent:?}");
    let pay = sent.pay.as_ref().context("nothing was paid")?;
    let hash = pay.payment_hash().context("no payment hash")?;
    println!(
        "{way:<8} payment hash {hash}  {} + {} routing  comment {} bytes  received in {millis} ms",
        pay.amount(),
        pay.fee.unwrap_or_default(),
        sent.comment.len(),
    );
    ensure!(pay.fee.unwrap_or_default() <= from.engine.settings()?.max_fee, "routing cost too much");
    Ok(sent)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a bitcoind: scripts/regtest.sh"]
async fn messages_go_over_offers_addresses_and_keysend() -> anyhow::Result<()> {
    let Scene { network, mut alice, mut bob, _world } = Scene::start().await?;
    let (_alice_hears, _bob_hears) = (alice.listen(), bob.listen());

    // Bob is known by his offer, and answers at Alice's, which came with her message.
    let to_bob = introduce(&bob, &alice, Some(network.bob.wallet.offer()?), None).await?;
    let offer = Some(network.alice.wallet.offer()?);
    Settings { offer, lightning_address: None, ..alice.engine.settings()? }.save(alice.engine.store())?;
    let from_alice = alice.public_key();
    let quote = alice.engine.quote(&to_bob).await?;
    ensure!((quote.by, quote.amount) == (PayBy::Offer, Msat::from_sat(1)) && quote.fee_is_limited);
    let first = knocks("offer", &alice, &mut bob, &to_bob, "Hello Bob").await?;
    ensure!(first.comment.len() == 254, "the comment has {} bytes", first.comment.len());
    knocks("offer", &bob, &mut alice, &from_alice, "Hello Alice").await?;

    // By Bob's Lightning address: a service in front of his node that hands the comment on.
    let bobs_node: Arc<dyn Wallet> = network.bob.wallet.clone();
    let alices_node: Arc<dyn Wallet> = network.alice.wallet.clone();
    let nodes = [("bob", bobs_node, network.bob.id()), ("alice", alices_node, network.alice.id())];
    let ledger = WalletLedger::open(nodes).await?;
    let service = LnurlServer::start(Arc::new(ledger)).await?;
    for name in ["bob", "alice"] {
        service.lnurl().configure(name, LnurlSettings::default());
    }
    alice.engine.store().remove_contact(&to_bob)?;
    introduce(&bob, &alice, None, Some(service.lnurl().address("bob"))).await?;
    knocks("address", &alice, &mut bob, &to_bob, "at your address").await?;
    bob.engine.store().remove_contact(&from_alice)?;
    introduce(&alice, &bob, None, Some(service.lnurl().address("alice"))).await?;
    knocks("address", &bob, &mut alice, &from_alice, "and at yours").await?;

    // And straight to his node.
    alice.engine.store().remove_contact(&to_bob)?;
    introduce(&bob, &alice, None, Some(network.bob.id())).await?;
    knocks("keysend", &alice, &mut bob, &to_bob, "to your node").await?;

    let Memory { own, resident } = Memory::now()?;
    println!(
        "memory   {} MB, {} MB with the program's own pages: two cores, three LDK nodes and a relay in one process",
        own / 1_000,
        resident / 1_000,
    );
    ensure!(own < MEMORY_KB, "the process takes {own} kB");
    network.stop().await;
    Ok(())
}
