//! How the store does with very many messages. Not a test: it prints figures, and takes minutes.
//!
//! `KNOCK_SCALE=1000000 cargo test --release -p knock-core --lib store::scale -- --ignored --nocapture`

use std::time::{Duration, Instant};

use nostr::{EventId, PublicKey};

use super::fixtures::*;
use super::messages::{self, Direction};
use super::*;

/// Messages of the small store that the large one is compared with.
const SMALL: usize = 5_000;
/// Messages of a conversation, on average.
const EACH: usize = 200;
const ROUNDS: u32 = 20;

const WORDS: [&str; 24] = [
    "hello",
    "tomorrow",
    "Lightning",
    "coffee",
    "東京",
    "タワー",
    "❤️",
    "where",
    "the",
    "a",
    "morgen",
    "Grüße",
    "später",
    "ok",
    "👍",
    "meeting",
    "привет",
    "завтра",
    "안녕하세요",
    "see",
    "you",
    "about",
    "node",
    "channel",
];

fn bytes(n: usize, salt: u8) -> [u8; 32] {
    let mut bytes = [salt; 32];
    bytes[..8].copy_from_slice(&(n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    bytes
}

fn peer(n: usize) -> PublicKey {
    PublicKey::from_byte_array(bytes(n, 1))
}

fn text(n: usize) -> String {
    let word = |at: usize| WORDS[(n / 7 + at * at + n * at) % WORDS.len()];
    let words: Vec<&str> = (0..4 + n % 9).map(word).collect();
    // One in a hundred thousand has a word of its own.
    if n.is_multiple_of(100_000) { format!("{} swordfish", words.join(" ")) } else { words.join(" ") }
}

fn fill(count: usize) -> (Store, tempfile::TempDir) {
    let (store, dir) = store();
    let peers = (count / EACH).max(1);
    for chunk in (0..count).collect::<Vec<_>>().chunks(20_000) {
        let insert = |tx: &rusqlite::Transaction<'_>| {
            for n in chunk {
                // Everybody writes now and then, some more than others.
                let from = (n * n / 3 + n) % peers;
                let new = NewMessage {
                    event_id: EventId::from_byte_array(bytes(*n, 2)),
                    rumor_id: EventId::from_byte_array(bytes(*n, 3)),
                    peer: peer(from),
                    sent_at: at(NOW + *n as u64),
                    received_at: at(NOW + *n as u64),
                    expires_at: at(NOW + 30 * DAY + *n as u64 / 1_000),
                    tags: Vec::new(),
                    ..message(0, &text(*n))
                };
                let direction = if n % 2 == 0 { Direction::In } else { Direction::Out };
                messages::insert(tx, &new, direction, None)?;
            }
            Ok(())
        };
        store.write(insert).unwrap();
    }
    (store, dir)
}

fn timed<T>(mut work: impl FnMut() -> T) -> Duration {
    work();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        work();
    }
    start.elapsed() / ROUNDS
}

/// What a phone does, by name.
fn figures(store: &Store) -> Vec<(&'static str, Duration)> {
    let list = store.conversations(false, 50, None).unwrap();
    let busy = list[0].peer;
    let search =
        |question: &'static str| move |store: &Store| store.search(question, None, 50, None).unwrap();
    let newest = store.chat_page(&busy, PageAt::Newest, 50).unwrap();
    let old = newest.messages[0].id;
    let mut figures = vec![
        ("list of 50", timed(|| store.conversations(false, 50, None).unwrap())),
        (
            "list, last page",
            timed(|| store.conversations(false, 50, Some(&list[list.len() - 1].peer)).unwrap()),
        ),
        ("newest 50 of a chat", timed(|| store.chat_page(&busy, PageAt::Newest, 50).unwrap())),
        ("50 before", timed(|| store.chat_page(&busy, PageAt::Before(old), 50).unwrap())),
        ("unread count", timed(|| store.unread_count().unwrap())),
    ];
    for (name, question) in [
        ("search: a common word", "tomorrow"),
        ("search: two words", "coffee привет"),
        ("search: one character, CJK", "京"),
        ("search: one letter", "e"),
        ("search: two letters", "he"),
        ("search: emoji", "👍"),
        ("search: a rare word", "swordfish"),
        ("search: rare and common", "swordfish hello"),
        ("search: nothing", "xylophone"),
    ] {
        let run = search(question);
        figures.push((name, timed(|| run(store))));
    }
    figures.push(("search in one chat", timed(|| store.search("tomorrow", Some(&busy), 50, None).unwrap())));
    figures
}

#[test]
#[ignore = "prints figures, takes minutes"]
fn figures_of_a_large_store_beside_a_small_one() {
    let count = std::env::var("KNOCK_SCALE").ok().and_then(|n| n.parse().ok()).unwrap_or(50_000);
    let (small, _dir) = fill(SMALL);
    let (large, dir) = fill(count);
    let size = std::fs::metadata(dir.path().join("knock.db")).unwrap().len();
    println!("{count} messages, {} conversations, {} MB", count / EACH, size / 1_000_000);
    println!("{:<28} {:>12} {:>12} {:>7}", "", format!("{SMALL}"), format!("{count}"), "ratio");
    for ((name, few), (_, many)) in figures(&small).into_iter().zip(figures(&large)) {
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!("{name:<28} {few:>12.1?} {many:>12.1?} {ratio:>7.1}");
    }
    let start = Instant::now();
    let swept = large.sweep(at(NOW + 30 * DAY + 1)).unwrap().messages;
    println!("sweeping {swept} of them took {:.1?}", start.elapsed());
}
