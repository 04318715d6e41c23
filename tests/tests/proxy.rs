//! With a SOCKS5 proxy everything goes through it, names included, and nothing goes past it.

use std::collections::HashSet;

use knock_core::store::OutState;
use knock_sandbox::socks::SocksProxy;
use knock_tests::{Person, World};
use nostr::RelayUrl;

/// No name server knows it, and none may be asked about it (RFC 7686).
const ONION: &str = "knocktestknocktestknocktestknocktestknocktestknocktestkno.onion";

async fn behind(proxy: &SocksProxy, person: &mut Person) -> anyhow::Result<()> {
    let address = proxy.address();
    person.restart_changed(|settings| settings.proxy = Some(address)).await
}

#[tokio::test]
async fn relays_services_and_wallet_are_reached_through_the_proxy_only() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let (alices, bobs) = (SocksProxy::start().await?, SocksProxy::start().await?);
    behind(&alices, &mut alice).await?;
    behind(&bobs, &mut bob).await?;
    let before = world.sandbox.relay().log();
    let wallets_before = world.sandbox.wallet_relay().log().connections;

    assert_eq!(alice.send(&to_bob, "through Tor").await?.state, OutState::Delivered);
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["through Tor"]);

    let ports = |proxy: &SocksProxy| proxy.tunnels().iter().map(|t| t.port).collect::<Vec<_>>();
    let port =
        |url: String| url.rsplit_once(':').and_then(|(_, port)| port.trim_end_matches('/').parse().ok());
    let count = |url: String| {
        let wanted: Option<u16> = port(url);
        let all = [ports(&alices), ports(&bobs)].concat();
        all.into_iter().filter(|port| Some(*port) == wanted).count() as u64
    };
    let relay = world.sandbox.relay().log();
    let sockets = relay.connections - before.connections;
    let documents = relay.document_reads - before.document_reads;
    assert_eq!((sockets, documents), (2, 1));
    assert_eq!(count(world.sandbox.relay_url()), sockets + documents);
    assert_eq!(
        count(world.sandbox.wallet_relay_url()),
        world.sandbox.wallet_relay().log().connections - wallets_before
    );
    assert!(count(world.sandbox.lnurl_base()) > 0);
    Ok(())
}

#[tokio::test]
async fn no_two_destinations_share_a_circuit() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let proxy = SocksProxy::start().await?;
    behind(&proxy, &mut alice).await?;
    alice.send(&to_bob, "one").await?;
    alice.restart().await?;
    alice.send(&to_bob, "two").await?;

    let tunnels = proxy.tunnels();
    let destinations: HashSet<_> = tunnels.iter().map(|t| t.port).collect();
    assert_eq!(destinations.len(), 3, "relay, wallet relay and LNURL service");
    for tunnel in &tunnels {
        let (user, password) = &tunnel.credentials;
        assert!(user.len() == 16 && password.len() == 16, "{user}:{password}");
        let others = tunnels.iter().filter(|other| other.port != tunnel.port);
        assert!(others.into_iter().all(|other| other.credentials != tunnel.credentials));
    }
    // A new start is somebody new, also to the proxy.
    let names: HashSet<_> = tunnels.iter().map(|t| &t.credentials).collect();
    assert!(names.len() >= 2 * destinations.len());
    Ok(())
}

#[tokio::test]
async fn the_proxy_resolves_names_and_reaches_onion_services() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let hidden = |url: String| url.replace("127.0.0.1", ONION);
    let onion = RelayUrl::parse(&hidden(world.sandbox.relay_url()))?;
    bob.user.lightning_address = hidden(bob.user.lightning_address.clone());
    let proxy = SocksProxy::start().await?;
    let address = proxy.address();
    for person in [&mut alice, &mut bob] {
        let relay = onion.clone();
        let change = |settings: &mut knock_core::engine::Settings| {
            settings.relays = vec![relay];
            settings.proxy = Some(address);
        };
        person.restart_changed(change).await?;
    }
    let to_bob = alice.meet(&bob).await?;

    let sent = alice.send(&to_bob, "hidden").await?;
    assert_eq!((sent.state, sent.accepted), (OutState::Delivered, vec![onion]));
    bob.engine.catch_up().await?;
    assert_eq!(bob.texts()?, ["hidden"]);
    let tunnels = proxy.tunnels();
    let hidden: Vec<_> = tunnels.iter().filter(|t| t.by_name).collect();
    assert!(hidden.len() >= 3 && hidden.iter().all(|t| t.host == ONION), "{hidden:?}");
    Ok(())
}

#[tokio::test]
async fn a_dead_proxy_means_no_connection_and_not_a_direct_one() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let proxy = SocksProxy::start().await?;
    let address = proxy.address();
    drop(proxy);
    alice.restart_changed(|settings| settings.proxy = Some(address)).await?;
    let (relay, lnurl) = (world.sandbox.relay().log(), world.sandbox.lnurl().log().len());

    let error = alice.send(&to_bob, "nobody hears").await.unwrap_err();
    assert!(error.is_retryable(), "{error}");
    let after = world.sandbox.relay().log();
    assert_eq!((after.connections, after.document_reads), (relay.connections, relay.document_reads));
    assert_eq!(world.sandbox.lnurl().log().len(), lnurl);
    let waiting = alice.engine.store().outbox()?;
    assert_eq!(waiting.len(), 1, "the message waits in the outbox");
    Ok(())
}
