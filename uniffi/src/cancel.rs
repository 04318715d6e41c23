//! A handle by which a call is given up: not every language stops a call with the task that waits for it.

use std::sync::Arc;

use tokio::sync::watch;

use crate::KnockError;

/// Give it to one or more calls, and cancel them all at once. What is stored by then stays: a message
/// in the outbox goes on by itself.
#[derive(uniffi::Object)]
pub struct Cancellation(watch::Sender<bool>);

#[uniffi::export]
impl Cancellation {
    /// Not cancelled yet.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self(watch::Sender::new(false)))
    }

    /// The calls end with [`KnockError::Cancelled`]; also those that it is given to later.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }
}

impl Cancellation {
    /// For work that looks now and then.
    pub(crate) fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }
}

/// Ends the work when it is cancelled.
pub(crate) async fn unless<T>(
    cancelled: Option<Arc<Cancellation>>,
    work: impl Future<Output = Result<T, KnockError>>,
) -> Result<T, KnockError> {
    let Some(cancellation) = cancelled else { return work.await };
    let mut flag = cancellation.0.subscribe();
    tokio::select! {
        biased;
        // The sender lives as long as this call, so the wait does not end by itself.
        _ = flag.wait_for(|cancelled| *cancelled) => Err(KnockError::cancelled()),
        done = work => done,
    }
}
