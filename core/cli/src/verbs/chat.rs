//! `chat`: one conversation.

use knock_core::engine::{Engine, SendOptions};
use knock_core::store::PageAt;
use nostr::{PublicKey, Timestamp};
use serde_json::{Value, json};

use super::chat_view::{chat_line, chat_message_json, conversation_json, conversation_line};
use super::contact::peer_of;
use super::send::{finish, with_progress};
use crate::args::{ChatShow, ChatVerb, Switch};
use crate::input;
use crate::output::Output;

pub(super) async fn run(engine: &Engine, verb: ChatVerb, output: &Output) -> anyhow::Result<()> {
    let options = SendOptions::default();
    match verb {
        ChatVerb::Show(args) => show(engine, &args, output)?,
        ChatVerb::Reply { id, text } => {
            let text = input::text_or_stdin(text)?;
            finish(&with_progress(engine, engine.reply(id, &text, options), output).await?, output);
        }
        ChatVerb::React { id, reaction: Some(reaction), .. } => {
            finish(&with_progress(engine, engine.react(id, &reaction, options), output).await?, output);
        }
        ChatVerb::React { id, .. } => {
            finish(&with_progress(engine, engine.withdraw_reaction(id, options), output).await?, output);
        }
        ChatVerb::Edit { id, text } => {
            let text = input::text_or_stdin(text)?;
            finish(&with_progress(engine, engine.edit(id, &text, options), output).await?, output);
        }
        ChatVerb::Delete { id } => {
            engine.delete_message(id)?;
            output.answer(&json!({"id": id, "deleted": true}), || "Deleted here.".to_owned());
        }
        ChatVerb::Unsend { id } => super::outbox::unsent(&engine.unsend_message(id).await?, output),
        ChatVerb::Retry { id } => {
            finish(&with_progress(engine, engine.retry_message(id), output).await?, output);
        }
        ChatVerb::Mute { who, hours, off } => {
            let peer = peer_of(engine, &who)?;
            let until = match (off, hours) {
                (true, _) => Timestamp::min(),
                (false, Some(hours)) => Timestamp::now() + hours.saturating_mul(3_600),
                (false, None) => Timestamp::max(),
            };
            engine.mute(&peer, until)?;
            answer_conversation(engine, &peer, output)?;
        }
        ChatVerb::Pin(Switch { who, off }) => {
            let peer = peer_of(engine, &who)?;
            engine.pin(&peer, !off)?;
            answer_conversation(engine, &peer, output)?;
        }
        ChatVerb::Archive(Switch { who, off }) => {
            let peer = peer_of(engine, &who)?;
            engine.archive(&peer, !off)?;
            answer_conversation(engine, &peer, output)?;
        }
        ChatVerb::Timer { who, ttl } => {
            let peer = peer_of(engine, &who)?;
            engine.set_timer(&peer, ttl.map(Into::into))?;
            answer_conversation(engine, &peer, output)?;
        }
        ChatVerb::Draft { who, text, reply_to } => {
            let peer = peer_of(engine, &who)?;
            let reply_to = match reply_to {
                Some(id) => Some(engine.chat_message(id)?.rumor_id),
                None => None,
            };
            engine.set_draft(&peer, &text, reply_to)?;
            answer_conversation(engine, &peer, output)?;
        }
        ChatVerb::Flush { who } => {
            let peer = peer_of(engine, &who)?;
            match with_progress(engine, engine.send_lines_now(&peer), output).await? {
                Some(row) => finish(&row, output),
                None => output.answer(&Value::Null, || "No lines wait.".to_owned()),
            }
        }
        ChatVerb::Clear { who } => {
            let deleted = engine.delete_conversation(&peer_of(engine, &who)?)?;
            output.answer(&json!({"deleted": deleted}), || format!("{deleted} messages deleted here."));
        }
    }
    Ok(())
}

fn show(engine: &Engine, args: &ChatShow, output: &Output) -> anyhow::Result<()> {
    let peer = peer_of(engine, &args.who)?;
    let at = match (args.before, args.after, args.around) {
        (Some(id), _, _) => PageAt::Before(id),
        (_, Some(id), _) => PageAt::After(id),
        (_, _, Some(id)) => PageAt::Around(id),
        _ => PageAt::Newest,
    };
    let page = engine.chat_page(&peer, at, args.limit)?;
    let messages: Vec<Value> = page.messages.iter().map(chat_message_json).collect();
    let value = json!({"messages": messages, "has_older": page.has_older, "has_newer": page.has_newer});
    output.answer(&value, || match page.messages.is_empty() {
        true => "No messages.".to_owned(),
        false => page.messages.iter().map(|m| chat_line(engine.store(), m)).collect::<Vec<_>>().join("\n"),
    });
    if !args.keep_unread
        && let Some(last) = page.messages.last()
    {
        engine.mark_chat_read(&peer, Some(last.id))?;
    }
    Ok(())
}

fn answer_conversation(engine: &Engine, peer: &PublicKey, output: &Output) -> anyhow::Result<()> {
    let conversation = engine.conversation(peer)?;
    output.answer(&conversation.as_ref().map(conversation_json), || {
        conversation.as_ref().map(|c| conversation_line(engine.store(), c)).unwrap_or_default()
    });
    Ok(())
}
