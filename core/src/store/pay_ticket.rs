//! The payment of an outgoing message, as its row holds it.

use std::fmt;
use std::str::FromStr;

use nostr::Timestamp;
use nostr::secp256k1::PublicKey;
use rusqlite::{Connection, Row, named_params};

use super::error::StoreError;
use super::rows::{Columns, damaged, int, msat, run, secs};
use crate::amount::Msat;
use crate::wallet::{PayRequest, PaymentHash, PaymentId, Preimage};

/// The payment that delivers a message.
#[derive(Clone, PartialEq, Eq)]
pub struct PayTicket {
    /// What the wallet is told, the first time and whenever it is asked how it went.
    pub request: PayRequest,
    /// What routing cost, once that is known.
    pub fee: Option<Msat>,
    /// From when on it must not be begun any more: an invoice's expiry, or the end of our patience.
    pub pay_until: Timestamp,
    /// Where the service tells whether it was paid (LUD-21).
    pub verify_url: Option<String>,
    /// The proof of payment, once there is one.
    pub preimage: Option<[u8; 32]>,
}

impl PayTicket {
    /// What is paid, without routing.
    pub const fn amount(&self) -> Msat {
        self.request.amount()
    }

    /// The payment hash; with an offer once it is paid.
    pub fn payment_hash(&self) -> Option<PaymentHash> {
        let proven = || self.preimage.map(|preimage| Preimage(preimage).payment_hash());
        self.request.payment_hash().or_else(proven)
    }

    /// `lightning:` and the invoice, for any wallet to pay by hand.
    pub fn invoice_uri(&self) -> Option<String> {
        match &self.request {
            PayRequest::Invoice { bolt11, .. } => Some(format!("lightning:{bolt11}")),
            PayRequest::Offer { .. } | PayRequest::Keysend { .. } => None,
        }
    }
}

/// Without what is paid and the proof.
impl fmt::Debug for PayTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayTicket({}, {}, ..)", hex::encode(name(&self.request)), self.amount())
    }
}

/// The 32 bytes by which the wallet finds the payment.
fn name(request: &PayRequest) -> [u8; 32] {
    match request {
        PayRequest::Invoice { payment_hash, .. } => payment_hash.0,
        PayRequest::Offer { payment_id, .. } => payment_id.0,
        PayRequest::Keysend { preimage, .. } => preimage.payment_hash().0,
    }
}

pub(super) fn write(conn: &Connection, row: i64, ticket: &PayTicket) -> Result<(), StoreError> {
    let (by, to, note, preimage) = match &ticket.request {
        PayRequest::Invoice { bolt11, .. } => ("invoice", bolt11.clone(), None, ticket.preimage),
        PayRequest::Offer { offer, payer_note, .. } => {
            ("offer", offer.clone(), Some(payer_note), ticket.preimage)
        }
        PayRequest::Keysend { node, comment, preimage, .. } => {
            ("keysend", node.to_string(), Some(comment), Some(preimage.0))
        }
    };
    run(
        conn,
        "UPDATE outbox SET pay_by = :by, pay_to = :to, payment_id = :name, payer_note = :note, amount = :amount,
             max_fee = :max_fee, fee = :fee, pay_until = :until, verify_url = :verify_url, preimage = :preimage
         WHERE id = :row",
        named_params! {
            ":row": row,
            ":by": by,
            ":to": to,
            ":name": name(&ticket.request),
            ":note": note,
            ":amount": int(ticket.amount().0),
            ":max_fee": msat(ticket.request.max_fee()),
            ":fee": msat(ticket.fee),
            ":until": secs(ticket.pay_until),
            ":verify_url": ticket.verify_url,
            ":preimage": preimage,
        },
    )
    .map(|_| ())
}

/// Takes the payment off the row; the most that routing may cost stays, for it is the user's word.
pub(super) fn clear(conn: &Connection, row: i64) -> Result<(), StoreError> {
    let sql =
        "UPDATE outbox SET pay_by = NULL, pay_to = NULL, payment_id = NULL, payer_note = NULL, amount = NULL,
                   fee = NULL, pay_until = NULL, verify_url = NULL, preimage = NULL WHERE id = ?1";
    run(conn, sql, [row]).map(|_| ())
}

pub(super) fn read(row: &Row<'_>) -> Result<Option<PayTicket>, StoreError> {
    let Some(by) = row.get::<_, Option<String>>("pay_by")? else { return Ok(None) };
    let (amount, max_fee) = (Msat(row.u64("amount")?), row.opt_msat("max_fee")?);
    let name: [u8; 32] = row.get("payment_id")?;
    let preimage: Option<[u8; 32]> = row.get("preimage")?;
    let request = match by.as_str() {
        "invoice" => PayRequest::Invoice {
            bolt11: row.get("pay_to")?,
            payment_hash: PaymentHash(name),
            amount,
            max_fee,
        },
        "offer" => PayRequest::Offer {
            payment_id: PaymentId(name),
            offer: row.get("pay_to")?,
            amount,
            payer_note: row.get("payer_note")?,
            max_fee,
        },
        "keysend" => PayRequest::Keysend {
            node: PublicKey::from_str(&row.get::<_, String>("pay_to")?).map_err(|_| damaged("pay_to"))?,
            preimage: Preimage(preimage.ok_or_else(|| damaged("preimage"))?),
            amount,
            comment: row.get("payer_note")?,
            max_fee,
        },
        _ => return Err(damaged("pay_by")),
    };
    Ok(Some(PayTicket {
        request,
        fee: row.opt_msat("fee")?,
        pay_until: row.time("pay_until")?,
        verify_url: row.get("verify_url")?,
        preimage,
    }))
}
