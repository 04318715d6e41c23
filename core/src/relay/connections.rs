//! Connections that are opened when needed, kept while used and opened again when lost.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nostr::RelayUrl;
use nostr_sdk::pool::pool::builder::RelayPoolBuilder;
use nostr_sdk::pool::relay::Error as SdkError;
use nostr_sdk::pool::relay::limits::{RelayEventLimits, RelayLimits as SdkLimits, RelayMessageLimits};
use nostr_sdk::pool::transport::error::TransportError;
use nostr_sdk::prelude::{MemoryDatabase, MemoryDatabaseOptions};
use nostr_sdk::{Relay, RelayOptions, RelayPool as SdkPool, RelayPoolOptions};
use thiserror::Error;

use super::dial::{CheckedTransport, DialError, HostPolicy, MAX_INCOMING_BYTES};
use super::subscription::is_over;
use crate::network::Network;

/// Largest event taken, bytes of JSON.
const MAX_EVENT_BYTES: u32 = 128 * 1024;

/// A socket that nobody used for so long is closed: a phone should not keep strangers' relays open.
const IDLE: Duration = Duration::from_secs(300);

/// Relays that are known at a time; beyond it those without a connection are forgotten.
const MAX_KNOWN: usize = 256;

/// Why there is no connection.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub(crate) enum OpenError {
    /// The policy forbids this host.
    #[error("{0}")]
    Forbidden(String),
    /// No connection, or not in time.
    #[error("{0}")]
    Failed(String),
}

/// Sockets to relays, at most one for each.
#[derive(Debug)]
pub(crate) struct Connections {
    sdk: SdkPool,
    policy: Arc<HostPolicy>,
    /// One attempt at a time for each relay; whoever comes second waits for the first one's result.
    dialing: Mutex<HashMap<RelayUrl, Arc<tokio::sync::Mutex<()>>>>,
}

impl Connections {
    /// To relays that the user has linked. `trusted` ones may be anywhere, others only within the network's reach.
    pub(crate) fn new(network: Network, trusted: impl IntoIterator<Item = RelayUrl>) -> Self {
        Self::build(network, trusted, false)
    }

    /// The same for relays that strangers may name: what each may send is limited.
    pub(crate) fn limited(network: Network, trusted: impl IntoIterator<Item = RelayUrl>) -> Self {
        Self::build(network, trusted, true)
    }

    fn build(network: Network, trusted: impl IntoIterator<Item = RelayUrl>, limited: bool) -> Self {
        let policy = Arc::new(HostPolicy::new(network, trusted));
        // There is no signer either: AUTH (NIP-42) would name the user. Nobody listens to all relays at once.
        let options = RelayPoolOptions::new().automatic_authentication(false).notification_channel_size(1);
        let mut builder = RelayPoolBuilder::new()
            .websocket_transport(CheckedTransport { policy: Arc::clone(&policy), limited })
            .opts(options);
        // nostr-sdk would list the last 35,000 events for each pool; subscriptions here see every copy as it is.
        let one = MemoryDatabaseOptions { events: false, max_events: Some(1) };
        builder.__database = Arc::new(MemoryDatabase::with_opts(one));
        let sdk = builder.build();
        Self { sdk, policy, dialing: Mutex::default() }
    }

    pub(crate) fn policy(&self) -> &Arc<HostPolicy> {
        &self.policy
    }

    /// A connected relay, the one that stands or a new one.
    ///
    /// nostr-sdk queues what cannot be sent and sends it with the next connection. A payment request sent
    /// after it was given up would be a disaster, so a lost relay is replaced with a fresh one, queue and all.
    /// Its own reconnecting is off for the same reason, and because it sleeps up to a minute between attempts.
    pub(crate) async fn open(&self, url: &RelayUrl, limit: Duration) -> Result<Relay, OpenError> {
        let late = || OpenError::Failed(DialError::Timeout.to_string());
        tokio::time::timeout(limit, self.open_unlimited(url, limit)).await.map_err(|_| late())?
    }

    async fn open_unlimited(&self, url: &RelayUrl, limit: Duration) -> Result<Relay, OpenError> {
        if let Some(relay) = self.connected(url).await {
            return Ok(relay);
        }
        let turn = {
            let mut dialing = self.dialing.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(dialing.entry(url.clone()).or_default())
        };
        let _turn = turn.lock().await;
        if let Some(relay) = self.connected(url).await {
            return Ok(relay);
        }
        let failed = |error: nostr_sdk::pool::pool::Error| OpenError::Failed(error.to_string());
        self.make_room().await;
        // A relay that was not there is no error here.
        let _ = self.sdk.force_remove_relay(url).await;
        self.sdk.add_relay(url, options()).await.map_err(failed)?;
        let relay = self.sdk.relay(url).await.map_err(failed)?;
        relay.try_connect(limit).await.map_err(|error| open_error(&error))?;
        Ok(relay)
    }

    pub(crate) async fn is_open(&self, url: &RelayUrl) -> bool {
        self.connected(url).await.is_some()
    }

    /// Closes the socket, if there is one.
    pub(crate) async fn close(&self, url: &RelayUrl) {
        // A relay that was not there is no error here.
        let _ = self.sdk.force_remove_relay(url).await;
        self.dialing.lock().unwrap_or_else(PoisonError::into_inner).remove(url);
    }

    /// Forgets relays that are not connected to: strangers can name new ones without end.
    async fn make_room(&self) {
        let known = self.sdk.relays().await;
        if known.len() < MAX_KNOWN {
            return;
        }
        for (url, _) in known.into_iter().filter(|(_, relay)| is_over(relay.status())) {
            let _ = self.sdk.force_remove_relay(url).await;
        }
        let mut dialing = self.dialing.lock().unwrap_or_else(PoisonError::into_inner);
        // Those that somebody waits for are held twice.
        dialing.retain(|_, turn| Arc::strong_count(turn) > 1);
    }

    async fn connected(&self, url: &RelayUrl) -> Option<Relay> {
        self.sdk.relay(url).await.ok().filter(Relay::is_connected)
    }

    pub(crate) async fn shutdown(&self) {
        self.sdk.shutdown().await;
    }
}

fn options() -> RelayOptions {
    let events = RelayEventLimits { max_size: Some(MAX_EVENT_BYTES), ..RelayEventLimits::default() };
    let messages = RelayMessageLimits { max_size: u32::try_from(MAX_INCOMING_BYTES).ok() };
    RelayOptions::new()
        .reconnect(false)
        .sleep_when_idle(true)
        .idle_timeout(IDLE)
        .verify_subscriptions(true)
        .limits(SdkLimits { messages, events })
}

fn open_error(error: &SdkError) -> OpenError {
    if let SdkError::Transport(TransportError::Backend(inner)) = error
        && let Some(DialError::Forbidden(host)) = inner.downcast_ref()
    {
        return OpenError::Forbidden(host.clone());
    }
    OpenError::Failed(error.to_string())
}
