//! Knocks that a receiver opens.

use nostr::{EventId, Kind, PublicKey, Tag, Timestamp, UnsignedEvent};
use serde_json::json;

use super::{NOW, alice, bob, knock};
use crate::document::{Accepted, Derived, MessageIn, Relays};
use crate::forge::{Knock, Step, expiration, full_hour, nip01_id, xonly};

const HOUR: u64 = 3_600;
const WEEK: u64 = 7 * 24 * HOUR;

/// What differs from a text to Bob, a week long, on unnamed relays.
struct Case {
    name: &'static str,
    message: MessageIn,
    relays: Relays,
    ttl: u64,
    odd_e: bool,
    odd_p: bool,
}

impl Case {
    fn new(name: &'static str, content: &str) -> Self {
        let message = MessageIn { kind: 14, content: content.into(), tags: Vec::new(), written_at: None };
        Self { name, message, relays: Relays::default(), ttl: WEEK, odd_e: false, odd_p: false }
    }

    fn kind(mut self, kind: u16, tags: &[&[&str]]) -> Self {
        self.message.kind = kind;
        self.message.tags =
            tags.iter().map(|tag| tag.iter().map(|item| item.to_string()).collect()).collect();
        self
    }

    fn directory(mut self, indices: &[u8]) -> Self {
        self.relays.directory_indices = Some(indices.to_vec());
        self
    }

    fn urls(mut self, urls: &[&str]) -> Self {
        self.relays.urls = Some(urls.iter().map(|url| url.to_string()).collect());
        self
    }

    fn make(self) -> Accepted {
        let json = self.compact();
        let mut tags = vec![vec!["p".to_owned(), hex::encode(xonly(&bob()))]];
        tags.extend(self.message.tags.iter().cloned());
        let at = self.message.written_at.unwrap_or(NOW.into());
        let rumor = rumor(at, self.message.kind, tags, &self.message.content);
        let message = Some(self.message.clone());
        self.make_from(json, message, rumor)
    }

    fn make_from(self, json: String, message: Option<MessageIn>, rumor: UnsignedEvent) -> Accepted {
        let mut k = knock(self.name, self.odd_e, self.odd_p);
        k.message = json.into_bytes();
        k.relay_field = field(&self.relays);
        k.event_tags = expiration(full_hour(u64::from(NOW) + self.ttl));
        let k = k.make(|_: Step, _| ());
        Accepted {
            name: self.name.into(),
            sender_secret: hex::encode(k.sender_secret),
            receiver_secret: hex::encode(bob()),
            now: NOW.into(),
            ttl: self.ttl,
            relays: self.relays,
            message,
            entropy: k.entropy.clone(),
            derived: derived(&k),
            comment_base64url: k.base64url(),
            comment_base2048: k.base2048(),
            event: k.event(),
            rumor,
        }
    }

    /// The message without what the receiver knows, keys in alphabetical order.
    fn compact(&self) -> String {
        let MessageIn { kind, content, tags, written_at } = &self.message;
        let mut json = format!("{{\"content\":{}", json!(content));
        if let Some(at) = written_at {
            json += &format!(",\"created_at\":{at}");
        }
        if *kind != 14 {
            json += &format!(",\"kind\":{kind}");
        }
        // A last lightning tag of two items becomes a field.
        let mut tags = tags.as_slice();
        if let [others @ .., [name, address]] = tags.iter().map(Vec::as_slice).collect::<Vec<_>>().as_slice()
            && name == "lightning"
        {
            json += &format!(",\"lightning\":{}", json!(address));
            tags = &tags[..others.len()];
        }
        if !tags.is_empty() {
            json += &format!(",\"tags\":{}", json!(tags));
        }
        json + "}"
    }
}

fn field(relays: &Relays) -> Vec<u8> {
    match relays {
        Relays { directory_indices: Some(indices), .. } => [&[indices.len() as u8], &indices[..]].concat(),
        Relays { urls: Some(urls), .. } => {
            let mut field = vec![0x80 | urls.len() as u8];
            for url in urls {
                let entry = url.strip_prefix("wss://").unwrap_or(url);
                field.push(entry.len() as u8);
                field.extend_from_slice(entry.as_bytes());
            }
            field
        }
        _ => vec![0],
    }
}

fn rumor(at: u64, kind: u16, tags: Vec<Vec<String>>, content: &str) -> UnsignedEvent {
    let sender = xonly(&alice());
    UnsignedEvent {
        id: Some(EventId::from_byte_array(nip01_id(&sender, at, kind, &tags, content))),
        pubkey: PublicKey::from_byte_array(sender),
        created_at: Timestamp::from(at),
        kind: Kind::from(kind),
        tags: tags.iter().map(|tag| Tag::parse(tag).unwrap()).collect(),
        content: content.into(),
    }
}

fn derived(k: &Knock) -> Derived {
    Derived {
        sender: hex::encode(k.sender),
        receiver: hex::encode(k.receiver),
        ephemeral: hex::encode(k.ephemeral),
        shared_secret: hex::encode(k.shared_secret),
        comment_key: hex::encode(k.comment_key),
        tweak: hex::encode(k.tweak),
        one_time_secret: hex::encode(k.one_time_secret),
        one_time: hex::encode(k.one_time),
        token_event_id: hex::encode(k.token_event_id),
        identity_token: hex::encode(k.token),
        conversation_key: hex::encode(k.conversation_key),
        nip44_plaintext: String::from_utf8(k.message.clone()).unwrap(),
        encrypted_message: k.encrypted.clone(),
        relay_field: hex::encode(&k.relay_field),
        comment_digest: hex::encode(k.digest),
        comment_signature: hex::encode(k.comment_signature),
        comment_plaintext: hex::encode(&k.plaintext),
    }
}

/// A whole NIP-17 rumor, as a library writes it that knows nothing of compaction.
fn full_rumor() -> Accepted {
    let tags: Vec<Vec<String>> = vec![
        vec!["subject".into(), "Tea".into()],
        vec!["p".into(), hex::encode(xonly(&bob())), "wss://relay.example".into()],
    ];
    let rumor = rumor(u64::from(NOW) - 60, 14, tags, "Hello Bob");
    let case = Case::new("full NIP-17 rumor, p tag with a relay and not first", "");
    case.make_from(serde_json::to_string(&rumor).unwrap(), None, rumor)
}

pub(super) fn all() -> Vec<Accepted> {
    const ONION: &str = "ws://3dy7dlxkmhe3b2zrhmfwpcpbl7cnzh5pn7f7ykdo2xhzcrtqm4v3hxyd.onion";
    let id = "5c83da77af1dec6d7289834998ad7aafbd9e2191396d75ec3cc27f5a77226f36";
    let file: &[&[&str]] = &[
        &["file-type", "image/jpeg"],
        &["encryption-algorithm", "aes-gcm"],
        &["decryption-key", "2c2b4c5e0f9a"],
        &["decryption-nonce", "0a0b0c0d"],
        &["x", id],
    ];
    let mut written = Case::new("written an hour before it is sent", "Written on the train");
    written.message.written_at = Some(u64::from(NOW) - 3_600);
    let mut ahead = Case::new("written 15 minutes after it is sent, the most allowed", "My clock is wrong");
    ahead.message.written_at = Some(u64::from(NOW) + 900);
    let every_ttl = [("one hour", 1), ("one day", 24), ("thirty days", 720)];
    let ttl = |(name, hours)| Case { ttl: hours * HOUR, ..Case::new(name, "It passes") };
    let long_url = format!("r.example/{}", "x".repeat(240));
    let eight: Vec<String> = (0..8).map(|n| format!("wss://{n}.{}.example", "relay".repeat(7))).collect();
    let eight: Vec<&str> = eight.iter().map(String::as_str).collect();
    let mut cases: Vec<Accepted> = [
        Case::new("Hello Bob", "Hello Bob"),
        Case { odd_e: true, ..Case::new("E with an odd y", "Hello Bob") },
        Case { odd_p: true, ..Case::new("P with an odd y", "Hello Bob") },
        Case { odd_e: true, odd_p: true, ..Case::new("E and P with an odd y", "Hello Bob") },
        Case::new("one directory relay", "Look there").directory(&[0]),
        Case::new("four directory relays, not sorted", "Look there").directory(&[3, 1, 7, 2]),
        Case::new("one relay by URL", "My own relay").urls(&["wss://relay.example"]),
        Case::new("relays by URL: port, path, onion without TLS, IPv6", "My own relays").urls(&[
            "wss://relay.example:8443/inbox?a=b",
            ONION,
            "wss://[2001:db8::1]",
        ]),
        Case::new("an entry of 250 bytes", "A long name").urls(&[&format!("wss://{long_url}")]),
        Case::new("eight relays by URL, the most allowed", "Everywhere").urls(&eight),
        Case::new("reply", "Yes!").kind(14, &[&["e", id], &["lightning", "alice@example.com"]]),
        Case::new("payable by lightning address", "Hello Bob")
            .kind(14, &[&["lightning", "alice@example.com"]]),
        Case::new("lightning tag not last", "Hello Bob")
            .kind(14, &[&["lightning", "alice@example.com"], &["subject", "Tea"]]),
        Case::new("reaction", "🤙").kind(7, &[&["e", id]]),
        Case::new("reaction without content", "").kind(7, &[&["e", id]]),
        Case::new("file", "https://files.example/5c83da77").kind(15, file),
        Case::new("edit of an earlier text", "Hello, Bob").kind(14, &[&["edit", id]]),
        Case::new("reaction taken back", "").kind(5, &[&["e", id], &["k", "7"]]),
        Case::new("reply that tells what else was read", "Yes!")
            .kind(14, &[&["e", id], &["seen", &id[..16], "00112233aabbccdd"]]),
        Case::new("second of three parts of a text", "and so on").kind(14, &[&["part", "2", "3"]]),
        Case::new(
            "emoji, CJK, quotes, line ends",
            "Grüße 👩\u{200d}👩\u{200d}👧\u{200d}👦 你好 \"'\\/\n\t\u{1}\u{7f}\u{2028}\u{202e}",
        ),
        Case::new("the longest text that is sent", &"x".repeat(5_106)),
        written,
        ahead,
    ]
    .into_iter()
    .chain(every_ttl.map(ttl))
    .map(Case::make)
    .collect();
    cases.push(full_rumor());
    cases
}
