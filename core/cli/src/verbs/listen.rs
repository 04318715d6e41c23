//! `listen`: the phone's job in a terminal.

use std::io::Write;

use futures::StreamExt;
use knock_core::engine::{Engine, EngineEvent};
use serde_json::json;

use super::show::{message_json, message_line, npub};
use crate::output::Output;

pub(super) async fn listen(engine: &Engine, output: &Output) -> anyhow::Result<()> {
    if engine.wallet().capabilities().hand_over {
        output.note(
            "No wallet is linked, so knocks are not heard here: paste their comments with `knock paste`.",
        );
    }
    let mut events = engine.events();
    let listening = engine.listen();
    tokio::pin!(listening);
    output.note("Listening; Ctrl-C stops.");
    loop {
        tokio::select! {
            done = &mut listening => return Ok(done?),
            Some(event) = events.next() => tell(engine, &event, output),
            _ = tokio::signal::ctrl_c() => return Ok(()),
        }
    }
}

fn tell(engine: &Engine, event: &EngineEvent, output: &Output) {
    match event {
        EngineEvent::MessageReceived(message) => {
            output.ring();
            output.answer(&json!({"event": "message", "message": message_json(message)}), || {
                message_line(engine.store(), message)
            });
        }
        EngineEvent::RequestWaiting { event_id, sender, paid } => {
            let value = json!({"event": "request", "event_id": event_id.to_hex(), "sender": npub(sender),
                "paid_msat": paid.map(|p| p.0)});
            output.answer(&value, || format!("{} knocks; see `knock requests list`", npub(sender)));
        }
        EngineEvent::CommentRefused { kind } => {
            output.answer(&json!({"event": "refused", "kind": kind}), || {
                format!("A bad comment was refused ({kind}).")
            });
        }
        EngineEvent::KnockFailed { event_id, kind } => {
            let value = json!({"event": "failed", "event_id": event_id.to_hex(), "kind": kind});
            output.answer(&value, || format!("A message was refused ({kind})."));
        }
        EngineEvent::KnockDelayed { kind, .. } => {
            output.note(&format!("A message is not there yet ({kind}); trying again."))
        }
        _ => {}
    }
    let _ = std::io::stdout().flush();
}
