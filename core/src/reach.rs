//! Which hosts the client may be steered to.
//!
//! A stranger's comment names relays and a stranger's LNURL service names callbacks; neither may
//! point the client at the user's own network (SSRF).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// How far the client may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Public hosts over TLS, and onion services.
    #[default]
    Public,
    /// Also plain-text and private hosts: the user's own machines, the sandbox.
    Local,
}

impl Reach {
    /// Whether this URL may be opened, as far as the URL itself tells. A name may still resolve to
    /// a private address: [`Reach::allows_ip`] is asked again when it has been resolved.
    pub fn allows_url(self, url: &Url) -> bool {
        if self == Self::Local {
            return true;
        }
        let secure = matches!(url.scheme(), "https" | "wss");
        match url.host() {
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.').to_ascii_lowercase();
                if name.ends_with(".onion") {
                    return true;
                }
                let local = ["localhost", "local", "internal", "lan", "home.arpa"];
                let is_local = local.iter().any(|l| name == *l || name.ends_with(&format!(".{l}")));
                secure && name.contains('.') && !is_local
            }
            Some(Host::Ipv4(ip)) => secure && is_public_v4(ip),
            Some(Host::Ipv6(ip)) => secure && is_public_v6(ip),
            None => false,
        }
    }

    /// Whether a connection to this address may be made.
    pub fn allows_ip(self, ip: IpAddr) -> bool {
        self == Self::Local
            || match ip {
                IpAddr::V4(ip) => is_public_v4(ip),
                IpAddr::V6(ip) => is_public_v6(ip),
            }
    }
}

/// Globally reachable, by the IANA IPv4 special-purpose registry (RFC 6890 and later).
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(a == 0
        || ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_documentation()
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 224)
}

/// Globally reachable unicast; addresses that embed an IPv4 one are judged by that one.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let s = ip.segments();
    // NAT64 (64:ff9b::/96) and 6to4 (2002::/16) lead to the embedded IPv4 address.
    let embedded = |hi: u16, lo: u16| {
        let ([a, b], [c, d]) = (hi.to_be_bytes(), lo.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match s {
        [0x64, 0xff9b, 0, 0, 0, 0, hi, lo] => is_public_v4(embedded(hi, lo)),
        [0x2002, hi, lo, ..] => is_public_v4(embedded(hi, lo)),
        // Teredo, benchmarking, ORCHID and documentation inside the global unicast block 2000::/3.
        [0x2001, b, ..] if b < 0x200 || b == 0xdb8 => false,
        [a, ..] => (0x2000..0x4000).contains(&a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_cannot_steer_us_home() {
        let refused = [
            "wss://127.0.0.1",
            "wss://10.1.2.3",
            "wss://192.168.1.1/x",
            "wss://169.254.169.254",
            "wss://[::1]",
            "wss://[fe80::1]",
            "wss://[fd00::1]",
            "wss://[::ffff:127.0.0.1]",
            "wss://[64:ff9b::7f00:1]",
            "wss://[2002:7f00:1::]",
            "wss://localhost",
            "wss://a.localhost",
            "wss://router.local",
            "wss://nas",
            "ws://relay.example.com",
            "http://example.com",
            "wss://100.64.0.1",
            "wss://0.0.0.0",
            "wss://2130706433",
            "wss://0x7f.1",
            "wss://localhost.",
            "file:///etc/passwd",
        ];
        for url in refused {
            let url = Url::parse(url).unwrap();
            assert!(!Reach::Public.allows_url(&url), "{url}");
            assert!(Reach::Local.allows_url(&url), "{url}");
        }
        for url in ["wss://relay.damus.io", "https://8.8.8.8/x", "wss://[2606:4700::1111]", "ws://abc.onion"]
        {
            assert!(Reach::Public.allows_url(&Url::parse(url).unwrap()), "{url}");
        }
    }
}
