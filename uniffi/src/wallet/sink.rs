//! Where a shell's wallet puts the payments that settle.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{IncomingPayment, KnockError};

/// Payments that wait to be taken: a burst beyond it is found by the next listing.
const BACKLOG: usize = 256;

/// Takes payments as they settle, until the core does not listen any more.
#[derive(uniffi::Object)]
pub struct PaymentSink(mpsc::Sender<knock_core::wallet::IncomingPayment>);

#[uniffi::export]
impl PaymentSink {
    /// A payment that has settled. The same may be told of more than once. Tells whether anybody
    /// still listens; if not, the wallet may stop telling.
    pub fn settled(&self, payment: IncomingPayment) -> Result<bool, KnockError> {
        let payment = payment.try_into()?;
        match self.0.try_send(payment) {
            Ok(()) => Ok(true),
            Err(mpsc::error::TrySendError::Full(_)) => {
                log::warn!("more payments at once than can be taken; they are found by listing");
                Ok(true)
            }
            Err(mpsc::error::TrySendError::Closed(_)) => Ok(false),
        }
    }
}

impl PaymentSink {
    pub(super) fn open() -> (Arc<Self>, mpsc::Receiver<knock_core::wallet::IncomingPayment>) {
        let (sender, receiver) = mpsc::channel(BACKLOG);
        (Arc::new(Self(sender)), receiver)
    }
}
