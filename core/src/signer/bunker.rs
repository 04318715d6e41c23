//! A remote signer over relays (NIP-46).
//!
//! The client is our own, over the same checked sockets as everything else: nostr-connect's would open
//! sockets of its own, past the proxy and the rule of which hosts may be reached.

use std::time::Duration;

use async_trait::async_trait;
use futures::stream::{FuturesUnordered, StreamExt};
use nostr::nips::nip44;
use nostr::secp256k1::schnorr::Signature;
use nostr::{
    ClientMessage, Event, EventBuilder, Filter, JsonUtil, Kind, PublicKey, RelayUrl, Tag, Timestamp,
    UnsignedEvent,
};
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;

use super::link::BunkerLink;
use crate::keys::{EventSigner, SecretBytes, SignerError};
use crate::network::Network;
use crate::ports::Entropy;
use crate::relay::{Connections, Heard, Subscription};

/// Time for a connection to one of the bunker's relays.
const OPEN_LIMIT: Duration = Duration::from_secs(10);
/// Time for an answer: a person may have to find the phone and consent.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);
/// What we ask to be allowed: signing token events, and nothing else.
const PERMISSIONS: &str = "sign_event:21404";

/// A linked bunker.
pub struct Bunker {
    link: BunkerLink,
    user: PublicKey,
    connections: Connections,
    answer_limit: Duration,
}

/// A bunker's answer, decrypted. Bunkers differ in what they leave out.
#[derive(Deserialize)]
struct Answer {
    id: String,
    #[serde(default)]
    result: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

impl Bunker {
    /// Introduces us to the bunker and asks whose key it has.
    pub async fn connect(
        text: &str,
        network: impl Into<Network>,
        entropy: &dyn Entropy,
    ) -> Result<Self, SignerError> {
        let link = BunkerLink::parse(text, entropy)?;
        let user = link.signer;
        let mut bunker = Self { link, user, connections: open(network), answer_limit: ANSWER_LIMIT };
        let secret = bunker.link.secret.as_ref().map_or("", |secret| secret.as_str());
        let greeting = json!([bunker.link.signer.to_hex(), secret, PERMISSIONS]);
        bunker.request("connect", &greeting).await?;
        let user = bunker.request("get_public_key", &json!([])).await?;
        let no_key = |_| SignerError::BadAnswer("no public key");
        bunker.user = PublicKey::from_hex(&user).map_err(no_key)?;
        // It proves once that we were given the link, and is worth nothing any more.
        bunker.link.secret = None;
        Ok(bunker)
    }

    /// A bunker that was connected before. Nothing is sent until a signature is needed.
    pub fn restore(kept: &SecretBytes, network: impl Into<Network>) -> Result<Self, SignerError> {
        let (link, user) = BunkerLink::from_kept(kept)?;
        Ok(Self { link, user, connections: open(network), answer_limit: ANSWER_LIMIT })
    }

    /// How long to wait for an answer; 60 seconds unless set.
    #[must_use]
    pub fn with_answer_limit(mut self, limit: Duration) -> Self {
        self.answer_limit = limit;
        self
    }

    /// Sends one request through all of the bunker's relays and returns the first answer.
    async fn request(&self, method: &str, params: &serde_json::Value) -> Result<String, SignerError> {
        let id = nostr::SubscriptionId::generate().to_string();
        let request = self.seal(&json!({"id": id, "method": method, "params": params}).to_string())?;
        let mut asked: FuturesUnordered<_> =
            self.link.relays.iter().map(|relay| self.ask(relay, &request, &id)).collect();
        let (mut failures, mut silent) = (Vec::new(), false);
        while let Some(answer) = asked.next().await {
            match answer {
                Err(SignerError::Unreachable(reason)) => failures.push(reason),
                Err(SignerError::Timeout) => silent = true,
                other => return other,
            }
        }
        Err(if silent { SignerError::Timeout } else { SignerError::Unreachable(failures.join("; ")) })
    }

    fn seal(&self, json: &str) -> Result<Event, SignerError> {
        let failed = |_| SignerError::BadAnswer("the request could not be encrypted");
        let Self { link, .. } = self;
        let content = nip44::encrypt(link.client.secret_key(), &link.signer, json, nip44::Version::V2)
            .map_err(|error| failed(error.to_string()))?;
        EventBuilder::new(Kind::NostrConnect, content)
            .tag(Tag::public_key(link.signer))
            .sign_with_keys(&link.client)
            .map_err(|error| failed(error.to_string()))
    }

    async fn ask(&self, relay: &RelayUrl, request: &Event, id: &str) -> Result<String, SignerError> {
        let unreachable = |reason: String| SignerError::Unreachable(format!("{relay}: {reason}"));
        let socket =
            self.connections.open(relay, OPEN_LIMIT).await.map_err(|error| unreachable(error.to_string()))?;
        let filter = Filter::new()
            .kind(Kind::NostrConnect)
            .author(self.link.signer)
            .pubkey(self.link.client.public_key())
            // Clocks differ, and relays keep no answers to earlier requests: the id tells them apart anyway.
            .since(Timestamp::from(request.created_at.as_secs().saturating_sub(60)));
        let mut answers = Subscription::lasting(&socket, filter).await.map_err(unreachable)?;
        let wait = async {
            socket
                .send_msg(ClientMessage::event(request.clone()))
                .map_err(|error| unreachable(error.to_string()))?;
            loop {
                match answers.next().await {
                    Heard::Event(event) => {
                        if let Some(answer) = self.open_answer(&event).filter(|answer| answer.id == id) {
                            return read(answer);
                        }
                    }
                    Heard::Ok { event, accepted: false, message } if event == request.id => {
                        return Err(unreachable(message));
                    }
                    Heard::Lost => return Err(unreachable("the connection was lost".to_owned())),
                    Heard::Closed(reason) => return Err(unreachable(reason)),
                    Heard::Ok { .. } | Heard::EndOfStored => {}
                }
            }
        };
        let answer = timeout(self.answer_limit, wait).await.unwrap_or(Err(SignerError::Timeout));
        answers.close().await;
        answer
    }

    /// The bunker's own words, if that is what this event holds.
    fn open_answer(&self, event: &Event) -> Option<Answer> {
        let Self { link, .. } = self;
        if event.pubkey != link.signer || event.verify().is_err() {
            return None;
        }
        let json = nip44::decrypt(link.client.secret_key(), &link.signer, &event.content).ok()?;
        serde_json::from_str(&json).ok()
    }
}

fn open(network: impl Into<Network>) -> Connections {
    Connections::new(network.into(), [])
}

fn read(answer: Answer) -> Result<String, SignerError> {
    match (answer.result.as_deref(), answer.error) {
        (Some("auth_url"), Some(url)) => Err(SignerError::ConsentNeeded(url)),
        (_, Some(error)) if !error.is_empty() => Err(SignerError::Refused(error)),
        (Some("error") | None, _) => Err(SignerError::BadAnswer("neither a result nor an error")),
        (Some(result), _) => Ok(result.to_owned()),
    }
}

#[async_trait]
impl EventSigner for Bunker {
    fn public_key(&self) -> PublicKey {
        self.user
    }

    async fn sign(&self, event: &UnsignedEvent) -> Result<Signature, SignerError> {
        let signed = self.request("sign_event", &json!([event.as_json()])).await?;
        let signed =
            Event::from_json(&signed).map_err(|_| SignerError::BadAnswer("it is no signed event"))?;
        if signed.pubkey != event.pubkey || Some(signed.id) != event.id || signed.verify().is_err() {
            return Err(SignerError::BadAnswer("another event was signed"));
        }
        Ok(signed.sig)
    }

    fn kept(&self) -> SecretBytes {
        self.link.kept(self.user)
    }

    async fn shutdown(&self) {
        self.connections.shutdown().await;
    }
}
