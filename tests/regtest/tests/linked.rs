//! A linked wallet over real Lightning: Bob's core knows no node, only a NIP-47 link to a service in front of one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use knock_core::engine::NewContact;
use knock_core::reach::Reach;
use knock_core::store::{OutState, Outgoing};
use knock_core::wallet::{NwcWallet, Wallet};
use knock_regtest::Network;
use knock_sandbox::lnurl::{LnurlServer, LnurlSettings};
use knock_sandbox::wallet_service::{WalletEncryption, WalletService, WalletSwitches};
use knock_tests::{Person, WalletLedger, World};
use nostr::{PublicKey, RelayUrl};

/// Alice with a node of her own, Bob linked to his, and what stands in front of the nodes.
struct Scene {
    network: Network,
    alice: Person,
    bob: Person,
    addresses: LnurlServer,
    service: WalletService,
    _world: World,
}

impl Scene {
    async fn start() -> anyhow::Result<Self> {
        let network = Network::start().await?;
        let world = World::start().await?;
        let (mut alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
        let nodes: [(&str, Arc<dyn Wallet>, String); 2] = [
            ("alice", network.alice.wallet.clone(), network.alice.id()),
            ("bob", network.bob.wallet.clone(), network.bob.id()),
        ];
        let ledger = Arc::new(WalletLedger::open(nodes).await?);
        let addresses = LnurlServer::start(ledger.clone()).await?;
        for name in ["alice", "bob"] {
            addresses.lnurl().configure(name, LnurlSettings::default());
        }
        let relay = RelayUrl::parse(&world.sandbox.wallet_relay_url())?;
        let service = WalletService::start(relay, ledger, WalletEncryption::Both).await?;
        alice.restart_with(network.alice.wallet.clone()).await?;
        let uri = service.connect("bob", None)?;
        bob.restart_with(Arc::new(NwcWallet::link(&uri, Reach::Local)?)).await?;
        Ok(Self { network, alice, bob, addresses, service, _world: world })
    }

    /// Puts one into the other's contacts, with the address in front of their node.
    async fn introduce(&self, who: &Person, to: &Person) -> anyhow::Result<PublicKey> {
        let new = NewContact {
            reference: who.card()?,
            lightning_address: Some(self.addresses.lnurl().address(&who.user.name)),
            ..NewContact::default()
        };
        Ok(to.engine.add_contact(new).await?.pubkey)
    }
}

/// One line about a message that was sent and has arrived.
fn tell(way: &str, sent: &Outgoing, started: Instant) -> anyhow::Result<()> {
    ensure!(sent.state == OutState::Delivered, "not delivered: {sent:?}");
    let pay = sent.pay.as_ref().context("nothing was paid")?;
    println!(
        "{way:<8} payment hash {}  {} + {} routing  comment {} bytes  received in {} ms",
        pay.payment_hash().context("no payment hash")?,
        pay.amount(),
        pay.fee.unwrap_or_default(),
        sent.comment.len(),
        started.elapsed().as_millis(),
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a bitcoind: scripts/regtest.sh"]
async fn a_linked_wallet_is_paid_and_pays_over_real_nodes() -> anyhow::Result<()> {
    let mut scene = Scene::start().await?;
    let to_bob = scene.introduce(&scene.bob, &scene.alice).await?;
    let to_alice = scene.introduce(&scene.alice, &scene.bob).await?;

    // Alice's node pays Bob's; a notification tells Bob's core.
    let listener = scene.bob.listen();
    let started = Instant::now();
    let sent = scene.alice.send(&to_bob, "Hello Bob").await?;
    let message = scene.bob.next_message().await?;
    ensure!(message.content == "Hello Bob" && message.paid.is_some(), "another came: {message:?}");
    tell("to link", &sent, started)?;
    drop(listener);

    // What was paid while nobody listened is in the list.
    scene.alice.send(&to_bob, "Are you there?").await?;
    scene.bob.engine.catch_up().await?;
    ensure!(scene.bob.texts()? == ["Hello Bob", "Are you there?"], "{:?}", scene.bob.texts()?);

    // Bob's core asks the service to pay Alice's node.
    let _alice_hears = scene.alice.listen();
    let started = Instant::now();
    let sent = scene.bob.send(&to_alice, "Yes").await?;
    let message = scene.alice.next_message().await?;
    ensure!(message.content == "Yes" && message.paid.is_some(), "another came: {message:?}");
    tell("by link", &sent, started)?;

    // The service pays and its answer is lost: the payment is looked up, and not made again.
    let before = scene.network.bob.wallet.info().await?.balance;
    let silent = WalletSwitches { drop_pay_response: true, ..WalletSwitches::default() };
    scene.service.set_switches("bob", silent);
    let link = NwcWallet::link(&scene.service.connect("bob", None)?, Reach::Local)?;
    scene.bob.restart_with(Arc::new(link.with_pay_limit(Duration::from_secs(5)))).await?;
    match scene.bob.send(&to_alice, "Once").await {
        Err(error) if error.kind() == "payment_outcome_unknown" => {}
        other => bail!("its outcome cannot be known: {other:?}"),
    }
    scene.bob.clock.advance(60);
    scene.bob.engine.resume().await?;
    ensure!(scene.bob.engine.store().outbox()?.is_empty(), "not delivered");
    ensure!(scene.alice.next_message().await?.content == "Once");
    ensure!(scene.service.request_count("bob", "pay_invoice") == 2, "asked again");
    let after = scene.network.bob.wallet.info().await?.balance;
    println!(
        "looked up, paid once: {} before, {} after",
        before.unwrap_or_default(),
        after.unwrap_or_default()
    );
    ensure!(after < before, "nothing was paid");

    scene.network.stop().await;
    Ok(())
}
