//! NIP-47 on the wire: encryption schemes, requests, refusals.

use nostr::nips::{nip04, nip44};
use nostr::{Event, Keys, Kind, PublicKey, TagKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which encryption the wallet service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WalletEncryption {
    /// NIP-44 v2 where the client asks for it, NIP-04 otherwise.
    #[default]
    Both,
    /// NIP-04 only, like older wallets.
    Nip04Only,
}

impl WalletEncryption {
    /// The info event's `encryption` tag.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Both => "nip44_v2 nip04",
            Self::Nip04Only => "nip04",
        }
    }

    pub(super) fn supports(self, scheme: Scheme) -> bool {
        self == Self::Both || scheme == Scheme::Nip04
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Nip44,
    Nip04,
}

impl Scheme {
    /// What the request's `encryption` tag says; without one it is NIP-04.
    pub(super) fn of(event: &Event) -> Self {
        match event.tags.find(TagKind::custom("encryption")).and_then(|tag| tag.content()) {
            Some("nip44_v2") => Self::Nip44,
            _ => Self::Nip04,
        }
    }

    pub(super) const fn notification_kind(self) -> Kind {
        match self {
            Self::Nip44 => Kind::Custom(23197),
            Self::Nip04 => Kind::WalletConnectNotification,
        }
    }

    pub(super) fn decrypt(self, keys: &Keys, event: &Event) -> Result<String, Refusal> {
        let opened = match self {
            Self::Nip44 => nip44::decrypt(keys.secret_key(), &event.pubkey, &event.content)
                .map_err(|error| error.to_string()),
            Self::Nip04 => nip04::decrypt(keys.secret_key(), &event.pubkey, &event.content)
                .map_err(|error| error.to_string()),
        };
        opened.map_err(|error| Refusal::new("OTHER", format!("the request cannot be decrypted: {error}")))
    }

    pub(super) fn encrypt(self, keys: &Keys, to: &PublicKey, text: &str) -> Result<String, String> {
        match self {
            Self::Nip44 => nip44::encrypt(keys.secret_key(), to, text, nip44::Version::V2)
                .map_err(|error| error.to_string()),
            Self::Nip04 => nip04::encrypt(keys.secret_key(), to, text).map_err(|error| error.to_string()),
        }
    }
}

/// A request, read leniently: unknown methods and fields are no parse errors.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    pub(super) method: String,
    #[serde(default)]
    params: Value,
}

impl Request {
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        serde_json::from_str(text).map_err(|error| Refusal::new("OTHER", format!("bad request: {error}")))
    }

    /// The parameters of the method; absent and null ones read as an empty object.
    pub(super) fn params<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Refusal> {
        static EMPTY: std::sync::LazyLock<Value> =
            std::sync::LazyLock::new(|| Value::Object(serde_json::Map::new()));
        let params = if self.params.is_null() { &*EMPTY } else { &self.params };
        T::deserialize(params).map_err(|error| Refusal::new("OTHER", format!("bad parameters: {error}")))
    }
}

/// A NIP-47 error.
#[derive(Debug, Serialize)]
pub(super) struct Refusal {
    code: String,
    message: String,
}

impl Refusal {
    pub(super) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}
