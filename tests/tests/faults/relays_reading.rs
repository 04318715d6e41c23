//! Bob fetches a message from the relay that its sender named, and it misbehaves.

use std::time::Duration;

use knock_core::engine::{Arrival, EngineError};
use knock_core::ports::{EntropyRng, SystemEntropy};
use knock_core::store::Contact;
use knock_protocol::{Message, RelayHint, SealRequest, Sealed, Ttl, seal};
use knock_test_support::faults;
use nostr::{Keys, RelayUrl, Timestamp};

use crate::hostile::relay::{Behaviour, HostileRelay, OnConnect, OnRead, OnWrite};
use crate::stage::{Stage, stage};

const READ: &str = "the message is read";
const NOT_FOUND: &str = "`event_not_found`: tried again later";
const UNREACHABLE: &str = "`relays_unreachable`: tried again later";
const HUNG_UP_ON: &str = "`relays_unreachable`: tried again later; the connection is closed";

/// A knock at Bob that names this relay.
fn knock_at(stage: &Stage, relay: RelayUrl, stranger: &Keys) -> anyhow::Result<Sealed> {
    let request = SealRequest {
        sender: stranger.public_key(),
        receiver: stage.bob.public_key(),
        message: &Message::text("Hello"),
        relays: RelayHint::naming(&[relay])?,
        ttl: Ttl::Day,
        now: Timestamp::now(),
    };
    Ok(seal(stranger, &request, &mut EntropyRng(&SystemEntropy))?)
}

async fn play(behaviour: Behaviour) -> anyhow::Result<String> {
    let (stage, relay) = (stage().await?, HostileRelay::start(behaviour).await?);
    let outcome = fetch(&stage, &relay).await?;
    anyhow::ensure!(!relay.was_told_a_name(), "the client authenticated itself");
    Ok(outcome)
}

/// As [`play`], for relays that would go on for ever.
async fn flood(behaviour: Behaviour) -> anyhow::Result<String> {
    let (stage, relay) = (stage().await?, HostileRelay::start(behaviour).await?);
    let outcome = fetch(&stage, &relay).await?;
    for _ in 0..1_000 {
        if relay.connections() == 0 {
            return Ok(format!("{outcome}; the connection is closed"));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(format!("{outcome}; THE FLOOD GOES ON"))
}

async fn fetch(stage: &Stage, relay: &HostileRelay) -> anyhow::Result<String> {
    let sender = Keys::generate();
    let store = stage.bob.engine.store();
    // A contact's, since the test's relays are on this machine and strangers do not choose those.
    let contact = stage.acquaintance(&stage.bob, "nobody@example.com", Vec::new())?;
    if let Some(contact) = store.contact(&contact)? {
        store.put_contact(&Contact { pubkey: sender.public_key(), ..contact })?;
    }
    taken(stage, &knock_at(stage, relay.url(), &sender)?, relay).await
}

/// A stranger names this relay.
async fn private(relay: &'static str) -> anyhow::Result<String> {
    let stage = stage().await?;
    let sealed = knock_at(&stage, RelayUrl::parse(relay)?, &Keys::generate())?;
    taken(&stage, &sealed, &HostileRelay::start(Behaviour::default()).await?).await
}

async fn taken(stage: &Stage, sealed: &Sealed, relay: &HostileRelay) -> anyhow::Result<String> {
    relay.keep(sealed.event.clone());
    let store = stage.bob.engine.store();
    match stage.bob.engine.paste(&sealed.comment.to_base64url()).await {
        Ok(Arrival::Message(message)) => {
            anyhow::ensure!(message.content == "Hello", "another text: {}", message.content);
            Ok(READ.to_owned())
        }
        Ok(Arrival::Delayed(id)) => {
            let note = store.knock(&id)?.and_then(|knock| knock.last_error);
            let (kind, _) = note.ok_or_else(|| anyhow::anyhow!("delayed without a reason"))?;
            Ok(format!("`{kind}`: tried again later"))
        }
        Ok(other) => Ok(format!("{other:?}")),
        Err(error @ EngineError::Relay(_)) => Ok(format!("`{}`: refused", error.kind())),
        Err(error) => Ok(format!("`{}`: given up", error.kind())),
    }
}

const fn connect(connect: OnConnect) -> Behaviour {
    Behaviour { connect, write: OnWrite::Accept, read: OnRead::Serve, document: None }
}

const fn read(read: OnRead) -> Behaviour {
    Behaviour { read, ..connect(OnConnect::Welcome) }
}

faults! { READING, play;
    r_serves: "(for comparison) the relay serves the event", read(OnRead::Serve) => READ;
    r_hangs_up_before_the_handshake: "hangs up on connecting", connect(OnConnect::HangUp) => UNREACHABLE;
    r_never_shakes_hands: "accepts the connection and is silent", connect(OnConnect::NeverShakeHands) => UNREACHABLE;
    r_answers_http_404: "answers the handshake with 404", connect(OnConnect::Http("HTTP/1.1 404 Not Found\r\n\r\n")) => UNREACHABLE;
    r_sends_garbage: "answers the handshake with 64 KiB of garbage", connect(OnConnect::Garbage) => UNREACHABLE;
    r_greets_with_nonsense: "greets with what is no message", connect(OnConnect::Greet(&["", "[]", "nonsense", "[\"EVENT\",1,2]", "[\"EOSE\"]"])) => READ;
    r_says_nothing: "takes the question and says nothing", read(OnRead::Silence) => UNREACHABLE;
    r_is_slow: "answers late, but in time", read(OnRead::Late) => READ;
    r_has_nothing: "says that it has nothing", read(OnRead::Nothing) => NOT_FOUND;
    r_hangs_up: "hangs up on the question", read(OnRead::HangUp) => UNREACHABLE;
    r_closes: "closes with a reason", read(OnRead::CloseFrame) => UNREACHABLE;
    r_refuses: "refuses the question", read(OnRead::Refuse("blocked: not you")) => UNREACHABLE;
    r_challenges: "demands AUTH for reading", read(OnRead::Challenge) => UNREACHABLE;
    r_demands_a_name: "demands AUTH on connecting, but serves", connect(OnConnect::Greet(&["[\"AUTH\",\"who?\"]"])) => READ;
    r_says_a_notice_first: "says NOTICE, then serves", read(OnRead::Say("[\"NOTICE\",\"slow today\"]")) => READ;
    r_ends_before_the_event: "says that was all, then sends the event", read(OnRead::EndBeforeEvent) => NOT_FOUND;
    r_never_says_the_end: "sends the event and never says that was all", read(OnRead::NeverEnd) => READ;
    r_serves_a_thousandfold: "sends the event 1,000 times", read(OnRead::Thousandfold) => READ;
    r_serves_another_subscription: "sends the event under another subscription", read(OnRead::UnderAnotherSubscription) => NOT_FOUND;
    r_changes_the_content: "changes the content", read(OnRead::OtherContent) => NOT_FOUND;
    r_changes_the_signature: "puts another signature under it", read(OnRead::OtherSignature) => NOT_FOUND;
    r_changes_the_author: "puts another author's key into it", read(OnRead::OtherAuthor) => NOT_FOUND;
    r_changes_the_kind: "changes the kind", read(OnRead::OtherKind) => NOT_FOUND;
    r_changes_the_tags: "adds a p tag", read(OnRead::OtherTags) => NOT_FOUND;
    r_serves_its_own_under_the_id: "sends an event of its own under the id asked for", read(OnRead::OwnEventUnderTheId) => NOT_FOUND;
    r_serves_its_own_first: "sends a valid event of its own first", read(OnRead::OwnEventFirst) => NOT_FOUND;
    r_cuts_the_event: "sends half the event", read(OnRead::Cut) => NOT_FOUND;
    r_serves_an_expired_one: "sends an event that has expired", read(OnRead::Expired) => NOT_FOUND;
    r_makes_the_content_huge: "sends the event with 120 kB of content", read(OnRead::HugeContent) => NOT_FOUND;
    r_makes_the_tags_huge: "sends the event with 12,000 tags", read(OnRead::HugeTags) => NOT_FOUND;
    r_nests_deeply: "sends JSON nested 50,000 deep, then serves", read(OnRead::DeepNesting) => READ;
    r_sends_byte_by_byte: "sends the event in frames of one byte", read(OnRead::OneByteAFrame) => READ;
    r_sends_binary: "sends the event in a binary frame", read(OnRead::Binary) => NOT_FOUND;
    r_sends_no_text: "sends a text frame that is no UTF-8", read(OnRead::NotUtf8) => UNREACHABLE;
    r_sends_ten_megabytes: "sends a frame of 10 MB", read(OnRead::HugeFrame) => UNREACHABLE;
}

faults! { FLOODING, flood;
    r_floods_with_events: "sends valid events of its own without end, and never says that was all", read(OnRead::FloodOfEvents) => HUNG_UP_ON;
    r_floods_with_notices: "sends NOTICE without end instead of an answer", read(OnRead::FloodOfNotices) => HUNG_UP_ON;
    r_sends_endless_fragments: "sends a message in fragments without end", read(OnRead::HugeFragments) => HUNG_UP_ON;
}

const FORBIDDEN: &str = "`relay_forbidden`: refused";

faults! { PRIVATE, private;
    q_loopback: "a stranger names a relay on this machine", "ws://127.0.0.1:7777" => FORBIDDEN;
    q_home_network: "a stranger names a relay in the home network", "wss://192.168.1.10" => FORBIDDEN;
    q_cloud_metadata: "a stranger names a cloud's metadata service", "wss://169.254.169.254" => FORBIDDEN;
    q_mapped_address: "a stranger names an IPv4 address written as IPv6", "wss://[::ffff:127.0.0.1]" => FORBIDDEN;
    q_plain: "a stranger names a relay without TLS", "ws://relay.example.com" => FORBIDDEN;
}
