//! What one of the SDK's payments means to the port.

use breez_sdk_liquid::model::{Payment, PaymentDetails, PaymentState, PaymentType};
use knock_core::amount::Msat;
use knock_core::wallet::{IncomingPayment, PaymentHash, PaymentStatus, Preimage, Settled};
use nostr::Timestamp;

/// A payment out to a BOLT12 offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OfferPayment {
    pub(crate) swap_id: String,
    pub(crate) offer: String,
    pub(crate) payer_note: Option<String>,
    /// Nothing was paid and nothing will be.
    pub(crate) failed: bool,
}

/// The offer that a payment out went to.
pub(crate) fn offer_payment(payment: &Payment) -> Option<OfferPayment> {
    let Payment { payment_type: PaymentType::Send, status, details, .. } = payment else { return None };
    let PaymentDetails::Lightning { swap_id, bolt12_offer, payer_note, .. } = details else { return None };
    Some(OfferPayment {
        swap_id: swap_id.clone(),
        offer: bolt12_offer.clone()?,
        payer_note: payer_note.clone(),
        failed: matches!(status, PaymentState::Failed),
    })
}

/// The swap behind a payment over Lightning.
pub(crate) fn swap_id(payment: &Payment) -> Option<&str> {
    let Payment { details: PaymentDetails::Lightning { swap_id, .. }, .. } = payment else { return None };
    Some(swap_id)
}

/// How a payment out stands. Only a confirmed refund counts as failed: until then the money is not back, and the swap
/// service may still pay.
pub(crate) fn status(payment: &Payment) -> PaymentStatus {
    let Payment { status, fees_sat, details, .. } = payment;
    match status {
        PaymentState::Complete => {
            PaymentStatus::Settled(Settled { preimage: proof(details), fee: Some(Msat::from_sat(*fees_sat)) })
        }
        PaymentState::Failed => {
            PaymentStatus::Failed("the swap was not carried out; its money is back".to_owned())
        }
        _ => PaymentStatus::Pending,
    }
}

/// The preimage, if it is that of the payment.
fn proof(details: &PaymentDetails) -> Option<Preimage> {
    let PaymentDetails::Lightning { preimage, payment_hash, .. } = details else { return None };
    let mut bytes = [0; 32];
    hex::decode_to_slice(preimage.as_deref()?, &mut bytes).ok()?;
    let preimage = Preimage(bytes);
    (payment_hash.as_deref() == Some(preimage.payment_hash().to_string().as_str())).then_some(preimage)
}

/// A payment in, once the payer's money is gone for good: when our claim is broadcast, it shows the preimage, and the
/// swap service settles the invoice with it. The claim's confirmation, a minute later, is between that service and us.
///
/// The amount is what the payer paid. The wallet gets less by the swap's fee, which is no business of the payer, who
/// was asked for a price.
pub(crate) fn incoming(payment: &Payment) -> Option<IncomingPayment> {
    let Payment {
        payment_type: PaymentType::Receive, status, amount_sat, fees_sat, timestamp, details, ..
    } = payment
    else {
        return None;
    };
    let PaymentDetails::Lightning { payment_hash, payer_note, claim_tx_id, settled_at, .. } = details else {
        return None;
    };
    let settled = match status {
        PaymentState::Complete => true,
        PaymentState::Pending => claim_tx_id.is_some(),
        _ => false,
    };
    if !settled {
        return None;
    }
    Some(IncomingPayment {
        payment_hash: payment_hash.as_deref()?.parse::<PaymentHash>().ok()?,
        amount: Msat::from_sat(amount_sat.saturating_add(*fees_sat)),
        settled_at: Timestamp::from(u64::from(settled_at.unwrap_or(*timestamp))),
        comment: payer_note.clone().filter(|note| !note.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREIMAGE: [u8; 32] = [7; 32];

    fn hash() -> PaymentHash {
        Preimage(PREIMAGE).payment_hash()
    }

    fn payment(payment_type: PaymentType, status: PaymentState) -> Payment {
        Payment {
            destination: None,
            tx_id: Some("tx".to_owned()),
            unblinding_data: None,
            timestamp: 1_000,
            amount_sat: 60,
            fees_sat: 40,
            swapper_fees_sat: None,
            payment_type,
            status,
            details: PaymentDetails::Lightning {
                swap_id: "swap".to_owned(),
                description: "to me".to_owned(),
                liquid_expiration_blockheight: 0,
                preimage: Some(hex::encode(PREIMAGE)),
                invoice: None,
                bolt12_offer: Some("lno1".to_owned()),
                payment_hash: Some(hash().to_string()),
                destination_pubkey: None,
                lnurl_info: None,
                bip353_address: None,
                payer_note: Some("knock1".to_owned()),
                claim_tx_id: None,
                refund_tx_id: None,
                refund_tx_amount_sat: None,
                settled_at: None,
            },
        }
    }

    #[test]
    fn a_payment_in_counts_from_our_claim_on_and_shows_what_was_paid() {
        for state in
            [PaymentState::Created, PaymentState::Pending, PaymentState::Failed, PaymentState::TimedOut]
        {
            assert_eq!(incoming(&payment(PaymentType::Receive, state)), None, "{state:?}");
        }
        let expected = IncomingPayment {
            payment_hash: hash(),
            amount: Msat(100_000),
            settled_at: Timestamp::from(1_000),
            comment: Some("knock1".to_owned()),
        };
        assert_eq!(incoming(&payment(PaymentType::Receive, PaymentState::Complete)), Some(expected.clone()));

        let mut claimed = payment(PaymentType::Receive, PaymentState::Pending);
        if let PaymentDetails::Lightning { claim_tx_id, settled_at, .. } = &mut claimed.details {
            (*claim_tx_id, *settled_at) = (Some("claim".to_owned()), Some(990));
        }
        let settled_at = Timestamp::from(990);
        assert_eq!(incoming(&claimed), Some(IncomingPayment { settled_at, ..expected }));
        assert_eq!(incoming(&payment(PaymentType::Send, PaymentState::Complete)), None);
    }

    #[test]
    fn a_payment_out_is_settled_failed_or_under_way() {
        let settled = Settled { preimage: Some(Preimage(PREIMAGE)), fee: Some(Msat(40_000)) };
        let complete = payment(PaymentType::Send, PaymentState::Complete);
        assert_eq!(status(&complete), PaymentStatus::Settled(settled));
        for state in [
            PaymentState::Created,
            PaymentState::Pending,
            PaymentState::TimedOut,
            PaymentState::Refundable,
            PaymentState::RefundPending,
            PaymentState::WaitingFeeAcceptance,
        ] {
            assert_eq!(status(&payment(PaymentType::Send, state)), PaymentStatus::Pending, "{state:?}");
        }
        let refunded = status(&payment(PaymentType::Send, PaymentState::Failed));
        assert!(matches!(refunded, PaymentStatus::Failed(_)));
    }

    #[test]
    fn a_foreign_preimage_proves_nothing() {
        let mut complete = payment(PaymentType::Send, PaymentState::Complete);
        if let PaymentDetails::Lightning { preimage, .. } = &mut complete.details {
            *preimage = Some(hex::encode([8; 32]));
        }
        let unproven = Settled { preimage: None, fee: Some(Msat(40_000)) };
        assert_eq!(status(&complete), PaymentStatus::Settled(unproven));
    }

    #[test]
    fn payments_to_offers_are_known_by_offer_and_note() {
        let expected = OfferPayment {
            swap_id: "swap".to_owned(),
            offer: "lno1".to_owned(),
            payer_note: Some("knock1".to_owned()),
            failed: false,
        };
        let sent = payment(PaymentType::Send, PaymentState::Pending);
        assert_eq!(offer_payment(&sent), Some(expected));
        assert_eq!(swap_id(&sent), Some("swap"));
        assert_eq!(offer_payment(&payment(PaymentType::Receive, PaymentState::Complete)), None);
    }
}
