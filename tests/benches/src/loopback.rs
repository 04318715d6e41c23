//! From tap to text on loopback: all parts real but the money, one relay, one process.
//!
//! The peer is a NIP-17 client on the same relay, which pays nothing. The limit is what Knock cannot do
//! without: one payment from the wallet's call to the receiver's wallet telling of it, one publish, one fetch.

use std::time::{Duration, Instant};

use anyhow::Context;
use futures::{StreamExt, TryFutureExt};
use knock_core::engine::Engine;
use knock_core::relay::FetchQuery;
use knock_core::wallet::{IncomingStream, PayRequest};
use knock_protocol::{EVENT_KIND, Message, RelayHint, SealRequest, Sealed, Ttl, seal};
use knock_sandbox::ledger::{Description, InvoiceSpec};
use knock_tests::{Person, World};
use nostr::secp256k1::rand::rngs::OsRng;
use nostr::{PublicKey, RelayUrl, Timestamp};

use crate::nip17::Peer;
use crate::report::{Figure, Report};
use crate::rounds::median;

const LIMIT: Duration = Duration::from_secs(10);
const OVERHEAD: Duration = Duration::from_millis(10);

pub(crate) async fn run(rounds: usize) -> anyhow::Result<Report> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    // Of a stranger Bob would not take that many.
    bob.meet(&alice).await?;
    let _listens = bob.listen();
    let (carol, mut dave) = (peer(&world).await?, peer(&world).await?);
    dave.listen().await?;
    let mut bare = Bare::new(&world).await?;
    let [mut ours, mut theirs, mut least, mut over] = [(); 4].map(|()| Vec::new());
    // The first round opens connections and does not count.
    for round in 0..=rounds {
        let knock = knock(&alice, &mut bob, to_bob).await?;
        let nip17 = nip17(&carol, &mut dave).await?;
        let limit = bare.round(&world).await?;
        if round > 0 {
            ours.push(knock);
            theirs.push(nip17);
            least.push(limit);
            over.push(knock.saturating_sub(limit));
        }
    }
    let mut report = Report::new("End to end on loopback");
    let time = |times| Figure::Time(median(times));
    report.row("send to shown", time(ours.clone()), "NIP-17, which pays nothing", time(theirs), None);
    report.row("send to shown", time(ours), "one payment, one publish, one fetch", time(least), None);
    report.limit("what Knock adds to these three", time(over), Figure::Time(OVERHEAD));
    Ok(report)
}

/// That many knocks that wait, against as many gift wraps.
pub(crate) async fn catch_up(waiting: usize) -> anyhow::Result<Report> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.meet(&alice).await?;
    for n in 0..waiting {
        leave_knock(&world, &alice, &bob, &format!("message {n}")).await?;
    }
    let (carol, dave) = (peer(&world).await?, peer(&world).await?);
    carol.fill(dave.public_key(), waiting).await?;

    let start = Instant::now();
    let caught = bob.engine.catch_up().await?;
    let ours = start.elapsed();
    anyhow::ensure!(caught.messages == waiting, "{caught:?}");
    let start = Instant::now();
    anyhow::ensure!(dave.catch_up().await? == waiting, "gift wraps are missing");
    let theirs = start.elapsed();

    let mut report = Report::new("Catching up");
    let what = format!("{waiting} waiting");
    report.row(&what, Figure::Time(ours), "NIP-17, nothing stored", Figure::Time(theirs), None);
    let goal = Duration::from_millis(3) * u32::try_from(waiting)?;
    report.limit(&what, Figure::Time(ours), Figure::Time(goal));
    Ok(report)
}

async fn peer(world: &World) -> anyhow::Result<Peer> {
    Peer::connect(&world.sandbox.relay_url()).await
}

async fn knock(alice: &Person, bob: &mut Person, to: PublicKey) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let shown = bob.next_message().map_ok(|_| Instant::now());
    let (sent, shown) = tokio::join!(alice.send(&to, "Hello Bob"), shown);
    sent?;
    Ok(shown?.duration_since(start))
}

async fn nip17(carol: &Peer, dave: &mut Peer) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let to = dave.public_key();
    let (sent, shown) = tokio::join!(carol.send(to, "Hello Dave"), dave.next_shown());
    sent?;
    Ok(shown?.duration_since(start))
}

/// A knock as its sender leaves it, without the sender's engine: event on the relay, comment with a payment.
pub(crate) async fn leave_knock(
    world: &World,
    from: &Person,
    to: &Person,
    text: &str,
) -> anyhow::Result<Sealed> {
    let request = SealRequest {
        sender: from.public_key(),
        receiver: to.public_key(),
        message: &Message::text(text),
        relays: RelayHint::Unnamed,
        ttl: Ttl::Week,
        now: Timestamp::now(),
    };
    let sealed = seal(from.engine.identity().keys()?, &request, &mut OsRng)?;
    let relay = RelayUrl::parse(&world.sandbox.relay_url())?;
    let reports = from.engine.relays().publish(&[relay], &sealed.event, LIMIT).await;
    anyhow::ensure!(reports[0].is_accepted(), "{reports:?}");
    let comment = Some(sealed.comment.to_base64url());
    let invoice = InvoiceSpec::new(1_000, Description::Text("knock".into())).comment(comment);
    let invoice = world.sandbox.ledger().create_invoice(&to.user.name, &invoice)?;
    world.sandbox.ledger().pay(&from.user.name, &invoice.bolt11)?;
    Ok(sealed)
}

/// The three things that a knock cannot do without.
struct Bare {
    payer: Engine,
    reader: Engine,
    relay: RelayUrl,
    receiver: PublicKey,
    told: IncomingStream,
}

impl Bare {
    /// With people of their own, so that no engine works on these payments.
    async fn new(world: &World) -> anyhow::Result<Self> {
        let (payer, reader) = (world.person("erin").await?, world.person("frank").await?);
        let told = reader.engine.wallet().incoming().await?;
        let relay = RelayUrl::parse(&world.sandbox.relay_url())?;
        let receiver = reader.public_key();
        Ok(Self { payer: payer.engine, reader: reader.engine, relay, receiver, told })
    }

    async fn round(&mut self, world: &World) -> anyhow::Result<Duration> {
        let message = Message::text("Hello Bob");
        let request = SealRequest {
            sender: self.payer.identity().public_key(),
            receiver: self.receiver,
            message: &message,
            relays: RelayHint::Unnamed,
            ttl: Ttl::Week,
            now: Timestamp::now(),
        };
        let sealed = seal(self.payer.identity().keys()?, &request, &mut OsRng)?;
        let invoice = InvoiceSpec::new(1_000, Description::Text("knock".into()));
        let invoice = world.sandbox.ledger().create_invoice("frank", &invoice)?;
        let pay = PayRequest::Invoice {
            bolt11: invoice.bolt11,
            payment_hash: invoice.payment_hash.parse().ok().context("a payment hash")?,
            amount: knock_core::amount::Msat(1_000),
            max_fee: None,
        };
        let query =
            FetchQuery { id: sealed.event.id, author: sealed.event.pubkey, kind: EVENT_KIND, cover: None };
        let relays = [self.relay.clone()];

        let start = Instant::now();
        self.payer.relays().publish(&relays, &sealed.event, LIMIT).await;
        let (paid, told) = tokio::join!(self.payer.wallet().pay(&pay), self.told.next());
        paid?;
        told.context("the wallet went away")?;
        self.reader.relays().fetch(&relays, &query, LIMIT).await?;
        Ok(start.elapsed())
    }
}
