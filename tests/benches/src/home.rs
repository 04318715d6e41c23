//! What a process costs that opens a home: started from nothing, woken for one knock, or open all day.

use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt, stream};
use knock_core::amount::Msat;
use knock_core::engine::{Engine, Home};
use knock_core::keys::FileVault;
use knock_core::wallet::{IncomingPayment, PaymentHash};
use knock_tests::{Person, World};
use nostr::Timestamp;

use crate::loopback::leave_knock;
use crate::process::{Process, heap, memory, own_memory, peak_memory, wait_for_parent};
use crate::report::{Figure, Report};
use crate::rounds::median;
use crate::seed;

const STARTS: usize = 15;
const START_LIMIT: Duration = Duration::from_millis(60);
const IDLE_LIMIT: usize = 20_000_000;
/// iOS allows a notification extension 24 MB; a third is the system's own.
const WAKE_MEMORY_LIMIT: usize = 16_000_000;
const WAKE_LIMIT: Duration = Duration::from_millis(300);
/// What the wallet's push leaves the extension before it is ended.
const WAKE_DEADLINE: Duration = Duration::from_secs(25);
/// Messages that come before the heap is looked at first: caches fill up.
const WARM_UP: usize = 1_000;

pub(crate) async fn run(messages: usize) -> anyhow::Result<Report> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.meet(&alice).await?;
    seed::fill(bob.engine.store(), 0, messages, messages / seed::EACH)?;

    let mut starts = Vec::new();
    let mut wakes = Vec::new();
    for n in 0..STARTS {
        starts.push(Cost::of(bob.folder(), None).await?);
        let knock = leave_knock(&world, &alice, &bob, &format!("message {n}")).await?;
        wakes.push(Cost::of(bob.folder(), Some(knock.comment.to_base64url())).await?);
    }
    let mut report = Report::new("Start, and being woken");
    report
        .note(format!("A home of {messages} messages, each time in a new process, {STARTS} times in turns."));
    report.limit("home opened, first list read", Cost::time(&starts), Figure::Time(START_LIMIT));
    report.limit("its memory then, all of the process", Cost::memory(&starts), Figure::Bytes(IDLE_LIMIT));
    report.limit(
        "woken for a knock: home opened, fetched, opened, stored",
        Cost::time(&wakes),
        Figure::Time(WAKE_LIMIT),
    );
    report.limit(
        "its memory at the peak, above an empty process",
        Cost::memory(&wakes),
        Figure::Bytes(WAKE_MEMORY_LIMIT),
    );
    Ok(report)
}

/// What one process took.
struct Cost {
    elapsed: Duration,
    memory: usize,
}

impl Cost {
    async fn of(folder: &Path, comment: Option<String>) -> anyhow::Result<Self> {
        let arguments =
            [OsString::from("child"), folder.into()].into_iter().chain(comment.map(OsString::from));
        let told = Process::start(arguments)?.numbers().await?;
        Ok(Self { elapsed: Duration::from_nanos(told[0] as u64), memory: told[1] })
    }

    fn time(costs: &[Self]) -> Figure {
        Figure::Time(median(costs.iter().map(|cost| cost.elapsed).collect()))
    }

    fn memory(costs: &[Self]) -> Figure {
        Figure::Bytes(costs.iter().map(|cost| cost.memory).max().unwrap_or_default())
    }
}

/// In the child: does the work and prints what it took.
pub(crate) fn child(folder: &Path, comment: Option<String>) -> anyhow::Result<()> {
    let (start, empty) = (Instant::now(), peak_memory()?);
    let vault = FileVault::open(folder.join("vault.json"))?;
    let engine = Engine::new(Home::open(folder, &vault)?.parts(&vault)?);
    let held = match comment {
        None => {
            let first = engine.store().conversations(false, 50, None)?;
            anyhow::ensure!(first.len() == 50, "the first list is not full");
            memory()?
        }
        Some(comment) => {
            wake(&engine, comment)?;
            peak_memory()? - empty
        }
    };
    println!("{} {held}", start.elapsed().as_nanos());
    Ok(())
}

/// As a push service's extension does it, on one thread.
fn wake(engine: &Engine, comment: String) -> anyhow::Result<()> {
    let payment = IncomingPayment {
        payment_hash: PaymentHash([7; 32]),
        amount: Msat(1_000),
        settled_at: Timestamp::now(),
        comment: Some(comment),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let shown = runtime.block_on(engine.handle_payment(&payment, WAKE_DEADLINE))?;
    anyhow::ensure!(shown.is_some_and(|shown| shown.shows_text), "the message was not fetched");
    Ok(())
}

/// What grows in a process that receives that many messages.
pub(crate) async fn growth(messages: usize) -> anyhow::Result<Report> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.meet(&alice).await?;
    let mut process = Process::start([OsString::from("receive"), bob.folder().into()])?;
    let mut held = Vec::new();
    for count in [WARM_UP, messages] {
        leave_knocks(&world, &alice, &bob, count).await?;
        process.go_on().await?;
        let told = process.numbers().await?;
        anyhow::ensure!(told[0] == count, "of {count} messages {} arrived", told[0]);
        held.push([told[1], told[2], told[3]].map(Figure::Bytes));
    }
    let mut report = Report::new("Memory of a process that receives");
    let (before, after) = (held[0], held[1]);
    report.row(
        &format!("heap in use after {messages} more messages"),
        after[0],
        "before them",
        before[0],
        Some(1.10),
    );
    report.row("memory then, without the program's file", after[1], "before them", before[1], None);
    report.limit("memory then, all of this program", after[2], Figure::Bytes(2 * IDLE_LIMIT));
    Ok(report)
}

/// In the child: catches up whenever the parent says so.
pub(crate) async fn receive(folder: &Path) -> anyhow::Result<()> {
    let vault = FileVault::open(folder.join("vault.json"))?;
    let engine = Engine::new(Home::open(folder, &vault)?.parts(&vault)?);
    loop {
        wait_for_parent().await?;
        let caught = engine.catch_up().await?;
        println!("{} {} {} {}", caught.messages, heap(), own_memory()?, memory()?);
    }
}

/// Many knocks, some at a time.
pub(crate) async fn leave_knocks(
    world: &World,
    from: &Person,
    to: &Person,
    count: usize,
) -> anyhow::Result<()> {
    let texts: Vec<String> = (0..count).map(|n| format!("message {n}")).collect();
    let left = stream::iter(&texts).map(|text| leave_knock(world, from, to, text));
    left.buffer_unordered(16).try_for_each(|_| async { Ok(()) }).await
}
