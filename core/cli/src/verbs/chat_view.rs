//! Chats and conversations as JSON and as lines.

use knock_core::store::{ChatMessage, Conversation, Delivery, Draft, Stage, Store};
use serde_json::{Value, json};

use super::file_view::{file_json, words};
use super::show::{name_of, npub};

pub(super) fn conversation_json(conversation: &Conversation) -> Value {
    json!({
        "peer": npub(&conversation.peer),
        "name": conversation.petname,
        "is_contact": conversation.is_contact,
        "blocked": conversation.blocked,
        "nip05": conversation.nip05,
        "verified": conversation.verified,
        "last": conversation.last.as_ref().map(chat_message_json),
        "last_at": conversation.last_at.as_secs(),
        "unread": conversation.unread,
        "draft": conversation.draft.as_ref().map(draft_json),
        "pinned": conversation.pinned,
        "archived": conversation.archived,
        "muted_until": conversation.muted_until.as_secs(),
        "ttl_secs": conversation.ttl_secs,
    })
}

fn draft_json(draft: &Draft) -> Value {
    json!({
        "text": draft.text,
        "reply_to": draft.reply_to.map(|id| id.to_hex()),
        "saved_at": draft.saved_at.as_secs(),
        "expires_at": draft.expires_at.as_secs(),
    })
}

pub(super) fn chat_message_json(message: &ChatMessage) -> Value {
    let quoted = message.quoted.as_ref().map(|quoted| {
        json!({
            "rumor_id": quoted.rumor_id.to_hex(),
            "id": quoted.message.as_ref().map(|m| m.id),
            "mine": quoted.message.as_ref().map(|m| m.mine),
            "kind": quoted.message.as_ref().map(|m| m.kind),
            "text": quoted.message.as_ref().map(|m| m.text.as_str()),
        })
    });
    let reactions: Vec<Value> = message
        .reactions
        .iter()
        .map(|r| {
            json!({
                "content": r.content,
                "mine": r.mine,
                "sent_at": r.sent_at.as_secs(),
                "delivery": r.delivery.as_ref().map(delivery_json),
            })
        })
        .collect();
    json!({
        "id": message.id,
        "peer": npub(&message.peer),
        "mine": message.mine,
        "kind": message.kind,
        "text": message.text,
        "file": file_json(message.kind, &message.text, &message.tags),
        "tags": message.tags,
        "sent_at": message.sent_at.as_secs(),
        "received_at": message.received_at.as_secs(),
        "expires_at": message.expires_at.as_secs(),
        "edited_at": message.edited_at.map(|at| at.as_secs()),
        "paid_msat": message.paid.map(|amount| amount.0),
        "read": message.read,
        "part": message.part.map(|(part, of)| json!({"part": part, "of": of})),
        "quoted": quoted,
        "reactions": reactions,
        "delivery": message.delivery.as_ref().map(delivery_json),
        "edit_delivery": message.edit_delivery.as_ref().map(delivery_json),
        "event_id": message.event_id.to_hex(),
        "rumor_id": message.rumor_id.to_hex(),
    })
}

fn delivery_json(delivery: &Delivery) -> Value {
    json!({
        "stage": delivery.stage.as_str(),
        "outgoing": delivery.outgoing,
        "relays_confirmed": delivery.relays_confirmed,
        "relays_asked": delivery.relays_asked,
        "amount_msat": delivery.amount.map(|amount| amount.0),
        "fee_msat": delivery.fee.map(|fee| fee.0),
        "paid_at": delivery.paid_at.map(|at| at.as_secs()),
        "seen_at": delivery.seen_at.map(|at| at.as_secs()),
        "lightning_uri": delivery.lightning_uri,
        "error": delivery.error.as_ref().map(|(kind, text)| json!({"kind": kind, "message": text})),
        "retry_at": delivery.retry_at.map(|at| at.as_secs()),
        "open_until": delivery.open_until.map(|at| at.as_secs()),
    })
}

/// "Alice  2 unread  pinned  2026-11-24T12:00:00Z  Hello"
pub(super) fn conversation_line(store: &Store, conversation: &Conversation) -> String {
    let mut line = name_of(store, &conversation.peer);
    for (is, word) in [
        (conversation.pinned, "pinned"),
        (conversation.blocked, "blocked"),
        (conversation.verified, "verified"),
    ] {
        if is {
            line = format!("{line}  {word}");
        }
    }
    if conversation.unread > 0 {
        line = format!("{line}  {} unread", conversation.unread);
    }
    match (&conversation.draft, &conversation.last) {
        (Some(draft), _) => format!("{line}  draft: {}", first_line(&draft.text)),
        (None, Some(last)) => {
            let at = last.sent_at.to_human_datetime();
            let who = if last.mine { "you: " } else { "" };
            let words = words(last.id, last.kind, &last.text, &last.tags);
            format!("{line}  {at}  {who}{}", first_line(&words))
        }
        (None, None) => line,
    }
}

/// "17  2026-11-24T12:00:00Z  Alice: Hello  [+ by you]  (paid, 1 of 1 relays)"
pub(super) fn chat_line(store: &Store, message: &ChatMessage) -> String {
    let who = if message.mine { "you".to_owned() } else { name_of(store, &message.peer) };
    let words = words(message.id, message.kind, &message.text, &message.tags);
    let mut text = match &message.quoted {
        Some(quoted) => {
            let quote = quoted.message.as_ref().map_or("(gone)", |m| first_line(&m.text));
            format!("> {quote}\n    {words}")
        }
        None => words.into_owned(),
    };
    if let Some((part, of)) = message.part {
        text = format!("{text}  ({part} of {of})");
    }
    if message.edited_at.is_some() {
        text.push_str("  (edited)");
    }
    for reaction in &message.reactions {
        let by = if reaction.mine { "you" } else { "them" };
        text = format!("{text}  [{} by {by}]", reaction.content);
    }
    let how = match &message.delivery {
        Some(delivery) => format!("  ({})", delivery_words(delivery)),
        None => message.paid.map_or("  (unpaid)".to_owned(), |amount| format!("  ({amount})")),
    };
    format!("{}  {}  {who}: {text}{how}", message.id, message.sent_at.to_human_datetime())
}

fn delivery_words(delivery: &Delivery) -> String {
    let relays = format!("{} of {} relays", delivery.relays_confirmed, delivery.relays_asked);
    let error = || delivery.error.as_ref().map(|(_, text)| format!(": {text}")).unwrap_or_default();
    match delivery.stage {
        Stage::Waiting => format!("waiting{}", error()),
        Stage::Published => format!("on {relays}, not paid yet{}", error()),
        Stage::Paying => format!("on {relays}, being paid"),
        Stage::AwaitingUser => format!("on {relays}, to be paid by you"),
        Stage::Paid => format!("paid, on {relays}"),
        Stage::Seen => "read".to_owned(),
        Stage::Failed => format!("failed{}", error()),
        Stage::TakenBack => "taken back".to_owned(),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
