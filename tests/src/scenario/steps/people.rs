//! Contacts.

use crate::scenario::stage::Stage;

pub(super) async fn meet(stage: &Stage, who: &str, whom: &str) -> anyhow::Result<()> {
    stage.person(who)?.meet(stage.person(whom)?).await?;
    Ok(())
}

pub(super) async fn add(stage: &Stage, who: &str, contact: &str) -> anyhow::Result<()> {
    stage.person(who)?.engine.contact(contact).await?;
    Ok(())
}

pub(super) fn block(stage: &Stage, who: &str, whom: &str, blocked: bool) -> anyhow::Result<()> {
    stage.person(who)?.engine.store().set_blocked(&stage.key(whom)?, blocked)?;
    Ok(())
}

pub(super) fn scan(stage: &Stage, who: &str, whom: &str) -> anyhow::Result<()> {
    let link = stage.person(whom)?.engine.own_card()?.link();
    stage.person(who)?.engine.scan_card(&link, None)?;
    Ok(())
}
