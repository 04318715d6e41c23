//! Requests to the wallet and its answers.

use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt};
use nostr::{ClientMessage, Event, EventBuilder, EventId, Filter, Kind, Tag, Timestamp};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::timeout;

use super::codec::{self, Encryption};
use super::messages::Answer;
use super::uri::Link;
use crate::network::Network;
use crate::relay::{Connections, Heard, Subscription};
use crate::wallet::WalletError;

/// Time for a connection to one of the wallet's relays.
pub(super) const OPEN_LIMIT: Duration = Duration::from_secs(10);

/// Time for an answer that needs no payment.
pub(super) const READ_LIMIT: Duration = Duration::from_secs(20);

/// Why a request has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RequestError {
    /// It certainly did not reach the wallet.
    NeverSent(String),
    /// It may have reached the wallet.
    NoAnswer(String),
    /// The wallet's answer makes no sense.
    BadAnswer(String),
    /// The wallet's own error.
    Refused { code: String, message: String },
}

impl From<RequestError> for WalletError {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::NeverSent(reason) | RequestError::NoAnswer(reason) => Self::Unreachable(reason),
            RequestError::BadAnswer(reason) => Self::BadAnswer(reason),
            RequestError::Refused { code, message } => Self::Refused { code, message },
        }
    }
}

/// The way to one wallet. It holds the secret of the link, hence no `Debug`.
pub(super) struct Client {
    pub(super) link: Link,
    pub(super) connections: Connections,
    pub(super) encryption: Encryption,
    /// The info event, where the wallet has published one.
    pub(super) info: Option<Event>,
    /// Set when the wallet is shut down.
    pub(super) closing: watch::Sender<bool>,
}

impl Client {
    /// Connects and reads the info event (kind 13194).
    pub(super) async fn connect(link: Link, network: Network) -> Result<Self, WalletError> {
        let connections = Connections::new(network, []);
        let filter = Filter::new().author(link.wallet).kind(Kind::WalletConnectInfo).limit(1);
        let mut asked: FuturesUnordered<_> =
            link.relays.iter().map(|relay| newest(&connections, relay, filter.clone())).collect();
        let (mut answered, mut info, mut failures) = (false, None, Vec::new());
        while let Some(answer) = asked.next().await {
            match answer {
                Ok(found) => {
                    answered = true;
                    info =
                        info.or(found.filter(|event| event.pubkey == link.wallet && event.verify().is_ok()));
                    if info.is_some() {
                        break;
                    }
                }
                Err(reason) => failures.push(reason),
            }
        }
        drop(asked);
        if !answered {
            return Err(WalletError::Unreachable(failures.join("; ")));
        }
        let encryption = info.as_ref().map_or(Encryption::Nip04, Encryption::offered);
        Ok(Self { link, connections, encryption, info, closing: watch::Sender::new(false) })
    }

    /// Sends a request through all of the wallet's relays and returns the first answer.
    pub(super) async fn request(
        &self,
        method: &str,
        params: Value,
        limit: Duration,
    ) -> Result<Value, RequestError> {
        let event = self.seal(method, params, limit).map_err(RequestError::NeverSent)?;
        let mut asked: FuturesUnordered<_> =
            self.link.relays.iter().map(|relay| self.ask(relay, &event, limit)).collect();
        let (mut never_sent, mut no_answer) = (Vec::new(), Vec::new());
        while let Some(answer) = asked.next().await {
            match answer {
                Err(RequestError::NeverSent(reason)) => never_sent.push(reason),
                Err(RequestError::NoAnswer(reason)) => no_answer.push(reason),
                other => return other,
            }
        }
        if no_answer.is_empty() {
            Err(RequestError::NeverSent(never_sent.join("; ")))
        } else {
            Err(RequestError::NoAnswer(no_answer.join("; ")))
        }
    }

    /// The request event. It expires (NIP-40) when we stop waiting, so that a wallet which comes back later does
    /// not pay what was given up.
    fn seal(&self, method: &str, params: Value, limit: Duration) -> Result<Event, String> {
        let content =
            self.encryption.encrypt(&self.link, &json!({"method": method, "params": params}).to_string())?;
        EventBuilder::new(Kind::WalletConnectRequest, content)
            .tag(Tag::public_key(self.link.wallet))
            .tag(Tag::expiration(Timestamp::now() + limit.as_secs()))
            .tags(self.encryption.tag())
            .sign_with_keys(&self.link.keys)
            .map_err(|error| error.to_string())
    }

    async fn ask(
        &self,
        relay: &nostr::RelayUrl,
        request: &Event,
        limit: Duration,
    ) -> Result<Value, RequestError> {
        let relay = self
            .connections
            .open(relay, OPEN_LIMIT.min(limit))
            .await
            .map_err(|error| RequestError::NeverSent(error.to_string()))?;
        let filter =
            Filter::new().author(self.link.wallet).kind(Kind::WalletConnectResponse).event(request.id);
        let mut answers = Subscription::one(&relay, filter, limit).await.map_err(RequestError::NeverSent)?;
        // The relay reads one message after the other, so the subscription stands before the request arrives.
        relay
            .send_msg(ClientMessage::event(request.clone()))
            .map_err(|error| RequestError::NeverSent(error.to_string()))?;
        let wait = async {
            loop {
                match answers.next().await {
                    Heard::Event(event) if self.is_answer(&event, request.id) => return self.open(&event),
                    Heard::Ok { event, accepted: false, message }
                        if event == request.id && is_refusal(&message) =>
                    {
                        return Err(RequestError::NeverSent(message));
                    }
                    Heard::Lost => {
                        return Err(RequestError::NoAnswer(
                            "the connection to the relay was lost".to_owned(),
                        ));
                    }
                    Heard::Closed(reason) => return Err(RequestError::NoAnswer(reason)),
                    Heard::Event(_) | Heard::Ok { .. } | Heard::EndOfStored => {}
                }
            }
        };
        let late = || Err(RequestError::NoAnswer("the wallet did not answer in time".to_owned()));
        timeout(limit, wait).await.unwrap_or_else(|_| late())
    }

    /// Whether the wallet itself answers this very request.
    fn is_answer(&self, event: &Event, request: EventId) -> bool {
        event.pubkey == self.link.wallet
            && event.kind == Kind::WalletConnectResponse
            && event.tags.event_ids().any(|id| *id == request)
            && event.verify().is_ok()
    }

    fn open(&self, event: &Event) -> Result<Value, RequestError> {
        let json = codec::decrypt(&self.link, &event.content).map_err(RequestError::BadAnswer)?;
        match Answer::parse(&json) {
            Some(Answer::Result(result)) => Ok(result),
            Some(Answer::Error { code, message }) => Err(RequestError::Refused { code, message }),
            None => Err(RequestError::BadAnswer("neither a result nor an error".to_owned())),
        }
    }
}

/// Whether the relay's OK false says that it did not pass the event on. `duplicate:` says that it did before, and
/// after `error:` or words of its own it may have.
fn is_refusal(message: &str) -> bool {
    let certain = ["blocked:", "invalid:", "rate-limited:", "restricted:", "auth-required:", "pow:"];
    certain.iter().any(|prefix| message.starts_with(prefix))
}

/// The first stored event of one relay, if it has any.
async fn newest(
    connections: &Connections,
    relay: &nostr::RelayUrl,
    filter: Filter,
) -> Result<Option<Event>, String> {
    let ask = async {
        let relay = connections.open(relay, OPEN_LIMIT).await.map_err(|error| error.to_string())?;
        let mut stored = Subscription::stored(&relay, filter, OPEN_LIMIT).await?;
        loop {
            match stored.next().await {
                Heard::Event(event) => return Ok(Some(*event)),
                Heard::EndOfStored => return Ok(None),
                Heard::Closed(reason) => return Err(reason),
                Heard::Lost => return Err("the connection to the relay was lost".to_owned()),
                Heard::Ok { .. } => {}
            }
        }
    };
    timeout(OPEN_LIMIT, ask).await.unwrap_or_else(|_| Err("the relay did not answer in time".to_owned()))
}
