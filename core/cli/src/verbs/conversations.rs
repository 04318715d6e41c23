//! `conversations` and `search`.

use knock_core::engine::Engine;
use serde_json::Value;

use super::chat_view::{chat_line, chat_message_json, conversation_json, conversation_line};
use super::contact::peer_of;
use super::show::name_of;
use crate::args::{Conversations, Search};
use crate::output::Output;

pub(super) fn list(engine: &Engine, args: &Conversations, output: &Output) -> anyhow::Result<()> {
    let after = args.after.as_deref().map(|who| peer_of(engine, who)).transpose()?;
    let found = engine.conversations(args.archived, args.limit, after.as_ref())?;
    let all: Vec<Value> = found.iter().map(conversation_json).collect();
    output.answer(&all, || match found.is_empty() {
        true => "No conversations.".to_owned(),
        false => found.iter().map(|c| conversation_line(engine.store(), c)).collect::<Vec<_>>().join("\n"),
    });
    Ok(())
}

pub(super) fn search(engine: &Engine, args: &Search, output: &Output) -> anyhow::Result<()> {
    let peer = args.with.as_deref().map(|who| peer_of(engine, who)).transpose()?;
    let found = engine.search(&args.text, peer.as_ref(), args.limit, args.before)?;
    let all: Vec<Value> = found.iter().map(chat_message_json).collect();
    output.answer(&all, || match found.is_empty() {
        true => "Nothing found.".to_owned(),
        // The chat is named, since one's own lines do not say whose it is.
        false => found
            .iter()
            .map(|m| format!("{}  {}", name_of(engine.store(), &m.peer), chat_line(engine.store(), m)))
            .collect::<Vec<_>>()
            .join("\n"),
    });
    Ok(())
}
