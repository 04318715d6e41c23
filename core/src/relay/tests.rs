//! The pool against real relays on loopback, and against one that lies.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::routing::get;
use futures::{SinkExt, StreamExt};
use nostr::util::BoxedFuture;
use nostr::{Event, EventBuilder, JsonUtil, Keys, Kind, RelayUrl, Tag, Timestamp};
use nostr_relay_builder::builder::{PolicyResult, WritePolicy};
use nostr_relay_builder::{LocalRelay, RelayBuilder};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

use super::*;
use crate::reach::Reach;

const LIMIT: Duration = Duration::from_secs(5);

fn pool() -> RelayPool {
    RelayPool::new(Reach::Local, HashSet::new())
}

fn url(text: &str) -> RelayUrl {
    RelayUrl::parse(text).unwrap()
}

fn event(content: &str) -> Event {
    EventBuilder::new(Kind::from(1404), content).sign_with_keys(&Keys::generate()).unwrap()
}

fn query(event: &Event) -> FetchQuery {
    FetchQuery { id: event.id, author: event.pubkey, kind: event.kind, cover: None }
}

async fn relay(builder: RelayBuilder) -> (LocalRelay, RelayUrl) {
    let relay = LocalRelay::new(builder);
    relay.run().await.unwrap();
    let url = relay.url().await;
    (relay, url)
}

/// A port on which nothing listens.
async fn dead() -> RelayUrl {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    url(&format!("ws://{}", listener.local_addr().unwrap()))
}

/// A host that accepts connections and never says a word.
async fn mute() -> (TcpListener, RelayUrl) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = url(&format!("ws://{}", listener.local_addr().unwrap()));
    (listener, url)
}

/// A relay that answers every REQ with this text as the event, then EOSE.
async fn liar(answer: String) -> RelayUrl {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = url(&format!("ws://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
                while let Some(Ok(message)) = socket.next().await {
                    // Pings are answered by the socket itself.
                    let Message::Text(text) = message else { continue };
                    let request: serde_json::Value = serde_json::from_str(&text).unwrap();
                    if request[0] == "REQ" {
                        let id = &request[1];
                        for text in [format!(r#"["EVENT",{id},{answer}]"#), format!(r#"["EOSE",{id}]"#)] {
                            if socket.send(Message::text(text)).await.is_err() {
                                return;
                            }
                        }
                    }
                }
            });
        }
    });
    url
}

/// Stops a relay and its sessions. A session that is busy with a message misses the relay's signal and would live
/// on, so this waits until all are idle.
pub(crate) async fn stop(relay: &LocalRelay) {
    tokio::time::sleep(Duration::from_millis(200)).await;
    relay.shutdown();
    tokio::time::sleep(Duration::from_millis(200)).await;
}

async fn publish_one(pool: &RelayPool, relay: &RelayUrl, event: &Event) -> PublishOutcome {
    pool.publish(std::slice::from_ref(relay), event, LIMIT).await.remove(0).outcome
}

#[tokio::test]
async fn publishes_and_fetches_as_often_as_asked() {
    let (_relay, url) = relay(RelayBuilder::default()).await;
    let (pool, event) = (pool(), event("hello"));
    assert_eq!(publish_one(&pool, &url, &event).await, PublishOutcome::Accepted);
    assert_eq!(publish_one(&pool, &url, &event).await, PublishOutcome::Accepted, "a duplicate is held, too");
    for _ in 0..3 {
        assert_eq!(*pool.fetch(std::slice::from_ref(&url), &query(&event), LIMIT).await.unwrap(), event);
    }
    let other = FetchQuery { author: Keys::generate().public_key(), ..query(&event) };
    let missing = pool.fetch(&[url], &other, LIMIT).await;
    assert_eq!(missing, Err(RelayError::NotFound { asked: 1 }));
}

#[tokio::test]
async fn a_dead_or_mute_relay_does_not_delay_a_live_one() {
    let (_relay, alive) = relay(RelayBuilder::default()).await;
    let ((_listener, mute), dead) = (mute().await, dead().await);
    let (pool, event) = (pool(), event("hello"));
    let relays = [dead.clone(), mute, alive];
    let limit = Duration::from_secs(2);

    let started = Instant::now();
    let reports = pool.publish(&relays, &event, limit).await;
    assert!(started.elapsed() < limit + Duration::from_millis(500));
    assert_eq!(reports.iter().map(|report| report.relay.clone()).collect::<Vec<_>>(), relays);
    assert!(matches!(reports[0].outcome, PublishOutcome::Unreachable(_)));
    assert!(matches!(reports[1].outcome, PublishOutcome::Unreachable(_)));
    assert!(reports[2].is_accepted());

    let started = Instant::now();
    assert_eq!(*pool.fetch(&relays, &query(&event), LIMIT).await.unwrap(), event);
    assert!(started.elapsed() < Duration::from_millis(500), "{:?}", started.elapsed());

    let nobody = pool.fetch(&[dead], &query(&event), LIMIT).await;
    assert!(matches!(nobody, Err(RelayError::Unreachable(_))), "{nobody:?}");
    assert_eq!(pool.fetch(&[], &query(&event), LIMIT).await, Err(RelayError::NoRelays));
}

#[derive(Debug)]
struct Refuse;

impl WritePolicy for Refuse {
    fn admit_event<'a>(&'a self, _: &'a Event, _: &'a SocketAddr) -> BoxedFuture<'a, PolicyResult> {
        Box::pin(async { PolicyResult::Reject("not here".to_owned()) })
    }
}

#[tokio::test]
async fn a_rejection_is_told_in_the_relays_words() {
    let (_relay, url) = relay(RelayBuilder::default().write_policy(Refuse)).await;
    let outcome = publish_one(&pool(), &url, &event("hello")).await;
    assert!(matches!(&outcome, PublishOutcome::Rejected(words) if words.contains("not here")), "{outcome:?}");
}

#[tokio::test]
async fn a_lying_relay_counts_as_having_nothing() {
    let (_relay, honest) = relay(RelayBuilder::default()).await;
    let (pool, wanted) = (pool(), event("hello"));
    let altered = wanted.as_json().replace("hello", "HELLO");
    let too_long = event(&"x".repeat(200_000)).as_json();
    let lies = [event("another").as_json(), altered, "{}".to_owned(), too_long.clone()];
    // Once the true event was seen, nostr-sdk does not verify its id again.
    publish_one(&pool, &honest, &wanted).await;
    pool.fetch(std::slice::from_ref(&honest), &query(&wanted), LIMIT).await.unwrap();
    for lie in lies {
        let is_too_long = lie == too_long;
        let liar = liar(lie).await;
        let answer = pool.fetch(std::slice::from_ref(&liar), &query(&wanted), Duration::from_secs(2)).await;
        if is_too_long {
            assert!(matches!(answer, Err(RelayError::Unreachable(_))), "the socket is cut: {answer:?}");
        } else {
            assert_eq!(answer, Err(RelayError::NotFound { asked: 1 }));
        }
        assert_eq!(*pool.fetch(&[liar, honest.clone()], &query(&wanted), LIMIT).await.unwrap(), wanted);
    }
    let true_one = liar(wanted.as_json()).await;
    assert_eq!(*pool.fetch(&[true_one], &query(&wanted), LIMIT).await.unwrap(), wanted);
}

#[tokio::test]
async fn an_expired_event_is_not_found() {
    let past = Tag::expiration(Timestamp::now() - 10);
    let expired =
        EventBuilder::new(Kind::from(1404), "old").tag(past).sign_with_keys(&Keys::generate()).unwrap();
    let answer = pool().fetch(&[liar(expired.as_json()).await], &query(&expired), LIMIT).await;
    assert_eq!(answer, Err(RelayError::NotFound { asked: 1 }));
}

#[tokio::test]
async fn reconnects_after_the_relay_was_restarted() {
    let (first, address) = relay(RelayBuilder::default()).await;
    let port = url::Url::parse(address.as_str()).unwrap().port().unwrap();
    let (pool, event) = (pool(), event("hello"));
    assert!(publish_one(&pool, &address, &event).await == PublishOutcome::Accepted);
    stop(&first).await;
    // The old listener needs a moment to let go of the port.
    let second = loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let second = LocalRelay::new(RelayBuilder::default().port(port));
        if second.run().await.is_ok() {
            break second;
        }
    };
    let started = Instant::now();
    let mut outcome = publish_one(&pool, &address, &event).await;
    if outcome != PublishOutcome::Accepted {
        // The first try may meet the old socket just as it dies.
        outcome = publish_one(&pool, &address, &event).await;
    }
    assert_eq!(outcome, PublishOutcome::Accepted);
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    let there = RelayPool::new(Reach::Local, HashSet::new()).fetch(&[address], &query(&event), LIMIT).await;
    assert_eq!(*there.unwrap(), event, "it is the new relay that took it");
    second.shutdown();
}

#[tokio::test]
async fn strangers_cannot_send_us_home() {
    let (_relay, home) = relay(RelayBuilder::default()).await;
    let event = event("hello");
    let pool = RelayPool::new(Reach::Public, HashSet::new());
    assert!(matches!(publish_one(&pool, &home, &event).await, PublishOutcome::Forbidden(_)));
    let fetched = pool.fetch(std::slice::from_ref(&home), &query(&event), LIMIT).await;
    assert!(matches!(fetched, Err(RelayError::Forbidden(_))));
    pool.trust(&home);
    assert_eq!(publish_one(&pool, &home, &event).await, PublishOutcome::Accepted);
}

/// Serves this NIP-11 document, and no WebSocket.
async fn document(body: &'static str) -> RelayUrl {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = url(&format!("ws://{}", listener.local_addr().unwrap()));
    let answer = move |headers: axum::http::HeaderMap| async move {
        assert_eq!(headers["accept"], "application/nostr+json");
        body
    };
    tokio::spawn(axum::serve(listener, axum::Router::new().route("/", get(answer))).into_future());
    url
}

#[tokio::test]
async fn reads_the_limits_over_http() {
    let relay = document(r#"{"limitation":{"max_message_length":300,"auth_required":true}}"#).await;
    let limits = pool().limits(&relay).await;
    let expected =
        RelayLimits { max_message_length: Some(300), auth_required: true, ..RelayLimits::default() };
    assert_eq!(limits, expected);
    assert_eq!(pool().limits(&dead().await).await, RelayLimits::default());
}

/// A relay behind one port: NIP-11 for HTTP requests, the local relay for WebSockets.
#[tokio::test]
async fn an_event_over_the_limit_is_not_sent() {
    let (behind, _) = relay(RelayBuilder::default()).await;
    let behind_address = behind.url().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let front = url(&format!("ws://{}", listener.local_addr().unwrap()));
    let target = behind_address.as_str().trim_start_matches("ws://").trim_end_matches('/').to_owned();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let target = target.clone();
            tokio::spawn(async move {
                let mut head = [0; 2_048];
                let size = client.peek(&mut head).await.unwrap();
                if head[..size].windows(17).any(|part| part.eq_ignore_ascii_case(b"sec-websocket-key")) {
                    let mut server = tokio::net::TcpStream::connect(target).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                } else {
                    use tokio::io::AsyncWriteExt;
                    let body = r#"{"limitation":{"max_content_length":10}}"#;
                    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                    client.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    let (pool, long) = (pool(), event("eleven char"));
    assert!(matches!(publish_one(&pool, &front, &long).await, PublishOutcome::OverLimit(_)));
    let there = pool.fetch(&[behind_address], &query(&long), LIMIT).await;
    assert_eq!(there, Err(RelayError::NotFound { asked: 1 }));
    assert_eq!(publish_one(&pool, &front, &event("ten  chars")).await, PublishOutcome::Accepted);
}

#[tokio::test]
async fn query_merges_what_the_relays_have() {
    let ((_a, first), (_b, second)) =
        (relay(RelayBuilder::default()).await, relay(RelayBuilder::default()).await);
    let (pool, keys) = (pool(), Keys::generate());
    let profile = |name: &str, at: u64| {
        EventBuilder::new(Kind::Metadata, name).custom_created_at(at.into()).sign_with_keys(&keys).unwrap()
    };
    let (old, new) = (profile("old", 1_700_000_000), profile("new", 1_700_000_001));
    publish_one(&pool, &first, &old).await;
    publish_one(&pool, &second, &new).await;
    let filter = nostr::Filter::new().author(keys.public_key()).kind(Kind::Metadata);
    let relays = [first.clone(), second, dead().await];
    assert_eq!(pool.query(&relays, filter, LIMIT).await.unwrap(), [new, old]);
    let nothing = nostr::Filter::new().author(Keys::generate().public_key());
    assert_eq!(pool.query(&[first], nothing, LIMIT).await.unwrap(), []);
    assert!(pool.query(&[dead().await], nostr::Filter::new(), LIMIT).await.is_err());
}
