//! How the client goes out: how far ([`Reach`]), and through which proxy.
//!
//! One [`Network`] serves relays, HTTP and the linked wallet alike, so that no part of the client can
//! forget the proxy. Where there is one, everything goes through it: a proxy that is down means no
//! connection, never a direct one.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::net::TcpStream;
use tokio_socks::tcp::Socks5Stream;
use url::Url;
use zeroize::Zeroizing;

use crate::ports::{Entropy, SystemEntropy};
use crate::reach::Reach;

/// Circuits through Tor take seconds where a direct connection takes a tenth of one.
const PROXY_PATIENCE: u32 = 3;

/// How far connections may go, and by which way. A [`Reach`] alone means directly.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// How far.
    pub reach: Reach,
    /// The proxy that everything goes through, if any.
    pub proxy: Option<Proxy>,
}

impl From<Reach> for Network {
    fn from(reach: Reach) -> Self {
        Self { reach, proxy: None }
    }
}

impl Network {
    /// As long as `direct`, or longer where a proxy stands between.
    pub(crate) fn patience(&self, direct: Duration) -> Duration {
        if self.proxy.is_some() { direct * PROXY_PATIENCE } else { direct }
    }
}

/// The text names no SOCKS5 proxy.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
#[error(
    "this is no proxy: give socks5h://ADDRESS:PORT with a numeric address, or \"tor\" for 127.0.0.1:9050"
)]
pub struct BadProxy;

/// A SOCKS5 proxy (RFC 1928): Tor, Orbot, `ssh -D`.
///
/// It is handed names, never addresses that we looked up (`socks5h`): a look-up of our own would show
/// the name server whom the user talks to. Each destination gets a user name and password of its own
/// (RFC 1929), drawn anew by each process, so that Tor gives each its own circuit
/// (`IsolateSOCKSAuth`, which is on by default): no exit sees two of them together.
#[derive(Clone)]
pub struct Proxy {
    address: SocketAddr,
    isolation: Arc<Zeroizing<[u8; 32]>>,
}

impl Proxy {
    /// A proxy at this address.
    pub fn new(address: SocketAddr) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        SystemEntropy.fill(secret.as_mut());
        Self { address, isolation: Arc::new(secret) }
    }

    /// Reads what people write: `socks5h://127.0.0.1:9050`, `127.0.0.1:9050`, `localhost:9050`, `tor`.
    ///
    /// A name is refused, since it would have to be looked up before there is a proxy to ask, and so
    /// is `socks5://`, which elsewhere means that names are looked up here.
    pub fn parse_address(text: &str) -> Result<SocketAddr, BadProxy> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("tor") {
            return Ok((Ipv4Addr::LOCALHOST, 9050).into());
        }
        let address = text.strip_prefix("socks5h://").unwrap_or(text).trim_end_matches('/');
        let local = address.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
        let address: SocketAddr = local.as_deref().unwrap_or(address).parse().map_err(|_| BadProxy)?;
        if address.port() == 0 { Err(BadProxy) } else { Ok(address) }
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A connection to `host` through the proxy; the proxy resolves the name.
    pub(crate) async fn connect(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        let (user, password) = self.credentials(host, port);
        Socks5Stream::connect_with_password(self.address, (host, port), &user, &password)
            .await
            .map(Socks5Stream::into_inner)
            .map_err(|error| match error {
                tokio_socks::Error::Io(error) => error,
                other => io::Error::other(other.to_string()),
            })
    }

    /// The proxy as an HTTP client wants it for this URL.
    pub(crate) fn url_for(&self, url: &Url) -> Option<Url> {
        let (user, password) = self.credentials(url.host_str()?, url.port_or_known_default()?);
        Url::parse(&format!("socks5h://{user}:{password}@{}", self.address)).ok()
    }

    fn credentials(&self, host: &str, port: u16) -> (String, String) {
        let mut hash = Sha256::new_with_prefix(self.isolation.as_slice());
        hash.update(host.to_ascii_lowercase());
        hash.update(port.to_be_bytes());
        let name = hex::encode(hash.finalize());
        (name[..16].to_owned(), name[16..32].to_owned())
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({})", self.address)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_write() {
        for (text, address) in [
            ("tor", "127.0.0.1:9050"),
            (" socks5h://127.0.0.1:9050/\n", "127.0.0.1:9050"),
            ("localhost:9150", "127.0.0.1:9150"),
            ("socks5h://[::1]:9050", "[::1]:9050"),
            ("192.168.1.2:1080", "192.168.1.2:1080"),
        ] {
            assert_eq!(Proxy::parse_address(text), Ok(address.parse().unwrap()), "{text}");
        }
        for text in
            ["", "tor:9050", "proxy.example:9050", "127.0.0.1", "127.0.0.1:0", "socks5://127.0.0.1:9050"]
        {
            assert_eq!(Proxy::parse_address(text), Err(BadProxy), "{text}");
        }
    }

    #[test]
    fn each_destination_is_somebody_else_and_each_process_too() {
        let address = "127.0.0.1:9050".parse().unwrap();
        let (here, there) = (Proxy::new(address), Proxy::new(address));
        assert_eq!(here.credentials("a.example", 443), here.clone().credentials("A.example", 443));
        assert_ne!(here.credentials("a.example", 443), here.credentials("b.example", 443));
        assert_ne!(here.credentials("a.example", 443), here.credentials("a.example", 444));
        assert_ne!(here.credentials("a.example", 443), there.credentials("a.example", 443));
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = Proxy::parse_address(&text);
        }
    }
}
