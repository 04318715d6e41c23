//! The store with many messages, against itself with few, and against what a NIP-17 client asks of LMDB.
//!
//! Each of the three fills a process of its own and is then asked in turns: of two in one process the first would
//! leave the second an allocator and a cache that it has warmed, and the ratio would tell of that.

use std::collections::HashSet;
use std::ffi::OsString;
use std::io;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use futures::executor::block_on;
use futures::future::try_join_all;
use knock_core::keys::SecretBytes;
use knock_core::store::{PageAt, Store};
use nostr::nips::nip59::UnwrappedGift;
use nostr::{Event, EventBuilder, Filter, Keys, Kind, PublicKey, UnsignedEvent};
use nostr_lmdb::NostrLMDB;
use nostr_sdk::prelude::NostrDatabase;
use tempfile::TempDir;

use crate::process::Process;
use crate::report::{Figure, Report};
use crate::rounds::median;
use crate::seed;

/// The size that a larger store is compared with.
const FEW: usize = 10_000;
/// What is stored last is timed: a tenth, and at least so many. That is how fast a full store takes more.
const TIMED: usize = 5_000;
const ROUNDS: usize = 60;
/// Of work that takes seconds.
const PEER_ROUNDS: usize = 3;

const LIST: &str = "list";
const PAGE: &str = "page";

pub(crate) async fn run(messages: usize) -> anyhow::Result<Report> {
    let mut few = Filled::start(Kept::Knock, FEW).await?;
    let mut many = Filled::start(Kept::Knock, messages).await?;
    let mut peer = Filled::start(Kept::Lmdb, FEW).await?;
    let mut report = Report::new("Store");
    report.note(format!(
        "{messages} messages in {} conversations, encrypted, beside {FEW} in {}; each in a process of its own, asked in turns.",
        conversations(messages),
        conversations(FEW)
    ));
    for (what, work, goal) in [
        ("first list of 50", LIST, 15),
        ("page of 50", PAGE, 3),
        ("search, a rare word", seed::RARE, 50),
        ("search, a common word", "coffee", 50),
    ] {
        let [large, small] = in_turns(ROUNDS, work, [&mut many, &mut few]).await?;
        report.limit(what, Figure::Time(large), Figure::Time(Duration::from_millis(goal)));
        report.row(what, Figure::Time(large), "the same with 10,000", Figure::Time(small), Some(2.0));
    }
    let stored = "messages stored in batches, with their search index";
    let rate = Figure::PerSecond;
    report.at_least(stored, rate(many.per_second), "aim", rate(10_000.0), 1.0);
    report.at_least(stored, rate(many.per_second), "the same with 10,000", rate(few.per_second), 0.5);

    let [ours, theirs] = in_turns(ROUNDS, PAGE, [&mut few, &mut peer]).await?;
    let against = "LMDB: 50 gift wraps fetched and unwrapped";
    report.row("page of 50 of 10,000", Figure::Time(ours), against, Figure::Time(theirs), None);
    let [ours, theirs] = in_turns(PEER_ROUNDS, LIST, [&mut few, &mut peer]).await?;
    let against = "LMDB: all gift wraps fetched and unwrapped";
    report.row("first list of 10,000", Figure::Time(ours), against, Figure::Time(theirs), None);
    let against = "LMDB: gift wraps saved, still wrapped";
    report.row(stored, rate(few.per_second), against, rate(peer.per_second), None);
    report
        .note("A gift wrap does not say who sent it: before it is unwrapped, it belongs to no conversation.");
    Ok(report)
}

fn conversations(messages: usize) -> usize {
    (messages / seed::EACH).max(1)
}

/// What keeps the messages.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Kept {
    Knock,
    Lmdb,
}

/// A process that holds messages.
struct Filled {
    process: Process,
    per_second: f64,
}

impl Filled {
    /// Filled when this returns, so that each has had the machine for itself.
    async fn start(kept: Kept, messages: usize) -> anyhow::Result<Self> {
        let kept = match kept {
            Kept::Knock => "knock",
            Kept::Lmdb => "lmdb",
        };
        let mut process = Process::start(["filled", kept, &messages.to_string()].map(OsString::from))?;
        let per_second = process.numbers().await?[0] as f64;
        Ok(Self { process, per_second })
    }

    async fn time(&mut self, work: &str) -> anyhow::Result<Duration> {
        self.process.tell(work).await?;
        Ok(Duration::from_nanos(self.process.numbers().await?[0] as u64))
    }
}

/// The medians of the same work by each. A first round warms caches and does not count.
async fn in_turns<const N: usize>(
    rounds: usize,
    work: &str,
    mut asked: [&mut Filled; N],
) -> anyhow::Result<[Duration; N]> {
    let mut times = [(); N].map(|()| Vec::new());
    for round in 0..=rounds {
        for (one, times) in asked.iter_mut().zip(&mut times) {
            let time = one.time(work).await?;
            if round > 0 {
                times.push(time);
            }
        }
    }
    Ok(times.map(median))
}

/// In the child: fills, tells how many a second it took, and then how long each work took that it is told.
pub(crate) fn filled(kept: Kept, messages: usize) -> anyhow::Result<()> {
    match kept {
        Kept::Knock => {
            let (ours, per_second) = Ours::filled(messages)?;
            answer(per_second, |work| ours.found(work))
        }
        Kept::Lmdb => {
            let (peer, per_second) = Peer::filled(messages)?;
            answer(per_second, |work| Ok(if work == PAGE { peer.page() } else { peer.conversations() }))
        }
    }
}

fn answer(per_second: f64, find: impl Fn(&str) -> anyhow::Result<usize>) -> anyhow::Result<()> {
    println!("{}", per_second as u64);
    for work in io::stdin().lines() {
        let (work, start) = (work?, Instant::now());
        let found = find(&work)?;
        let elapsed = start.elapsed();
        anyhow::ensure!(found > 0, "{work}: nothing was found");
        println!("{}", elapsed.as_nanos());
    }
    Ok(())
}

/// A store with messages.
struct Ours {
    store: Store,
    busy: PublicKey,
    _folder: TempDir,
}

impl Ours {
    fn filled(messages: usize) -> anyhow::Result<(Self, f64)> {
        let folder = tempfile::tempdir()?;
        let open = || Store::open(folder.path().join("knock.db"), &SecretBytes::new(vec![7; 32]));
        let store = open()?;
        let conversations = conversations(messages);
        let timed = (messages / 10).max(TIMED).min(messages);
        seed::fill(&store, 0, messages - timed, conversations)?;
        let took = seed::fill(&store, messages - timed, messages, conversations)?;
        drop(store);
        let ours = Self { store: open()?, busy: seed::peer(conversations / 4), _folder: folder };
        Ok((ours, timed as f64 / took.as_secs_f64()))
    }

    /// How many rows it gave: a list, a page, or what holds the word.
    fn found(&self, work: &str) -> anyhow::Result<usize> {
        Ok(match work {
            LIST => self.store.conversations(false, 50, None)?.len(),
            PAGE => self.store.chat_page(&self.busy, PageAt::Newest, 50)?.messages.len(),
            word => self.store.search(word, None, 50, None)?.len(),
        })
    }
}

/// What NIP-17 clients keep: gift wraps, to be unwrapped when shown.
struct Peer {
    database: NostrLMDB,
    bob: Keys,
    _folder: TempDir,
}

impl Peer {
    fn filled(messages: usize) -> anyhow::Result<(Self, f64)> {
        let folder = tempfile::tempdir()?;
        let database = NostrLMDB::open(folder.path())?;
        let (alice, bob) = (Keys::generate(), Keys::generate());
        let rumor = |n: usize| -> UnsignedEvent {
            EventBuilder::private_msg_rumor(bob.public_key(), format!("message {n}"))
                .build(alice.public_key())
        };
        let batch: Vec<Event> = (0..messages)
            .map(|n| Ok(block_on(EventBuilder::gift_wrap(&alice, &bob.public_key(), rumor(n), []))?))
            .collect::<anyhow::Result<_>>()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let start = Instant::now();
        runtime.block_on(async {
            for together in batch.chunks(seed::BATCH) {
                try_join_all(together.iter().map(|event| database.save_event(event))).await?;
            }
            anyhow::Ok(())
        })?;
        let per_second = messages as f64 / start.elapsed().as_secs_f64();
        Ok((Self { database, bob, _folder: folder }, per_second))
    }

    fn page(&self) -> usize {
        self.unwrapped(self.received().limit(50)).len()
    }

    /// With whom there are messages.
    fn conversations(&self) -> usize {
        self.unwrapped(self.received()).into_iter().collect::<HashSet<_>>().len()
    }

    fn received(&self) -> Filter {
        Filter::new().kind(Kind::GiftWrap).pubkey(self.bob.public_key())
    }

    /// Who sent each of these.
    fn unwrapped(&self, filter: Filter) -> Vec<PublicKey> {
        let Ok(gifts) = block_on(self.database.query(filter)) else { return Vec::new() };
        let open = |gift| block_on(UnwrappedGift::from_gift_wrap(&self.bob, gift)).ok();
        gifts.iter().filter_map(open).map(|gift| gift.sender).collect()
    }
}
