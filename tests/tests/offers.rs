//! Knocks that are paid by a BOLT12 offer or straight to a node, with a wallet that does what the test says: which
//! way is chosen, and that a payment whose outcome is unknown is looked up and never made again.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use knock_core::amount::Msat;
use knock_core::engine::{NewContact, PayBy, Settings};
use knock_core::store::OutState;
use knock_core::wallet::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, Network, PayError, PayOutcome, PayRequest,
    PaymentStatus, Preimage, Settled, Wallet, WalletError, WalletInfo,
};
use knock_tests::{Person, World};
use nostr::{PublicKey, Timestamp};

/// BOLT12's vectors: for mainnet; with an amount of 10 sat.
const OPEN_OFFER: &str = "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese";
const OFFER_OF_10_SAT: &str =
    "lno1pqpzwyq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj";
const TESTNET_OFFER: &str = "lno1qgsyxjtl6luzd9t3pr62xr7eemp6awnejusgf6gw45q75vcfqqqqqqq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj";
const NODE: &str = "02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619";

/// Pays and answers as told, and remembers what it was asked.
struct Scripted {
    able: Capabilities,
    facts: WalletInfo,
    script: Mutex<(Result<PayOutcome, PayError>, PaymentStatus)>,
    paid: Mutex<Vec<PayRequest>>,
    looked_up: Mutex<Vec<PayRequest>>,
}

impl Scripted {
    fn new(able: Capabilities) -> Arc<Self> {
        let facts = WalletInfo {
            alias: None,
            network: Some(Network::Bitcoin),
            balance: None,
            min_send: Some(Msat::from_sat(3)),
            max_send: Some(Msat::from_sat(100)),
        };
        let script = Mutex::new((Ok(settled()), PaymentStatus::NotFound));
        Arc::new(Self { able, facts, script, paid: Mutex::default(), looked_up: Mutex::default() })
    }

    fn pays_offers() -> Arc<Self> {
        Self::new(Capabilities {
            pay_offer: true,
            pay_invoice: true,
            limit_fee: true,
            ..Capabilities::default()
        })
    }

    fn will(&self, pay: Result<PayOutcome, PayError>, lookup: PaymentStatus) {
        *self.script.lock().unwrap_or_else(PoisonError::into_inner) = (pay, lookup);
    }

    fn paid(&self) -> Vec<PayRequest> {
        self.paid.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn settled() -> PayOutcome {
    PayOutcome::Settled(Settled { preimage: Some(Preimage([7; 32])), fee: Some(Msat(11)) })
}

fn unknown() -> PayError {
    PayError::OutcomeUnknown("no answer".to_owned())
}

#[async_trait]
impl Wallet for Scripted {
    fn capabilities(&self) -> Capabilities {
        self.able
    }
    async fn info(&self) -> Result<WalletInfo, WalletError> {
        Ok(self.facts.clone())
    }
    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        self.paid.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        self.script.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }
    async fn lookup(&self, request: &PayRequest) -> Result<PaymentStatus, WalletError> {
        self.looked_up.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        Ok(self.script.lock().unwrap_or_else(PoisonError::into_inner).1.clone())
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

/// Alice with that wallet, knowing Bob by his key and these places.
async fn alice_with(
    world: &World,
    wallet: Arc<Scripted>,
    offer: Option<&str>,
    address: Option<&str>,
) -> anyhow::Result<(Person, PublicKey)> {
    let mut alice = world.person("alice").await?;
    let bob = world.person("bob").await?;
    alice.restart_with(wallet).await?;
    let new = NewContact {
        reference: bob.card()?,
        offer: offer.map(Into::into),
        lightning_address: address
            .map(|text| if text == "bob" { bob.user.lightning_address.clone() } else { text.into() }),
        ..NewContact::default()
    };
    let to_bob = alice.engine.add_contact(new).await?.pubkey;
    Ok((alice, to_bob))
}

#[tokio::test]
async fn an_offer_is_paid_with_the_comment_as_its_note() -> anyhow::Result<()> {
    let world = World::start().await?;
    let wallet = Scripted::pays_offers();
    let (alice, to_bob) = alice_with(&world, wallet.clone(), Some(OFFER_OF_10_SAT), Some("bob")).await?;
    let quote = alice.engine.quote(&to_bob).await?;
    assert_eq!((quote.by, quote.amount, quote.comment_allowed), (PayBy::Offer, Msat::from_sat(10), 512));
    assert!(quote.fee_is_limited);

    let row = alice.send(&to_bob, "Hello").await?;
    assert_eq!(row.state, OutState::Delivered);
    let cap = alice.engine.settings()?.max_fee;
    let [PayRequest::Offer { offer, amount, payer_note, max_fee, .. }] = &wallet.paid()[..] else {
        anyhow::bail!("not one offer was paid");
    };
    assert_eq!((offer.as_str(), *amount, *max_fee), (OFFER_OF_10_SAT, Msat::from_sat(10), Some(cap)));
    assert_eq!((payer_note, payer_note.len()), (&row.comment, 254));
    let ticket = row.pay.ok_or_else(|| anyhow::anyhow!("no payment in the row"))?;
    assert_eq!(
        ticket.payment_hash(),
        Some(Preimage([7; 32]).payment_hash()),
        "the hash is known by the proof"
    );
    assert_eq!(ticket.fee, Some(Msat(11)));
    assert!(!world.sandbox.lnurl().log().iter().any(|call| call.contains("callback")));
    Ok(())
}

#[tokio::test]
async fn the_amount_follows_the_dearest_of_all_and_keeps_within_the_wallet() -> anyhow::Result<()> {
    let world = World::start().await?;
    let wallet = Scripted::pays_offers();
    let (alice, to_bob) = alice_with(&world, wallet, Some(OPEN_OFFER), None).await?;
    assert_eq!(alice.engine.quote(&to_bob).await?.amount, Msat::from_sat(3), "the wallet's least");

    let mut small = Scripted::pays_offers();
    if let Some(wallet) = Arc::get_mut(&mut small) {
        wallet.facts.max_send = Some(Msat::from_sat(9));
    }
    let world = World::start().await?;
    let (alice, to_bob) = alice_with(&world, small, Some(OFFER_OF_10_SAT), None).await?;
    assert_eq!(
        alice.send(&to_bob, "x").await.map_err(|e| e.kind().to_owned()),
        Err("over_wallet_limit".into())
    );
    assert_eq!(world.published(), 0);
    Ok(())
}

#[tokio::test]
async fn a_way_that_our_wallet_or_the_offer_does_not_allow_is_passed_over() -> anyhow::Result<()> {
    // A wallet without offers; an offer for another chain: the address is left.
    let cannot = Capabilities { pay_invoice: true, ..Capabilities::default() };
    for (able, offer) in [(cannot, OPEN_OFFER), (Capabilities { pay_offer: true, ..cannot }, TESTNET_OFFER)] {
        let world = World::start().await?;
        let (alice, to_bob) = alice_with(&world, Scripted::new(able), Some(offer), Some("bob")).await?;
        assert_eq!(alice.engine.quote(&to_bob).await?.by, PayBy::Invoice);
    }
    // With nothing left, the reason is told and nothing is published.
    for (able, offer, kind) in [
        (cannot, OPEN_OFFER, "payment_unsupported"),
        (Capabilities { pay_offer: true, ..cannot }, TESTNET_OFFER, "offer_network_mismatch"),
    ] {
        let world = World::start().await?;
        let (alice, to_bob) = alice_with(&world, Scripted::new(able), Some(offer), None).await?;
        let error = alice.send(&to_bob, "x").await.map_err(|error| error.kind().to_owned());
        assert_eq!((error, world.published()), (Err(kind.to_owned()), 0));
    }
    Ok(())
}

#[tokio::test]
async fn an_unknown_outcome_is_looked_up_by_the_same_id_and_never_repeated() -> anyhow::Result<()> {
    let world = World::start().await?;
    let wallet = Scripted::pays_offers();
    let (mut alice, to_bob) = alice_with(&world, wallet.clone(), Some(OPEN_OFFER), None).await?;
    wallet.will(Err(unknown()), PaymentStatus::Pending);
    assert_eq!(alice.send(&to_bob, "x").await.map_err(|e| e.kind()).err(), Some("payment_outcome_unknown"));
    for _ in 0..3 {
        alice.restart_with(wallet.clone()).await?;
        alice.clock.advance(3_600);
        alice.engine.resume().await?;
    }
    let row = alice.engine.store().outbox()?.remove(0);
    assert_eq!((row.state, wallet.paid().len()), (OutState::Paying, 1));
    wallet.will(Err(unknown()), PaymentStatus::Settled(Settled { preimage: None, fee: None }));
    alice.clock.advance(86_400);
    alice.engine.resume().await?;
    assert_eq!(alice.engine.store().outgoing(row.id)?.map(|row| row.state), Some(OutState::Delivered));
    let asked = wallet.looked_up.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(asked.iter().all(|request| *request == wallet.paid()[0]) && wallet.paid().len() == 1);
    Ok(())
}

#[tokio::test]
async fn after_a_sure_failure_a_new_attempt_has_a_name_of_its_own() -> anyhow::Result<()> {
    let world = World::start().await?;
    let wallet = Scripted::pays_offers();
    let (alice, to_bob) = alice_with(&world, wallet.clone(), Some(OPEN_OFFER), None).await?;
    wallet.will(Err(PayError::Failed("no route".into())), PaymentStatus::NotFound);
    let error = alice.send(&to_bob, "x").await.map_err(|error| error.kind()).err();
    assert_eq!(error, Some("payment_failed"));
    let row = alice.engine.store().outbox()?.remove(0);
    assert_eq!(row.state, OutState::Published);
    wallet.will(Ok(settled()), PaymentStatus::NotFound);
    assert_eq!(alice.engine.retry(row.id).await?.state, OutState::Delivered);
    let [
        PayRequest::Offer { payment_id: one, payer_note: first, .. },
        PayRequest::Offer { payment_id: two, payer_note: second, .. },
    ] = &wallet.paid()[..]
    else {
        anyhow::bail!("not two offers were paid");
    };
    assert!(one != two && first == second);
    Ok(())
}

#[tokio::test]
async fn a_node_is_paid_by_keysend_and_a_wrong_proof_is_no_proof() -> anyhow::Result<()> {
    let world = World::start().await?;
    let wallet = Scripted::new(Capabilities { pay_keysend: true, ..Capabilities::default() });
    let (alice, to_bob) = alice_with(&world, wallet.clone(), None, Some(NODE)).await?;
    // The wallet says "paid" with a preimage that is not the payment's.
    let error = alice.send(&to_bob, "x").await.map_err(|error| error.kind()).err();
    assert_eq!(error, Some("payment_outcome_unknown"));
    let row = alice.engine.store().outbox()?.remove(0);
    assert_eq!(row.state, OutState::Paying, "not shown as paid, and not paid again");
    let [PayRequest::Keysend { node, preimage, comment, .. }] = &wallet.paid()[..] else {
        anyhow::bail!("not one keysend was made");
    };
    assert_eq!((node.to_string().as_str(), comment), (NODE, &row.comment));
    let proof = Settled { preimage: Some(*preimage), fee: None };
    wallet.will(Err(unknown()), PaymentStatus::Settled(proof));
    alice.clock.advance(60);
    alice.engine.resume().await?;
    assert_eq!(alice.engine.store().outgoing(row.id)?.map(|row| row.state), Some(OutState::Delivered));
    assert_eq!(wallet.paid().len(), 1);
    Ok(())
}

#[tokio::test]
async fn the_own_offer_travels_along_and_answers_are_paid_to_it() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, mut bob) = (world.person("alice").await?, world.person("bob").await?);
    let settings = Settings { offer: Some(OPEN_OFFER.to_owned()), ..alice.engine.settings()? };
    settings.save(alice.engine.store())?;
    let to_bob = alice.meet(&bob).await?;
    alice.send(&to_bob, "Hello").await?;
    bob.engine.catch_up().await?;
    let from_alice = alice.public_key();
    assert_eq!(bob.engine.quote(&from_alice).await?.by, PayBy::Invoice, "a linked wallet pays no offers");
    bob.restart_with(Scripted::pays_offers()).await?;
    assert_eq!(bob.engine.quote(&from_alice).await?.by, PayBy::Offer);
    Ok(())
}

/// Until 2035-01-01.
const EXPIRING_OFFER: &str =
    "lno1pgx9getnwss8vetrw3hhyucwq3ay997czcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese";
/// An offer like those of a Phoenix wallet: the way to it leads over ACINQ's node, and notes are cut to 64 bytes.
const PHOENIX_OFFER: &str = "lno1zpns8pjw7qjlm68mtp7e3yvxee4y5xrgjhhyf2fxhlphpckrvevh50u0qwryaup9lh50kkranzgcdnn2fgvx390wgj5jd07rwr3vxeje0glc7qgrse80qf0aara4slvcjxrvu6j2rp5ftmjy4yntlsmsutpkvkt6878sqqg8zcss8pjw7qjlm68mtp7e3yvxee4y5xrgjhhyf2fxhlphpckrvevh50u0";

#[tokio::test]
async fn an_own_offer_is_one_that_can_be_knocked_at() -> anyhow::Result<()> {
    let world = World::start().await?;
    let mut alice = world.person("alice").await?;
    alice.restart_with(Scripted::pays_offers()).await?;
    let around = format!(" LIGHTNING:{}\n", OPEN_OFFER.to_uppercase());
    assert_eq!(alice.engine.own_offer(&around).await?, OPEN_OFFER);
    for (offer, kind) in [
        ("lno1x", "offer_malformed"),
        ("bob@example.com", "offer_malformed"),
        (TESTNET_OFFER, "offer_network_mismatch"),
        (PHOENIX_OFFER, "comment_not_allowed"),
    ] {
        let refused = alice.engine.own_offer(offer).await.map_err(|error| error.kind()).err();
        assert_eq!(refused, Some(kind), "{offer}");
    }
    alice.clock.set(Timestamp::from(2_051_184_600));
    assert_eq!(alice.engine.own_offer(EXPIRING_OFFER).await.unwrap_err().kind(), "offer_expired");
    Ok(())
}

#[tokio::test]
async fn an_offer_that_cannot_be_right_is_refused_when_it_is_added() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.clock.set(Timestamp::from(2_051_184_600));
    for (offer, kind) in [
        ("lno1x", "offer_malformed"),
        (&OPEN_OFFER[..40], "offer_malformed"),
        (EXPIRING_OFFER, "offer_expired"),
    ] {
        let new = NewContact { reference: bob.card()?, offer: Some(offer.into()), ..NewContact::default() };
        let refused = alice.engine.add_contact(new).await.map_err(|error| error.kind()).err();
        assert_eq!(refused, Some(kind), "{offer}");
    }
    assert!(alice.engine.store().contacts()?.is_empty());
    Ok(())
}
