//! Thousands of knocks at once, most of them junk. `KNOCK_SPAM` says how many; the long runs take 100,000.

use std::sync::Arc;
use std::time::Duration;

use knock_core::amount::Msat;
use knock_core::engine::{Parts, Settings};
use knock_core::ports::{EntropyRng, SystemEntropy};
use knock_core::wallet::{IncomingPayment, PaymentHash};
use knock_protocol::{Message, RelayHint, SealRequest, Ttl, seal};
use knock_test_support::faults::peak_memory_kib;
use knock_tests::{Person, World};
use nostr::{Keys, PublicKey, Timestamp};

use crate::hostile::wallet::ScriptedWallet;
use crate::stage::impatient;

/// What all strangers together make us fetch in an hour, and one of them alone.
const FROM_ALL: usize = 200;
const FROM_ONE: usize = 30;

/// More memory than that is not held, however many knocks there are: a list of payments is what grows.
const MEMORY_LIMIT_KIB: u64 = 512 * 1024;

fn how_many() -> usize {
    std::env::var("KNOCK_SPAM").ok().and_then(|number| number.parse().ok()).unwrap_or(1_000)
}

/// A knock of a new key, or of this one, whose event is nowhere.
fn knock_at(receiver: &PublicKey, sender: &Keys) -> anyhow::Result<String> {
    let request = SealRequest {
        sender: sender.public_key(),
        receiver: *receiver,
        message: &Message::text("buy"),
        relays: RelayHint::Unnamed,
        ttl: Ttl::Day,
        now: Timestamp::now(),
    };
    Ok(seal(sender, &request, &mut EntropyRng(&SystemEntropy))?.comment.to_base64url())
}

fn payment(number: usize, sat: u64, comment: String) -> IncomingPayment {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&(number as u64).to_be_bytes());
    IncomingPayment {
        payment_hash: PaymentHash(hash),
        amount: Msat::from_sat(sat),
        settled_at: Timestamp::now(),
        comment: Some(comment),
    }
}

/// Half of it cannot be decrypted, a quarter pays less than asked, a quarter pays enough.
fn spam(receiver: &PublicKey, count: usize) -> anyhow::Result<Vec<IncomingPayment>> {
    let stranger = Keys::generate().public_key();
    (0..count)
        .map(|number| {
            let (sat, to) = match number % 4 {
                0 | 2 => (1_000, &stranger),
                1 => (1, receiver),
                _ => (21, receiver),
            };
            let comment = knock_at(to, &Keys::generate())?;
            Ok(payment(number, sat, comment))
        })
        .collect()
}

async fn bob_with(world: &World, name: &str, listed: Vec<IncomingPayment>) -> anyhow::Result<Person> {
    let mut bob = world.person(name).await?;
    flooded(&mut bob, world, listed).await?;
    Ok(bob)
}

async fn flooded(bob: &mut Person, world: &World, listed: Vec<IncomingPayment>) -> anyhow::Result<()> {
    let wallet = Arc::new(ScriptedWallet::receiving(world.sandbox.ledger(), vec![listed], Vec::new()));
    bob.restart_adapted(|parts| Parts { wallet, ..impatient(parts) }).await
}

#[tokio::test]
async fn a_flood_of_strangers_hides_no_friend() -> anyhow::Result<()> {
    let world = World::start().await?;
    let mut bob = world.person("bob").await?;
    Settings { price: Msat::from_sat(21), ..bob.engine.settings()? }.save(bob.engine.store())?;
    let alice = world.person("alice").await?;
    bob.meet(&alice).await?;
    let to_bob = alice.meet(&bob).await?;
    let count = how_many();
    let mut listed = spam(&bob.public_key(), count)?;
    let friend = alice.send(&to_bob, "can you hear me?").await?.comment;
    listed.push(payment(count, 1, friend));
    flooded(&mut bob, &world, listed).await?;

    bob.engine.catch_up().await?;
    anyhow::ensure!(bob.texts()? == ["can you hear me?"], "the friend was not heard: {:?}", bob.texts()?);
    // Relays were asked for the friend and for those that strangers may make us ask for, some of them twice.
    let asked = world.fetches();
    anyhow::ensure!(asked <= 3 * FROM_ALL, "{asked} questions to relays");

    // The rest waits under requests, which come in pages, each once.
    let store = bob.engine.store();
    let (mut waiting, mut last) = (0, None);
    loop {
        let page = store.requests(100, last.as_ref())?;
        waiting += page.len();
        match page.last() {
            Some(knock) => last = Some(knock.event_id),
            None => break,
        }
    }
    let fetched = store.strangers_fetched(Timestamp::from(0), count)?;
    anyhow::ensure!(waiting + fetched == count / 2, "{waiting} requests, {fetched} fetched of {count}");
    anyhow::ensure!(fetched <= FROM_ALL, "{fetched} were fetched");

    // The same list again changes nothing.
    let again = bob.engine.catch_up().await?;
    anyhow::ensure!(again.messages == 0 && bob.texts()?.len() == 1);
    let peak = peak_memory_kib()?;
    anyhow::ensure!(peak <= MEMORY_LIMIT_KIB, "{peak} KiB of memory were held");
    println!(
        "{count} knocks at once: {waiting} wait as requests, {fetched} fetched, {asked} questions to relays, {peak} KiB at most"
    );
    Ok(())
}

/// What is no knock, cannot be opened, is refused or pays too little: nobody is asked for any of it.
#[tokio::test]
async fn junk_touches_no_network() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (mut bob, other) = (world.person("bob").await?, Keys::generate());
    Settings { price: Msat::from_sat(21), ..bob.engine.settings()? }.save(bob.engine.store())?;
    let (receiver, blocked) = (bob.public_key(), Keys::generate());
    bob.engine.block(&blocked.public_key(), true)?;
    let mut listed = spam(&other.public_key(), how_many() / 10)?;
    let known = knock_at(&receiver, &Keys::generate())?;
    let (cut, longer) = (known[..200].to_owned(), format!("{known}AAAA"));
    let (garbage, swapped) = (format!("knock1{}", "A".repeat(248)), known.to_lowercase());
    let unarmored = ["thanks!", "", "knock1", "knock1\u{0}\u{202e}", "knock2abc"].map(str::to_owned);
    let junk = unarmored.into_iter().chain([cut, longer, garbage, swapped, knock_at(&receiver, &blocked)?]);
    listed.extend(junk.enumerate().map(|(at, comment)| payment(1_000_000 + at, 1_000, comment)));
    listed.push(payment(2_000_000, 20, known));
    let count = listed.len();
    flooded(&mut bob, &world, listed).await?;

    let (relay, lnurl) = (world.sandbox.relay(), world.sandbox.lnurl());
    let seen = || {
        let log = relay.log();
        let files = world.sandbox.blossom().log().len();
        (log.requests, log.events.len(), log.connections, log.document_reads, lnurl.log(), files)
    };
    let before = seen();
    bob.engine.catch_up().await?;
    anyhow::ensure!(bob.engine.store().requests(9, None)?.len() == 1, "the one that pays too little waits");
    anyhow::ensure!(bob.texts()?.is_empty());
    anyhow::ensure!(seen() == before, "something was asked for: {:?}, then {:?}", before, seen());
    println!("{count} junk comments: no connection, no question to a relay, no HTTP");
    Ok(())
}

#[tokio::test]
async fn one_stranger_alone_is_limited_sooner() -> anyhow::Result<()> {
    let world = World::start().await?;
    let stranger = Keys::generate();
    let bob = world.person("bob").await?;
    let receiver = bob.public_key();
    let all: Vec<_> = (0..FROM_ONE + 10)
        .map(|number| Ok(payment(number, 1, knock_at(&receiver, &stranger)?)))
        .collect::<anyhow::Result<_>>()?;
    let mut bob = bob;
    flooded(&mut bob, &world, all).await?;
    bob.engine.catch_up().await?;
    let fetched = bob.engine.store().fetched_from(&stranger.public_key(), Timestamp::from(0), 1_000)?;
    // Eight are judged at a time, so a few more may slip through.
    anyhow::ensure!((FROM_ONE..FROM_ONE + 8).contains(&fetched), "{fetched} were fetched");
    Ok(())
}

#[tokio::test]
async fn a_listener_survives_a_flood() -> anyhow::Result<()> {
    let world = World::start().await?;
    let bob = bob_with(&world, "bob", Vec::new()).await?;
    let told = spam(&bob.public_key(), 400)?;
    let wallet = Arc::new(ScriptedWallet::receiving(world.sandbox.ledger(), Vec::new(), told));
    let mut bob = bob;
    bob.restart_adapted(|parts| Parts { wallet, ..impatient(parts) }).await?;
    let listener = bob.listen();
    let store = bob.engine.store();
    for _ in 0..200 {
        // A quarter pays one satoshi, which is the price here; the other quarter more.
        let known = store.strangers_fetched(Timestamp::from(0), 1_000)? + store.requests(1_000, None)?.len();
        if known == 200 {
            drop(listener);
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("the listener does not keep up")
}
