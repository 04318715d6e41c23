//! Opening a socket to a relay that a stranger may have named.
//!
//! nostr-sdk would resolve the name and connect by itself. A name that resolves to a private address would then
//! lead into the user's own network, and checking first does not help against a name server that answers
//! differently the second time. So the name is resolved once, and only checked addresses are connected to.

use std::collections::HashSet;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::Duration;

use async_wsocket::{ConnectionMode, Message, WebSocket};
use futures::future::select_ok;
use futures::stream::SplitSink;
use futures::{Sink, SinkExt, StreamExt, TryStreamExt};
use nostr::RelayUrl;
use nostr::util::BoxedFuture;
use nostr_sdk::pool::transport::error::TransportError;
use nostr_sdk::pool::transport::websocket::{WebSocketSink, WebSocketStream, WebSocketTransport};
use thiserror::Error;
use tokio::net::{TcpStream, lookup_host};
use tokio_tungstenite::client_async_tls_with_config;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use url::{Host, Url};

use super::allowance::Limited;
use crate::network::{Network, Proxy};
use crate::reach::Reach;

/// Longest WebSocket message taken from a relay, bytes: an event of 128 KiB in its frame.
pub(crate) const MAX_INCOMING_BYTES: usize = 129 * 1024;

/// Head start of each address over the next, as in RFC 8305 (Happy Eyeballs).
const STAGGER: Duration = Duration::from_millis(250);

/// How many of a name's addresses are tried.
const MAX_ADDRESSES: usize = 6;

/// Why no socket was opened.
#[derive(Debug, Error)]
pub(crate) enum DialError {
    #[error("{0} is not a public wss:// host")]
    Forbidden(String),
    #[error("onion services can be reached through Tor only: set a proxy")]
    Onion,
    #[error("no connection through the proxy: {0}")]
    Proxy(io::Error),
    #[error("the name cannot be resolved: {0}")]
    Resolve(io::Error),
    #[error("no connection: {0}")]
    Connect(io::Error),
    #[error("no WebSocket: {0}")]
    Handshake(Box<tokio_tungstenite::tungstenite::Error>),
    #[error("no connection in time")]
    Timeout,
}

/// Which relays may be reached: those the user chose anywhere, all others within `reach`.
#[derive(Debug)]
pub(crate) struct HostPolicy {
    network: Network,
    trusted: RwLock<HashSet<(String, u16)>>,
}

impl HostPolicy {
    pub(crate) fn new(network: Network, trusted: impl IntoIterator<Item = RelayUrl>) -> Self {
        let trusted = trusted.into_iter().filter_map(|relay| endpoint((&relay).into())).collect();
        Self { network, trusted: RwLock::new(trusted) }
    }

    pub(crate) fn network(&self) -> &Network {
        &self.network
    }

    pub(crate) fn trust(&self, relay: &RelayUrl) {
        if let Some(endpoint) = endpoint(relay.into()) {
            self.trusted.write().unwrap_or_else(PoisonError::into_inner).insert(endpoint);
        }
    }

    pub(super) fn reach_for(&self, url: &Url) -> Reach {
        let trusted = self.trusted.read().unwrap_or_else(PoisonError::into_inner);
        match endpoint(url) {
            Some(endpoint) if trusted.contains(&endpoint) => Reach::Local,
            _ => self.network.reach,
        }
    }

    /// The addresses that may be connected to, in the resolver's order.
    async fn resolve(&self, url: &Url) -> Result<Vec<SocketAddr>, DialError> {
        let reach = self.reach_for(url);
        let forbidden = || DialError::Forbidden(url.to_string());
        if !reach.allows_url(url) {
            return Err(forbidden());
        }
        let port = url.port_or_known_default().ok_or_else(forbidden)?;
        let found: Vec<SocketAddr> = match url.host().ok_or_else(forbidden)? {
            Host::Ipv4(ip) => vec![(ip, port).into()],
            Host::Ipv6(ip) => vec![(ip, port).into()],
            // Asking a name server would tell it which onion service the user wants.
            Host::Domain(name) if name.trim_end_matches('.').ends_with(".onion") => {
                return Err(DialError::Onion);
            }
            Host::Domain(name) => lookup_host((name, port)).await.map_err(DialError::Resolve)?.collect(),
        };
        let allowed = allowed(reach, found);
        if allowed.is_empty() { Err(forbidden()) } else { Ok(allowed) }
    }

    async fn open(&self, url: &Url) -> Result<WebSocket, DialError> {
        let stream = match &self.network.proxy {
            Some(proxy) => self.connect_through(proxy, url).await?,
            None => self.connect(url).await?,
        };
        // Small messages follow each other (REQ, then EVENT): Nagle's algorithm would hold each back for 40 ms.
        stream.set_nodelay(true).map_err(DialError::Connect)?;
        let config = WebSocketConfig::default()
            .read_buffer_size(16 * 1024)
            .max_message_size(Some(MAX_INCOMING_BYTES))
            .max_frame_size(Some(MAX_INCOMING_BYTES));
        let handshake = client_async_tls_with_config(url.as_str(), stream, Some(config), None);
        let (socket, _) = Box::pin(handshake).await.map_err(|error| DialError::Handshake(Box::new(error)))?;
        Ok(WebSocket::Tokio(socket))
    }

    async fn connect(&self, url: &Url) -> Result<TcpStream, DialError> {
        let addresses = self.resolve(url).await?;
        let attempts = addresses.into_iter().take(MAX_ADDRESSES).zip(0u32..).map(|(address, place)| {
            Box::pin(async move {
                tokio::time::sleep(STAGGER * place).await;
                TcpStream::connect(address).await
            })
        });
        select_ok(attempts).await.map(|(stream, _)| stream).map_err(DialError::Connect)
    }

    /// The proxy resolves the name, so only what the URL itself tells can be checked here. Tor's exits
    /// refuse private addresses themselves.
    async fn connect_through(&self, proxy: &Proxy, url: &Url) -> Result<TcpStream, DialError> {
        let forbidden = || DialError::Forbidden(url.to_string());
        if !self.reach_for(url).allows_url(url) {
            return Err(forbidden());
        }
        let port = url.port_or_known_default().ok_or_else(forbidden)?;
        let host = url.host_str().ok_or_else(forbidden)?.trim_matches(['[', ']']);
        proxy.connect(host, port).await.map_err(DialError::Proxy)
    }
}

/// The addresses within reach: a public name may resolve to a private address.
fn allowed(reach: Reach, found: Vec<SocketAddr>) -> Vec<SocketAddr> {
    found.into_iter().filter(|address| reach.allows_ip(address.ip())).collect()
}

fn endpoint(url: &Url) -> Option<(String, u16)> {
    Some((url.host_str()?.to_owned(), url.port_or_known_default()?))
}

/// nostr-sdk's transport under our policy.
#[derive(Debug)]
pub(crate) struct CheckedTransport {
    pub(crate) policy: Arc<HostPolicy>,
    /// Whether what a relay may send is limited.
    pub(crate) limited: bool,
}

impl WebSocketTransport for CheckedTransport {
    fn support_ping(&self) -> bool {
        true
    }

    fn connect<'a>(
        &'a self,
        url: &'a Url,
        _mode: &'a ConnectionMode,
        timeout: Duration,
    ) -> BoxedFuture<'a, Result<(WebSocketSink, WebSocketStream), TransportError>> {
        Box::pin(async move {
            let socket = tokio::time::timeout(timeout, self.policy.open(url))
                .await
                .unwrap_or(Err(DialError::Timeout))
                .map_err(TransportError::backend)?;
            let (sink, stream) = socket.split();
            let sink: WebSocketSink = Box::new(ErrorMappingSink(sink));
            let stream: WebSocketStream = Box::pin(stream.map_err(TransportError::backend));
            Ok((sink, if self.limited { Box::pin(Limited::new(stream)) } else { stream }))
        })
    }
}

/// `sink_map_err` panics when polled again after an error, which nostr-sdk does; this does not.
struct ErrorMappingSink(SplitSink<WebSocket, Message>);

impl Sink<Message> for ErrorMappingSink {
    type Error = TransportError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready_unpin(cx).map_err(TransportError::backend)
    }

    fn start_send(mut self: Pin<&mut Self>, item: Message) -> Result<(), Self::Error> {
        self.0.start_send_unpin(item).map_err(TransportError::backend)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_flush_unpin(cx).map_err(TransportError::backend)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_close_unpin(cx).map_err(TransportError::backend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn resolve(policy: &HostPolicy, url: &str) -> Result<Vec<SocketAddr>, DialError> {
        policy.resolve(&Url::parse(url).unwrap()).await
    }

    #[tokio::test]
    async fn only_trusted_relays_may_be_private() {
        let own = RelayUrl::parse("ws://127.0.0.1:7777").unwrap();
        let policy = HostPolicy::new(Reach::Public.into(), [own]);
        assert!(resolve(&policy, "ws://127.0.0.1:7777").await.is_ok());
        assert!(matches!(resolve(&policy, "ws://127.0.0.1:7778").await, Err(DialError::Forbidden(_))));
        assert!(matches!(resolve(&policy, "wss://10.0.0.1").await, Err(DialError::Forbidden(_))));
        policy.trust(&RelayUrl::parse("wss://10.0.0.1").unwrap());
        assert!(resolve(&policy, "wss://10.0.0.1").await.is_ok());
        assert!(matches!(resolve(&policy, "ws://abcdef.onion").await, Err(DialError::Onion)));
    }

    #[test]
    fn private_addresses_of_a_public_name_are_left_out() {
        let found: Vec<SocketAddr> =
            ["10.0.0.1:443", "9.9.9.9:443", "[::1]:443"].iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!(allowed(Reach::Public, found.clone()), found[1..2]);
        assert_eq!(allowed(Reach::Local, found.clone()), found);
    }
}
