//! What every wallet must do, whatever is behind it: one suite for all implementations of the port. It works with two
//! wallets that can pay each other, and prints a table of its cases.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use async_trait::async_trait;
use futures::StreamExt;
use knock_core::amount::Msat;
use knock_core::engine::PayBy;
use knock_core::ports::{Entropy, SystemEntropy};
use knock_core::wallet::{
    CheckedInvoice, IncomingPayment, InvoiceDescription, InvoiceRequest, PayError, PayOutcome, PayRequest,
    PaymentHash, PaymentId, PaymentStatus, Preimage, Wallet,
};
use nostr::Timestamp;
use nostr::secp256k1::PublicKey;

use crate::PATIENCE;

/// What is paid in each case.
const AMOUNT: Msat = Msat::from_sat(2);
/// What routing may cost.
const MAX_FEE: Option<Msat> = Some(Msat::from_sat(10));
/// Bytes of the shortest knock, and of the longest that all ways carry.
const LENGTHS: [usize; 2] = [254, 512];

/// One side: a wallet, and where it is paid without an invoice.
#[derive(Clone)]
pub struct Side {
    /// The wallet.
    pub wallet: Arc<dyn Wallet>,
    /// Its BOLT12 offer.
    pub offer: Option<String>,
    /// Its node.
    pub node: Option<PublicKey>,
}

/// An implementation to put to the test.
#[async_trait(?Send)]
pub trait Backend {
    /// For the table.
    fn name(&self) -> &'static str;
    /// The wallet under test.
    fn ours(&self) -> Side;
    /// Somebody to pay and to be paid by.
    fn other(&self) -> Side;
    /// Makes our wallet anew from what is kept, as after a restart.
    async fn restart(&mut self) -> anyhow::Result<()>;
    /// The same, and the next payment's answer does not come in time, though the payment is made.
    async fn lose_answers(&mut self) -> anyhow::Result<()>;
}

/// The cases and how they went.
pub struct Table {
    backend: &'static str,
    rows: Vec<(String, &'static str)>,
}

impl Table {
    fn note(&mut self, case: impl Into<String>, result: &'static str) {
        self.rows.push((case.into(), result));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.iter().try_for_each(|(case, result)| writeln!(f, "{:<9} {case:<58} {result}", self.backend))
    }
}

/// Runs every case that the wallet's capabilities allow. The first that fails ends it, named.
pub async fn run(backend: &mut dyn Backend) -> anyhow::Result<Table> {
    let mut table = Table { backend: backend.name(), rows: Vec::new() };
    let (ours, other) = (backend.ours(), backend.other());
    // Some wallets know what they can do once they were asked.
    let info = ours.wallet.info().await?;
    ensure!(info.network.is_some() && info.balance.is_some_and(|balance| balance > AMOUNT), "{info:?}");
    ensure!(info.min_send.is_none_or(|least| least <= Msat::from_sat(1)), "{info:?}");
    table.note("tells chain, balance and limits", "passed");

    for by in [PayBy::Invoice, PayBy::Offer, PayBy::Keysend] {
        for (from, to, what) in [(&ours, &other, "pays"), (&other, &ours, "is paid")] {
            for length in LENGTHS {
                let case = format!("{what} by {}, {length} bytes of comment arrive", by.as_str());
                let result = match pays(from, to, by, length).await.with_context(|| case.clone())? {
                    true => "passed",
                    false => "not offered",
                };
                table.note(case, result);
            }
        }
    }
    no_gap(&ours, &other).await.context("stream and list")?;
    table.note("tells as stream and as list, from a time on, in order", "passed");
    unsettled(&ours).await.context("unsettled")?;
    table.note("does not tell of what is not settled", "passed");
    once(&ours, &other).await.context("once")?;
    table.note("pays a request once", "passed");
    poor(&ours, &other).await.context("insufficient funds")?;
    table.note("says that the funds are insufficient, and pays nothing", "passed");
    let capped = fee_cap(&ours, &other).await.context("fee cap")?;
    table.note("keeps to the most that routing may cost", if capped { "passed" } else { "not offered" });

    let paid = order(&other, PayBy::Invoice, "lost", MAX_FEE).await?.context("no invoice")?;
    backend.lose_answers().await?;
    lost(&backend.ours(), &other, &paid).await.context("lost answer")?;
    table.note("looks an unknown outcome up, and it was paid once", "passed");
    let before = backend.ours().wallet.incoming_since(Timestamp::from(0)).await?;
    backend.restart().await?;
    let ours = backend.ours();
    ensure!(matches!(ours.wallet.lookup(&paid).await?, PaymentStatus::Settled(_)), "a payment is forgotten");
    ensure!(ours.wallet.incoming_since(Timestamp::from(0)).await? == before, "what came in is forgotten");
    table.note("knows all of it after a restart", "passed");
    Ok(table)
}

/// A request to pay `to` that way, if it can be paid so.
async fn order(
    to: &Side,
    by: PayBy,
    comment: &str,
    max_fee: Option<Msat>,
) -> anyhow::Result<Option<PayRequest>> {
    order_of(to, by, AMOUNT, comment, max_fee).await
}

async fn order_of(
    to: &Side,
    by: PayBy,
    amount: Msat,
    comment: &str,
    max_fee: Option<Msat>,
) -> anyhow::Result<Option<PayRequest>> {
    Ok(match by {
        PayBy::Invoice => {
            let invoice = invoice(to, amount, Some(comment)).await?;
            let CheckedInvoice { bolt11, payment_hash, .. } = invoice;
            Some(PayRequest::Invoice { bolt11, payment_hash, amount, max_fee })
        }
        PayBy::Offer => to.offer.clone().map(|offer| PayRequest::Offer {
            payment_id: PaymentId(random()),
            offer,
            amount,
            payer_note: comment.to_owned(),
            max_fee,
        }),
        PayBy::Keysend => to.node.map(|node| PayRequest::Keysend {
            node,
            preimage: Preimage(random()),
            amount,
            comment: comment.to_owned(),
            max_fee,
        }),
    })
}

async fn invoice(of: &Side, amount: Msat, comment: Option<&str>) -> anyhow::Result<CheckedInvoice> {
    let request = InvoiceRequest {
        amount,
        description: InvoiceDescription::Hash([3; 32]),
        comment: comment.map(str::to_owned),
        expiry_secs: 600,
    };
    let invoice = CheckedInvoice::parse(&of.wallet.make_invoice(&request).await?)?;
    ensure!(invoice.amount == Some(amount) && invoice.description == request.description, "{invoice:?}");
    Ok(invoice)
}

/// One pays the other; the comment arrives whole. `false` where the way is not offered.
async fn pays(from: &Side, to: &Side, by: PayBy, length: usize) -> anyhow::Result<bool> {
    let able = from.wallet.capabilities();
    let can = match by {
        PayBy::Invoice => able.pay_invoice,
        PayBy::Offer => able.pay_offer,
        PayBy::Keysend => able.pay_keysend,
    };
    let comment = comment(length);
    let Some(request) = order(to, by, &comment, MAX_FEE).await?.filter(|_| can) else { return Ok(false) };
    let mut incoming = to.wallet.incoming().await?;
    let PayOutcome::Settled(settled) = from.wallet.pay(&request).await? else { bail!("handed over") };
    ensure!(settled.fee <= MAX_FEE, "routing cost {:?}", settled.fee);
    let proven = settled.preimage.map(|preimage| preimage.payment_hash());
    ensure!(request.payment_hash().is_none_or(|hash| proven == Some(hash)), "no proof");
    let told = tokio::time::timeout(PATIENCE, incoming.next()).await?.context("the stream has ended")?;
    ensure!(told.comment.as_deref() == Some(comment.as_str()), "the comment came as {:?}", told.comment);
    ensure!(told.amount >= AMOUNT && proven == Some(told.payment_hash), "{told:?}");
    ensure!(matches!(from.wallet.lookup(&request).await?, PaymentStatus::Settled(_)), "not known as settled");
    Ok(true)
}

async fn received(side: &Side, since: Timestamp) -> anyhow::Result<Vec<IncomingPayment>> {
    Ok(side.wallet.incoming_since(since).await?)
}

async fn no_gap(ours: &Side, other: &Side) -> anyhow::Result<()> {
    let all = received(ours, Timestamp::from(0)).await?;
    ensure!(!all.is_empty() && all.is_sorted_by_key(|payment| payment.settled_at), "{all:?}");
    ensure!(received(ours, Timestamp::now() + 3_600_u64).await?.is_empty(), "payments of the future");
    let request = order(ours, PayBy::Invoice, "gap", MAX_FEE).await?.context("no invoice")?;
    other.wallet.pay(&request).await?;
    let last = loop_until(async || {
        Ok(received(ours, Timestamp::from(0))
            .await?
            .into_iter()
            .find(|it| Some(it.payment_hash) == request.payment_hash()))
    })
    .await?;
    let since = received(ours, last.settled_at).await?;
    ensure!(
        since.iter().all(|payment| payment.settled_at >= last.settled_at) && since.contains(&last),
        "{since:?}"
    );
    Ok(())
}

async fn unsettled(ours: &Side) -> anyhow::Result<()> {
    let open = invoice(ours, AMOUNT, Some("open")).await?;
    let told = received(ours, Timestamp::from(0)).await?;
    ensure!(
        told.iter().all(|payment| payment.payment_hash != open.payment_hash),
        "an unpaid invoice is told of"
    );
    let unheard = PayRequest::Invoice {
        bolt11: open.bolt11,
        payment_hash: PaymentHash(random()),
        amount: AMOUNT,
        max_fee: None,
    };
    let status = ours.wallet.lookup(&unheard).await?;
    ensure!(status == PaymentStatus::NotFound, "a payment never made is {status:?}");
    Ok(())
}

async fn once(ours: &Side, other: &Side) -> anyhow::Result<()> {
    let request = order(other, PayBy::Invoice, "once", MAX_FEE).await?.context("no invoice")?;
    ours.wallet.pay(&request).await?;
    let balance = ours.wallet.info().await?.balance;
    if let Ok(PayOutcome::HandOver { .. }) = ours.wallet.pay(&request).await {
        bail!("handed over");
    }
    ensure!(ours.wallet.info().await?.balance == balance, "paid twice");
    let got = received(other, Timestamp::from(0)).await?;
    let count = got.iter().filter(|payment| Some(payment.payment_hash) == request.payment_hash()).count();
    ensure!(count == 1, "it arrived {count} times");
    Ok(())
}

async fn poor(ours: &Side, other: &Side) -> anyhow::Result<()> {
    let balance = ours.wallet.info().await?.balance.context("no balance")?;
    let amount = balance.checked_add(Msat::from_sat(1)).context("too rich")?;
    let request = order_of(other, PayBy::Invoice, amount, "poor", None).await?.context("no invoice")?;
    let outcome = ours.wallet.pay(&request).await;
    ensure!(outcome == Err(PayError::InsufficientFunds), "{outcome:?}");
    ensure!(ours.wallet.info().await?.balance == Some(balance), "something was paid");
    Ok(())
}

/// `false` where the wallet does not keep to a limit of ours.
async fn fee_cap(ours: &Side, other: &Side) -> anyhow::Result<bool> {
    if !ours.wallet.capabilities().limit_fee {
        return Ok(false);
    }
    let request = order(other, PayBy::Invoice, "cap", Some(Msat::ZERO)).await?.context("no invoice")?;
    let balance = ours.wallet.info().await?.balance;
    let outcome = ours.wallet.pay(&request).await;
    ensure!(matches!(outcome, Err(PayError::Failed(_))), "{outcome:?}");
    ensure!(ours.wallet.info().await?.balance == balance, "something was paid");
    Ok(true)
}

async fn lost(ours: &Side, other: &Side, request: &PayRequest) -> anyhow::Result<()> {
    let outcome = ours.wallet.pay(request).await;
    ensure!(matches!(outcome, Err(PayError::OutcomeUnknown(_))), "{outcome:?}");
    loop_until(async || match ours.wallet.lookup(request).await? {
        PaymentStatus::Settled(_) => Ok(Some(())),
        PaymentStatus::Pending => Ok(None),
        status => bail!("it is {status:?}"),
    })
    .await?;
    let got = received(other, Timestamp::from(0)).await?;
    let count = got.iter().filter(|payment| Some(payment.payment_hash) == request.payment_hash()).count();
    ensure!(count == 1, "it arrived {count} times");
    Ok(())
}

async fn loop_until<T>(mut attempt: impl AsyncFnMut() -> anyhow::Result<Option<T>>) -> anyhow::Result<T> {
    let wait = async {
        loop {
            if let Some(found) = attempt().await? {
                return Ok(found);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await?
}

/// A text of that length that no other payment has.
fn comment(length: usize) -> String {
    let mut text = format!("knock1{}", hex::encode(random()));
    text.extend(std::iter::repeat_n('x', length - text.len()));
    text
}

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    SystemEntropy.fill(&mut bytes);
    bytes
}
