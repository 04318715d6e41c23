//! Homes with many messages, made through the store's own calls, a batch at a time.

use std::time::{Duration, Instant};

use knock_core::amount::Msat;
use knock_core::store::{Knock, KnockState, NewMessage, Store};
use nostr::{EventId, PublicKey, Timestamp};

/// What a conversation is made of; texts are put together from these, so that a search finds some.
const WORDS: [&str; 16] = [
    "coffee", "tomorrow", "maybe", "station", "the", "we", "meet", "at", "noon", "and", "bring", "your",
    "bicycle", "please", "tonight", "ok",
];
/// A word that one message in a thousand has.
pub(crate) const RARE: &str = "lighthouse";
/// Messages stored together.
pub(crate) const BATCH: usize = 1_000;
/// Messages of a conversation, on average.
pub(crate) const EACH: usize = 200;

/// The peer of a conversation.
pub(crate) fn peer(n: usize) -> PublicKey {
    PublicKey::from_byte_array(bytes(b'p', n))
}

/// Stores messages `from..to`, in turns over that many conversations. Tells how long the store took for it.
pub(crate) fn fill(store: &Store, from: usize, to: usize, conversations: usize) -> anyhow::Result<Duration> {
    let numbers: Vec<usize> = (from..to).collect();
    let mut took = Duration::ZERO;
    for batch in numbers.chunks(BATCH) {
        let (knocks, messages): (Vec<_>, Vec<_>) = batch.iter().map(|n| arrival(*n, conversations)).unzip();
        let (now, start) = (Timestamp::now(), Instant::now());
        store.insert_knocks(&knocks, "seed", now + 15, now)?;
        store.finish_knocks(&messages)?;
        took += start.elapsed();
    }
    Ok(took)
}

fn arrival(n: usize, conversations: usize) -> (Knock, NewMessage) {
    // Some people write more than others: a square law over the conversations.
    let share = (n * 7_919) % 10_000;
    let sender = peer(share * share * conversations / 100_000_000);
    let event_id = EventId::from_byte_array(bytes(b'e', n));
    let sent_at = Timestamp::from(Timestamp::now().as_secs() - 2_000_000 + n as u64);
    let knock = Knock {
        event_id,
        comment: format!("knock1{n}"),
        sender,
        sent_at,
        first_seen_at: sent_at,
        payment_hash: None,
        paid: Some(Msat(1_000)),
        state: KnockState::Fetching,
        attempts: 0,
        next_attempt_at: None,
        last_error: None,
    };
    let message = NewMessage {
        event_id,
        rumor_id: EventId::from_byte_array(bytes(b'r', n)),
        peer: sender,
        kind: 14,
        content: text(n),
        tags: vec![vec!["p".to_owned(), "00".repeat(32)]],
        sent_at,
        received_at: sent_at,
        expires_at: Timestamp::now() + 30 * 86_400,
        paid: Some(Msat(1_000)),
    };
    (knock, message)
}

fn text(n: usize) -> String {
    let mut words: Vec<&str> = (0..8).map(|i| WORDS[(n / (i + 1) + i * 5) % WORDS.len()]).collect();
    if n.is_multiple_of(1_000) {
        words.push(RARE);
    }
    words.join(" ")
}

fn bytes(kind: u8, n: usize) -> [u8; 32] {
    let mut bytes = [kind; 32];
    bytes[..8].copy_from_slice(&(n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    bytes[8..16].copy_from_slice(&(n as u64).to_be_bytes());
    bytes
}
