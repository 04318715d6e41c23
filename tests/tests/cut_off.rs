//! Cut off while paying, between the row that says "begun" and the wallet's answer: whatever the way, the payment is
//! looked up after the restart, and none is made twice.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use knock_core::engine::{NewContact, PayBy, SendOptions};
use knock_core::ports::Clock;
use knock_core::store::{OutState, Outgoing};
use knock_core::wallet::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, PayError, PayOutcome, PayRequest,
    PaymentStatus, Settled, Wallet, WalletError, WalletInfo,
};
use knock_protocol::Message;
use knock_sandbox::lnurl::LnurlSettings;
use knock_tests::{PATIENCE, Person, World};
use nostr::Timestamp;
use tokio::sync::Notify;

/// From BOLT12's vectors.
const OFFER: &str = "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese";
const NODE: &str = "02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619";
const WAYS: [PayBy; 3] = [PayBy::Invoice, PayBy::Offer, PayBy::Keysend];

/// Hears of payments and never answers; tells how they stand as the test says.
struct Mute {
    heard: Mutex<Vec<PayRequest>>,
    stands: Mutex<PaymentStatus>,
    told: Notify,
}

impl Mute {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            heard: Mutex::default(),
            stands: Mutex::new(PaymentStatus::NotFound),
            told: Notify::new(),
        })
    }

    fn stands(&self, status: PaymentStatus) {
        *self.stands.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }

    fn heard(&self) -> Vec<PayRequest> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Wallet for Mute {
    fn capabilities(&self) -> Capabilities {
        Capabilities { pay_invoice: true, pay_offer: true, pay_keysend: true, ..Capabilities::default() }
    }
    async fn info(&self) -> Result<WalletInfo, WalletError> {
        Err(WalletError::Unsupported("tell"))
    }
    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        self.told.notify_one();
        std::future::pending().await
    }
    async fn lookup(&self, request: &PayRequest) -> Result<PaymentStatus, WalletError> {
        let last = self.heard().last() == Some(request);
        let stands = self.stands.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(if last { stands } else { PaymentStatus::NotFound })
    }
    async fn make_invoice(&self, _: &InvoiceRequest) -> Result<String, WalletError> {
        Err(WalletError::Unsupported("make invoices"))
    }
    async fn incoming_since(&self, _: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        Ok(Vec::new())
    }
    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        Err(WalletError::Unsupported("tell"))
    }
    async fn shutdown(&self) {}
}

/// Alice, whose message was cut off while the wallet was told to pay for it.
struct Scene {
    alice: Person,
    wallet: Arc<Mute>,
    row: i64,
    /// The relay and the service are in there.
    world: World,
}

impl Scene {
    async fn cut_off(way: PayBy) -> anyhow::Result<Self> {
        let world = World::start().await?;
        let (mut alice, bob) = (world.person("alice").await?, world.person("bob").await?);
        let wallet = Mute::new();
        alice.restart_with(wallet.clone()).await?;
        let known = NewContact { reference: bob.card()?, ..NewContact::default() };
        let known = match way {
            PayBy::Invoice => {
                NewContact { lightning_address: Some(bob.user.lightning_address.clone()), ..known }
            }
            PayBy::Offer => NewContact { offer: Some(OFFER.to_owned()), ..known },
            PayBy::Keysend => NewContact { lightning_address: Some(NODE.to_owned()), ..known },
        };
        let to_bob = alice.engine.add_contact(known).await?.pubkey;
        let engine = alice.engine.clone();
        let sending =
            tokio::spawn(
                async move { engine.send(&to_bob, Message::text("x"), SendOptions::default()).await },
            );
        tokio::time::timeout(PATIENCE, wallet.told.notified()).await?;
        sending.abort();
        let row = alice.engine.store().outbox()?.remove(0);
        assert_eq!(row.state, OutState::Paying, "{way:?}");
        let mut scene = Self { alice, wallet, row: row.id, world };
        scene.restart(60).await?;
        Ok(scene)
    }

    /// A new process, so many seconds later, that does what there is to do; a payment that it makes is cut off, too.
    async fn restart(&mut self, secs: i64) -> anyhow::Result<()> {
        self.alice.restart_with(self.wallet.clone()).await?;
        self.alice.clock.advance(secs);
        let before = self.wallet.heard().len();
        let engine = self.alice.engine.clone();
        let mut going_on = tokio::spawn(async move { engine.resume().await });
        tokio::select! {
            done = &mut going_on => { done??; }
            () = self.wallet.told.notified() => going_on.abort(),
        }
        let heard = self.wallet.heard();
        assert!(heard.len() <= before + 1);
        for (at, request) in heard.iter().enumerate() {
            assert!(!heard[..at].contains(request), "told to pay the same twice: {request:?}");
        }
        Ok(())
    }

    /// The service's clock stands still while Alice's goes on, so its next invoices must last for longer.
    fn later_invoices_last(&self) {
        let settings = LnurlSettings { invoice_expiry_secs: 86_400, ..LnurlSettings::default() };
        self.world.sandbox.lnurl().configure("bob", settings);
    }

    fn row(&self) -> anyhow::Result<Outgoing> {
        self.alice.engine.store().outgoing(self.row)?.ok_or_else(|| anyhow::anyhow!("the row is lost"))
    }
}

#[tokio::test]
async fn what_the_wallet_took_up_is_looked_up_until_it_is_settled() -> anyhow::Result<()> {
    for way in WAYS {
        let mut scene = Scene::cut_off(way).await?;
        scene.wallet.stands(PaymentStatus::Pending);
        for secs in [60, 3_600, 86_400] {
            scene.restart(secs).await?;
            assert_eq!((scene.row()?.state, scene.wallet.heard().len()), (OutState::Paying, 1), "{way:?}");
        }
        scene.wallet.stands(PaymentStatus::Settled(Settled { preimage: None, fee: None }));
        scene.restart(86_400).await?;
        assert_eq!((scene.row()?.state, scene.wallet.heard().len()), (OutState::Delivered, 1), "{way:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_never_reached_the_wallet_is_paid_anew_only_once_it_can_no_longer_come() -> anyhow::Result<()> {
    for way in WAYS {
        let mut scene = Scene::cut_off(way).await?;
        let until = scene.row()?.pay.map_or(Timestamp::from(0), |ticket| ticket.pay_until);
        let left = i64::try_from(until.as_secs())? - i64::try_from(scene.alice.clock.now().as_secs())?;
        // The last moment at which the first one could still be begun somewhere.
        scene.restart(left).await?;
        assert_eq!((scene.row()?.state, scene.wallet.heard().len()), (OutState::Paying, 1), "{way:?}");
        scene.later_invoices_last();
        for secs in [3_600, 3_600] {
            scene.restart(secs).await?;
        }
        assert_eq!(scene.wallet.heard().len(), 2, "{way:?}: it is given up for good");
    }
    Ok(())
}

#[tokio::test]
async fn what_has_surely_failed_is_paid_anew_under_another_name() -> anyhow::Result<()> {
    for way in WAYS {
        let mut scene = Scene::cut_off(way).await?;
        scene.wallet.stands(PaymentStatus::Failed("no route".to_owned()));
        scene.later_invoices_last();
        scene.restart(60).await?;
        scene.restart(3_600).await?;
        assert_eq!(scene.wallet.heard().len(), 2, "{way:?}: it is given up for good");
        scene.wallet.stands(PaymentStatus::Settled(Settled { preimage: None, fee: None }));
        scene.restart(3_600).await?;
        assert_eq!((scene.row()?.state, scene.wallet.heard().len()), (OutState::Delivered, 2), "{way:?}");
    }
    Ok(())
}
