//! A real Nostr relay on loopback that counts and keeps what it is asked and given.

mod http;
mod recorder;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nostr::nips::nip11::{Limitation, RelayInformationDocument};
use nostr::{RelayUrl, Timestamp};
use nostr_relay_builder::LocalRelay;
use nostr_relay_builder::builder::{RateLimit, RelayBuilder, RelayBuilderNip42};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::SandboxError;
use recorder::Recorder;
pub use recorder::RelayLog;

/// How a relay is started.
#[derive(Debug, Clone)]
pub struct RelayOptions {
    /// The TCP port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// What the NIP-11 document says, and what is enforced of it: message and content length,
    /// `created_at` limits, proof of work, subscription id length and (for `auth_required`) NIP-42.
    pub limitation: Limitation,
}

impl Default for RelayOptions {
    /// Limits like those of common public relays.
    fn default() -> Self {
        Self {
            port: 0,
            limitation: Limitation {
                max_message_length: Some(131_072),
                max_content_length: Some(65_536),
                max_subscriptions: Some(500),
                max_limit: Some(500),
                max_subid_length: Some(250),
                auth_required: Some(false),
                payment_required: Some(false),
                created_at_lower_limit: Some(Timestamp::from(31 * 24 * 3600)),
                created_at_upper_limit: Some(Timestamp::from(900)),
                ..Limitation::default()
            },
        }
    }
}

/// A relay that runs until [`Relay::shutdown`] or until it is dropped.
pub struct Relay {
    address: SocketAddr,
    url: RelayUrl,
    local: LocalRelay,
    recorder: Recorder,
    document: Arc<str>,
    listener: Mutex<Option<Listener>>,
}

/// The accepting task; dropping `stop` closes it and all its connections.
struct Listener {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Relay {
    /// Binds 127.0.0.1 and serves.
    pub async fn start(options: RelayOptions) -> Result<Self, SandboxError> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = socket.local_addr()?;
        let url = RelayUrl::parse(&format!("ws://{address}"))
            .map_err(|error| SandboxError::Relay(error.to_string()))?;
        let document = serde_json::to_string(&RelayInformationDocument {
            name: Some("Knock sandbox relay".into()),
            description: Some("For tests, on loopback only. What it keeps is gone when it stops.".into()),
            supported_nips: Some(vec![1, 9, 11, 40, 42]),
            software: Some("https://crates.io/crates/nostr-relay-builder".into()),
            limitation: Some(options.limitation.clone()),
            ..RelayInformationDocument::default()
        })
        .map_err(|error| SandboxError::Relay(error.to_string()))?;
        let recorder = Recorder::new(options.limitation.clone());
        let relay = Self {
            address,
            url,
            local: LocalRelay::new(builder(&options.limitation, &recorder)),
            recorder,
            document: document.into(),
            listener: Mutex::new(None),
        };
        relay.serve(socket);
        Ok(relay)
    }

    /// `ws://127.0.0.1:PORT`
    pub fn url(&self) -> &RelayUrl {
        &self.url
    }

    /// `127.0.0.1:PORT`
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`, where the NIP-11 document is served.
    pub fn http_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked and accepted so far.
    pub fn log(&self) -> RelayLog {
        self.recorder.log()
    }

    /// Forgets the log (not the events stored), so that a test can count from here.
    pub fn clear_log(&self) {
        self.recorder.clear();
    }

    /// Refuses every write with `blocked: MESSAGE`; `None` accepts again.
    pub fn refuse_writes(&self, message: Option<String>) {
        self.recorder.refuse_writes(message);
    }

    /// The message that writes are refused with, if they are.
    pub fn refuses_writes(&self) -> Option<String> {
        self.recorder.refuses_writes()
    }

    /// Closes the port and every connection. Stored events stay for [`Relay::restart`].
    pub async fn shutdown(&self) {
        let listener = self.lock_listener().take();
        if let Some(Listener { stop, task }) = listener {
            drop(stop);
            // The task only fails when it is cancelled, and then the port is closed as well.
            let _ = task.await;
        }
    }

    /// Serves again on the same port after [`Relay::shutdown`]; does nothing while it runs.
    pub async fn restart(&self) -> Result<(), SandboxError> {
        if self.lock_listener().is_none() {
            self.serve(TcpListener::bind(self.address).await?);
        }
        Ok(())
    }

    /// Like [`Relay::shutdown`], for places that cannot wait.
    pub(crate) fn stop(&self) {
        self.lock_listener().take();
    }

    fn lock_listener(&self) -> std::sync::MutexGuard<'_, Option<Listener>> {
        self.listener.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, socket: TcpListener) {
        let (stop, mut stopped) = watch::channel(false);
        let service = http::Service {
            local: self.local.clone(),
            recorder: self.recorder.clone(),
            document: self.document.clone(),
            stopped: stopped.clone(),
        };
        let task = tokio::spawn(async move {
            loop {
                tokio::select! {
                    accepted = socket.accept() => match accepted {
                        Ok((stream, peer)) => {
                            // As relays do: EVENT and EOSE are small and follow each other.
                            if let Err(error) = stream.set_nodelay(true) {
                                log::debug!("no TCP_NODELAY: {error}");
                            }
                            tokio::spawn(service.clone().connection(stream, peer));
                        }
                        // Out of file descriptors, say: wait instead of spinning.
                        Err(error) => {
                            log::warn!("the relay cannot accept a connection: {error}");
                            tokio::time::sleep(Duration::from_millis(50)).await;
                        }
                    },
                    _ = stopped.changed() => break,
                }
            }
        });
        *self.lock_listener() = Some(Listener { stop, task });
    }
}

fn builder(limitation: &Limitation, recorder: &Recorder) -> RelayBuilder {
    let count = |limit: Option<i32>, default: usize| {
        limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(default)
    };
    // The library's 60 events a minute would measure the limiter in every load test.
    let rate_limit =
        RateLimit { max_reqs: count(limitation.max_subscriptions, 500), notes_per_minute: 1_000_000 };
    let mut builder = RelayBuilder::default()
        .rate_limit(rate_limit)
        .max_filter_limit(count(limitation.max_limit, 500))
        .max_subid_length(count(limitation.max_subid_length, 250))
        .min_pow(limitation.min_pow_difficulty.and_then(|bits| u8::try_from(bits).ok()).unwrap_or(0))
        .write_policy(recorder.clone())
        .query_policy(recorder.clone());
    if limitation.auth_required == Some(true) {
        builder = builder.nip42(RelayBuilderNip42::default());
    }
    builder
}
