//! The store with many messages, against itself with few, and against what a NIP-17 client asks of LMDB.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use futures::executor::block_on;
use futures::future::try_join_all;
use knock_core::keys::SecretBytes;
use knock_core::store::{PageAt, Store};
use nostr::nips::nip59::UnwrappedGift;
use nostr::{Event, EventBuilder, Filter, Keys, Kind, PublicKey, UnsignedEvent};
use nostr_lmdb::NostrLMDB;
use nostr_sdk::prelude::NostrDatabase;
use tempfile::TempDir;

use crate::report::{Figure, Report};
use crate::rounds::{Contender, interleave};
use crate::seed;

/// The size that a larger store is compared with.
const FEW: usize = 10_000;
const ROUNDS: usize = 60;
/// Of work that takes seconds.
const PEER_ROUNDS: usize = 3;

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
    let stored = "messages stored in batches, with their search index";
    let rate = Figure::PerSecond;
    report.at_least(stored, rate(many.per_second), "aim", rate(10_000.0), 1.0);
    report.at_least(stored, rate(many.per_second), "the same with 10,000", rate(few.per_second), 0.5);

    let [ours, theirs] = interleave(ROUNDS, [Contender::new(|| few.page()), Contender::new(|| peer.page())]);
    let against = "LMDB: 50 gift wraps fetched and unwrapped";
    report.row("page of 50 of 10,000", Figure::Time(ours), against, Figure::Time(theirs), None);
    let [ours, theirs] =
        interleave(PEER_ROUNDS, [Contender::new(|| few.list()), Contender::new(|| peer.conversations())]);
    let against = "LMDB: all gift wraps fetched and unwrapped";
    report.row("first list of 10,000", Figure::Time(ours), against, Figure::Time(theirs), None);
    let against = "LMDB: gift wraps saved, still wrapped";
    report.row(stored, rate(few.per_second), against, rate(peer.per_second), None);
    report
        .note("A gift wrap does not say who sent it: before it is unwrapped, it belongs to no conversation.");
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
    per_second: f64,
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
        let start = Instant::now();
        runtime.block_on(async {
            for together in batch.chunks(seed::BATCH) {
                try_join_all(together.iter().map(|event| database.save_event(event))).await?;
            }
            anyhow::Ok(())
        })?;
        let per_second = messages as f64 / start.elapsed().as_secs_f64();
        Ok(Self { database, bob, per_second, _folder: folder })
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
