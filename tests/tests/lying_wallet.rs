//! A wallet's word is taken with care: it may tell of payments twice, out of order, or in the future.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::StreamExt;
use knock_core::amount::Msat;
use knock_core::engine::Settings;
use knock_core::wallet::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, PayError, PayOutcome, PayRequest,
    PaymentHash, PaymentStatus, Wallet, WalletError, WalletInfo,
};
use knock_tests::{Person, World};
use nostr::{PublicKey, Timestamp};

/// Lists whatever it is told to, from the time asked for on, as real wallets do.
#[derive(Default)]
struct Liar {
    payments: Mutex<Vec<IncomingPayment>>,
}

impl Liar {
    fn tells(&self, number: u8, settled_at: Timestamp, comment: &str) {
        let payment = IncomingPayment {
            payment_hash: PaymentHash([number; 32]),
            amount: Msat::from_sat(1),
            settled_at,
            comment: Some(comment.to_owned()),
        };
        self.payments.lock().unwrap_or_else(PoisonError::into_inner).push(payment);
    }
}

#[async_trait]
impl Wallet for Liar {
    fn capabilities(&self) -> Capabilities {
        Capabilities { list_incoming: true, ..Capabilities::default() }
    }
    async fn info(&self) -> Result<WalletInfo, WalletError> {
        Err(WalletError::Unsupported("tell"))
    }
    async fn pay(&self, _: &PayRequest) -> Result<PayOutcome, PayError> {
        Err(PayError::Unsupported("anything"))
    }
    async fn lookup(&self, _: &PayRequest) -> Result<PaymentStatus, WalletError> {
        Ok(PaymentStatus::Unknowable)
    }
    async fn make_invoice(&self, _: &InvoiceRequest) -> Result<String, WalletError> {
        Err(WalletError::Unsupported("make invoices"))
    }
    async fn incoming_since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        let payments = self.payments.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(payments.iter().filter(|payment| payment.settled_at >= since).cloned().collect())
    }
    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        Ok(futures::stream::pending().boxed())
    }
    async fn shutdown(&self) {}
}

/// Alice knows Bob, whose wallet says what it likes.
struct Scene {
    alice: Person,
    bob: Person,
    to_bob: PublicKey,
    wallet: Arc<Liar>,
    /// The relay is in there.
    _world: World,
}

impl Scene {
    async fn start() -> anyhow::Result<Self> {
        let world = World::start().await?;
        let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
        let to_bob = alice.meet(&bob).await?;
        let wallet = Arc::new(Liar::default());
        bob.restart_with(wallet.clone()).await?;
        Ok(Self { alice, bob, to_bob, wallet, _world: world })
    }
}

#[tokio::test]
async fn a_payment_in_the_future_does_not_hide_later_ones() -> anyhow::Result<()> {
    let Scene { alice, bob, to_bob, wallet, _world } = Scene::start().await?;
    wallet.tells(1, Timestamp::now() + 10 * 365 * 86_400, "from the future");
    bob.engine.catch_up().await?;

    let sent = alice.send(&to_bob, "still heard").await?;
    wallet.tells(2, Timestamp::now(), &sent.comment);
    assert_eq!(bob.engine.catch_up().await?.messages, 1);
    assert_eq!(bob.texts()?, ["still heard"]);
    Ok(())
}

#[tokio::test]
async fn payments_out_of_order_and_again_are_each_one_message() -> anyhow::Result<()> {
    let Scene { alice, bob, to_bob, wallet, _world } = Scene::start().await?;
    let (first, second) = (alice.send(&to_bob, "first").await?, alice.send(&to_bob, "second").await?);
    let now = Timestamp::now();
    wallet.tells(2, now, &second.comment);
    assert_eq!(bob.engine.catch_up().await?.messages, 1);
    // The earlier one is listed only now, and both are told of by another payment too.
    wallet.tells(1, now - 600, &first.comment);
    wallet.tells(3, now, &second.comment);
    wallet.tells(4, now, &first.comment);
    assert_eq!(bob.engine.catch_up().await?.messages, 1);
    let mut texts = bob.texts()?;
    texts.sort();
    assert_eq!(texts, ["first", "second"]);
    Ok(())
}

#[tokio::test]
async fn one_payment_pays_for_one_message_whatever_comments_it_is_told_with() -> anyhow::Result<()> {
    let Scene { alice, bob, to_bob, wallet, _world } = Scene::start().await?;
    let (first, second) = (alice.send(&to_bob, "first").await?, alice.send(&to_bob, "second").await?);
    let now = Timestamp::now();
    wallet.tells(1, now, &first.comment);
    assert_eq!(bob.engine.catch_up().await?.messages, 1);
    wallet.tells(1, now, &second.comment);
    assert_eq!(bob.engine.catch_up().await?.messages, 0);
    assert_eq!(bob.texts()?, ["first"]);
    // The other waits as one that was not paid, until a payment of its own comes.
    let waiting = bob.engine.requests(10, None)?;
    assert_eq!(waiting.iter().map(|request| request.paid).collect::<Vec<_>>(), [None]);
    wallet.tells(2, now, &second.comment);
    assert_eq!(bob.engine.catch_up().await?.messages, 1, "its own payment does not count");
    assert_eq!(
        (bob.texts()?, bob.engine.requests(10, None)?.len()),
        (vec!["first".into(), "second".into()], 0)
    );
    let paid =
        bob.engine.store().messages(None, 10, None)?.iter().map(|message| message.paid).collect::<Vec<_>>();
    assert_eq!(paid, [Some(Msat::from_sat(1)); 2]);
    Ok(())
}

#[tokio::test]
async fn a_request_whose_payment_brings_too_little_goes_on_waiting_and_one_let_lie_stays_so()
-> anyhow::Result<()> {
    let Scene { alice, bob, to_bob, wallet, _world } = Scene::start().await?;
    let mut comments = Vec::new();
    for text in ["first", "cheap", "unwanted"] {
        comments.push(alice.send(&to_bob, text).await?.comment);
    }
    let now = Timestamp::now();
    for comment in &comments {
        wallet.tells(1, now, comment);
    }
    assert_eq!(bob.engine.catch_up().await?.messages, 1);
    let waiting = bob.engine.requests(10, None)?;
    assert_eq!(waiting.len(), 2);
    // The newest came last.
    bob.engine.ignore_request(&waiting[0].event_id)?;
    let dearer = Settings { price: Msat::from_sat(2), ..bob.engine.settings()? };
    dearer.save(bob.engine.store())?;
    for (number, comment) in (2..).zip(&comments[1..]) {
        wallet.tells(number, now, comment);
    }
    assert_eq!(bob.engine.catch_up().await?.messages, 0);
    let waiting = bob.engine.requests(10, None)?;
    assert_eq!(waiting.iter().map(|request| request.paid).collect::<Vec<_>>(), [Some(Msat::from_sat(1))]);
    assert_eq!(bob.texts()?, ["first"]);
    Ok(())
}
