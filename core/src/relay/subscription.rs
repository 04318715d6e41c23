//! One REQ on one relay, told as it happens.
//!
//! nostr-sdk's own streams end in the same way on EOSE, on a lost connection and on a timeout. For us the first
//! means "the relay does not have it" and the others mean "ask again", so the relay's messages are read here.
//! Every copy of an event is seen, also of one fetched before: `RelayNotification::Message` is not deduplicated.

use std::time::Duration;

use nostr::{Event, Filter, RelayMessage, SubscriptionId};
use nostr_sdk::pool::relay::options::ReqExitPolicy;
use nostr_sdk::pool::{RelayNotification, RelayStatus};
use nostr_sdk::{Relay, SubscribeAutoCloseOptions, SubscribeOptions};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// What the relay told.
#[derive(Debug)]
pub(crate) enum Heard {
    /// An event of this subscription. nostr-sdk drops those that do not fit the filter or have expired.
    Event(Box<Event>),
    /// EOSE: everything stored was sent.
    EndOfStored,
    /// CLOSED: the relay refuses or ended the subscription; its words.
    Closed(String),
    /// OK on an event that was sent to the same relay.
    Ok {
        /// The event's id.
        event: nostr::EventId,
        /// Whether it was taken.
        accepted: bool,
        /// The relay's words.
        message: String,
    },
    /// The connection is gone.
    Lost,
}

/// A subscription that stands on one relay.
#[derive(Debug)]
pub(crate) struct Subscription {
    relay: Relay,
    id: SubscriptionId,
    notifications: Receiver<RelayNotification>,
}

impl Subscription {
    /// Asks for what is stored; closed by EOSE, or after `limit`.
    pub(crate) async fn stored(relay: &Relay, filter: Filter, limit: Duration) -> Result<Self, String> {
        let close = SubscribeAutoCloseOptions::default().timeout(Some(limit));
        Self::open(relay, filter, SubscribeOptions::default().close_on(Some(close))).await
    }

    /// Waits for one event that is yet to come; closed by it, or after `limit`.
    pub(crate) async fn one(relay: &Relay, filter: Filter, limit: Duration) -> Result<Self, String> {
        let close = SubscribeAutoCloseOptions::default()
            .exit_policy(ReqExitPolicy::WaitForEvents(1))
            .timeout(Some(limit));
        Self::open(relay, filter, SubscribeOptions::default().close_on(Some(close))).await
    }

    /// Stays until [`Subscription::close`] or the connection's end.
    pub(crate) async fn lasting(relay: &Relay, filter: Filter) -> Result<Self, String> {
        Self::open(relay, filter, SubscribeOptions::default()).await
    }

    async fn open(relay: &Relay, filter: Filter, options: SubscribeOptions) -> Result<Self, String> {
        // First listen, then look whether the connection stands, so that its end cannot be missed.
        let notifications = relay.notifications();
        if !relay.is_connected() {
            return Err("the connection was lost".to_owned());
        }
        let id = SubscriptionId::generate();
        relay.subscribe_with_id(id.clone(), filter, options).await.map_err(|error| error.to_string())?;
        Ok(Self { relay: relay.clone(), id, notifications })
    }

    /// The next thing the relay tells.
    pub(crate) async fn next(&mut self) -> Heard {
        loop {
            match self.notifications.recv().await {
                Ok(RelayNotification::Message { message }) => match message {
                    RelayMessage::Event { subscription_id, event } if *subscription_id == self.id => {
                        return Heard::Event(Box::new(event.into_owned()));
                    }
                    RelayMessage::EndOfStoredEvents(id) if *id == self.id => return Heard::EndOfStored,
                    RelayMessage::Closed { subscription_id, message } if *subscription_id == self.id => {
                        return Heard::Closed(message.into_owned());
                    }
                    RelayMessage::Ok { event_id, status, message } => {
                        return Heard::Ok {
                            event: event_id,
                            accepted: status,
                            message: message.into_owned(),
                        };
                    }
                    _ => {}
                },
                Ok(RelayNotification::RelayStatus { status }) if is_over(status) => return Heard::Lost,
                Ok(RelayNotification::Shutdown) | Err(RecvError::Closed) => return Heard::Lost,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
            }
        }
    }

    /// Ends a lasting subscription.
    pub(crate) async fn close(self) {
        // On a dead connection there is nothing to end.
        let _ = self.relay.unsubscribe(&self.id).await;
    }
}

/// Whether this state means that the connection is gone.
pub(super) fn is_over(status: RelayStatus) -> bool {
    use RelayStatus::{Banned, Disconnected, Sleeping, Terminated};
    matches!(status, Disconnected | Terminated | Banned | Sleeping)
}

/// Returns when the connection is gone.
pub(crate) async fn lost(mut notifications: Receiver<RelayNotification>) {
    loop {
        match notifications.recv().await {
            Ok(RelayNotification::RelayStatus { status }) if is_over(status) => return,
            Ok(RelayNotification::Shutdown) | Err(RecvError::Closed) => return,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
        }
    }
}
