//! The in-app wallet on an Esplora server, as on a phone; and on servers that are not there, or are none.

use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use knock_core::amount::Msat;
use knock_core::engine::{NewContact, PayBy};
use knock_core::store::OutState;
use knock_core::wallet::WalletError;
use knock_ldk::ChainSource;
use knock_regtest::{Bitcoind, Esplora, LightningNode, free_port, phone_on, until};
use knock_tests::{Person, World};
use tokio::net::TcpListener;

const CHANNEL_SAT: u64 = 1_000_000;
/// What Bob has in the channel before he answers: more than a channel keeps (1 %).
const BALANCE: Msat = Msat::from_sat(20_000);
/// More than opening and closing a channel costs here, satoshi.
const FEES_SAT: u64 = 10_000;

/// Alice's node has its blocks from an Esplora server and is announced to nobody; Bob's has them from bitcoind.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a bitcoind: scripts/regtest.sh"]
async fn a_phone_on_esplora_opens_a_channel_knocks_is_knocked_at_and_closes() -> anyhow::Result<()> {
    let chain = Bitcoind::start().await?;
    let esplora = Esplora::start(&chain).await?;
    let mut alices = LightningNode::with(phone_on(esplora.chain_source())).await?;
    let bobs = LightningNode::new("bob", &chain).await?;
    chain.fund(&[alices.wallet.address()?]).await?;
    until("the coins are seen", async || {
        alices.looks().await;
        Ok(alices.wallet.node_info().onchain_spendable_sat > CHANNEL_SAT)
    })
    .await?;
    let funded = alices.wallet.node_info().onchain_sat;
    alices.wallet.open_channel(&bobs.address()?, CHANNEL_SAT, false).await?;
    until("the channel is funded", async || Ok(chain.waiting().await? > 0)).await?;
    chain.mine(6).await?;
    alices.connected(1).await?;
    bobs.connected(1).await?;

    alices.pays(&bobs, BALANCE).await?;

    let world = World::start().await?;
    let (mut alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.restart_with(alices.wallet.clone()).await?;
    bob.restart_with(bobs.wallet.clone()).await?;
    knocks(&alice, &mut bob, bobs.id(), "Hello Bob").await?;
    knocks(&bob, &mut alice, alices.id(), "Hello Alice").await?;

    // What it knows of the chain is on the disk; and it finds the channel's end there, and its money.
    alices.restart().await?;
    alices.connected(1).await?;
    let channel = alices.wallet.node_info().channels.pop().context("no channel")?;
    alices.wallet.close_channel(&channel.id, false).await?;
    until("the closing waits for a block", async || Ok(chain.waiting().await? > 0)).await?;
    chain.mine(6).await?;
    let left = funded - BALANCE.0 / 1_000 - FEES_SAT;
    until("what was in the channel is on the chain", async || {
        alices.looks().await;
        Ok(alices.wallet.node_info().onchain_sat > left)
    })
    .await?;
    alices.stop().await;
    bobs.stop().await;
    Ok(())
}

/// One knocks at the other's node, who hears it.
async fn knocks(from: &Person, to: &mut Person, node: String, text: &str) -> anyhow::Result<()> {
    let known = NewContact { reference: to.card()?, lightning_address: Some(node), ..NewContact::default() };
    let peer = from.engine.add_contact(known).await?.pubkey;
    ensure!(from.engine.quote(&peer).await?.by == PayBy::Keysend, "another way");
    let _hears = to.listen();
    let sent = from.send(&peer, text).await?;
    let message = to.next_message().await?;
    ensure!(sent.state == OutState::Delivered && message.content == text, "{sent:?} {message:?}");
    ensure!(message.paid == Some(Msat::from_sat(1)), "{message:?}");
    Ok(())
}

/// A server with this in place of everything that Esplora answers.
async fn server(router: Router) -> anyhow::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// Starts a node there and catches up, which must not work.
async fn fails(what: &str, url: String) -> anyhow::Result<()> {
    let started = LightningNode::with(phone_on(ChainSource::Esplora { url })).await;
    let told = match started {
        Err(error) => error.downcast::<WalletError>().context("not told by the wallet")?,
        Ok(node) => {
            let synced = node.wallet.sync().await;
            node.stop().await;
            synced.err().with_context(|| format!("{what}: it has caught up"))?
        }
    };
    ensure!(matches!(told, WalletError::Unreachable(_)), "{what}: {told:?}");
    ensure!(told.is_retryable(), "{what}: it is not tried again");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_none_is_told() -> anyhow::Result<()> {
    let page = || async { "<html>It works!</html>" };
    let silent = || async { tokio::time::sleep(Duration::from_secs(3_600)).await };
    // Fees are told, and so the node starts; then nothing makes sense.
    let half = Router::new().route("/fee-estimates", get(|| async { "{\"1\":2.0}" })).fallback(page);
    let cases = [
        ("nobody listens", format!("http://127.0.0.1:{}", free_port()?)),
        ("a web page", server(Router::new().fallback(page)).await?),
        ("nothing is found", server(Router::new()).await?),
        ("refuses", server(Router::new().fallback(|| async { StatusCode::FORBIDDEN })).await?),
        ("never answers", server(Router::new().fallback(silent)).await?),
        ("tells fees and then nonsense", server(half).await?),
    ];
    let tried = cases.map(|(what, url)| tokio::spawn(fails(what, url)));
    for one in tried {
        one.await??;
    }
    Ok(())
}
