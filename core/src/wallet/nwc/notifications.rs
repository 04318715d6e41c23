//! Payments told of by the wallet as they settle.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::join_all;
use nostr::{Event, Filter, RelayUrl, Timestamp};
use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::client::{Client, OPEN_LIMIT};
use super::messages::{Transaction, text};
use super::{codec, history};
use crate::relay::{Heard, Subscription};
use crate::wallet::{IncomingPayment, IncomingStream, WalletError};

/// Waits between attempts to reach a relay again.
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(60);

/// How far the wallet's clock may be behind ours, seconds; a payment told of twice does no harm.
const CLOCK_SKEW: u64 = 300;

/// Subscribes on all of the wallet's relays; at least one subscription stands when this returns. Each relay has
/// a task that comes back after a lost connection and ends with the stream or the wallet.
pub(super) async fn listen(client: &Arc<Client>) -> Result<IncomingStream, WalletError> {
    let (payments, received) = mpsc::channel(64);
    let relays = &client.link.relays;
    let first = join_all(relays.iter().map(|relay| subscribe(client, relay))).await;
    if first.iter().all(Result::is_err) {
        let reasons: Vec<String> = first.into_iter().filter_map(Result::err).collect();
        return Err(WalletError::Unreachable(reasons.join("; ")));
    }
    for (relay, standing) in relays.iter().zip(first) {
        let (client, relay, payments) = (Arc::clone(client), relay.clone(), payments.clone());
        tokio::spawn(async move {
            let closing = client.closing.subscribe();
            tokio::select! {
                () = stay(&client, &relay, standing.ok(), &payments) => {}
                () = closed(closing) => {}
            }
        });
    }
    Ok(tokio_stream::wrappers::ReceiverStream::new(received).boxed())
}

async fn closed(mut closing: watch::Receiver<bool>) {
    // An error means that the wallet is gone altogether.
    let _ = closing.wait_for(|closing| *closing).await;
}

/// Forwards payments until the stream is dropped.
async fn stay(
    client: &Client,
    relay: &RelayUrl,
    mut standing: Option<Subscription>,
    payments: &mpsc::Sender<IncomingPayment>,
) {
    let mut wait = FIRST_RETRY;
    let mut away_since = None;
    loop {
        if let Some(mut subscription) = standing.take() {
            wait = FIRST_RETRY;
            tokio::select! {
                () = forward(client, &mut subscription, payments) => {}
                () = catch_up(client, away_since, payments) => {}
                () = payments.closed() => return subscription.close().await,
            }
            away_since = Some(Timestamp::now());
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = payments.closed() => return,
        }
        wait = (wait * 2).min(LAST_RETRY);
        standing = subscribe(client, relay).await.ok();
    }
}

/// Notifications are ephemeral: what settled while the relay was away is listed. Never returns, so that it can
/// run beside [`forward`].
async fn catch_up(client: &Client, away_since: Option<Timestamp>, payments: &mpsc::Sender<IncomingPayment>) {
    if let Some(away_since) = away_since {
        let since = Timestamp::from(away_since.as_secs().saturating_sub(CLOCK_SKEW));
        // A wallet that cannot list leaves the gap to the next listing.
        for payment in history::incoming_since(client, since).await.unwrap_or_default() {
            if payments.send(payment).await.is_err() {
                break;
            }
        }
    }
    std::future::pending().await
}

/// Forwards until the connection is lost or the relay ends the subscription.
async fn forward(client: &Client, subscription: &mut Subscription, payments: &mpsc::Sender<IncomingPayment>) {
    loop {
        match subscription.next().await {
            Heard::Event(event) => {
                if let Some(payment) = read(client, &event)
                    && payments.send(payment).await.is_err()
                {
                    return;
                }
            }
            Heard::Lost | Heard::Closed(_) => return,
            Heard::EndOfStored | Heard::Ok { .. } => {}
        }
    }
}

/// A subscription that the relay has confirmed with EOSE.
async fn subscribe(client: &Client, relay: &RelayUrl) -> Result<Subscription, String> {
    let filter = Filter::new()
        .author(client.link.wallet)
        .kind(client.encryption.notification_kind())
        .pubkey(client.link.keys.public_key());
    let connected = client.connections.open(relay, OPEN_LIMIT).await.map_err(|error| error.to_string())?;
    let mut subscription = Subscription::lasting(&connected, filter).await?;
    let confirmed = async {
        loop {
            match subscription.next().await {
                Heard::EndOfStored => return Ok(()),
                Heard::Closed(reason) => return Err(reason),
                Heard::Lost => return Err("the connection to the relay was lost".to_owned()),
                // Notifications are ephemeral: what is stored here was told before.
                Heard::Event(_) | Heard::Ok { .. } => {}
            }
        }
    };
    let late = || Err("the relay did not answer in time".to_owned());
    timeout(OPEN_LIMIT, confirmed).await.unwrap_or_else(|_| late())?;
    Ok(subscription)
}

/// The payment in a notification; `None` for other notifications, other authors and what cannot be read.
fn read(client: &Client, event: &Event) -> Option<IncomingPayment> {
    if event.pubkey != client.link.wallet || event.verify().is_err() {
        return None;
    }
    let json = codec::decrypt(&client.link, &event.content).ok()?;
    let mut told: Value = serde_json::from_str(&json).ok()?;
    if text(&told, "notification_type")? != "payment_received" {
        return None;
    }
    Transaction::new(told.get_mut("notification")?.take()).incoming(Some(event.created_at))
}
