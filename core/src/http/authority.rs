//! The `host[:port]` that Lightning addresses (LUD-16) and NIP-05 names end with.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use thiserror::Error;
use url::{Host, Url};

/// Longest name of a host, characters (RFC 1035).
const MAX_HOST: usize = 253;

/// The text is not `host[:port]`.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
#[error("this is not a host name")]
pub struct BadAuthority;

/// A host with an optional port, lower-case, international names in punycode.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Authority {
    host: Host<String>,
    port: Option<u16>,
}

impl Authority {
    /// Whether this is the machine itself: `localhost`, 127.0.0.0/8 or `[::1]`.
    pub fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(ip) => IpAddr::V4(*ip).is_loopback(),
            Host::Ipv6(ip) => IpAddr::V6(*ip).is_loopback(),
        }
    }

    /// Whether this is an onion service.
    pub fn is_onion(&self) -> bool {
        matches!(&self.host, Host::Domain(name) if name.ends_with(".onion"))
    }

    /// Whether the host is a name of more than one label, as public ones are.
    pub fn has_dot(&self) -> bool {
        matches!(&self.host, Host::Domain(name) if name.trim_end_matches('.').contains('.'))
    }

    /// The URL of `path` (with its leading slash) there: https, but http for onion services, which
    /// Tor encrypts already (LUD-16), and for the machine itself, which has no certificate.
    pub fn url(&self, path: &str) -> Result<Url, BadAuthority> {
        let scheme = if self.is_onion() || self.is_loopback() { "http" } else { "https" };
        Url::parse(&format!("{scheme}://{self}{path}")).map_err(|_| BadAuthority)
    }
}

/// Whether plain http does no harm here: onion services and the machine itself.
pub fn plain_http_is_fine(url: &Url) -> bool {
    url.host().is_some_and(|host| {
        let authority = Authority { host: host.to_owned(), port: None };
        authority.is_onion() || authority.is_loopback()
    })
}

impl FromStr for Authority {
    type Err = BadAuthority;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The last colon starts the port, unless it stands inside an IPv6 address's brackets.
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (text, None),
        };
        let port = match port {
            Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                let port = digits.parse().map_err(|_| BadAuthority)?;
                if port == 0 {
                    return Err(BadAuthority);
                }
                Some(port)
            }
            Some(_) => return Err(BadAuthority),
            None => None,
        };
        // A percent sign would be decoded by the parser: two spellings, and a way to hide characters.
        if host.is_empty() || host.len() > MAX_HOST || host.contains('%') {
            return Err(BadAuthority);
        }
        let host = Host::parse(host).map_err(|_| BadAuthority)?;
        if matches!(&host, Host::Domain(name) if name.is_empty() || name.contains("..") || name.starts_with('.'))
        {
            return Err(BadAuthority);
        }
        // A name in other letters is longer in its normal form, which must be a host as well, and the same one.
        let normal = host.to_string();
        if normal.len() > MAX_HOST || Host::parse(&normal).as_ref() != Ok(&host) {
            return Err(BadAuthority);
        }
        Ok(Self { host, port })
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.host),
            None => write!(f, "{}", self.host),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms() {
        for (text, shown, url) in [
            ("Example.COM", "example.com", "https://example.com/x"),
            ("example.com:8443", "example.com:8443", "https://example.com:8443/x"),
            ("127.0.0.1:3000", "127.0.0.1:3000", "http://127.0.0.1:3000/x"),
            ("[::1]:3000", "[::1]:3000", "http://[::1]:3000/x"),
            ("[::1]", "[::1]", "http://[::1]/x"),
            ("abc.onion", "abc.onion", "http://abc.onion/x"),
            ("bücher.example", "xn--bcher-kva.example", "https://xn--bcher-kva.example/x"),
        ] {
            let authority: Authority = text.parse().unwrap();
            assert_eq!(authority.to_string(), shown);
            assert_eq!(authority.url("/x").unwrap().as_str(), url);
        }
    }

    #[test]
    fn refused() {
        for text in [
            "",
            ":",
            ":80",
            "a:",
            "a:0",
            "a:65536",
            "a:+1",
            "a b",
            "a/b",
            "a@b",
            "a?b",
            "a#b",
            "::1",
            "[::1",
            ".",
            ".a",
            "a..b",
            "a%2eb",
            "256.256.256.256",
            "a\nb",
        ] {
            assert!(text.parse::<Authority>().is_err(), "{text:?}");
        }
        // 150 bytes, and 400 in punycode.
        assert!(format!("{}example", "ü.".repeat(50)).parse::<Authority>().is_err());
    }

    proptest! {
        #[test]
        fn what_parses_shows_itself_again(text in "\\PC{0,40}|[a-zA-Z0-9.:\\[\\]-]{0,30}") {
            if let Ok(authority) = text.parse::<Authority>() {
                prop_assert_eq!(&authority.to_string().parse::<Authority>().unwrap(), &authority);
                prop_assert!(authority.url("/").is_ok());
            }
        }
    }
}
