//! Chats, and what acts on their messages.

use anyhow::Context;
use knock_core::engine::{Engine, SendOptions};
use knock_core::files::Attachment;
use knock_core::store::{ChatMessage, PageAt};

use super::same;
use crate::scenario::format::{Line, Listed};
use crate::scenario::stage::Stage;

/// A file message (NIP-17).
const FILE: u16 = 15;
/// More than any scenario has.
const ALL: usize = 1_000;

fn messages(stage: &Stage, who: &str, with: &str) -> anyhow::Result<Vec<ChatMessage>> {
    let peer = stage.key(with)?;
    Ok(stage.person(who)?.engine.chat_page(&peer, PageAt::Newest, ALL)?.messages)
}

/// The text of a message, or the caption of its file.
fn words(kind: u16, text: &str, tags: &[Vec<String>]) -> String {
    match kind {
        FILE => Attachment::read(text, tags).ok().and_then(|file| file.caption).unwrap_or_default(),
        _ => text.to_owned(),
    }
}

fn words_of(message: &ChatMessage) -> String {
    words(message.kind, &message.text, &message.tags)
}

/// The newest message with this text.
pub(super) fn find(stage: &Stage, who: &str, with: &str, on: &str) -> anyhow::Result<i64> {
    let messages = messages(stage, who, with)?;
    let found = messages.iter().rev().find(|message| words_of(message) == on);
    Ok(found.with_context(|| format!("no message says {on:?}"))?.id)
}

pub(super) async fn reply(stage: &Stage, who: &str, with: &str, on: &str, text: &str) -> anyhow::Result<()> {
    let id = find(stage, who, with, on)?;
    stage.person(who)?.engine.reply(id, text, SendOptions::default()).await?;
    Ok(())
}

pub(super) async fn react(
    stage: &Stage,
    who: &str,
    with: &str,
    on: &str,
    content: &str,
) -> anyhow::Result<()> {
    let id = find(stage, who, with, on)?;
    stage.person(who)?.engine.react(id, content, SendOptions::default()).await?;
    Ok(())
}

pub(super) async fn withdraw(stage: &Stage, who: &str, with: &str, on: &str) -> anyhow::Result<()> {
    let id = find(stage, who, with, on)?;
    stage.person(who)?.engine.withdraw_reaction(id, SendOptions::default()).await?;
    Ok(())
}

pub(super) async fn edit(stage: &Stage, who: &str, with: &str, on: &str, text: &str) -> anyhow::Result<()> {
    let id = find(stage, who, with, on)?;
    stage.person(who)?.engine.edit(id, text, SendOptions::default()).await?;
    Ok(())
}

pub(super) fn delete(stage: &Stage, who: &str, with: &str, on: &str) -> anyhow::Result<()> {
    let id = find(stage, who, with, on)?;
    Ok(stage.person(who)?.engine.delete_message(id)?)
}

pub(super) fn read(stage: &Stage, who: &str, with: &str) -> anyhow::Result<()> {
    stage.person(who)?.engine.mark_chat_read(&stage.key(with)?, None)?;
    Ok(())
}

pub(super) fn draft(stage: &Stage, who: &str, with: &str, text: &str) -> anyhow::Result<()> {
    Ok(stage.person(who)?.engine.set_draft(&stage.key(with)?, text, None)?)
}

pub(super) fn timer(stage: &Stage, who: &str, with: &str, secs: u64) -> anyhow::Result<()> {
    Ok(stage.person(who)?.engine.set_timer(&stage.key(with)?, Some(super::outgoing::ttl(secs)?))?)
}

pub(super) fn chat(stage: &Stage, who: &str, with: &str, lines: &[Line]) -> anyhow::Result<()> {
    let messages = messages(stage, who, with)?;
    let texts: Vec<_> = messages.iter().map(words_of).collect();
    same("the chat", texts, lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>())?;
    for (message, line) in messages.iter().zip(lines) {
        check(&stage.person(who)?.engine, message, line)
            .with_context(|| format!("the message {:?}", line.text))?;
    }
    Ok(())
}

fn check(engine: &Engine, message: &ChatMessage, line: &Line) -> anyhow::Result<()> {
    if let Some(mine) = line.mine {
        same("mine", message.mine, mine)?;
    }
    if let Some(edited) = line.edited {
        same("edited", message.edited_at.is_some(), edited)?;
    }
    if let Some(quotes) = &line.quotes {
        let quoted = message.quoted.as_ref().context("it quotes nothing")?;
        let text = quoted.message.as_ref().map(|quoted| words(quoted.kind, &quoted.text, &quoted.tags));
        same("what it quotes", &text.unwrap_or_default(), quotes)?;
    }
    if let Some(reactions) = &line.reactions {
        let mut found: Vec<_> = message.reactions.iter().collect();
        found.sort_by_key(|reaction| !reaction.mine);
        let found: Vec<_> = found.iter().map(|reaction| reaction.content.clone()).collect();
        same("reactions", found, reactions.clone())?;
    }
    if let Some(file) = &line.file {
        same("its file", engine.chat_file(message)?.map(|info| info.mime).as_ref(), Some(file))?;
    }
    if let Some(stage) = &line.stage {
        let delivery = message.delivery.as_ref().context("it is not the user's own")?;
        same("its stage", delivery.stage.as_str(), stage)?;
    }
    Ok(())
}

pub(super) fn conversations(stage: &Stage, who: &str, list: &[Listed]) -> anyhow::Result<()> {
    let found = stage.person(who)?.engine.conversations(false, ALL, None)?;
    let mut wanted = Vec::new();
    for listed in list {
        wanted.push(stage.key(&listed.with)?);
    }
    same("the conversations", found.iter().map(|c| c.peer).collect::<Vec<_>>(), wanted)?;
    for (conversation, listed) in found.iter().zip(list) {
        if let Some(unread) = listed.unread {
            same("unread", conversation.unread, unread)?;
        }
        if let Some(last) = &listed.last {
            same("the last text", conversation.last.as_ref().map(|m| m.text.as_str()), Some(last.as_str()))?;
        }
        if let Some(draft) = &listed.draft {
            let text = conversation.draft.as_ref().map(|draft| draft.text.as_str());
            same("the draft", text.unwrap_or_default(), draft)?;
        }
    }
    Ok(())
}

pub(super) fn search(stage: &Stage, who: &str, words: &str, texts: &[String]) -> anyhow::Result<()> {
    let found = stage.person(who)?.engine.search(words, None, ALL, None)?;
    same("what is found", found.iter().map(|m| m.text.as_str()).collect::<Vec<_>>(), texts)
}
