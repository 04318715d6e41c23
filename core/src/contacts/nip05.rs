//! NIP-05: names that a web server vouches for.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use nostr::{PublicKey, RelayUrl};
use serde::Deserialize;
use serde_json::Value;

use super::ContactError;
use crate::http::{Authority, HttpClient};

/// Longest name before the `@`, characters; NIP-05 sets none.
const MAX_NAME: usize = 64;

/// Most relays taken from an answer.
const MAX_RELAYS: usize = 8;

/// A NIP-05 name in lower case. `_@domain` is shown as the bare domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Nip05Name {
    name: String,
    authority: Authority,
}

impl Nip05Name {
    /// The part before the `@`; `_` for a bare domain.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The host that vouches for it.
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }
}

impl FromStr for Nip05Name {
    type Err = ContactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, host) = text.trim().rsplit_once('@').unwrap_or(("_", text.trim()));
        let name = name.to_ascii_lowercase();
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
        if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(fits) {
            return Err(ContactError::NotAContact);
        }
        let authority: Authority = host.parse().map_err(|_| ContactError::NotAContact)?;
        // A single word is more likely a slip than a host.
        if !authority.has_dot() && !authority.is_loopback() {
            return Err(ContactError::NotAContact);
        }
        Ok(Self { name, authority })
    }
}

impl fmt::Display for Nip05Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "_" => self.authority.fmt(f),
            name => write!(f, "{name}@{}", self.authority),
        }
    }
}

/// What the server says of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nip05Record {
    /// Whose name it is.
    pub pubkey: PublicKey,
    /// Where this person may be found.
    pub relays: Vec<RelayUrl>,
}

/// `/.well-known/nostr.json`. Relays are read leniently: they are hints.
#[derive(Deserialize)]
struct NostrJson {
    #[serde(default)]
    names: HashMap<String, Value>,
    #[serde(default)]
    relays: Value,
}

/// Asks the name's server for its key. The server learns the user's IP address and whom he looks
/// for, so only the sending side calls this. Redirects are not followed (NIP-05).
pub async fn lookup_nip05(http: &HttpClient, name: &Nip05Name) -> Result<Nip05Record, ContactError> {
    let path = format!("/.well-known/nostr.json?name={}", name.name);
    let url = name.authority.url(&path).map_err(|_| ContactError::NotAContact)?;
    let answer: NostrJson = http.get_json_direct(&url).await?;
    let found = answer.names.iter().find(|(key, _)| key.eq_ignore_ascii_case(&name.name));
    let (_, value) = found.ok_or_else(|| ContactError::UnknownName(name.to_string()))?;
    let hex = value.as_str().filter(|text| text.len() == 64).ok_or(ContactError::BadNameAnswer)?;
    let pubkey = PublicKey::from_hex(hex).map_err(|_| ContactError::BadNameAnswer)?;
    pubkey.xonly().map_err(|_| ContactError::BadNameAnswer)?;
    let relays = answer.relays[hex].as_array().map(Vec::as_slice).unwrap_or_default();
    let relays = relays.iter().filter_map(|relay| RelayUrl::parse(relay.as_str()?).ok());
    Ok(Nip05Record { pubkey, relays: relays.take(MAX_RELAYS).collect() })
}

#[cfg(test)]
mod tests {
    use axum::extract::Query;
    use axum::http::{StatusCode, header};
    use axum::response::{IntoResponse, Response};
    use axum::routing::get;
    use axum::{Json, Router};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::http::HttpError;
    use crate::http::test_server::serve;
    use crate::reach::Reach;

    const KEY: &str = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";

    async fn nostr_json(Query(query): Query<HashMap<String, String>>) -> Response {
        let relays = json!({KEY: ["wss://relay.example.com", "no url", 7]});
        let answer = match query["name"].as_str() {
            "moved" => {
                let to = [(header::LOCATION, "/.well-known/nostr.json?name=bob")];
                return (StatusCode::FOUND, to).into_response();
            }
            "npub" => {
                json!({"names": {"npub": "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"}})
            }
            "null" => json!({"names": {"null": null}}),
            "far" => json!({"names": {"far": "f".repeat(64)}}),
            "list" => json!([1]),
            "odd" => json!({"names": {"odd": KEY}, "relays": "none"}),
            _ => json!({"names": {"bob": KEY, "Carol": KEY, "_": KEY}, "relays": relays}),
        };
        Json(answer).into_response()
    }

    async fn lookup(name: &str) -> Result<Nip05Record, ContactError> {
        let addr = serve(Router::new().route("/.well-known/nostr.json", get(nostr_json))).await;
        let name = format!("{name}{addr}").parse().unwrap();
        lookup_nip05(&HttpClient::new(Reach::Local).unwrap(), &name).await
    }

    #[tokio::test]
    async fn finds_key_and_relays() {
        let record = lookup("bob@").await.unwrap();
        assert_eq!(record.pubkey.to_hex(), KEY);
        assert_eq!(record.relays, [RelayUrl::parse("wss://relay.example.com").unwrap()]);
        assert_eq!(lookup("").await.unwrap(), record);
        assert_eq!(lookup("carol@").await.unwrap(), record);
        assert_eq!(lookup("odd@").await.unwrap().relays, []);
    }

    #[tokio::test]
    async fn refusals() {
        assert_eq!(lookup("moved@").await, Err(ContactError::Http(HttpError::Redirected)));
        assert!(
            matches!(lookup("dave@").await, Err(ContactError::UnknownName(name)) if name.starts_with("dave@"))
        );
        for name in ["npub@", "null@", "far@"] {
            assert_eq!(lookup(name).await, Err(ContactError::BadNameAnswer), "{name}");
        }
        assert!(matches!(lookup("list@").await, Err(ContactError::Http(HttpError::BadJson { .. }))));
    }

    #[tokio::test]
    async fn public_reach_keeps_to_public_hosts() {
        let name = "bob@127.0.0.1:1".parse().unwrap();
        let error = lookup_nip05(&HttpClient::new(Reach::Public).unwrap(), &name).await.unwrap_err();
        assert_eq!(error, ContactError::Http(HttpError::Forbidden("127.0.0.1:1".to_owned())));
    }

    proptest! {
        #[test]
        fn what_parses_shows_itself_again(text in "\\PC{0,60}|[a-zA-Z0-9._-]{0,70}@?[a-zA-Z0-9.:-]{0,30}") {
            if let Ok(name) = text.parse::<Nip05Name>() {
                prop_assert_eq!(name.to_string().parse::<Nip05Name>(), Ok(name));
            }
        }
    }
}
