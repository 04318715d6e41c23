//! `knock demo`: two people, a relay, a Lightning service and two wallets in one process, all real
//! but for the money.

mod person;
mod report;

use std::time::{Duration, Instant};

use anyhow::Context;
use knock_core::engine::SendOptions;
use knock_core::store::{Message as Stored, Outgoing};
use knock_protocol::Message;
use knock_sandbox::{Sandbox, SandboxOptions};
use nostr::{Event, JsonUtil};

use self::person::Person;
use self::report::{Narrator, Report};
use crate::args::Demo;
use crate::output::Output;

/// What each of the two can spend, play money.
const BALANCE_MSAT: u64 = 100_000_000;
/// A knock that takes longer on loopback has gone wrong.
const PATIENCE: Duration = Duration::from_secs(30);
const GREETING: &str = "Hello Bob";
const ANSWER: &str = "Hello Alice, nobody saw you coming";

pub(crate) async fn run(args: &Demo, output: &Output) -> anyhow::Result<()> {
    let tell = Narrator::new(output);
    tell.title("Knock demo: a real relay, a real wallet protocol, real invoices. The money is play money.");
    let sandbox = Sandbox::start(SandboxOptions::default()).await.context("the sandbox does not start")?;
    let mut alice = Person::move_in(&sandbox, "alice", BALANCE_MSAT).await?;
    let mut bob = Person::move_in(&sandbox, "bob", BALANCE_MSAT).await?;
    tell.parties(&sandbox, &alice, &bob);
    // Alice scans Bob's code; Bob does not know Alice.
    alice.add_contact(&bob).await?;
    alice.listen();
    bob.listen();

    let result = converse(args, &sandbox, &mut alice, &mut bob, &tell).await;
    alice.move_out().await;
    bob.move_out().await;
    sandbox.shutdown().await;
    let report = result?;
    output.answer(&report, || report.summary());
    Ok(())
}

async fn converse(
    args: &Demo,
    sandbox: &Sandbox,
    alice: &mut Person,
    bob: &mut Person,
    tell: &Narrator<'_>,
) -> anyhow::Result<Report> {
    tell.step("Alice sends");
    let (sent, received, _) = deliver(alice, bob, GREETING).await?;
    let event = Event::from_json(&sent.event_json)?;
    tell.sent(&sent);
    tell.relay_side(sandbox, &event)?;
    tell.lightning_side(sandbox, &sent)?;
    tell.bob_side(&received);

    tell.step("Bob answers");
    let (_, answer, _) = deliver(bob, alice, ANSWER).await?;
    tell.answer(&answer);

    tell.step(&format!("{} more messages, to measure", args.rounds));
    let mut latencies = Vec::new();
    for round in 0..args.rounds {
        let (_, _, latency) = deliver(alice, bob, &format!("Message {}", round + 1)).await?;
        latencies.push(latency);
    }
    Report::new(&sent, &event, &received, &answer, latencies)
}

/// Sends a text and waits until it is shown on the other side. The latency counts from the tap.
async fn deliver(from: &Person, to: &mut Person, text: &str) -> anyhow::Result<(Outgoing, Stored, Duration)> {
    let tap = Instant::now();
    let receiver = to.public_key();
    let sending = from.engine.send(&receiver, Message::text(text), SendOptions::default());
    let arriving = async {
        let message = to.next_message().await?;
        anyhow::Ok((message, tap.elapsed()))
    };
    let both = async { tokio::try_join!(async { Ok(sending.await?) }, arriving) };
    let (sent, (message, latency)) =
        tokio::time::timeout(PATIENCE, both).await.context("the message did not arrive in time")??;
    anyhow::ensure!(message.content == text, "another text arrived than was sent");
    Ok((sent, message, latency))
}
