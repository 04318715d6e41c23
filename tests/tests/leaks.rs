//! What relays, payment services and wallets see of a whole conversation: every byte of it is recorded, and nobody's
//! identity is in there.

use std::collections::BTreeSet;

use knock_core::engine::SendOptions;
use knock_core::store::{Direction, OutState, Outgoing};
use knock_sandbox::socks::{SocksProxy, Tunnel};
use knock_tests::leaks::{contains, header_names, holds, seen_by_server, spellings};
use knock_tests::{Person, World};
use nostr::base64::Engine;
use nostr::base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use nostr::nips::nip19::{Nip19Profile, ToBech32};
use nostr::{Event, JsonUtil, Keys, PublicKey};

/// A person whose every byte goes through a recorder.
async fn recorded(world: &World, name: &str) -> anyhow::Result<(Person, SocksProxy)> {
    let (mut person, recorder) = (world.person(name).await?, SocksProxy::start().await?);
    let address = recorder.address();
    person.restart_changed(|settings| settings.proxy = Some(address)).await?;
    Ok((person, recorder))
}

/// What all connections to one server have shown it, from both people.
struct Seen {
    tunnels: Vec<Tunnel>,
    bytes: Vec<u8>,
}

impl Seen {
    fn of(recorders: [&SocksProxy; 2], url: &str) -> Self {
        let port = url.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
        let all = recorders.iter().flat_map(|recorder| recorder.tunnels());
        let tunnels: Vec<Tunnel> = all.filter(|tunnel| Some(tunnel.port) == port).collect();
        let bytes = tunnels.iter().flat_map(seen_by_server).collect();
        Self { tunnels, bytes }
    }

    fn headers(&self) -> BTreeSet<String> {
        self.tunnels.iter().flat_map(header_names).collect()
    }
}

struct Conversation {
    people: [PublicKey; 2],
    sent: Vec<Outgoing>,
    texts: Vec<&'static str>,
    relay: Seen,
    service: Seen,
    wallets: Seen,
}

/// Sent, read, answered, reacted to, and taken back.
async fn converse(world: &World, cover: bool) -> anyhow::Result<Conversation> {
    let (mut alice, alices) = recorded(world, "alice").await?;
    let (mut bob, bobs) = recorded(world, "bob").await?;
    for person in [&mut alice, &mut bob] {
        person.restart_changed(|settings| settings.cover_fetches = cover).await?;
    }
    let (to_bob, to_alice) = (alice.meet(&bob).await?, bob.meet(&alice).await?);
    let (alice_listens, bob_listens) = (alice.listen(), bob.listen());
    let texts = vec!["the first secret", "the answering secret", "the secret taken back"];

    let first = alice.send(&to_bob, texts[0]).await?;
    let received = bob.next_message().await?;
    let answer = knock_protocol::Message::text(texts[1]).in_reply_to(received.rumor_id);
    let second = bob.engine.send(&to_alice, answer, SendOptions::default()).await?;
    let answered = alice.next_message().await?;
    let reaction = knock_protocol::Message::reaction("❤", answered.rumor_id);
    let third = alice.engine.send(&to_bob, reaction, SendOptions::default()).await?;
    let last = alice.send(&to_bob, texts[2]).await?;
    bob.next_message().await?;
    alice.engine.unsend(last.id).await?;
    drop((alice_listens, bob_listens));
    assert!([&first, &second, &third, &last].iter().all(|sent| sent.state == OutState::Delivered));
    let all = alice.engine.store().messages(None, 10, None)?;
    assert!(all.iter().any(|message| message.direction == Direction::In && message.content == texts[1]));

    let recorders = [&alices, &bobs];
    Ok(Conversation {
        people: [alice.public_key(), bob.public_key()],
        sent: vec![first, second, third, last],
        texts,
        relay: Seen::of(recorders, &world.sandbox.relay_url()),
        service: Seen::of(recorders, &world.sandbox.lnurl_base()),
        wallets: Seen::of(recorders, &world.sandbox.wallet_relay_url()),
    })
}

fn check(talk: &Conversation) -> anyhow::Result<()> {
    let Conversation { people, sent, texts, relay, service, wallets } = talk;
    let everybody = [("relay", relay), ("service", service), ("wallet relay", wallets)];
    for (who, seen) in everybody {
        assert!(!seen.bytes.is_empty(), "the {who} was not recorded");
        for person in people {
            assert!(!holds(&seen.bytes, person.as_bytes()), "the {who} saw an identity");
        }
        for text in texts {
            assert!(!contains(&seen.bytes, text.as_bytes()), "the {who} saw a text");
        }
        assert!(!contains(&seen.bytes, b"\"AUTH\""), "somebody authenticated with the {who}");
    }
    for one in sent {
        let event = Event::from_json(&one.event_json)?;
        let one_time = event.pubkey;
        // The comment begins with the ephemeral key.
        let comment = one.comment.strip_prefix("knock1").unwrap_or_default();
        let comment = BASE64_URL_SAFE_NO_PAD.decode(comment)?;
        let ephemeral = &comment[..32];
        // Each side saw what is its own, so the recorder does see; and nothing of the other's.
        assert!(contains(&relay.bytes, event.id.to_hex().as_bytes()));
        assert!(holds(&relay.bytes, one_time.as_bytes()) && !holds(&relay.bytes, ephemeral));
        assert!(contains(&service.bytes, one.comment.as_bytes()));
        assert!(holds(&service.bytes, ephemeral) && !holds(&service.bytes, one_time.as_bytes()));
        assert!(!contains(&relay.bytes, one.comment.as_bytes()));
        for seen in [service, wallets] {
            for secret in [event.id.as_bytes().as_slice(), one_time.as_bytes()] {
                assert!(!holds(&seen.bytes, secret), "the Lightning side saw an event");
            }
        }
    }
    // No header says who or what asks.
    let expected = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<BTreeSet<_>>();
    assert_eq!(service.headers(), expected(&["accept", "host"]));
    let websocket = ["accept", "connection", "host", "sec-websocket-key", "sec-websocket-version", "upgrade"];
    assert_eq!(relay.headers(), expected(&websocket));
    assert_eq!(wallets.headers(), expected(&websocket[1..]));
    Ok(())
}

#[tokio::test]
async fn a_whole_conversation_shows_nobody_who_wrote_to_whom() -> anyhow::Result<()> {
    let world = World::start().await?;
    let talk = converse(&world, false).await?;
    check(&talk)?;
    println!(
        "recorded: relay {} bytes in {} connections, service {} in {}, wallet relay {} in {}",
        talk.relay.bytes.len(),
        talk.relay.tunnels.len(),
        talk.service.bytes.len(),
        talk.service.tunnels.len(),
        talk.wallets.bytes.len(),
        talk.wallets.tunnels.len()
    );
    Ok(())
}

#[tokio::test]
async fn a_covered_question_does_not_tell_which_message_is_read() -> anyhow::Result<()> {
    let world = World::start().await?;
    let talk = converse(&world, true).await?;
    check(&talk)?;
    let requests = world.sandbox.relay().log().requests;
    let fetches: Vec<_> =
        requests.iter().filter(|filter| filter["kinds"] == serde_json::json!([1_404])).collect();
    assert!(!fetches.is_empty());
    for filter in fetches {
        assert!(filter["ids"].is_null() && filter["authors"].is_null(), "{filter}");
        let (since, until) = (filter["since"].as_u64(), filter["until"].as_u64());
        assert_eq!(since.zip(until).map(|(since, until)| until - since), Some(3_900), "{filter}");
    }
    Ok(())
}

#[test]
fn every_spelling_is_found() -> anyhow::Result<()> {
    let key = Keys::generate().public_key();
    let relay = nostr::RelayUrl::parse("wss://relay.example")?;
    let profile = Nip19Profile::new(key, [relay]).to_bech32()?;
    let base64 = |before: &[u8]| BASE64_STANDARD.encode([before, key.as_bytes(), b"after"].concat());
    let shown = [
        key.to_hex(),
        key.to_hex().to_uppercase(),
        key.to_bech32()?,
        profile.clone(),
        profile.to_uppercase(),
        base64(b""),
        base64(b"1"),
        base64(b"12"),
        base64(b"123"),
    ];
    for text in shown {
        assert!(holds(format!("x{text}y").as_bytes(), key.as_bytes()), "{text}");
        assert!(!holds(text.as_bytes(), Keys::generate().public_key().as_bytes()));
    }
    assert!(spellings(key.as_bytes()).iter().all(|spelling| spelling.len() >= 32));
    Ok(())
}
