//! The shell's values as the core's, and back: the way opposite to the one that `knock-ffi` goes.

use std::fmt::Display;

use knock_core::amount::Msat;
use knock_core::wallet::{self, InvoiceDescription, PayError, PaymentId, Preimage, Settled, WalletError};
use knock_ffi::{IncomingPayment, InvoiceRequest, PayOutcome, PayRequest, PaymentStatus, WalletFailure};

pub(crate) fn refused(code: &str, reason: &impl Display) -> WalletFailure {
    WalletFailure::Refused { code: code.to_owned(), reason: reason.to_string() }
}

pub(crate) fn wallet_failure(error: WalletError) -> WalletFailure {
    match error {
        WalletError::Unreachable(reason) => WalletFailure::Unreachable { reason },
        WalletError::Refused { code, message } => WalletFailure::Refused { code, reason: message },
        WalletError::Unsupported(_) => WalletFailure::Unsupported,
        other => refused("INTERNAL", &other),
    }
}

pub(crate) fn pay_failure(error: PayError) -> WalletFailure {
    match error {
        PayError::InsufficientFunds => WalletFailure::InsufficientFunds,
        PayError::Unreachable(reason) => WalletFailure::Unreachable { reason },
        PayError::Unsupported(_) => WalletFailure::Unsupported,
        PayError::Failed(reason) => WalletFailure::Refused { code: "PAYMENT_FAILED".to_owned(), reason },
        PayError::QuotaExceeded => refused("QUOTA_EXCEEDED", &error),
        PayError::OutcomeUnknown(reason) => WalletFailure::OutcomeUnknown { reason },
        // What is new here says nothing yet of what was paid.
        other => WalletFailure::OutcomeUnknown { reason: other.to_string() },
    }
}

pub(crate) fn pay_request(request: PayRequest) -> Result<wallet::PayRequest, WalletFailure> {
    match request {
        PayRequest::Invoice { bolt11, payment_hash, amount_msat, max_fee_msat } => {
            Ok(wallet::PayRequest::Invoice {
                bolt11,
                payment_hash: payment_hash.parse().map_err(|error| refused("PAYMENT_HASH", &error))?,
                amount: Msat(amount_msat),
                max_fee: max_fee_msat.map(Msat),
            })
        }
        PayRequest::Offer { payment_id, offer, amount_msat, payer_note, max_fee_msat } => {
            let mut id = [0; 32];
            hex::decode_to_slice(payment_id, &mut id).map_err(|error| refused("PAYMENT_ID", &error))?;
            Ok(wallet::PayRequest::Offer {
                payment_id: PaymentId(id),
                offer,
                amount: Msat(amount_msat),
                payer_note,
                max_fee: max_fee_msat.map(Msat),
            })
        }
        // Breez knows no keysend.
        PayRequest::Keysend { .. } => Err(WalletFailure::Unsupported),
    }
}

pub(crate) fn invoice_request(request: InvoiceRequest) -> Result<wallet::InvoiceRequest, WalletFailure> {
    let description = match request.description_hash {
        Some(hash) => InvoiceDescription::Hash(
            hash.try_into().map_err(|_| refused("DESCRIPTION_HASH", &"a description hash has 32 bytes"))?,
        ),
        None => InvoiceDescription::Text(request.description.unwrap_or_default()),
    };
    Ok(wallet::InvoiceRequest {
        amount: Msat(request.amount_msat),
        description,
        comment: request.comment,
        expiry_secs: request.expiry_secs,
    })
}

fn proof(preimage: Option<Preimage>) -> Option<Vec<u8>> {
    preimage.map(|preimage| preimage.0.to_vec())
}

pub(crate) fn pay_outcome(outcome: wallet::PayOutcome) -> PayOutcome {
    match outcome {
        wallet::PayOutcome::Settled(Settled { preimage, fee }) => {
            PayOutcome::Settled { preimage: proof(preimage), fee_msat: fee.map(|fee| fee.0) }
        }
        wallet::PayOutcome::HandOver { uri } => PayOutcome::HandOver { uri },
    }
}

pub(crate) fn payment_status(status: wallet::PaymentStatus) -> PaymentStatus {
    match status {
        wallet::PaymentStatus::Settled(Settled { preimage, fee }) => {
            PaymentStatus::Settled { preimage: proof(preimage), fee_msat: fee.map(|fee| fee.0) }
        }
        wallet::PaymentStatus::Pending => PaymentStatus::Pending,
        wallet::PaymentStatus::Failed(reason) => PaymentStatus::Failed { reason },
        wallet::PaymentStatus::NotFound => PaymentStatus::NotFound,
        wallet::PaymentStatus::Unknowable => PaymentStatus::Unknowable,
    }
}

pub(crate) fn incoming(payment: wallet::IncomingPayment) -> IncomingPayment {
    IncomingPayment {
        payment_hash: payment.payment_hash.to_string(),
        amount_msat: payment.amount.0,
        settled_at: payment.settled_at.as_secs(),
        comment: payment.comment,
    }
}
