//! `knock wallet ldk`: real processes with a Lightning node inside, on a chain of their own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers fail by panicking, as the tests do")]

mod offers;
#[path = "../machine/strace.rs"]
mod strace;
mod terminal;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use knock_regtest::{Bitcoind, LightningNode, Memory, free_port, until};
use knock_sandbox::{Sandbox, SandboxOptions};
use knock_test_support::terminal::text;
use serde_json::Value;

use crate::terminal::{Terminal, kill};

/// What the program with a node may take, kilobytes.
const MEMORY_KB: u64 = 80_000;
const CHANNEL_SAT: u64 = 1_000_000;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a bitcoind: scripts/regtest.sh"]
async fn a_node_is_made_funded_and_paid_from_the_terminal() {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let chain = Bitcoind::start().await.unwrap();
    let alice = Terminal::new(&sandbox, &chain, None);
    assert_eq!(alice.fails(&["wallet", "ldk", "info"]), ("wallet_not_created".into(), 6));
    let made = alice.create(&[]);
    assert_eq!(made["words"], Value::Null, "the identity's words were shown with it");
    assert_eq!(alice.create(&[])["node_id"], made["node_id"], "other settings make another node");
    assert_eq!(alice.info()["node_id"], made["node_id"]);
    assert_eq!(alice.ok(&["wallet", "info"])["network"], "regtest");

    // Bob's home is made from a key, so the node brings words; a first start that fails does not lose them.
    let bob = Terminal::new(&sandbox, &chain, Some(&"02".repeat(32)));
    let at = format!("127.0.0.1:{}", free_port().unwrap());
    let nobody = format!("knock@127.0.0.1:{}", free_port().unwrap());
    let wrong = ["wallet", "ldk", "create", "--network", "regtest", "--bitcoind", &nobody];
    assert_eq!(bob.fails(&wrong), ("wallet_unreachable".into(), 4));
    assert_eq!(bob.fails(&["wallet", "ldk", "info"]).0, "wallet_not_created", "it was chosen all the same");
    let made = bob.create(&["--listen", &at, "--alias", "bob"]);
    let (words, bobs_node) = (text(&made["words"]), text(&made["node_id"]));
    assert_eq!(words.split(' ').count(), 12);
    assert_eq!(bob.create(&["--listen", &at, "--alias", "bob"])["words"], Value::Null, "shown twice");
    let restored = Terminal::new(&sandbox, &chain, Some(&"03".repeat(32)));
    let restore =
        ["wallet", "ldk", "create", "--network", "regtest", "--bitcoind", &restored.rpc.0, "--restore"];
    assert_eq!(restored.ok_with(&restore, &words)["node_id"], bobs_node);

    // Without a channel there is nothing to be paid over.
    assert_eq!(alice.fails(&["wallet", "ldk", "offer"]).0, "wallet_refused");
    let address = text(&alice.ok(&["wallet", "ldk", "address"])["address"]);
    chain.fund(&[address]).await.unwrap();
    assert_eq!(alice.info()["onchain_sat"], 5_000_000_000_u64);
    let node = format!("{bobs_node}@{at}");
    let size = CHANNEL_SAT.to_string();
    assert_eq!(alice.fails(&["wallet", "ldk", "channel", "bob", &size]), ("wallet_bad_connection".into(), 3));
    assert_eq!(alice.fails(&["wallet", "ldk", "channel", &node, &size]).0, "wallet_unreachable");

    // Bob listens: his node is there, and no other process of his may run it.
    let mut listening = bob.listen();
    let mut heard = BufReader::new(listening.stdout.take().unwrap()).lines();
    let is_there = async || Ok(std::net::TcpStream::connect(&at).is_ok());
    until("Bob's node listens", is_there).await.unwrap();
    assert_eq!(bob.fails(&["wallet", "ldk", "info"]), ("wallet_busy".into(), 4));
    assert_eq!(bob.ok(&["inbox"]), serde_json::json!([]));

    alice.ok(&["wallet", "ldk", "channel", &node, &size]);
    until("the channel is funded", async || Ok(chain.waiting().await? == 1)).await.unwrap();
    chain.mine(6).await.unwrap();
    let usable = async || Ok(alice.info()["channels"][0]["usable"] == true);
    until("the channel can be used", usable).await.unwrap();

    alice.ok(&["contact", "add", &bob.npub(), "--name", "Bob", "--address", &bobs_node, "--offline"]);
    assert_eq!(alice.ok(&["send", "Bob", "Hello Bob"])["state"], "delivered");
    let told: Value = serde_json::from_str(&heard.next().unwrap().unwrap()).unwrap();
    assert_eq!((&told["event"], &told["message"]["text"]), (&"message".into(), &"Hello Bob".into()));
    let Memory { own, resident } = Memory::of(listening.id()).unwrap();
    println!(
        "memory   {} MB: one core with one LDK node, as `knock listen` ({} MB with the program's pages)",
        own / 1_000,
        resident / 1_000
    );
    assert!(own < MEMORY_KB, "the process takes {own} kB");

    // Killed, it loses nothing: the message is there, the channel too, and the node starts again.
    kill(&mut listening);
    assert_eq!(bob.ok(&["inbox"])[0]["text"], "Hello Bob");
    let before = bob.info()["channels"][0].clone();
    let mut listening = bob.listen();
    until("Bob's node listens again", is_there).await.unwrap();
    alice.ok(&["send", "Bob", "Again"]);
    kill(&mut listening);
    let after = bob.info()["channels"][0].clone();
    assert_eq!(before["id"], after["id"]);
    assert!(after["inbound_msat"].as_u64() < before["inbound_msat"].as_u64(), "{before} {after}");

    pay_and_be_killed(&alice, &bob).await;

    // Closed with Bob's consent, the money is back on the chain, and can leave.
    let mut listening = bob.listen();
    until("Bob's node listens once more", is_there).await.unwrap();
    let id = text(&alice.info()["channels"][0]["id"]);
    assert_eq!(alice.fails(&["wallet", "ldk", "close", "1"]).0, "wallet_refused");
    alice.ok(&["wallet", "ldk", "close", &id]);
    until("the closing waits for a block", async || Ok(chain.waiting().await? == 1)).await.unwrap();
    chain.mine(6).await.unwrap();
    kill(&mut listening);
    assert_eq!(alice.info()["channels"], serde_json::json!([]));
    assert_eq!(alice.fails(&["wallet", "ldk", "withdraw", "bc1q"]).0, "wallet_refused");
    let hub = LightningNode::new("hub", &chain).await.unwrap();
    let to = hub.wallet.address().unwrap();
    assert_eq!(text(&alice.ok(&["wallet", "ldk", "withdraw", &to])["transaction"]).len(), 64);
    until("the withdrawal waits for a block", async || Ok(chain.waiting().await? == 1)).await.unwrap();
    chain.mine(1).await.unwrap();
    until("it arrives", async || Ok(hub.wallet.node_info().onchain_sat > 4_990_000_000)).await.unwrap();
    assert_eq!(alice.info()["onchain_sat"], 0);
    hub.stop().await;

    // Bob is paid with comments to his node, and each of them begins so.
    bob.keeps_to_itself(&[&words, "Hello Bob", "knock1", &"02".repeat(32)], &bobs_node);
    alice.keeps_to_itself(&["Hello Bob", "cut off after", "knock1"], &bobs_node);
}

/// Alice is killed while her node pays, at several instants after the row says so. Whatever the next process finds out: no
/// message is paid for twice, none counts as delivered that was not, and none is lost.
async fn pay_and_be_killed(alice: &Terminal, bob: &Terminal) {
    const WAITS: [u64; 3] = [100, 250, 500];
    /// Until the killed process' rows are free again, and were looked at.
    const FREE: Duration = Duration::from_secs(25);
    let spendable = || alice.info()["channels"][0]["outbound_msat"].as_u64().unwrap();
    let outbox = || alice.ok(&["outbox", "list"]).as_array().unwrap().clone();
    let paying = || outbox().iter().filter(|row| row["state"] == "paying").count();
    assert!(outbox().is_empty());
    let before = spendable();
    let mut listening = bob.listen();
    for wait in WAITS {
        let (text, unsettled) = (format!("cut off after {wait} ms"), paying());
        let mut send = alice.command(&["send", "Bob", &text]);
        let mut sending = send.stdout(Stdio::null()).spawn().unwrap();
        let begun = async || Ok(paying() > unsettled || sending.try_wait()?.is_some());
        until("the payment has begun", begun).await.unwrap();
        tokio::time::sleep(Duration::from_millis(wait)).await;
        kill(&mut sending);
    }
    println!("killed while paying: {} of {} have no outcome yet", paying(), WAITS.len());
    let free = Instant::now() + FREE;
    let found_out = async || {
        tokio::time::sleep(Duration::from_secs(1)).await;
        alice.ok(&["inbox"]);
        Ok(outbox().is_empty() || Instant::now() > free)
    };
    until("the outcome is known", found_out).await.unwrap();
    // What the wallet never heard of goes on being looked up until it can no longer come.
    let left = outbox();
    assert!(left.iter().all(|row| row["state"] == "paying"), "{left:?}");
    let arrived = || {
        let all = bob.ok(&["inbox", "--offline", "--limit", "100"]);
        let texts = all.as_array().unwrap().iter().map(|message| text(&message["text"]));
        texts.filter(|text| text.starts_with("cut off")).collect::<Vec<_>>()
    };
    let told = async || {
        let texts = arrived();
        Ok(texts.len() + left.len() >= WAITS.len() && before - spendable() == 1_000 * texts.len() as u64)
    };
    until("each message that arrived is paid for once", told).await.unwrap();
    let texts = arrived();
    println!("killed while paying: {} arrived, {} are looked up", texts.len(), left.len());
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len(), "twice: {texts:?}");
    kill(&mut listening);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a bitcoind: scripts/regtest.sh"]
async fn settings_that_cannot_be_read_are_told_at_once() {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let chain = Bitcoind::start().await.unwrap();
    let alice = Terminal::new(&sandbox, &chain, None);
    let create = ["wallet", "ldk", "create", "--network", "regtest"];
    let fails = |more: &[&str]| alice.fails(&[&create[..], more].concat());
    assert_eq!(fails(&["--bitcoind", "nowhere"]), ("bitcoind_invalid".into(), 3));
    assert_eq!(fails(&["--esplora", "nowhere"]), ("wallet_bad_connection".into(), 3));
    let nobody = format!("http://127.0.0.1:{}", free_port().unwrap());
    for server in [nobody, format!("{}/lnurl", sandbox.lnurl().base())] {
        assert_eq!(fails(&["--esplora", &server]), ("wallet_unreachable".into(), 4), "{server}");
    }
    let rpc = ["--bitcoind", alice.rpc.0.as_str()];
    let bad = [["--lsp", "02@h:1"], ["--rapid-gossip", "nowhere"], ["--listen", "nowhere"]];
    for more in bad {
        assert_eq!(fails(&[&rpc[..], &more].concat()), ("wallet_bad_connection".into(), 3), "{more:?}");
    }
    assert_eq!(alice.fails(&["wallet", "ldk", "info"]), ("wallet_not_created".into(), 6));
}
