//! `inbox` and `paste`: what arrived.

use knock_core::engine::{Arrival, Engine, EngineError};
use serde_json::{Value, json};

use super::show::{message_json, message_line, name_of, npub};
use crate::args::Inbox;
use crate::input;
use crate::output::Output;

pub(super) async fn show(engine: &Engine, args: Inbox, output: &Output) -> anyhow::Result<()> {
    engine.sweep()?;
    if !args.offline {
        output.progress("Asking the wallet for payments…");
        if let Err(error) = engine.catch_up().await {
            // What is stored can be shown all the same.
            output.warning(error.kind(), &format!("Not up to date: {error}"));
        }
    }
    let peer = match &args.from {
        Some(who) => Some(engine.known_contact(who)?.ok_or(EngineError::NotFound("this contact"))?.pubkey),
        None => None,
    };
    let mut messages = engine.store().messages(peer.as_ref(), args.limit, None)?;
    // Knocks are fetched several at a time, so they may have arrived in another order than they were written.
    messages.sort_by_key(|m| (m.sent_at, m.id));
    let ids: Vec<i64> = messages.iter().filter(|m| !m.read).map(|m| m.id).collect();
    let all: Vec<Value> = messages.iter().map(message_json).collect();
    output.answer(&all, || match messages.is_empty() {
        true => "No messages.".to_owned(),
        false => messages.iter().map(|m| message_line(engine.store(), m)).collect::<Vec<_>>().join("\n"),
    });
    // The answer is out, and there is one only: what goes wrong from here on is told beside it, and comes again.
    let mut cleared = engine.store().mark_read(&ids).map(|_| ()).map_err(EngineError::from);
    if cleared.is_ok() && !args.offline {
        cleared = engine.delete_expired_files().await.map(|_| ());
    }
    if let Err(error) = cleared {
        output.warning(error.kind(), &format!("Not all could be cleared up: {error}"));
    }
    Ok(())
}

pub(super) async fn paste(engine: &Engine, text: Option<String>, output: &Output) -> anyhow::Result<()> {
    let text = input::text_or_stdin(text)?;
    output.progress("Opening the comment…");
    let arrival = engine.paste(&text).await?;
    tell_arrival(engine, &arrival, output)
}

/// What became of a comment.
pub(super) fn tell_arrival(engine: &Engine, arrival: &Arrival, output: &Output) -> anyhow::Result<()> {
    let known;
    let refused = match arrival {
        Arrival::Known(id) => engine.store().knock(id)?.and_then(|knock| knock.last_error),
        _ => None,
    };
    let (state, message) = match arrival {
        Arrival::Message(message) => ("received", Some(message.as_ref())),
        Arrival::Known(id) => {
            known = engine.store().message_by_event(id)?;
            ("known", known.as_ref())
        }
        Arrival::Request(_) => ("request", None),
        Arrival::Blocked(_) => ("blocked", None),
        Arrival::Delayed(_) => ("delayed", None),
    };
    let value = json!({
        "state": state,
        "message": message.map(message_json),
        "error": refused.as_ref().map(|(kind, text)| json!({"kind": kind, "message": text})),
    });
    output.answer(&value, || match (arrival, message) {
        (_, Some(message)) => message_line(engine.store(), message),
        (Arrival::Blocked(key), _) => {
            format!("{} ({}) is blocked.", name_of(engine.store(), key), npub(key))
        }
        (Arrival::Delayed(_), _) => {
            "No relay has it yet; `knock listen` or `knock inbox` tries again.".to_owned()
        }
        (Arrival::Request(_), _) => "It waits under `knock requests list`.".to_owned(),
        _ => match &refused {
            Some((_, text)) => format!("It was here before: {text}."),
            None => "It was here before.".to_owned(),
        },
    });
    Ok(())
}
