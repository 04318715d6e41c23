//! Files.

use knock_core::engine::SendOptions;
use knock_core::files::NewFile;
use knock_core::progress::Progress;

use super::chat::find;
use super::same;
use crate::scenario::stage::Stage;

pub(super) async fn send(
    stage: &Stage,
    who: &str,
    to: &str,
    text: &str,
    caption: &str,
) -> anyhow::Result<()> {
    let file = NewFile { caption: Some(caption.to_owned()), ..NewFile::text(text) };
    let (engine, to) = (&stage.person(who)?.engine, stage.key(to)?);
    Box::pin(engine.send_file(&to, file, SendOptions::default(), &Progress::default())).await?;
    Ok(())
}

pub(super) async fn fetch(stage: &Stage, who: &str, with: &str, on: &str) -> anyhow::Result<()> {
    let id = find(stage, who, with, on)?;
    stage.person(who)?.engine.fetch_file(id, &Progress::default()).await?;
    Ok(())
}

pub(super) fn open(stage: &Stage, who: &str, with: &str, on: &str, holds: &str) -> anyhow::Result<()> {
    let id = find(stage, who, with, on)?;
    let bytes = stage.person(who)?.engine.read_file(id)?;
    same("the file", String::from_utf8_lossy(&bytes), holds)
}
