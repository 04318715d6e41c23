//! The wallet contract over LDK nodes, through a routing node.

use std::time::Duration;

use async_trait::async_trait;
use knock_regtest::{LightningNode, Network};
use knock_tests::wallet_contract::{Backend, Side, run};

struct Nodes {
    network: Network,
    offers: [String; 2],
}

fn side(node: &LightningNode, offer: &str) -> Side {
    Side { wallet: node.wallet.clone(), offer: Some(offer.to_owned()), node: node.id().parse().ok() }
}

#[async_trait(?Send)]
impl Backend for Nodes {
    fn name(&self) -> &'static str {
        "LDK"
    }
    fn ours(&self) -> Side {
        side(&self.network.alice, &self.offers[0])
    }
    fn other(&self) -> Side {
        side(&self.network.bob, &self.offers[1])
    }
    async fn restart(&mut self) -> anyhow::Result<()> {
        self.network.alice.restart().await?;
        self.network.alice.connected(1).await
    }
    async fn lose_answers(&mut self) -> anyhow::Result<()> {
        self.network.alice.restart_waiting(Duration::from_millis(1)).await?;
        self.network.alice.connected(1).await
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a bitcoind: scripts/regtest.sh"]
async fn the_in_app_wallet_keeps_the_contract() -> anyhow::Result<()> {
    let network = Network::start().await?;
    let offers = [network.alice.wallet.offer()?, network.bob.wallet.offer()?];
    let mut nodes = Nodes { network, offers };
    let table = run(&mut nodes).await;
    nodes.network.stop().await;
    println!("{}", table?);
    Ok(())
}
