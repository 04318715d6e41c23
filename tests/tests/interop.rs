//! An independent client (nostr-tools) reads our event from the relay, verifies it and, given Bob's
//! key and the one-time key, decrypts it. `npm ci --prefix tests/interop` fetches it.

use knock_tests::{World, node};
use nostr::{Event, JsonUtil};
use serde_json::json;

const PROGRAM: &str = "open-event.mjs";

#[tokio::test(flavor = "multi_thread")]
async fn nostr_tools_fetches_verifies_and_decrypts() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let to_bob = alice.meet(&bob).await?;
    let sent = alice.send(&to_bob, "Grüße an 鮑勃 🥷").await?;
    let event = Event::from_json(&sent.event_json)?;
    let mut question = json!({
        "relay_url": world.sandbox.relay_url(),
        "event_id": event.id.to_hex(),
        "receiver_secret_hex": bob.engine.identity().keys()?.secret_key().to_secret_hex(),
        "one_time_pubkey": event.pubkey.to_hex(),
        "expected_text": "Grüße an 鮑勃 🥷",
    });
    let (ok, answer) = node::ask(PROGRAM, &question).await?;
    assert!(ok, "{answer}");
    assert_eq!(answer["kind"], 1_404);
    assert_eq!(answer["bytes"], sent.event_json.len());

    // With anybody else's key it reads nothing.
    question["receiver_secret_hex"] = json!(alice.engine.identity().keys()?.secret_key().to_secret_hex());
    let (ok, answer) = node::ask(PROGRAM, &question).await?;
    assert!(!ok, "{answer}");
    Ok(())
}
