//! Messages on their way in.

use anyhow::{Context, bail};
use knock_core::engine::Arrival;

use super::same;
use crate::PATIENCE;
use crate::scenario::format::{Decision, Paste};
use crate::scenario::stage::Stage;

pub(super) fn listen(stage: &mut Stage, who: &str) -> anyhow::Result<()> {
    let player = stage.player(who)?;
    player.listener = Some(player.person.listen());
    Ok(())
}

pub(super) fn stop_listening(stage: &mut Stage, who: &str) -> anyhow::Result<()> {
    stage.player(who)?.listener = None;
    Ok(())
}

pub(super) async fn hear(
    stage: &mut Stage,
    who: &str,
    text: &str,
    from: &str,
    paid_msat: Option<u64>,
) -> anyhow::Result<()> {
    let from = stage.key(from)?;
    let message = stage.player(who)?.person.next_message().await?;
    same("the message", (message.content.as_str(), message.peer), (text, from))?;
    match paid_msat {
        Some(msat) => same("what was paid", message.paid.map(|paid| paid.0), Some(msat)),
        None => Ok(()),
    }
}

pub(super) async fn catch_up(stage: &Stage, who: &str, messages: usize) -> anyhow::Result<()> {
    let told = stage.person(who)?.engine.catch_up_within(PATIENCE).await?;
    same("messages that came", told.iter().filter(|told| !told.is_request).count(), messages)
}

pub(super) fn sees(stage: &Stage, who: &str, texts: &[String]) -> anyhow::Result<()> {
    same("the messages", stage.person(who)?.texts()?, texts)
}

pub(super) async fn paste(stage: &Stage, who: &str, paste: &Paste) -> anyhow::Result<()> {
    let text = match (&paste.text, &paste.message) {
        (Some(text), None) => text.as_str(),
        (None, Some(name)) => stage.message(name)?.comment.as_str(),
        _ => bail!("either a text or the name of a message"),
    };
    became(&stage.person(who)?.engine.paste(text).await?, paste.gives.as_deref())
}

pub(super) fn requests(stage: &Stage, who: &str, from: &[String]) -> anyhow::Result<()> {
    let waiting = stage.person(who)?.engine.store().requests(100, None)?;
    let mut senders: Vec<_> = waiting.iter().map(|knock| knock.sender).collect();
    let mut wanted = stage.keys(from)?;
    senders.sort();
    wanted.sort();
    same("who waits", senders, wanted)
}

pub(super) async fn accept(stage: &Stage, who: &str, from: &str, gives: Option<&str>) -> anyhow::Result<()> {
    let (engine, sender) = (&stage.person(who)?.engine, stage.key(from)?);
    let waiting = engine.store().requests(100, None)?;
    let knock = waiting.iter().find(|knock| knock.sender == sender).context("nobody like that waits")?;
    became(&engine.accept_request(&knock.event_id).await?, gives)
}

pub(super) async fn decide(stage: &Stage, who: &str, from: &str, by: Decision) -> anyhow::Result<()> {
    let (engine, sender) = (&stage.person(who)?.engine, stage.key(from)?);
    let waiting = engine.requests(100, None)?;
    let request =
        waiting.iter().find(|request| request.sender == sender).context("nobody like that waits")?;
    match by {
        Decision::AcceptSender => became(&engine.accept_sender(&request.event_id).await?, None),
        Decision::AcceptOnce => became(&engine.accept_request(&request.event_id).await?, None),
        Decision::Block => same("who is blocked", engine.block_sender(&request.event_id)?, sender),
        Decision::Ignore => Ok(engine.ignore_request(&request.event_id)?),
    }
}

fn became(arrival: &Arrival, gives: Option<&str>) -> anyhow::Result<()> {
    let name = match arrival {
        Arrival::Message(_) => "message",
        Arrival::Known(_) => "known",
        Arrival::Request(_) => "request",
        Arrival::Blocked(_) => "blocked",
        Arrival::Delayed(_) => "delayed",
    };
    same("what became of it", name, gives.unwrap_or("message"))
}
