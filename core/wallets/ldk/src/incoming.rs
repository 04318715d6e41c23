//! Payments that came in. LDK tells of each once more after a crash until we say that we have it, so none is lost.

use std::sync::{Mutex, PoisonError};

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedSender, unbounded};
use knock_core::amount::Msat;
use knock_core::store::{StoreError, ValueStore};
use knock_core::wallet::{IncomingPayment, IncomingStream, KNOCK_RECORD, PaymentHash};
use ldk_node::CustomTlvRecord;
use ldk_node::payment::{PaymentDetails, PaymentKind};
use nostr::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state::Records;

/// How a message of ours begins, whichever record it is in.
const KNOCK_PREFIX: &str = "knock1";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Received {
    amount_msat: u64,
    settled_at: u64,
    comment: Option<String>,
}

/// Everything that came in, and who wants to hear of it.
pub(crate) struct Incoming {
    received: Records,
    /// Comments noted with invoices that are not paid yet, by payment hash.
    noted: Records,
    listeners: Mutex<Vec<UnboundedSender<IncomingPayment>>>,
}

impl Incoming {
    pub(crate) fn new(store: &ValueStore) -> Self {
        let received = Records::new(store.clone(), "/received");
        Self { received, noted: Records::new(store.clone(), "/noted"), listeners: Mutex::default() }
    }

    /// Keeps the comment that came with the request for an invoice (LUD-12).
    pub(crate) fn note(&self, payment_hash: PaymentHash, comment: &str) -> Result<(), StoreError> {
        self.noted.put(&payment_hash.to_string(), &comment)
    }

    /// Keeps a settled payment and tells of it. Told again, it keeps its first time.
    pub(crate) fn settle(
        &self,
        payment_hash: PaymentHash,
        amount: Msat,
        records: &[CustomTlvRecord],
        details: Option<&PaymentDetails>,
    ) -> Result<(), StoreError> {
        let name = payment_hash.to_string();
        let known: Option<Received> = self.received.get(&name)?;
        let received = match known {
            Some(received) => received,
            None => {
                let noted = self.noted.get(&name)?;
                let comment = noted.or_else(|| record_text(records)).or_else(|| details.and_then(payer_note));
                let received =
                    Received { amount_msat: amount.0, settled_at: Timestamp::now().as_secs(), comment };
                self.received.put(&name, &received)?;
                received
            }
        };
        let payment = payment(payment_hash, received);
        self.lock().retain(|listener| listener.unbounded_send(payment.clone()).is_ok());
        Ok(())
    }

    pub(crate) fn since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, StoreError> {
        let all = self.received.all::<Received>()?.into_iter();
        let named = all.filter_map(|(name, received)| Some(payment(name.parse().ok()?, received)));
        let mut payments: Vec<_> = named.filter(|payment| payment.settled_at >= since).collect();
        payments.sort_by_key(|payment| payment.settled_at);
        Ok(payments)
    }

    pub(crate) fn listen(&self) -> IncomingStream {
        let (listener, payments) = unbounded();
        self.lock().push(listener);
        payments.boxed()
    }

    /// Ends all streams.
    pub(crate) fn close(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<UnboundedSender<IncomingPayment>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn payment(payment_hash: PaymentHash, received: Received) -> IncomingPayment {
    IncomingPayment {
        payment_hash,
        amount: Msat(received.amount_msat),
        settled_at: Timestamp::from(received.settled_at),
        comment: received.comment,
    }
}

/// The text of our own record, else of one that holds a message of ours; others are any app's binary data.
fn record_text(records: &[CustomTlvRecord]) -> Option<String> {
    let text = |record: &CustomTlvRecord| String::from_utf8(record.value.clone()).ok();
    let own = records.iter().filter(|record| record.type_num == KNOCK_RECORD).find_map(text);
    own.or_else(|| records.iter().filter_map(text).find(|text| text.starts_with(KNOCK_PREFIX)))
}

fn payer_note(details: &PaymentDetails) -> Option<String> {
    match &details.kind {
        PaymentKind::Bolt12Offer { payer_note, .. } => payer_note.as_ref().map(|note| note.0.clone()),
        _ => None,
    }
}
