//! The test vectors: written by the second sender in `forge.rs`, checked against the crate.
//!
//! `cargo test -p knock-protocol --test vectors -- --ignored regenerate` writes the file anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test says so")]

mod cases;
mod document;
mod forge;
mod queue;

use std::collections::BTreeSet;
use std::path::Path;

use knock_protocol::{
    Comment, EventError, Message, MessageKind, RelayHint, SealRequest, Sealed, Ttl, VerifiedEvent,
    open_comment, seal,
};
use nostr::{Keys, RelayUrl, Tag, Timestamp};

use document::{Accepted, Rejected, Relays, Vectors};
use queue::Queue;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/knock.vectors.json");

fn text() -> String {
    serde_json::to_string_pretty(&cases::vectors()).unwrap() + "\n"
}

fn stored() -> Vectors {
    serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap()
}

#[test]
#[ignore = "writes the file"]
fn regenerate() {
    std::fs::create_dir_all(Path::new(FILE).parent().unwrap()).unwrap();
    std::fs::write(FILE, text()).unwrap();
}

#[test]
fn the_file_is_what_the_second_sender_makes() {
    assert!(
        std::fs::read_to_string(FILE).unwrap() == text(),
        "the vectors have changed; see this file's head"
    );
}

fn hint(relays: &Relays) -> RelayHint {
    match relays {
        Relays { directory_indices: Some(indices), .. } => RelayHint::Directory(indices.clone()),
        Relays { urls: Some(urls), .. } => {
            RelayHint::Inline(urls.iter().map(|url| RelayUrl::parse(url).unwrap()).collect())
        }
        _ => RelayHint::Unnamed,
    }
}

/// Runs the crate's sender on the case; `None` where a case is for receivers only.
fn sealed(case: &Accepted) -> Option<Sealed> {
    let input = case.message.as_ref()?;
    let message = Message {
        kind: MessageKind::from_kind(input.kind).unwrap(),
        content: input.content.clone(),
        tags: input.tags.iter().map(|tag| Tag::parse(tag).unwrap()).collect(),
        written_at: input.written_at.map(Timestamp::from),
    };
    let sender = Keys::parse(&case.sender_secret).unwrap();
    let request = SealRequest {
        sender: sender.public_key(),
        receiver: Keys::parse(&case.receiver_secret).unwrap().public_key(),
        message: &message,
        relays: hint(&case.relays),
        ttl: Ttl::ALL.into_iter().find(|ttl| ttl.as_secs() == case.ttl).unwrap(),
        now: Timestamp::from(case.now),
    };
    let mut entropy = Queue::new(case.entropy.in_order());
    let sealed = seal(&sender, &request, &mut entropy).unwrap();
    assert!(entropy.is_used_up());
    assert_eq!(request.comment_chars().unwrap(), case.comment_base64url.len());
    Some(sealed)
}

#[test]
fn the_crate_sends_the_same_bytes() {
    let cases = stored().accepted;
    assert!(cases.len() >= 12);
    let mut sent = 0;
    for case in &cases {
        let Some(sealed) = sealed(case) else { continue };
        sent += 1;
        let name = &case.name;
        assert_eq!(sealed.comment.to_base64url(), case.comment_base64url, "{name}");
        assert_eq!(sealed.comment.to_base2048(), case.comment_base2048, "{name}");
        assert_eq!(sealed.event, case.event, "{name}");
        assert_eq!(sealed.rumor, case.rumor, "{name}");
        assert_eq!(sealed.one_time_secret.to_secret_hex(), case.derived.one_time_secret, "{name}");
    }
    assert_eq!(sent + 1, cases.len(), "all but the full rumor are sent by the crate");
}

#[test]
fn the_crate_opens_every_accepted_case() {
    for case in stored().accepted {
        let receiver = Keys::parse(&case.receiver_secret).unwrap();
        let now = Timestamp::from(case.now);
        for armor in [&case.comment_base64url, &case.comment_base2048] {
            let comment: Comment = armor.parse().unwrap();
            let opened = open_comment(&receiver, &comment, now).unwrap();
            assert_eq!(opened.sender.to_hex(), case.derived.sender);
            assert_eq!(opened.one_time.to_hex(), case.derived.one_time);
            assert_eq!(opened.relays, hint(&case.relays));
            assert_eq!(opened.sent_at, now);
            let received = opened.open_event(&receiver, &case.event, now).unwrap();
            assert_eq!(received.rumor, case.rumor, "{}", case.name);
            let verified = VerifiedEvent::new(case.event.clone()).unwrap();
            assert_eq!(opened.open_verified(&receiver, &verified, now).unwrap().rumor, case.rumor);
            assert_eq!(received.kind.kind(), case.rumor.kind);
        }
    }
}

/// Both kinds of refusal by their stable name.
fn refusal(case: &Rejected) -> Option<&'static str> {
    let receiver = Keys::parse(&case.receiver_secret).unwrap();
    let now = Timestamp::from(case.now);
    let opened = case.comment.parse::<Comment>().and_then(|comment| open_comment(&receiver, &comment, now));
    match (&case.event, opened) {
        (None, opened) => opened.err().map(|error| error.kind()),
        (Some(event), Ok(opened)) => {
            let error = opened.open_event(&receiver, event, now).err();
            // What was verified when it was fetched fails all the same checks.
            match VerifiedEvent::new(event.clone()) {
                Some(event) => assert_eq!(opened.open_verified(&receiver, &event, now).err(), error),
                None => assert!(error.is_some()),
            }
            if matches!(error, Some(EventError::IdMismatch | EventError::BadSignature)) {
                assert_eq!(VerifiedEvent::new(event.clone()), None);
            }
            error.map(|error| error.kind())
        }
        (Some(_), Err(error)) => panic!("{}: the comment itself is refused: {error}", case.name),
    }
}

#[test]
fn the_crate_refuses_every_rejected_case() {
    let cases = stored().rejected;
    assert!(cases.len() >= 36);
    for case in &cases {
        assert_eq!(refusal(case), Some(case.error.as_str()), "{}", case.name);
    }
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "names are unique");
}

#[test]
fn every_refusal_has_a_case() {
    let cases = stored().rejected;
    let covered: BTreeSet<&str> = cases.iter().map(|case| case.error.as_str()).collect();
    // `relay_field_too_long` is the sender's alone: no comment that decodes has room for it.
    for kind in sources().filter(|kind| *kind != "relay_field_too_long") {
        assert!(covered.contains(kind), "no vector for {kind}");
    }
}

#[test]
fn the_document_agrees() {
    let document = include_str!("../../../../docs/PROTOCOL.md");
    for kind in sources() {
        assert!(document.contains(&format!("`{kind}`")), "docs/PROTOCOL.md does not name {kind}");
    }
    let example: String = document.chars().filter(|c| !c.is_whitespace()).collect();
    let case = &stored().accepted[0];
    let derived = serde_json::to_value(&case.derived).unwrap();
    let derived = derived.as_object().unwrap().values().map(|value| value.as_str().unwrap().to_owned());
    let sent = [&case.comment_base64url, &case.comment_base2048].map(String::clone);
    let ids = [case.event.id.to_hex(), case.event.sig.to_string(), hex::encode(case.entropy.e)];
    for value in derived.chain(sent).chain(ids) {
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(example.contains(&value), "the worked example lacks {value}");
    }
}

/// The names of all refusals, as the crate's source has them.
fn sources() -> impl Iterator<Item = &'static str> {
    let files = [
        include_str!("../../src/comment/error.rs"),
        include_str!("../../src/event.rs"),
        include_str!("../../src/message.rs"),
        include_str!("../../src/relays.rs"),
    ];
    let kinds = |file: &'static str| {
        let code = file.split("#[cfg(test)]").next().unwrap_or(file);
        code.lines().filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","))
    };
    let all: Vec<_> = files.into_iter().flat_map(kinds).collect();
    assert_eq!(all.len(), 10 + 12 + 7 + 8, "names found in the source");
    all.into_iter()
}
