//! Knocks that a receiver refuses, at least one for every check.

mod armors;

use nostr::SECP256K1;
use nostr::secp256k1::{Keypair, Message};
use serde_json::{Value, json};

use super::{NOW, alice, bob, eve, knock};
use crate::document::Rejected;
use crate::forge::{Knock, Step, expiration, full_hour, nip01_id, xonly};

/// Not the x coordinate of any point.
const OFF_CURVE: [u8; 32] = [0xff; 32];
const DAY: u64 = 24 * 3_600;

/// A knock that is changed before one step.
fn forged(name: &str, at: Step, change: impl FnOnce(&mut Knock)) -> Knock {
    let mut change = Some(change);
    knock(name, false, true).make(|step, k| {
        if step == at {
            change.take().into_iter().for_each(|change| change(k));
        }
    })
}

fn rejected(name: &str, error: &str, comment: String) -> Rejected {
    let (name, error, receiver_secret) = (name.to_owned(), error.to_owned(), hex::encode(bob()));
    Rejected { name, error, receiver_secret, now: NOW.into(), comment, event: None }
}

/// Refused for its comment.
fn comment(name: &str, error: &str, at: Step, change: impl FnOnce(&mut Knock)) -> Rejected {
    rejected(name, error, forged(name, at, change).base64url())
}

/// Refused for its event.
fn event(name: &str, error: &str, at: Step, change: impl FnOnce(&mut Knock)) -> Rejected {
    let k = forged(name, at, change);
    Rejected { event: Some(k.event()), ..rejected(name, error, k.base64url()) }
}

/// Refused for its message.
fn message(name: &str, error: &str, message: Value) -> Rejected {
    event(name, error, Step::Encrypt, |k| k.message = message.to_string().into_bytes())
}

/// Refused for its comment's relay field.
fn relays(name: &str, error: &str, field: &[u8]) -> Rejected {
    comment(name, error, Step::Plaintext, |k| k.relay_field = field.to_vec())
}

fn url(name: &str, entry: &str) -> Rejected {
    let field = [&[0x81, entry.len() as u8], entry.as_bytes()].concat();
    relays(name, "relay_field_bad_url", &field)
}

pub(super) fn all() -> Vec<Rejected> {
    [armors::all(), comments(), relay_fields(), events(), messages()].into_iter().flatten().collect()
}

fn comments() -> Vec<Rejected> {
    let at = |now: u64, name: &str, error: &str| Rejected { now, ..comment(name, error, Step::Done, |_| ()) };
    let ts = u64::from(NOW);
    let plain =
        |name: &str, error: &str, change: fn(&mut Knock)| comment(name, error, Step::Plaintext, change);
    vec![
        comment("E off the curve", "comment_bad_ephemeral_key", Step::Done, |k| {
            k.comment[..32].copy_from_slice(&OFF_CURVE);
        }),
        comment("another E", "comment_undecryptable", Step::Done, |k| {
            k.comment[..32].copy_from_slice(&xonly(&eve()));
        }),
        comment("the last bit of the tag flipped", "comment_undecryptable", Step::Done, |k| {
            k.comment[185] ^= 1
        }),
        comment("the first bit of the box flipped", "comment_undecryptable", Step::Done, |k| {
            k.comment[32] ^= 0x80;
        }),
        comment("bound to another receiver", "comment_undecryptable", Step::Box, |k| {
            k.receiver = xonly(&eve())
        }),
        Rejected {
            receiver_secret: hex::encode(eve()),
            ..comment("for another receiver", "comment_undecryptable", Step::Done, |_| ())
        },
        plain("version 0", "comment_unknown_version", |k| k.version = 0),
        plain("version 2", "comment_unknown_version", |k| k.version = 2),
        plain("sender off the curve", "comment_bad_sender_key", |k| k.sender = OFF_CURVE),
        at(ts + 31 * DAY + 1, "31 days and a second old", "comment_too_old"),
        at(ts - 901, "15 minutes and a second ahead", "comment_from_future"),
        plain("token of another sender", "comment_forged_token", |k| k.sender = xonly(&eve())),
        plain("token of another time", "comment_forged_token", |k| k.ts += 1),
        plain("a bit of the token flipped", "comment_forged_token", |k| k.token[63] ^= 1),
        plain("token of zeros", "comment_forged_token", |k| k.token = [0; 64]),
        comment("token for another one-time key", "comment_forged_token", Step::Token, |k| {
            k.one_time = k.ephemeral;
        }),
        {
            // Bob passes Alice's token on to Eve, as his own knock at her.
            let name = "token for another receiver";
            let stolen = knock(name, false, false).make(|_, _| ()).token;
            let mut k = Knock::new(bob(), eve(), knock(name, true, false).entropy, NOW);
            k.sender = xonly(&alice());
            let k = k.make(|step, k| {
                if step == Step::Encrypt {
                    k.token = stolen;
                }
            });
            let receiver_secret = hex::encode(eve());
            Rejected { receiver_secret, ..rejected(name, "comment_forged_token", k.base64url()) }
        },
    ]
}

fn relay_fields() -> Vec<Rejected> {
    let inline = |urls: &[&str]| -> Vec<u8> {
        let entries = urls.iter().flat_map(|url| [&[url.len() as u8], url.as_bytes()].concat());
        [0x80 | urls.len() as u8].into_iter().chain(entries).collect()
    };
    vec![
        relays("form 0x05", "relay_field_unknown_form", &[5, 0, 1, 2, 3]),
        relays("form 0x7f", "relay_field_unknown_form", &[0x7f]),
        relays("an entry longer than the room", "relay_field_truncated", &[0x81, 200, b'r']),
        relays("an index that no directory has", "relay_field_unknown_index", &[1, 255]),
        relays("no relay by URL", "relay_field_bad_count", &[0x80]),
        relays("nine relays by URL", "relay_field_bad_count", &[0x89]),
        relays("an index twice", "relay_field_repeated", &[2, 3, 3]),
        relays("a URL twice", "relay_field_repeated", &inline(&["r.example", "r.example"])),
        url("URL with its wss scheme", "wss://r.example"),
        url("URL with capitals", "R.example"),
        url("URL with a slash at its end", "r.example/"),
        url("URL with the default port", "r.example:443"),
        url("URL with a user", "u@r.example"),
        url("URL with a fragment", "r.example#x"),
        url("URL that is empty", ""),
        relays("URL that is not UTF-8", "relay_field_bad_url", &[0x81, 2, 0xff, 0xfe]),
        comment("padding that is not zero", "relay_field_bad_padding", Step::Box, |k| k.plaintext[137] = 1),
        comment("padding that is not minimal", "relay_field_bad_padding", Step::Box, |k| {
            k.plaintext.resize(186, 0);
        }),
    ]
}

fn events() -> Vec<Rejected> {
    let far = u64::from(NOW) + 31 * DAY + 1;
    let hash = |name: &str, error: &str, change: fn(&mut Knock)| event(name, error, Step::HashEvent, change);
    let mut expired = event("on its last second", "event_expired", Step::Done, |_| ());
    expired.now = full_hour(u64::from(NOW) + 7 * DAY);
    vec![
        event("another event", "event_wrong_id", Step::Plaintext, |k| k.id_in_comment[31] ^= 1),
        hash("by another key", "event_wrong_author", |k| k.event_pubkey = xonly(&eve())),
        hash("of kind 1059", "event_wrong_kind", |k| k.event_kind = 1059),
        hash("content of 64 KiB and a byte", "event_too_long", |k| k.content = "a".repeat(65_537)),
        event("content changed", "event_id_mismatch", Step::Done, |k| k.content.push('A')),
        event("time changed", "event_id_mismatch", Step::Done, |k| k.created_at += 1),
        hash("without tags", "event_unexpected_tags", |k| k.event_tags.clear()),
        hash("with a p tag", "event_unexpected_tags", |k| {
            k.event_tags.push(vec!["p".into(), hex::encode(k.receiver)]);
        }),
        hash("expiration twice", "event_unexpected_tags", |k| k.event_tags.push(k.event_tags[0].clone())),
        hash("expiration with a third item", "event_unexpected_tags", |k| k.event_tags[0].push("x".into())),
        hash("expiration that is no number", "event_unexpected_tags", |k| {
            k.event_tags[0][1] = "tomorrow".into();
        }),
        expired,
        event(
            "expires 31 days and a second after it is sent",
            "event_expiration_too_far",
            Step::HashEvent,
            |k| {
                k.event_tags = expiration(far);
            },
        ),
        event("signature changed", "event_bad_signature", Step::Done, |k| k.event_signature[0] ^= 1),
        hash("content without a dot", "event_malformed_content", |k| k.content = k.content.replace('.', "")),
        hash("comment signature in capitals", "event_malformed_content", |k| {
            k.content = format!("{}.{}", hex::encode_upper(k.comment_signature), k.encrypted);
        }),
        hash("comment signature cut", "event_malformed_content", |k| k.content.replace_range(..2, "")),
        hash("comment signature by the sender's identity", "event_forged_comment", |k| {
            let pair = Keypair::from_seckey_slice(SECP256K1, &k.sender_secret).unwrap();
            let signature = SECP256K1.sign_schnorr_no_aux_rand(&Message::from_digest(k.digest), &pair);
            k.content = format!("{signature}.{}", k.encrypted);
        }),
        hash("payload of another message", "event_forged_comment", |k| {
            let other = knock("other payload", false, false).make(|_, _| ());
            k.content = format!("{}.{}", hex::encode(k.comment_signature), other.encrypted);
        }),
        event("relay field changed after signing", "event_forged_comment", Step::Plaintext, |k| {
            k.relay_field = vec![1, 0];
        }),
        event("padded relay field signed", "event_forged_comment", Step::HashEvent, |k| {
            let signed = k.clone().make(|step, k| {
                if step == Step::SignComment {
                    k.relay_field = vec![0; 5];
                }
            });
            k.content = signed.content;
        }),
        event("payload that is not base64", "event_undecryptable", Step::SignComment, |k| {
            k.encrypted.replace_range(..1, "!");
        }),
        event("payload of NIP-44 version 1", "event_undecryptable", Step::SignComment, |k| {
            k.encrypted.replace_range(..2, "AQ");
        }),
        event("payload with another MAC", "event_undecryptable", Step::SignComment, |k| {
            let at = k.encrypted.len() - 8;
            let other = if &k.encrypted[at..=at] == "A" { "B" } else { "A" };
            k.encrypted.replace_range(at..=at, other);
        }),
        event("payload for another receiver", "event_undecryptable", Step::SignComment, |k| {
            let mut other = k.clone();
            other.receiver = xonly(&eve());
            k.encrypted = other.make(|_, _| ()).encrypted;
        }),
    ]
}

fn messages() -> Vec<Rejected> {
    let (a, b, e) = (hex::encode(xonly(&alice())), hex::encode(xonly(&bob())), hex::encode(xonly(&eve())));
    let tags = vec![vec!["p".to_owned(), b.clone()]];
    let wrong_id = hex::encode(nip01_id(&xonly(&alice()), NOW.into(), 14, &tags, "Goodbye Bob"));
    vec![
        event("not JSON", "rumor_malformed", Step::Encrypt, |k| k.message = b"Hello Bob".to_vec()),
        event("not UTF-8", "rumor_malformed", Step::Encrypt, |k| {
            k.message = b"{\"content\":\"\xff\xfe\"}".to_vec();
        }),
        message("a list", "rumor_malformed", json!(["Hello Bob"])),
        message("without content", "rumor_malformed", json!({})),
        message("content that is no text", "rumor_malformed", json!({"content": 1})),
        message("kind as text", "rumor_malformed", json!({"content": "x", "kind": "14"})),
        message("negative time", "rumor_malformed", json!({"content": "x", "created_at": -1})),
        message("tags of numbers", "rumor_malformed", json!({"content": "x", "tags": [[1]]})),
        message("an empty tag", "rumor_malformed", json!({"content": "x", "tags": [[]]})),
        message("of kind 1", "rumor_unknown_kind", json!({"content": "x", "kind": 1})),
        message(
            "of kind 65550, which is 14 modulo 65536",
            "rumor_unknown_kind",
            json!({"content": "x", "kind": 65_550}),
        ),
        message("by another sender", "rumor_sender_mismatch", json!({"content": "x", "pubkey": e})),
        message(
            "sender in capitals",
            "rumor_sender_mismatch",
            json!({"content": "x", "pubkey": a.to_uppercase()}),
        ),
        message(
            "to another receiver",
            "rumor_receiver_mismatch",
            json!({"content": "x", "tags": [["p", e]]}),
        ),
        message(
            "to a group",
            "rumor_receiver_mismatch",
            json!({"content": "x", "tags": [["p", b], ["p", e]]}),
        ),
        message("id of another text", "rumor_id_mismatch", json!({"content": "Hello Bob", "id": wrong_id})),
        message("id that is no text", "rumor_id_mismatch", json!({"content": "Hello Bob", "id": null})),
        message(
            "written 15 minutes and a second later",
            "rumor_written_later",
            json!({"content": "x", "created_at": NOW + 901}),
        ),
        message(
            "expired by its own tag",
            "event_expired",
            json!({"content": "x", "tags": [["expiration", NOW.to_string()]]}),
        ),
        message("empty text", "rumor_empty", json!({"content": ""})),
        message("empty file", "rumor_empty", json!({"content": "", "kind": 15})),
    ]
}
