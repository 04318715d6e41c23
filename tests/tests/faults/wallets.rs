//! Wallets that answer late, never, twice, out of order, or not truly.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use knock_core::amount::Msat;
use knock_core::engine::{EngineError, Parts, SendOptions};
use knock_core::wallet::{IncomingPayment, PayError};
use knock_protocol::Message;
use knock_test_support::faults;
use knock_tests::Person;
use nostr::Timestamp;

use crate::hostile::wallet::{Pay, Said, ScriptedWallet, Told, incoming};
use crate::stage::{HONEST, Stage, impatient, stage};

/// How long Alice looks at a wallet that does not answer before the app is closed.
const CLOSED_AFTER: Duration = Duration::from_millis(500);

/// Somebody whom no other fault is played with.
async fn somebody(stage: &Stage, wallet: &Arc<ScriptedWallet>) -> anyhow::Result<Person> {
    let mut person = stage.world.person(&unique()).await?;
    let wallet = wallet.clone();
    person.restart_adapted(|parts| Parts { wallet, ..impatient(parts) }).await?;
    Ok(person)
}

fn unique() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("somebody-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// What the wallet says, and seconds until each next look at it.
struct Script {
    pays: Vec<Pay>,
    lookups: Vec<Told>,
    looks: &'static [i64],
}

/// Sends with this wallet, comes back as often as the script says, and tells how it stands then.
async fn pay(script: Script) -> anyhow::Result<String> {
    let stage = stage().await?;
    let ledger = stage.world.sandbox.ledger();
    let purse = unique();
    stage.world.sandbox.create_user(&purse, 100_000)?;
    let wallet = Arc::new(ScriptedWallet::paying(ledger, &purse, script.pays, script.lookups));
    let person = somebody(&stage, &wallet).await?;
    let to = stage.acquaintance(&person, &stage.address_of(HONEST), vec![stage.relay()?])?;
    let sending = person.engine.send(&to, Message::text("Hello"), SendOptions::default());
    let first: Result<_, EngineError> = match tokio::time::timeout(CLOSED_AFTER * 6, sending).await {
        Ok(result) => result.map(|_| ()),
        Err(_) => Ok(()),
    };
    for secs in script.looks {
        person.clock.advance(*secs);
        person.engine.resume().await?;
    }
    anyhow::ensure!(wallet.most_asked() <= 1, "the wallet was told to pay an invoice twice");
    let error = if script.looks.is_empty() { first.err() } else { None };
    stage.told(&person, &to, error)
}

const PAID: Pay = Pay { paid: true, said: Said::Settled };
const PAID_SILENTLY: Pay = Pay { paid: true, said: Said::Nothing };
const SILENT: Pay = Pay { paid: false, said: Said::Nothing };

fn unknown(paid: bool) -> Pay {
    Pay { paid, said: Said::Error(PayError::OutcomeUnknown("who knows".into())) }
}

fn fails(error: PayError) -> Script {
    Script { pays: vec![Pay { paid: false, said: Said::Error(error) }], lookups: Vec::new(), looks: &[] }
}

fn then(first: Pay, lookups: &[Told], looks: &'static [i64]) -> Script {
    Script { pays: vec![first, PAID], lookups: lookups.to_vec(), looks }
}

const DELIVERED: &str = "delivered, paid once";
const LOOKED_UP: &str = "the payment is looked up, not repeated, nothing paid";

faults! { PAYING, pay;
    y_pays: "(for comparison) pays and says so", Script { pays: vec![PAID], lookups: Vec::new(), looks: &[] } => DELIVERED;
    y_no_funds: "has not enough", fails(PayError::InsufficientFunds) => "`insufficient_funds`: kept and tried again, nothing paid";
    y_no_quota: "may not spend that much", fails(PayError::QuotaExceeded) => "`quota_exceeded`: kept and tried again, nothing paid";
    y_no_route: "finds no route", fails(PayError::Failed("no route".into())) => "`payment_failed`: kept and tried again, nothing paid";
    y_unreachable: "cannot be reached", fails(PayError::Unreachable("asleep".into())) => "`wallet_unreachable`: kept and tried again, nothing paid";
    y_cannot: "cannot pay at all", fails(PayError::Unsupported("this")) => "`payment_unsupported`: kept for the user to decide, nothing paid";
    y_silent_then_settled: "pays and never answers; later it says settled", then(PAID_SILENTLY, &[Told::Settled], &[60]) => DELIVERED;
    y_unknown_then_settled: "pays, the answer is lost; later it says settled", then(unknown(true), &[Told::Settled], &[60]) => DELIVERED;
    y_late: "is pending for a while, then settled", then(unknown(true), &[Told::Pending, Told::Pending, Told::Settled], &[60, 60, 600]) => DELIVERED;
    y_forgets_for_a_while: "pays, does not know of it for a while, then says settled", then(unknown(true), &[Told::NotFound, Told::Settled], &[60, 600]) => DELIVERED;
    y_asleep_for_a_while: "pays, cannot be reached for a while, then says settled", then(unknown(true), &[Told::Unreachable, Told::Unreachable, Told::Settled], &[60, 60, 600]) => DELIVERED;
    y_nonsense_for_a_while: "pays, talks nonsense for a while, then says settled", then(unknown(true), &[Told::Nonsense, Told::Settled], &[60, 600]) => DELIVERED;
    y_never_tells: "never answers and never knows of it, while the invoice can be paid", then(SILENT, &[Told::NotFound], &[60, 600, 600]) => LOOKED_UP;
    y_pending_for_ever: "is pending for ever", then(unknown(false), &[Told::Pending], &[600, 7_200, 86_400]) => LOOKED_UP;
    y_asleep_for_ever: "cannot be reached any more", then(unknown(false), &[Told::Unreachable], &[600, 7_200, 86_400]) => LOOKED_UP;
    y_never_took_it: "still does not know of it after the invoice's end", then(SILENT, &[Told::NotFound], &[60, 7_200]) => "kept and tried again, nothing paid";
    y_failed_later: "says later that it failed: a new invoice is paid", then(unknown(false), &[Told::Failed], &[60, 600]) => DELIVERED;
    y_paid_and_says_failed: "pays and says that it failed; the receiver's service says paid", then(Pay { paid: true, said: Said::Error(PayError::Failed("no route".into())) }, &[Told::Failed], &[60, 600]) => DELIVERED;
    y_paid_and_says_failed_later: "pays, the answer is lost; later it says that it failed; the receiver's service says paid", then(unknown(true), &[Told::Failed], &[60, 600]) => DELIVERED;
    y_paid_and_forgets: "pays, and still does not know of it after the invoice's end; the receiver's service says paid", then(PAID_SILENTLY, &[Told::NotFound], &[60, 7_200]) => DELIVERED;
    y_relinked: "was replaced by one that cannot tell; the receiver's service says paid", then(unknown(true), &[Told::Unknowable], &[60]) => DELIVERED;
}

/// What Bob's wallet lists, at each asking, and tells of while he listens.
struct Till {
    listed: fn(&[String], Timestamp) -> Vec<Vec<IncomingPayment>>,
    streamed: fn(&[String], Timestamp) -> Vec<IncomingPayment>,
}

/// Alice sends three messages; Bob's wallet tells of them as the till says; what Bob reads.
async fn receive(till: Till) -> anyhow::Result<String> {
    let stage = stage().await?;
    let silent = Arc::new(ScriptedWallet::receiving(stage.world.sandbox.ledger(), Vec::new(), Vec::new()));
    let mut bob = somebody(&stage, &silent).await?;
    let to = bob.public_key();
    let (alice, now) = (&stage.alice, Timestamp::now());
    let mut contact = alice.engine.store().contact(&stage.acquaintance(
        alice,
        &stage.address_of(HONEST),
        vec![stage.relay()?],
    )?)?;
    if let Some(contact) = &mut contact {
        contact.pubkey = to;
        alice.engine.store().put_contact(contact)?;
    }
    let mut comments = Vec::new();
    for text in ["one", "two", "three"] {
        comments.push(alice.send(&to, text).await?.comment);
    }
    let (listed, streamed) = ((till.listed)(&comments, now), (till.streamed)(&comments, now));
    let times = listed.len().max(1);
    let wallet = Arc::new(ScriptedWallet::receiving(stage.world.sandbox.ledger(), listed, streamed));
    bob.restart_adapted(|parts| Parts { wallet, ..impatient(parts) }).await?;
    let listener = bob.listen();
    for _ in 0..times {
        bob.engine.catch_up().await?;
    }
    // What was told of while listening may still be on its way.
    for _ in 0..50 {
        if bob.texts()?.len() >= 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    drop(listener);
    let mut texts = bob.texts()?;
    texts.sort();
    Ok(if texts.is_empty() {
        "nothing is read".to_owned()
    } else {
        format!("read once each: {}", texts.join(", "))
    })
}

const ALL: &str = "read once each: one, three, two";

fn all(comments: &[String], now: Timestamp) -> Vec<IncomingPayment> {
    comments.iter().zip(1..).map(|(comment, number)| incoming(number, now, comment)).collect()
}

fn listing(listed: fn(&[String], Timestamp) -> Vec<Vec<IncomingPayment>>) -> Till {
    Till { listed, streamed: |_, _| Vec::new() }
}

fn telling(streamed: fn(&[String], Timestamp) -> Vec<IncomingPayment>) -> Till {
    Till { listed: |_, _| Vec::new(), streamed }
}

faults! { INCOMING, receive, within 3 minutes;
    n_lists: "(for comparison) lists all", listing(|c, now| vec![all(c, now)]) => ALL;
    n_tells: "(for comparison) tells of all", telling(all) => ALL;
    n_lists_twice: "lists all twice", listing(|c, now| vec![all(c, now), [all(c, now), all(c, now)].concat()]) => ALL;
    n_tells_twice: "tells of all twice", telling(|c, now| [all(c, now), all(c, now)].concat()) => ALL;
    n_tells_and_lists: "tells of all and lists all", Till { listed: |c, now| vec![all(c, now)], streamed: all } => ALL;
    n_tells_backwards: "tells in the wrong order", telling(|c, now| all(c, now).into_iter().rev().collect()) => ALL;
    n_lists_late: "lists the first only after the others", listing(|c, now| vec![all(c, now).split_off(1), all(c, now - 600)]) => ALL;
    n_comment_on_two: "shows one comment with several payments", listing(|c, now| vec![[all(c, now), vec![incoming(9, now, &c[0]), incoming(8, now, &c[1])]].concat()]) => ALL;
    n_less_than_asked: "lists payments of a millisatoshi less than asked, so they wait as requests", listing(|c, now| vec![all(c, now).into_iter().map(|p| IncomingPayment { amount: Msat(999), ..p }).collect()]) => "nothing is read";
    n_from_the_future: "lists a payment of next year first", listing(|c, now| vec![vec![incoming(9, now + 31_536_000, "soon")], all(c, now)]) => ALL;
    n_from_the_beginning: "lists a payment of 1970 among the others", listing(|c, now| vec![[all(c, now), vec![incoming(9, Timestamp::from(0), "old")]].concat()]) => ALL;
    n_zero_amount: "lists payments of 0: less than asked, so they wait as requests", listing(|c, now| vec![all(c, now).into_iter().map(|p| IncomingPayment { amount: Default::default(), ..p }).collect()]) => "nothing is read";
    n_no_comments: "lists payments without comments", listing(|c, now| vec![all(c, now).into_iter().map(|p| IncomingPayment { comment: None, ..p }).collect()]) => "nothing is read";
    n_cut_comments: "cuts comments to 200 characters", listing(|c, now| vec![c.iter().zip(1..).map(|(c, n)| incoming(n, now, &c[..200])).collect()]) => "nothing is read";
    n_wrapped_comments: "puts words around comments", listing(|c, now| vec![c.iter().zip(1..).map(|(c, n)| incoming(n, now, &format!("You got paid! {c} \u{1f389}"))).collect()]) => ALL;
    n_junk_among_them: "lists a thousand junk comments among the others", listing(|c, now| vec![[(0..1_000).map(|n| incoming((n % 251) as u8, now, &format!("knock1{n:0>248}"))).collect(), all(c, now)].concat()]) => ALL;
    n_huge_comment: "lists a comment of 1 MB among the others", listing(|c, now| vec![[vec![incoming(9, now, &"knock1".repeat(175_000))], all(c, now)].concat()]) => ALL;
    n_odd_comments: "lists empty, null and control characters among the others", listing(|c, now| vec![[vec![incoming(7, now, ""), incoming(8, now, "\0\0knock1\u{202e}"), incoming(9, now, "knock1")], all(c, now)].concat()]) => ALL;
}
