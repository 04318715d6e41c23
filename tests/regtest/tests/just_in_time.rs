//! A phone without a channel is paid: a service opens one to it just in time (LSPS2).

use std::sync::Arc;

use anyhow::{Context, ensure};
use futures::StreamExt;
use knock_core::amount::Msat;
use knock_core::wallet::{
    CheckedInvoice, InvoiceDescription, InvoiceRequest, PayOutcome, PayRequest, Wallet,
};
use knock_ldk::{ChainSource, LdkSettings, Lsp};
use knock_regtest::{Bitcoind, LightningNode, free_port, phone, until};
use ldk_node::bitcoin::Network;
use ldk_node::liquidity::LSPS2ServiceConfig;
use ldk_node::{Builder, Node};
use tempfile::TempDir;

const TOKEN: &str = "known";
/// One percent of what is paid, and no less than a satoshi.
const FEE_PPM: u32 = 10_000;
const PAID: Msat = Msat::from_sat(50_000);

/// The service: LDK's own, on a node of its own.
struct Service {
    node: Arc<Node>,
    address: String,
    _folder: TempDir,
}

impl Service {
    async fn start(chain: &Bitcoind) -> anyhow::Result<Self> {
        let (folder, port) = (tempfile::tempdir()?, free_port()?);
        let ChainSource::Bitcoind { host, port: rpc, user, password } = chain.chain_source() else {
            anyhow::bail!("no bitcoind");
        };
        let mut builder = Builder::new();
        builder
            .set_network(Network::Regtest)
            .set_storage_dir_path(folder.path().display().to_string())
            .set_chain_source_bitcoind_rpc(host, rpc, user, password)
            .set_liquidity_provider_lsps2(LSPS2ServiceConfig {
                require_token: Some(TOKEN.to_owned()),
                advertise_service: false,
                channel_opening_fee_ppm: FEE_PPM,
                channel_over_provisioning_ppm: 1_000_000,
                min_channel_opening_fee_msat: 1_000,
                min_channel_lifetime: 144,
                max_client_to_self_delay: 1_440,
                min_payment_size_msat: 1_000,
                max_payment_size_msat: 1_000_000_000,
                client_trusts_lsp: false,
            });
        builder.set_listening_addresses(vec![
            format!("127.0.0.1:{port}").parse().map_err(|_| anyhow::anyhow!("no address"))?,
        ])?;
        builder.set_node_alias("service".to_owned())?;
        let node = tokio::task::spawn_blocking(move || {
            let node = builder.build_with_fs_store()?;
            node.start()?;
            anyhow::Ok(Arc::new(node))
        })
        .await??;
        let address = format!("{}@127.0.0.1:{port}", node.node_id());
        // What it learns has to be taken from it, or it stands still.
        let listening = node.clone();
        tokio::spawn(async move {
            loop {
                listening.next_event_async().await;
                if listening.event_handled().is_err() {
                    break;
                }
            }
        });
        Ok(Self { node, address, _folder: folder })
    }
}

fn invoice(amount: Msat) -> InvoiceRequest {
    InvoiceRequest {
        amount,
        description: InvoiceDescription::Text("the first".to_owned()),
        comment: Some("knock1 in the first payment".to_owned()),
        expiry_secs: 600,
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a bitcoind: scripts/regtest.sh"]
async fn the_first_payment_opens_its_own_channel() -> anyhow::Result<()> {
    let chain = Bitcoind::start().await?;
    let service = Service::start(&chain).await?;
    let alice = LightningNode::new("alice", &chain).await?;
    let lsp = Lsp { node: service.address.clone(), token: Some(TOKEN.to_owned()) };
    let mut bob = LightningNode::with(LdkSettings { lsp: Some(lsp), ..phone(&chain) }).await?;

    // Alice has a channel with the service; Bob has nothing at all.
    let own = service.node.onchain_payment().new_address()?.to_string();
    chain.fund(&[own.clone(), own, alice.wallet.address()?]).await?;
    until("the coins are seen", async || {
        Ok(alice.wallet.node_info().onchain_spendable_sat > 1_000_000
            && service.node.list_balances().spendable_onchain_balance_sats > 1_000_000)
    })
    .await?;
    alice.wallet.open_channel(&service.address, 1_000_000, true).await?;
    until("the channel is funded", async || Ok(chain.waiting().await? >= 1)).await?;
    chain.mine(6).await?;
    alice.connected(1).await?;
    ensure!(bob.wallet.node_info().channels.is_empty());

    let mut told = bob.wallet.incoming().await?;
    let made = CheckedInvoice::parse(&bob.wallet.make_invoice(&invoice(PAID)).await?)?;
    let request = PayRequest::Invoice {
        bolt11: made.bolt11,
        payment_hash: made.payment_hash,
        amount: PAID,
        max_fee: None,
    };
    let PayOutcome::Settled(settled) = alice.wallet.pay(&request).await? else {
        anyhow::bail!("handed over");
    };
    let incoming = tokio::time::timeout(std::time::Duration::from_secs(30), told.next())
        .await?
        .context("the stream ended")?;
    println!(
        "just in time: paid {PAID}, arrived {} (the channel's price is taken off), routing {}, comment {:?}",
        incoming.amount,
        settled.fee.unwrap_or_default(),
        incoming.comment,
    );
    ensure!(incoming.payment_hash == made.payment_hash);
    ensure!(incoming.comment.as_deref() == Some("knock1 in the first payment"), "its comment is lost");
    ensure!(incoming.amount == Msat(PAID.0 - PAID.0 * u64::from(FEE_PPM) / 1_000_000), "another price");

    let channels = bob.wallet.node_info().channels;
    ensure!(channels.len() == 1 && channels[0].usable, "no channel: {channels:?}");
    // What the channel can receive now needs no other one.
    let again = bob.wallet.make_invoice(&invoice(Msat::from_sat(1_000))).await?;
    let again = CheckedInvoice::parse(&again)?;
    let request = PayRequest::Invoice {
        bolt11: again.bolt11,
        payment_hash: again.payment_hash,
        amount: Msat::from_sat(1_000),
        max_fee: None,
    };
    alice.wallet.pay(&request).await?;
    ensure!(bob.wallet.node_info().channels.len() == 1, "another channel");

    // It is Bob's after a restart too, and confirmed like any other.
    until("the channel is on its way to the chain", async || Ok(chain.waiting().await? >= 1)).await?;
    bob.restart().await?;
    chain.mine(6).await?;
    bob.connected(1).await?;
    bob.wallet.shutdown().await;
    alice.wallet.shutdown().await;
    let node = service.node.clone();
    tokio::task::spawn_blocking(move || node.stop()).await??;
    Ok(())
}
