//! Channels that are being opened: the two sides talk a while before there is one, and may not come to terms.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use knock_core::wallet::WalletError;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Time for the two sides to come to terms.
const LIMIT: Duration = Duration::from_secs(30);

/// What LDK told of channels since the node started, by their names.
#[derive(Default)]
pub(crate) struct Openings {
    told: Mutex<HashMap<u128, Result<(), String>>>,
    changed: Notify,
}

impl Openings {
    /// Its funding is on its way to the chain.
    pub(crate) fn opened(&self, channel: u128) {
        self.tell(channel, Ok(()));
    }

    /// It is no more, or never came to be.
    pub(crate) fn closed(&self, channel: u128, reason: String) {
        self.tell(channel, Err(reason));
    }

    fn tell(&self, channel: u128, how: Result<(), String>) {
        self.lock().insert(channel, how);
        self.changed.notify_waiters();
    }

    /// Waits until the channel's funding is on its way, or it is known that it never will be.
    pub(crate) async fn wait_for(&self, channel: u128) -> Result<(), WalletError> {
        match timeout(LIMIT, self.outcome(channel)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(message)) => Err(WalletError::Refused { code: "CHANNEL_REFUSED".to_owned(), message }),
            Err(_) => Err(WalletError::Unreachable("the other side does not answer".to_owned())),
        }
    }

    async fn outcome(&self, channel: u128) -> Result<(), String> {
        loop {
            let changed = self.changed.notified();
            if let Some(how) = self.lock().get(&channel).cloned() {
                return how;
            }
            changed.await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u128, Result<(), String>>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
