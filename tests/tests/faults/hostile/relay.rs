//! A relay on a raw socket that does what it should not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use nostr::{Event, EventBuilder, JsonUtil, Keys, Kind, RelayUrl, Tag, Timestamp};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::{WebSocketStream, accept_async};

use super::{ask, wire};

pub(crate) type Socket = WebSocketStream<TcpStream>;

/// What it does when somebody connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OnConnect {
    #[default]
    Welcome,
    HangUp,
    NeverShakeHands,
    Http(&'static str),
    Garbage,
    CloseAtOnce,
    Greet(&'static [&'static str]),
    FloodOfNotices,
    FloodOfPings,
    HugeFrame,
}

/// What it answers to an EVENT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OnWrite {
    #[default]
    Accept,
    /// Says OK and keeps nothing.
    Forget,
    Silence,
    Late,
    Refuse(&'static str),
    RefuseAtLength,
    OkForAnother,
    FirstNoThenYes,
    FirstYesThenNo,
    Say(&'static str),
    HangUp,
    Challenge,
    HugeFrame,
}

/// What it answers to a REQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OnRead {
    #[default]
    Serve,
    Silence,
    Late,
    Nothing,
    HangUp,
    CloseFrame,
    Refuse(&'static str),
    Challenge,
    Say(&'static str),
    EndBeforeEvent,
    NeverEnd,
    Thousandfold,
    UnderAnotherSubscription,
    OtherContent,
    OtherSignature,
    OtherAuthor,
    OtherKind,
    OtherTags,
    OwnEventUnderTheId,
    OwnEventFirst,
    Cut,
    Expired,
    FloodOfEvents,
    FloodOfNotices,
    HugeFrame,
    HugeFragments,
    HugeContent,
    HugeTags,
    DeepNesting,
    OneByteAFrame,
    Binary,
    NotUtf8,
}

/// How it behaves; by default as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Behaviour {
    pub(crate) connect: OnConnect,
    pub(crate) write: OnWrite,
    pub(crate) read: OnRead,
    /// The answer to a plain HTTP request, for the NIP-11 document.
    pub(crate) document: Option<&'static str>,
}

/// The relay; it ends when dropped.
pub(crate) struct HostileRelay {
    url: RelayUrl,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    behaviour: Behaviour,
    keys: Keys,
    kept: Mutex<Vec<Event>>,
    heard: Mutex<Vec<String>>,
    open: AtomicUsize,
}

/// How late is late: well within the time that faults give a relay.
const LATE: Duration = Duration::from_millis(400);

impl HostileRelay {
    pub(crate) async fn start(behaviour: Behaviour) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = RelayUrl::parse(&format!("ws://{}", listener.local_addr()?))?;
        let (keys, kept, heard) = (Keys::generate(), Mutex::default(), Mutex::default());
        let shared = Arc::new(Shared { behaviour, keys, kept, heard, open: AtomicUsize::new(0) });
        let serving = shared.clone();
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let shared = serving.clone();
                connections.spawn(async move {
                    shared.open.fetch_add(1, Ordering::SeqCst);
                    // That the client hangs up on such a relay is no error here.
                    let _ = shared.serve(stream).await;
                    shared.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(Self { url, shared, task })
    }

    pub(crate) fn url(&self) -> RelayUrl {
        self.url.clone()
    }

    pub(crate) fn keep(&self, event: Event) {
        self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    /// How many connections stand.
    pub(crate) fn connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// Whether the client ever authenticated itself (NIP-42), which would name the user.
    pub(crate) fn was_told_a_name(&self) -> bool {
        let heard = self.shared.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.iter().any(|frame| frame.starts_with(r#"["AUTH""#))
    }
}

impl Drop for HostileRelay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    async fn serve(&self, mut stream: TcpStream) -> anyhow::Result<()> {
        if !ask::is_websocket(&stream).await? {
            let document = self.behaviour.document.unwrap_or("HTTP/1.1 404 Not Found\r\n\r\n");
            return ask::answer(stream, document).await;
        }
        match self.behaviour.connect {
            OnConnect::HangUp => return Ok(()),
            OnConnect::NeverShakeHands => std::future::pending().await,
            OnConnect::Http(answer) => return ask::answer(stream, answer).await,
            OnConnect::Garbage => return Ok(stream.write_all(&[0xff; 65_536]).await?),
            _ => {}
        }
        let mut socket = accept_async(stream).await?;
        match self.behaviour.connect {
            OnConnect::CloseAtOnce => return Ok(socket.close(None).await?),
            OnConnect::HugeFrame => return wire::huge_frame(&mut socket).await,
            OnConnect::Greet(frames) => {
                for frame in frames {
                    say(&mut socket, *frame).await?;
                }
            }
            _ => {}
        }
        let floods = matches!(self.behaviour.connect, OnConnect::FloodOfNotices | OnConnect::FloodOfPings);
        loop {
            tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => self.hear(&mut socket, &text).await?,
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Ok(()),
                },
                () = std::future::ready(()), if floods => match self.behaviour.connect {
                    OnConnect::FloodOfPings => socket.send(Message::Ping(vec![1; 125].into())).await?,
                    _ => say(&mut socket, json!(["NOTICE", "listen! ".repeat(100)]).to_string()).await?,
                },
            }
        }
    }

    async fn hear(&self, socket: &mut Socket, text: &str) -> anyhow::Result<()> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
        let frame: Value = serde_json::from_str(text)?;
        match frame[0].as_str() {
            Some("EVENT") => self.written(socket, Event::from_json(frame[1].to_string())?).await,
            Some("REQ") => self.asked(socket, frame[1].as_str().unwrap_or_default()).await,
            _ => Ok(()),
        }
    }

    async fn written(&self, socket: &mut Socket, event: Event) -> anyhow::Result<()> {
        let ok = |taken: bool, words: &str| json!(["OK", event.id, taken, words]).to_string();
        match self.behaviour.write {
            OnWrite::Accept => {
                self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone());
                say(socket, ok(true, "")).await
            }
            OnWrite::Forget => say(socket, ok(true, "")).await,
            OnWrite::Silence => Ok(()),
            OnWrite::Late => {
                tokio::time::sleep(LATE).await;
                say(socket, ok(true, "")).await
            }
            OnWrite::Refuse(words) => say(socket, ok(false, words)).await,
            OnWrite::RefuseAtLength => say(socket, ok(false, &"no! ".repeat(30_000))).await,
            OnWrite::OkForAnother => say(socket, json!(["OK", "00".repeat(32), true, ""]).to_string()).await,
            OnWrite::FirstNoThenYes => {
                say(socket, ok(false, "error: no")).await?;
                say(socket, ok(true, "")).await
            }
            OnWrite::FirstYesThenNo => {
                say(socket, ok(true, "")).await?;
                say(socket, ok(false, "error: no")).await
            }
            OnWrite::Say(words) => say(socket, words).await,
            OnWrite::HangUp => anyhow::bail!("hung up"),
            OnWrite::Challenge => {
                say(socket, json!(["AUTH", "who are you?"]).to_string()).await?;
                say(socket, ok(false, "auth-required: say your name")).await
            }
            OnWrite::HugeFrame => wire::huge_frame(socket).await,
        }
    }

    async fn asked(&self, socket: &mut Socket, sub: &str) -> anyhow::Result<()> {
        let end = json!(["EOSE", sub]).to_string();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let of = |event: &Value| json!(["EVENT", sub, event]).to_string();
        let own = || EventBuilder::new(Kind::Custom(1_404), "mine").sign_with_keys(&self.keys);
        match self.behaviour.read {
            OnRead::Silence => return Ok(()),
            OnRead::HangUp => anyhow::bail!("hung up"),
            OnRead::CloseFrame => {
                let close = CloseFrame { code: CloseCode::Policy, reason: "go away".into() };
                return Ok(socket.close(Some(close)).await?);
            }
            OnRead::Refuse(words) => return say(socket, json!(["CLOSED", sub, words]).to_string()).await,
            OnRead::Challenge => {
                say(socket, json!(["AUTH", "who are you?"]).to_string()).await?;
                return say(socket, json!(["CLOSED", sub, "auth-required: say your name"]).to_string()).await;
            }
            OnRead::Late => tokio::time::sleep(LATE).await,
            OnRead::Say(words) => say(socket, words).await?,
            OnRead::EndBeforeEvent => say(socket, end.clone()).await?,
            OnRead::OwnEventFirst => say(socket, of(&serde_json::to_value(own()?)?)).await?,
            OnRead::FloodOfEvents => loop {
                // Large ones: signing many small ones would be slower than the limit.
                let event =
                    EventBuilder::new(Kind::Custom(1_404), "x".repeat(60_000)).sign_with_keys(&self.keys)?;
                say(socket, of(&serde_json::to_value(event)?)).await?;
            },
            OnRead::FloodOfNotices => loop {
                say(socket, json!(["NOTICE", "wait! ".repeat(1_000)]).to_string()).await?;
            },
            OnRead::HugeFrame => return wire::huge_frame(socket).await,
            OnRead::HugeFragments => return wire::huge_fragments(socket).await,
            OnRead::DeepNesting => {
                let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
                say(socket, format!(r#"["EVENT","{sub}",{deep}]"#)).await?;
            }
            OnRead::NotUtf8 => wire::not_utf8(socket).await?,
            _ => {}
        }
        for event in kept.iter().filter(|_| self.behaviour.read != OnRead::Nothing) {
            for told in self.told(event, own()?) {
                self.tell(socket, sub, &told).await?;
            }
        }
        if self.behaviour.read == OnRead::NeverEnd { Ok(()) } else { say(socket, end).await }
    }

    /// The event as this relay tells it.
    fn told(&self, event: &Event, own: Event) -> Vec<Value> {
        let mut told = serde_json::to_value(event).unwrap_or_default();
        match self.behaviour.read {
            OnRead::OtherContent => told["content"] = json!(format!("{}AA", event.content)),
            OnRead::OtherSignature => told["sig"] = json!(own.sig),
            OnRead::OtherAuthor => told["pubkey"] = json!(self.keys.public_key()),
            OnRead::OtherKind => told["kind"] = json!(1),
            OnRead::OtherTags => told["tags"] = json!([["p", self.keys.public_key()]]),
            OnRead::OwnEventUnderTheId => {
                told = serde_json::to_value(own).unwrap_or_default();
                told["id"] = json!(event.id);
            }
            OnRead::HugeContent => told["content"] = json!("A".repeat(120_000)),
            OnRead::HugeTags => told["tags"] = json!(vec![["x", "y"]; 12_000]),
            OnRead::Expired => {
                let past = Tag::expiration(Timestamp::from(1));
                let expired = EventBuilder::new(event.kind, "gone").tag(past).sign_with_keys(&self.keys);
                told =
                    expired.map(|event| serde_json::to_value(event).unwrap_or_default()).unwrap_or_default();
            }
            OnRead::Thousandfold => return vec![told; 1_000],
            _ => {}
        }
        vec![told]
    }

    async fn tell(&self, socket: &mut Socket, sub: &str, event: &Value) -> anyhow::Result<()> {
        let text = json!(["EVENT", sub, event]).to_string();
        match self.behaviour.read {
            OnRead::UnderAnotherSubscription => {
                say(socket, json!(["EVENT", "other", event]).to_string()).await
            }
            OnRead::Cut => say(socket, &text[..text.len() / 2]).await,
            OnRead::Binary => Ok(socket.send(Message::Binary(text.into_bytes().into())).await?),
            OnRead::OneByteAFrame => wire::one_byte_a_frame(socket, &text).await,
            _ => say(socket, text).await,
        }
    }
}

async fn say(socket: &mut Socket, text: impl Into<String>) -> anyhow::Result<()> {
    Ok(socket.send(Message::Text(text.into().into())).await?)
}
