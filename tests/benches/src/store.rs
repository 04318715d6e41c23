//! The store with many messages, against itself with few, and against what a NIP-17 client asks of LMDB.

use std::time::{Duration, Instant};

use anyhow::Context;
use futures::executor::block_on;
use knock_core::keys::SecretBytes;
use knock_core::store::{PageAt, Store};
use nostr::{Event, EventBuilder, Filter, Keys, Kind, UnsignedEvent};
use nostr_lmdb::NostrLMDB;
use nostr_sdk::prelude::NostrDatabase;
use tempfile::TempDir;

use crate::report::{Figure, Report};
use crate::rounds::{Contender, interleave};
use crate::seed;

/// The size that a larger store is compared with.
const FEW: usize = 10_000;
const ROUNDS: usize = 60;

pub(crate) fn run(messages: usize) -> anyhow::Result<Report> {
    let (few, many) = (Filled::new(FEW)?, Filled::new(messages)?);
    let peer = Peer::new(FEW)?;
    let mut report = Report::new("Store");
    report.note(format!(
        "{messages} messages in {} conversations, encrypted, beside {FEW} in {}.",
        many.conversations, few.conversations
    ));
    let goals = [
        ("first list of 50", 15),
        ("page of 50", 3),
        ("search, a rare word", 50),
        ("search, a common word", 50),
    ];
    let works =
        [Filled::list, Filled::page, |f: &Filled| f.search(seed::RARE), |f: &Filled| f.search("coffee")];
    for ((what, goal), work) in goals.into_iter().zip(works) {
        let [large, small] =
            interleave(ROUNDS, [Contender::new(|| work(&many)), Contender::new(|| work(&few))]);
        report.limit(what, Figure::Time(large), Figure::Time(Duration::from_millis(goal)));
        report.row(what, Figure::Time(large), "the same with 10,000", Figure::Time(small), Some(2.0));
    }
    let [ours, theirs] = interleave(ROUNDS, [Contender::new(|| few.page()), Contender::new(|| peer.page())]);
    let against = "LMDB: 50 gift wraps fetched and unwrapped";
    report.row("page of 50 of 10,000", Figure::Time(ours), against, Figure::Time(theirs), None);
    report.row(
        "a message stored, with its search index",
        Figure::PerSecond(many.per_second),
        "the same with 10,000",
        Figure::PerSecond(few.per_second),
        None,
    );
    Ok(report)
}

/// A store with messages.
struct Filled {
    store: Store,
    conversations: usize,
    per_second: f64,
    _folder: TempDir,
}

impl Filled {
    fn new(messages: usize) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let store = Store::open(folder.path().join("knock.db"), &SecretBytes::new(vec![7; 32]))?;
        let conversations = (messages / seed::EACH).max(1);
        // The last tenth is timed: how fast a full store takes more.
        let timed = messages / 10;
        seed::fill(&store, 0, messages - timed, conversations)?;
        let start = Instant::now();
        seed::fill(&store, messages - timed, messages, conversations)?;
        let per_second = timed as f64 / start.elapsed().as_secs_f64();
        Ok(Self { store, conversations, per_second, _folder: folder })
    }

    fn list(&self) -> usize {
        self.store.conversations(false, 50, None).map_or(0, |list| list.len())
    }

    fn page(&self) -> usize {
        let peer = seed::peer(self.conversations / 4);
        self.store.chat_page(&peer, PageAt::Newest, 50).map_or(0, |page| page.messages.len())
    }

    fn search(&self, word: &str) -> usize {
        self.store.search(word, None, 50, None).map_or(0, |found| found.len())
    }
}

/// What NIP-17 clients keep: gift wraps, to be unwrapped when shown.
struct Peer {
    database: NostrLMDB,
    bob: Keys,
    _folder: TempDir,
}

impl Peer {
    fn new(messages: usize) -> anyhow::Result<Self> {
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
        runtime.block_on(async {
            for event in &batch {
                database.save_event(event).await.ok().context("stored")?;
            }
            anyhow::Ok(())
        })?;
        Ok(Self { database, bob, _folder: folder })
    }

    fn page(&self) -> usize {
        let filter = Filter::new().kind(Kind::GiftWrap).pubkey(self.bob.public_key()).limit(50);
        let Ok(gifts) = block_on(self.database.query(filter)) else { return 0 };
        gifts
            .iter()
            .filter(|gift| block_on(nostr::nips::nip59::extract_rumor(&self.bob, gift)).is_ok())
            .count()
    }
}
