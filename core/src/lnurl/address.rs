//! Where somebody can be paid, in the forms in which people pass it on.

use std::fmt;
use std::str::FromStr;

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};
use thiserror::Error;
use url::Url;

use crate::http::{Authority, plain_http_is_fine};

const HRP: Hrp = Hrp::parse_unchecked("lnurl");

/// Longest URL taken, bytes. As bech32 it stays under that code's 1,023 characters.
const MAX_URL: usize = 600;

/// Longest name before the `@`, characters. LUD-16 sets no limit; e-mail's is 64.
const MAX_NAME: usize = 64;

/// Why a text is no address that can be paid.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressError {
    /// It has none of the known forms.
    #[error("this is neither a Lightning address nor an LNURL")]
    NotAnAddress,
    /// `name@domain` with a name that LUD-16 does not allow.
    #[error("the name of a Lightning address has only letters, digits and - _ . +")]
    BadName,
    /// The part after the `@`, or the URL's host, is no host.
    #[error("the address names no valid host")]
    BadHost,
    /// An `lnurl1…` string with a typing error.
    #[error("the LNURL is damaged: its checksum is wrong")]
    BadChecksum,
    /// An LNURL that does not hold a web address, or one with a user name in it, or too long a one.
    #[error("the LNURL does not hold a usable web address")]
    BadUrl,
    /// Plain http to a host that is neither an onion service nor this machine.
    #[error("the address is not secure: it is plain http")]
    Insecure,
}

impl AddressError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NotAnAddress => "not_a_pay_address",
            Self::BadName => "pay_address_bad_name",
            Self::BadHost => "pay_address_bad_host",
            Self::BadChecksum => "lnurl_bad_checksum",
            Self::BadUrl => "lnurl_bad_url",
            Self::Insecure => "pay_address_insecure",
        }
    }
}

/// A Lightning address, `name@host[:port]` (LUD-16), in lower case. The name may have a `+tag`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LightningAddress {
    name: String,
    authority: Authority,
}

impl LightningAddress {
    /// The part before the `@`, with its tag.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The host behind the `@`.
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }

    /// `https://host/.well-known/lnurlp/name`; plain http for onion services and this machine.
    pub fn url(&self) -> Result<Url, AddressError> {
        let path = format!("/.well-known/lnurlp/{}", self.name);
        self.authority.url(&path).map_err(|_| AddressError::BadHost)
    }
}

impl FromStr for LightningAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, host) = text.trim().rsplit_once('@').ok_or(AddressError::NotAnAddress)?;
        let name = name.to_ascii_lowercase();
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.+".contains(&b);
        // "." and ".." would climb in the URL's path.
        let is_dots = name.bytes().all(|b| b == b'.');
        if is_dots || name.len() > MAX_NAME || !name.bytes().all(fits) {
            return Err(AddressError::BadName);
        }
        let authority = host.parse().map_err(|_| AddressError::BadHost)?;
        Ok(Self { name, authority })
    }
}

impl fmt::Display for LightningAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.authority)
    }
}

/// Any address of an LNURL-pay service. Shown as it was meant: `name@host` or `lnurl1…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PayAddress {
    /// A Lightning address.
    Lightning(LightningAddress),
    /// The URL of an `lnurl1…`, `lnurlp://…` or `https://…` form, without fragment.
    Lnurl(Url),
}

impl PayAddress {
    /// The address in a text, with space around it and a `lightning:` before it allowed. Takes
    /// `name@host[:port]`, `lnurl1…` in either case, `lnurlp://…`, and web addresses, those with an
    /// LNURL in their `lightning` parameter included (LUD-01).
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let text = strip_prefix_ignoring_case(text, "lightning:").unwrap_or(text);
        if strip_prefix_ignoring_case(text, "lnurl1").is_some() {
            return decode(text);
        }
        if let Some(rest) = strip_prefix_ignoring_case(text, "lnurlp://") {
            let https = parse_url(&format!("https://{rest}"))?;
            let is_plain = plain_http_is_fine(&https);
            let url = if is_plain { parse_url(&format!("http://{rest}"))? } else { https };
            return Ok(Self::Lnurl(url));
        }
        if strip_prefix_ignoring_case(text, "https://").is_some()
            || strip_prefix_ignoring_case(text, "http://").is_some()
        {
            let url = parse_url(text)?;
            let inner = url.query_pairs().find(|(key, _)| key.eq_ignore_ascii_case("lightning"));
            return match inner {
                Some((_, lnurl)) => decode(&lnurl),
                None => Ok(Self::Lnurl(url)),
            };
        }
        text.parse().map(Self::Lightning)
    }

    /// The URL to ask for the payment's terms.
    pub fn url(&self) -> Result<Url, AddressError> {
        match self {
            Self::Lightning(address) => address.url(),
            Self::Lnurl(url) => Ok(url.clone()),
        }
    }
}

impl FromStr for PayAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for PayAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lightning(address) => address.fmt(f),
            Self::Lnurl(url) => match bech32::encode_lower::<Bech32>(HRP, url.as_str().as_bytes()) {
                Ok(lnurl) => f.write_str(&lnurl),
                Err(_) => f.write_str(url.as_str()),
            },
        }
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// LUD-01: the bech32 of a URL.
fn decode(lnurl: &str) -> Result<PayAddress, AddressError> {
    let checked = CheckedHrpstring::new::<Bech32>(lnurl).map_err(|_| AddressError::BadChecksum)?;
    if checked.hrp() != HRP {
        return Err(AddressError::NotAnAddress);
    }
    let bytes: Vec<u8> = checked.byte_iter().collect();
    let text = std::str::from_utf8(&bytes).map_err(|_| AddressError::BadUrl)?;
    parse_url(text).map(PayAddress::Lnurl)
}

fn parse_url(text: &str) -> Result<Url, AddressError> {
    let mut url = Url::parse(text).map_err(|_| AddressError::BadUrl)?;
    url.set_fragment(None);
    // `https://known.example@evil.example` fools the eye, and no service needs it.
    let names_user = !url.username().is_empty() || url.password().is_some();
    if names_user || !url.has_host() || url.as_str().len() > MAX_URL {
        return Err(AddressError::BadUrl);
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if plain_http_is_fine(&url) => Ok(url),
        "http" => Err(AddressError::Insecure),
        _ => Err(AddressError::BadUrl),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// LUD-01's own example.
    const LNURL: &str = "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS";
    const LNURL_URL: &str =
        "https://service.com/api?q=3fc3645b439ce8e7f2553a69e5267081d96dcd340693afabe04be7b0ccd178df";

    fn url(text: &str) -> String {
        PayAddress::parse(text).unwrap().url().unwrap().to_string()
    }

    #[test]
    fn lightning_addresses() {
        for (text, expected) in [
            ("alice@example.com", "https://example.com/.well-known/lnurlp/alice"),
            (" Alice+Tag@Example.com\n", "https://example.com/.well-known/lnurlp/alice+tag"),
            ("lightning:alice@example.com", "https://example.com/.well-known/lnurlp/alice"),
            ("a.b_c-1@example.com:8443", "https://example.com:8443/.well-known/lnurlp/a.b_c-1"),
            ("alice@127.0.0.1:3000", "http://127.0.0.1:3000/.well-known/lnurlp/alice"),
            ("alice@localhost:3000", "http://localhost:3000/.well-known/lnurlp/alice"),
            ("alice@[::1]:3000", "http://[::1]:3000/.well-known/lnurlp/alice"),
            ("alice@abc.onion", "http://abc.onion/.well-known/lnurlp/alice"),
        ] {
            assert_eq!(url(text), expected);
        }
        let shown = PayAddress::parse(" Alice+Tag@Example.com:8443 ").unwrap().to_string();
        assert_eq!(shown, "alice+tag@example.com:8443");
    }

    #[test]
    fn lnurls() {
        for text in [
            LNURL.to_owned(),
            LNURL.to_lowercase(),
            format!("lightning:{LNURL}"),
            format!("LIGHTNING:{LNURL}"),
            format!("https://shop.example/pay?x=1&lightning={LNURL}"),
            LNURL_URL.to_owned(),
            LNURL_URL.replace("https", "lnurlp"),
            format!("{LNURL_URL}#fragment"),
        ] {
            assert_eq!(url(&text), LNURL_URL);
        }
        assert_eq!(PayAddress::parse(LNURL_URL).unwrap().to_string(), LNURL.to_lowercase());
        assert_eq!(url("lnurlp://127.0.0.1:5000/pay/7"), "http://127.0.0.1:5000/pay/7");
        assert_eq!(url("lnurlp://abc.onion/pay"), "http://abc.onion/pay");
        assert_eq!(url("http://abc.onion/pay"), "http://abc.onion/pay");
    }

    #[test]
    fn refused() {
        use AddressError as E;
        let encoded = |text: &str| bech32::encode_lower::<Bech32>(HRP, text.as_bytes()).unwrap();
        for (text, expected) in [
            (String::new(), E::NotAnAddress),
            ("alice".to_owned(), E::NotAnAddress),
            ("lnbc1qqq".to_owned(), E::NotAnAddress),
            ("@example.com".to_owned(), E::BadName),
            ("..@example.com".to_owned(), E::BadName),
            ("al ice@example.com".to_owned(), E::BadName),
            ("a/b@example.com".to_owned(), E::BadName),
            ("a@b@example.com".to_owned(), E::BadName),
            (format!("{}@example.com", "a".repeat(65)), E::BadName),
            ("alice@".to_owned(), E::BadHost),
            ("alice@example.com/x".to_owned(), E::BadHost),
            (LNURL.replace("DP68", "DP69"), E::BadChecksum),
            (format!("{}x", LNURL), E::BadChecksum),
            (encoded("ftp://example.com"), E::BadUrl),
            (encoded("no url"), E::BadUrl),
            (encoded("http://example.com/"), E::Insecure),
            ("http://example.com/".to_owned(), E::Insecure),
            ("https://known.example@evil.example/".to_owned(), E::BadUrl),
            (format!("https://example.com/{}", "a".repeat(600)), E::BadUrl),
        ] {
            assert_eq!(PayAddress::parse(&text), Err(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_parses_shows_itself_again(
            text in "\\PC{0,60}|[a-zA-Z0-9+._-]{0,12}@[a-z0-9.:\\[\\]-]{0,20}|(lnurlp|https|http)://\\PC{0,40}",
        ) {
            if let Ok(address) = PayAddress::parse(&text) {
                prop_assert!(address.url().is_ok());
                prop_assert_eq!(PayAddress::parse(&address.to_string()), Ok(address));
            }
        }

        #[test]
        fn urls_survive_bech32(path in "[a-z0-9/?=&%.-]{0,200}") {
            if let Ok(address) = PayAddress::parse(&format!("lnurlp://example.com/{path}")) {
                prop_assert_eq!(PayAddress::parse(&address.to_string().to_uppercase()), Ok(address));
            }
        }
    }
}
