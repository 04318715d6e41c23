//! Publishing to 200 relays, good and slow ones: how long until all outcomes are known, and what it takes.

use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use knock_core::engine::{Engine, Home, PublishMode, SendOptions};
use knock_core::keys::FileVault;
use knock_core::store::Outcome;
use knock_protocol::Message;
use knock_sandbox::fleet::{Behaviour, Fleet};
use knock_tests::World;
use nostr::{Keys, PublicKey};

use crate::process::{Process, memory, peak_memory, processor_time};
use crate::report::{Figure, Report};

const SLOW: usize = 10;
const MEMORY_LIMIT: usize = 64_000_000;
/// What slow relays take to let a connection through.
const SLOWNESS: Duration = Duration::from_millis(1_500);

pub(crate) async fn run(relays: usize) -> anyhow::Result<Report> {
    let world = World::start().await?;
    let fleet = Fleet::start(&[(Behaviour::Good, relays - SLOW), (Behaviour::Slow, SLOW)]).await?;
    let monitor = Keys::generate();
    let client = nostr_sdk::Client::new(monitor.clone());
    client.add_relay(world.sandbox.relay_url()).await?;
    client.connect().await;
    for event in fleet.monitored_by(&monitor)? {
        client.send_event(&event).await?;
    }
    let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.restart_changed(|settings| settings.blast_directory = false).await?;
    let to = alice.meet(&bob).await?;
    let found = alice.engine.discover_relays().await?.len();
    anyhow::ensure!(found == relays, "{found} relays were found");

    let arguments = [OsString::from("blast"), alice.folder().into(), to.to_hex().into()];
    let told = Process::start(arguments)?.numbers().await?;
    let [nanos, accepted, peak, empty, cpu] = told[..] else { anyhow::bail!("five numbers are needed") };
    anyhow::ensure!(accepted == relays + 1, "{accepted} relays have taken it");
    let mut report = Report::new("Publishing to many relays");
    report
        .note(format!("{relays} relays on loopback; {SLOW} of them let a connection wait for {SLOWNESS:?}."));
    report.row(
        "until every relay's outcome is known",
        Figure::Time(Duration::from_nanos(nanos as u64)),
        "the slowest relay",
        Figure::Time(SLOWNESS),
        Some(2.0),
    );
    report.limit("memory at the peak, all of the process", Figure::Bytes(peak), Figure::Bytes(MEMORY_LIMIT));
    report.note(format!(
        "Above the {:.1} MB of a process that does nothing: {:.1} MB. Processor time for each relay: {:.2} ms.",
        empty as f64 / 1e6,
        (peak - empty) as f64 / 1e6,
        Duration::from_nanos(cpu as u64).as_secs_f64() * 1e3 / accepted as f64
    ));
    Ok(report)
}

/// In the child: sends, waits for all relays, and prints what it took.
pub(crate) async fn blast(folder: &Path, to: &str) -> anyhow::Result<()> {
    let (empty, cpu) = (memory()?, processor_time()?);
    let vault = FileVault::open(folder.join("vault.json"))?;
    let engine = Engine::new(Home::open(folder, &vault)?.parts(&vault)?);
    let to = PublicKey::from_hex(to)?;
    let everywhere = SendOptions { publish: Some(PublishMode::Everywhere), ..SendOptions::default() };
    let start = Instant::now();
    let sent = engine.send(&to, Message::text("Hello everywhere"), everywhere).await?;
    let table = engine.publications(sent.id).await?;
    let elapsed = start.elapsed();
    let accepted = table.iter().filter(|relay| relay.outcome == Outcome::Accepted).count();
    let cpu = processor_time()?.checked_sub(cpu).context("time goes on")?;
    println!("{} {accepted} {} {empty} {}", elapsed.as_nanos(), peak_memory()?, cpu.as_nanos());
    Ok(())
}
