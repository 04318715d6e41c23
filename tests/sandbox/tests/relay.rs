//! The relay: what it counts, what it refuses, what it says of itself.

// Helpers fail their test by panicking, as tests do.
#![allow(clippy::unwrap_used)]

mod common;

use common::PATIENCE;
use knock_sandbox::relay::{Relay, RelayOptions};
use knock_sandbox::{Sandbox, SandboxOptions};
use nostr::nips::nip11::RelayInformationDocument;
use nostr::{Event, EventBuilder, Filter, Keys, Kind, Timestamp};
use nostr_sdk::Client;

async fn client(relay: &Relay) -> Client {
    let client = Client::default();
    client.add_relay(relay.url().clone()).await.unwrap();
    client.try_connect_relay(relay.url().clone(), PATIENCE).await.unwrap();
    client
}

fn message(content: &str) -> Event {
    EventBuilder::new(Kind::Custom(1404), content).sign_with_keys(&Keys::generate()).unwrap()
}

#[tokio::test]
async fn requests_and_events_are_recorded() {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let relay = sandbox.relay();
    assert_eq!(relay.log().connections, 0);
    let client = client(relay).await;
    let event = message("hello");
    client.send_event(&event).await.unwrap();
    client.send_event(&event).await.unwrap();
    let wanted = Filter::new().kind(event.kind).author(event.pubkey).id(event.id).limit(1);
    assert_eq!(client.fetch_events(wanted.clone(), PATIENCE).await.unwrap().len(), 1);

    let log = relay.log();
    assert_eq!(log.events, std::slice::from_ref(&event), "once, though it came twice");
    assert_eq!(log.event_counts(), [(1404, 1)].into());
    assert_eq!(log.requests, [serde_json::to_value(&wanted).unwrap()]);
    assert_eq!((log.requests_for_kind(1404), log.requests_for_kind(1059)), (1, 0));
    assert_eq!((log.connections, log.refused), (1, 0));
    relay.clear_log();
    assert_eq!(relay.log().requests.len(), 0);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn writes_are_refused_by_switch_and_by_limit() {
    let mut options = RelayOptions::default();
    options.limitation.max_content_length = Some(100);
    let relay = Relay::start(options).await.unwrap();
    let client = client(&relay).await;
    let refusal = async |event: Event| {
        let sent = client.send_event(&event).await.unwrap();
        sent.failed.values().next().cloned().unwrap_or_default()
    };

    relay.refuse_writes(Some("not today".into()));
    assert!(refusal(message("a")).await.contains("not today"));
    relay.refuse_writes(None);
    assert_eq!(refusal(message("b")).await, "");
    assert!(refusal(message(&"x".repeat(101))).await.contains("too long"));
    let old = EventBuilder::new(Kind::Custom(1404), "old")
        .custom_created_at(Timestamp::from(1_600_000_000))
        .sign_with_keys(&Keys::generate())
        .unwrap();
    assert!(refusal(old).await.contains("past"));
    let log = relay.log();
    assert_eq!((log.refused, log.events.len()), (3, 1));
}

#[tokio::test]
async fn nip_11_document_is_served_over_http() {
    let mut options = RelayOptions::default();
    options.limitation.max_content_length = Some(1_234);
    let relay = Relay::start(options).await.unwrap();
    let request = reqwest::Client::new().get(relay.http_url()).header("Accept", "application/nostr+json");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/nostr+json");
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let document: RelayInformationDocument = response.json().await.unwrap();
    let limitation = document.limitation.unwrap();
    assert_eq!(limitation.max_content_length, Some(1_234));
    assert_eq!(limitation.auth_required, Some(false));
    assert!(document.supported_nips.unwrap().contains(&11));
    let plain = reqwest::get(relay.http_url()).await.unwrap().text().await.unwrap();
    assert!(plain.contains("Nostr client"));
    assert_eq!((relay.log().document_reads, relay.log().connections), (1, 0));
}

#[tokio::test]
async fn auth_required_is_enforced() {
    let mut options = RelayOptions::default();
    options.limitation.auth_required = Some(true);
    let relay = Relay::start(options).await.unwrap();
    let sent = client(&relay).await.send_event(&message("a")).await.unwrap();
    assert!(sent.success.is_empty());
    assert_eq!(relay.log().events.len(), 0);
}

#[tokio::test]
async fn a_relay_goes_away_and_comes_back_with_its_events() {
    let relay = Relay::start(RelayOptions::default()).await.unwrap();
    let event = message("stays");
    client(&relay).await.send_event(&event).await.unwrap();
    relay.shutdown().await;
    let late = Client::default();
    late.add_relay(relay.url().clone()).await.unwrap();
    assert!(late.try_connect_relay(relay.url().clone(), PATIENCE).await.is_err());
    relay.restart().await.unwrap();
    let found = client(&relay).await.fetch_events(Filter::new().id(event.id), PATIENCE).await.unwrap();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn shutdown_frees_the_ports_and_so_does_dropping() {
    for drop_it in [false, true] {
        let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
        let extra = sandbox.add_relay(RelayOptions::default()).await.unwrap();
        let ports = [sandbox.relay().http_url(), sandbox.wallet_relay().http_url(), extra.http_url()];
        let ports = [&ports[..], &[sandbox.lnurl_base() + "/sandbox/state"]].concat();
        for url in &ports {
            reqwest::get(url).await.unwrap();
        }
        if drop_it {
            drop(sandbox);
        } else {
            sandbox.shutdown().await;
        }
        for url in &ports {
            let mut open = true;
            for _ in 0..100 {
                open = reqwest::get(url).await.is_ok();
                if !open {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            assert!(!open, "{url} is still served (dropped: {drop_it})");
        }
    }
}
