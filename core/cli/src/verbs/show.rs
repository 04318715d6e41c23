//! Messages as text and as JSON.

use knock_core::store::{Direction, Message, Store};
use nostr::PublicKey;
use nostr::nips::nip19::ToBech32;
use serde_json::{Value, json};

use super::file_view::{file_json, words};

pub(super) fn npub(key: &PublicKey) -> String {
    key.to_bech32().unwrap_or_else(|never| match never {})
}

/// What somebody is called; the whole npub where the store cannot be read.
pub(super) fn name_of(store: &Store, key: &PublicKey) -> String {
    store.name_of(key).unwrap_or_else(|_| npub(key))
}

pub(super) fn message_json(message: &Message) -> Value {
    json!({
        "id": message.id,
        "peer": npub(&message.peer),
        "direction": match message.direction { Direction::In => "in", Direction::Out => "out" },
        "kind": message.kind,
        "text": message.content,
        "file": file_json(message.kind, &message.content, &message.tags),
        "tags": message.tags,
        "sent_at": message.sent_at.as_secs(),
        "received_at": message.received_at.as_secs(),
        "expires_at": message.expires_at.as_secs(),
        "paid_msat": message.paid.map(|amount| amount.0),
        "event_id": message.event_id.to_hex(),
    })
}

/// "2026-11-24T12:00:00Z  Alice: Hello (21 sat)"
pub(super) fn message_line(store: &Store, message: &Message) -> String {
    let who = match message.direction {
        Direction::In => name_of(store, &message.peer),
        Direction::Out => format!("you to {}", name_of(store, &message.peer)),
    };
    let paid = match (message.direction, message.paid) {
        (Direction::In, Some(amount)) => format!("  ({amount})"),
        (Direction::In, None) => "  (unpaid)".to_owned(),
        (Direction::Out, _) => String::new(),
    };
    let words = words(message.id, message.kind, &message.content, &message.tags);
    format!("{}  {who}: {words}{paid}", message.sent_at.to_human_datetime())
}
