//! Payments that went out: which of LDK's payments is which of ours, and how it went.
//!
//! LDK names an offer's payment itself and stores it after it is on its way. So each payment is written down here
//! first; one that was begun and of which LDK knows nothing may have been cut off in between, and counts as under way
//! until it is certain that nothing of it is left.

use knock_core::amount::Msat;
use knock_core::store::{StoreError, ValueStore};
use knock_core::wallet::{PayRequest, PaymentStatus, Preimage, Settled};
use ldk_node::Node;
use ldk_node::lightning::ln::channelmanager::PaymentId;
use ldk_node::payment::{PaymentDetails, PaymentDirection, PaymentKind, PaymentStatus as LdkStatus};
use nostr::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state::Records;

/// A begun payment that LDK does not know is given up this many seconds later: by then an HTLC has timed out.
const GIVE_UP_AFTER: u64 = 24 * 60 * 60;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Begun {
    at: u64,
    /// LDK's name for it, once it has told.
    ldk_id: Option<String>,
    /// Whether LDK named the payment, so that only it can tell which one is ours.
    by_offer: bool,
    /// The proof, where LDK told it of a payment that its own list lacks.
    preimage: Option<String>,
    fee_msat: Option<u64>,
}

/// The payments that were begun, by our name for them.
pub(crate) struct Outgoing(Records);

impl Outgoing {
    pub(crate) fn new(store: &ValueStore) -> Self {
        Self(Records::new(store.clone(), "/sent"))
    }

    /// Writes down that a payment begins. `false` where it was begun before.
    pub(crate) fn begin(&self, request: &PayRequest) -> Result<bool, StoreError> {
        let name = name(request);
        if self.0.get::<Begun>(&name)?.is_some() {
            return Ok(false);
        }
        let by_offer = matches!(request, PayRequest::Offer { .. });
        let begun = Begun { at: Timestamp::now().as_secs(), by_offer, ..Begun::default() };
        self.0.put(&name, &begun)?;
        Ok(true)
    }

    /// Writes down LDK's name for it.
    pub(crate) fn named(&self, request: &PayRequest, id: PaymentId) -> Result<(), StoreError> {
        let name = name(request);
        let mut begun: Begun = self.0.get(&name)?.unwrap_or_default();
        begun.ldk_id = Some(hex::encode(id.0));
        self.0.put(&name, &begun)
    }

    /// A payment is proven of which LDK's list knows nothing: it is the one that was cut off, where there is one only.
    pub(crate) fn claim_lost(
        &self,
        id: PaymentId,
        preimage: [u8; 32],
        fee: Option<u64>,
    ) -> Result<(), StoreError> {
        let all = self.0.all::<Begun>()?;
        let mut lost = all.into_iter().filter(|(_, begun)| begun.by_offer && begun.ldk_id.is_none());
        if let (Some((name, begun)), None) = (lost.next(), lost.next()) {
            let ldk_id = Some(hex::encode(id.0));
            let proven = Begun { ldk_id, preimage: Some(hex::encode(preimage)), fee_msat: fee, ..begun };
            self.0.put(&name, &proven)?;
        }
        Ok(())
    }

    /// How it stands.
    pub(crate) fn status(&self, node: &Node, request: &PayRequest) -> Result<PaymentStatus, StoreError> {
        let begun: Option<Begun> = self.0.get(&name(request))?;
        let named = begun.as_ref().and_then(|begun| begun.ldk_id.as_deref()).and_then(id);
        let known = match (named, request) {
            (Some(id), _) => node.payment(&id),
            (None, PayRequest::Offer { payer_note, .. }) => by_note(node, payer_note),
            (None, _) => request.payment_hash().and_then(|hash| node.payment(&PaymentId(hash.0))),
        };
        if let Some(details) = known.filter(|details| details.direction == PaymentDirection::Outbound) {
            return Ok(status(&details));
        }
        Ok(match begun {
            None => PaymentStatus::NotFound,
            Some(Begun { preimage: Some(preimage), fee_msat, .. }) => {
                settled(id(&preimage).map(|id| id.0), fee_msat)
            }
            Some(begun) if begun.at + GIVE_UP_AFTER > Timestamp::now().as_secs() => PaymentStatus::Pending,
            Some(_) => PaymentStatus::NotFound,
        })
    }
}

/// Our name for a payment, hex.
fn name(request: &PayRequest) -> String {
    match request {
        PayRequest::Offer { payment_id, .. } => hex::encode(payment_id.0),
        PayRequest::Invoice { payment_hash, .. } => payment_hash.to_string(),
        PayRequest::Keysend { preimage, .. } => preimage.payment_hash().to_string(),
    }
}

fn id(text: &str) -> Option<PaymentId> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).ok().map(|()| PaymentId(bytes))
}

/// The last payment out with this note; no other message has it.
fn by_note(node: &Node, note: &str) -> Option<PaymentDetails> {
    let ours = |details: &&PaymentDetails| {
        details.direction == PaymentDirection::Outbound
            && matches!(&details.kind, PaymentKind::Bolt12Offer { payer_note: Some(has), .. } if has.0 == note)
    };
    node.list_payments_with_filter(ours).into_iter().max_by_key(|details| details.latest_update_timestamp)
}

fn status(details: &PaymentDetails) -> PaymentStatus {
    match details.status {
        LdkStatus::Pending => PaymentStatus::Pending,
        LdkStatus::Failed => PaymentStatus::Failed("no way to the receiver was found".to_owned()),
        LdkStatus::Succeeded => settled(preimage(&details.kind), details.fee_paid_msat),
    }
}

fn settled(preimage: Option<[u8; 32]>, fee_msat: Option<u64>) -> PaymentStatus {
    PaymentStatus::Settled(Settled { preimage: preimage.map(Preimage), fee: fee_msat.map(Msat) })
}

const fn preimage(kind: &PaymentKind) -> Option<[u8; 32]> {
    match kind {
        PaymentKind::Bolt11 { preimage: Some(preimage), .. }
        | PaymentKind::Bolt12Offer { preimage: Some(preimage), .. }
        | PaymentKind::Spontaneous { preimage: Some(preimage), .. } => Some(preimage.0),
        _ => None,
    }
}
