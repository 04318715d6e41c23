//! The SDK's errors as the port's.

use breez_sdk_liquid::error::{PaymentError, SdkError};
use knock_core::wallet::{PayError, WalletError};

/// An error before the SDK was told to send: nothing was paid.
pub(crate) fn before_sending(error: PaymentError) -> PayError {
    match error {
        PaymentError::InsufficientFunds => PayError::InsufficientFunds,
        other => PayError::Failed(other.to_string()),
    }
}

/// An error of sending. Only those that the SDK gives before it broadcasts the payment's transaction count as
/// "nothing was paid"; a generic one may stand for a broadcast whose answer was lost.
pub(crate) fn sending(error: PaymentError) -> PayError {
    match error {
        PaymentError::InsufficientFunds => PayError::InsufficientFunds,
        PaymentError::AmountMissing { .. }
        | PaymentError::AmountOutOfRange { .. }
        | PaymentError::InvalidInvoice { .. }
        | PaymentError::InvalidNetwork { .. }
        | PaymentError::InvalidOrExpiredFees
        | PaymentError::PairsNotFound
        | PaymentError::SelfTransferNotSupported => PayError::Failed(error.to_string()),
        other => PayError::OutcomeUnknown(other.to_string()),
    }
}

/// An error of anything but paying.
pub(crate) fn asking(error: PaymentError) -> WalletError {
    let code = match &error {
        PaymentError::AmountMissing { .. } => "AMOUNT_MISSING",
        PaymentError::AmountOutOfRange { .. } => "AMOUNT_OUT_OF_RANGE",
        PaymentError::InvalidDescription { .. } => "INVALID_DESCRIPTION",
        PaymentError::PersistError => "STORAGE",
        // Mostly services that did not answer; the SDK has no variant for them.
        _ => return WalletError::Unreachable(error.to_string()),
    };
    WalletError::Refused { code: code.to_owned(), message: error.to_string() }
}

/// An error of the SDK as a whole.
pub(crate) fn sdk(error: SdkError) -> WalletError {
    match error {
        SdkError::NetworkNotSupported { .. } => WalletError::BadConnection(error.to_string()),
        other => WalletError::Unreachable(other.to_string()),
    }
}
