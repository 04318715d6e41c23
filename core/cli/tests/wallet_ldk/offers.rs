//! Whoever pays an offer with the node inside is killed before every durable step of sending. The other node is the judge.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::ensure;
use knock_core::wallet::Wallet;
use knock_regtest::{Network, free_port, until};
use knock_sandbox::{Sandbox, SandboxOptions};
use knock_test_support::terminal::text;
use nostr::Timestamp;
use serde_json::Value;

use crate::strace::{Fault, database_files, was_killed};
use crate::terminal::{Terminal, kill};

const CHANNEL_SAT: u64 = 1_000_000;
/// What others may take to hear of a node, and how often that may go wrong.
const SPREADING: Duration = Duration::from_secs(60);
const SPREADINGS: usize = 4;
/// Until a killed process' rows are free again, and were looked at.
const FREE: Duration = Duration::from_secs(40);
/// Blocks for which a channel's money waits after a closing by one side alone.
const DELAY: u64 = 144;
/// More steps than there are.
const MOST: usize = 200;

/// Alice at a terminal. Her node has a channel to one in the middle, and is announced: an offer is asked for its invoice
/// by way of such nodes.
struct Scene {
    sandbox: Sandbox,
    network: Network,
    alice: Terminal,
}

impl Scene {
    async fn set() -> anyhow::Result<Self> {
        let mut network = Network::start().await?;
        let sandbox = Sandbox::start(SandboxOptions::default()).await?;
        let alice = Terminal::new(&sandbox, &network.chain, None);
        let at = format!("127.0.0.1:{}", free_port()?);
        let node = text(&alice.create(&["--listen", &at, "--alias", "terminal"])["node_id"]);
        network.chain.fund(&[text(&alice.ok(&["wallet", "ldk", "address"])["address"])]).await?;
        let size = CHANNEL_SAT.to_string();
        alice.ok(&["wallet", "ldk", "channel", &network.router.address()?, &size, "--announce"]);
        until("the channel is funded", async || Ok(network.chain.waiting().await? == 1)).await?;
        network.chain.mine(6).await?;
        for _ in 0..SPREADINGS {
            let mut listening = alice.listen();
            let deadline = Instant::now() + SPREADING;
            let mut known = Ok(false);
            while !matches!(known, Ok(true)) && Instant::now() < deadline {
                tokio::time::sleep(Duration::from_millis(100)).await;
                known = network.bob.wallet.knows_node(&node);
            }
            kill(&mut listening);
            if known? {
                return Ok(Self { sandbox, network, alice });
            }
            // Nodes that have just started tell each other everything.
            network.router.restart().await?;
            network.bob.restart().await?;
        }
        anyhow::bail!("nobody hears of the new node")
    }

    /// Alice knows Bob by his offer, and a message has gone through.
    async fn introduce(&self) -> anyhow::Result<()> {
        let (bob, offer) = (nostr::Keys::generate().public_key().to_hex(), self.network.bob.wallet.offer()?);
        self.alice.ok(&["contact", "add", &bob, "--name", "Bob", "--offer", &offer, "--offline"]);
        self.alice.command(&["send", "Bob", "not killed"]).output()?;
        let done = async || {
            self.alice.ok(&["inbox"]);
            Ok(self.outbox().is_empty())
        };
        until("an offer can be paid", done).await
    }

    fn outbox(&self) -> Vec<Value> {
        self.alice.ok(&["outbox", "list"]).as_array().unwrap().clone()
    }

    /// The texts that Alice has sent, or tries to.
    fn stored(&self) -> usize {
        self.alice.ok(&["inbox", "--offline", "--limit", "1000"]).as_array().unwrap().len()
    }

    /// The comments that Bob was paid with.
    async fn comments(&self) -> anyhow::Result<Vec<String>> {
        let paid = self.network.bob.wallet.incoming_since(Timestamp::from(0)).await?;
        Ok(paid.into_iter().filter_map(|payment| payment.comment).collect())
    }

    /// The channel's money is told of while it is on its way, and comes: LDK closes a channel about which its manager knows
    /// less than the channel's own record, as after a kill between the writing of the two.
    async fn comes_back(&self, info: &Value) -> anyhow::Result<()> {
        let sats = |info: &Value, of: &str| info[of].as_u64().unwrap();
        println!("the channel was closed, {} sat are on their way", sats(info, "closing_sat"));
        ensure!(sats(info, "closing_sat") > CHANNEL_SAT / 10 * 9, "money is missing: {info}");
        self.network.chain.mine(DELAY).await?;
        until("the money is on the chain", async || {
            self.network.chain.mine(1).await?;
            let now = self.alice.info();
            Ok(sats(&now, "onchain_sat") > sats(info, "onchain_sat") + CHANNEL_SAT / 10 * 9)
        })
        .await
    }

    /// Sends until no step is left to be killed at; how many were.
    fn send_and_be_killed(&self) -> anyhow::Result<usize> {
        for (kills, at) in (1..MOST).enumerate() {
            let files = database_files(self.alice.home(), "knock.db");
            let send = self.alice.command(&["send", "Bob", &format!("killed at {at}")]);
            let output = Fault { files, ..Fault::kill("fsync", at) }.run(&send)?;
            if !was_killed(output.status) {
                ensure!(kills > 0, "nothing was killed");
                return Ok(kills);
            }
        }
        anyhow::bail!("it never comes through")
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a bitcoind: scripts/regtest.sh"]
async fn an_offer_is_paid_once_wherever_its_sender_is_killed() {
    let scene = Scene::set().await.unwrap();
    scene.introduce().await.unwrap();
    let kills = scene.send_and_be_killed().unwrap();
    let info = scene.alice.info();
    let closed = info["channels"].as_array().unwrap().is_empty();
    let deadline = Instant::now() + FREE;
    let known = async || {
        scene.alice.ok(&["inbox"]);
        Ok(scene.outbox().is_empty() || Instant::now() > deadline)
    };
    until("the outcome is known", known).await.unwrap();
    // What the node never heard of goes on being looked up until it can no longer come.
    let left = scene.outbox();
    let waits =
        |row: &Value| row["state"] == "paying" || closed && row["error"]["kind"] == "insufficient_funds";
    assert!(left.iter().all(waits), "{left:?}");
    let (stored, published) = (scene.stored(), scene.sandbox.relay().log().events_of_kind(1_404));
    assert_eq!(stored, published, "each row is published once");
    let arrived = async || Ok(scene.comments().await?.len() + left.len() == stored);
    until("all but those have arrived", arrived).await.unwrap();
    let comments = scene.comments().await.unwrap();
    assert_eq!(comments.iter().collect::<BTreeSet<_>>().len(), comments.len(), "paid twice");
    println!(
        "{kills} kills while an offer was paid: {} messages paid once, {} are looked up",
        comments.len(),
        left.len()
    );
    if closed {
        scene.comes_back(&info).await.unwrap();
    }
    scene.network.stop().await;
}
