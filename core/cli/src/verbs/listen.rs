//! `listen`: the phone's job in a terminal.

use std::io::Write;

use futures::StreamExt;
use knock_core::engine::{Engine, EngineEvent};
use serde_json::json;

use super::show::{message_json, message_line, npub};
use crate::failure::BadInput;
use crate::output::Output;

pub(super) async fn listen(engine: &Engine, output: &Output) -> anyhow::Result<()> {
    if !engine.wallet().capabilities().stream_incoming {
        let text = "no linked wallet can tell of payments; link one with `knock wallet connect URI`, or use `knock paste`";
        return Err(BadInput::new("wallet_unsupported", text).into());
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
            // The bell is the terminal's notification.
            let bell = if output.is_json() { "" } else { "\x07" };
            output.answer(&json!({"event": "message", "message": message_json(message)}), || {
                format!("{bell}{}", message_line(engine.store(), message))
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
