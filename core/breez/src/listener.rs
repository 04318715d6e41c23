//! The SDK's events, handed to whoever waits for payments.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use breez_sdk_liquid::model::{EventListener, Payment, SdkEvent};
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

/// Passes each payment that changed on to its subscribers. Their channels have no bound, so that a slow reader
/// loses no payment; a wallet has few.
#[derive(Default)]
pub(crate) struct Payments {
    subscribers: Mutex<Vec<UnboundedSender<Payment>>>,
}

impl Payments {
    /// Payments from now on.
    pub(crate) fn subscribe(&self) -> UnboundedReceiver<Payment> {
        let (sender, receiver) = unbounded();
        self.lock().push(sender);
        receiver
    }

    /// Ends the subscriptions.
    pub(crate) fn close(&self) {
        self.lock().clear();
    }

    fn pass_on(&self, payment: &Payment) {
        self.lock().retain(|subscriber| subscriber.unbounded_send(payment.clone()).is_ok());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<UnboundedSender<Payment>>> {
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the SDK holds: it wants to own its listener.
pub(crate) struct Listener(pub(crate) std::sync::Arc<Payments>);

#[async_trait]
impl EventListener for Listener {
    async fn on_event(&self, event: SdkEvent) {
        match event {
            SdkEvent::PaymentFailed { details }
            | SdkEvent::PaymentPending { details }
            | SdkEvent::PaymentRefunded { details }
            | SdkEvent::PaymentSucceeded { details }
            | SdkEvent::PaymentWaitingConfirmation { details } => self.0.pass_on(&details),
            // Payments to and from the Bitcoin chain, and news of the synchronization.
            _ => {}
        }
    }
}
