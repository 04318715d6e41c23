//! What the sandbox does, and what it saw.

use serde_json::Value;

use super::same;
use crate::scenario::stage::Stage;

pub(super) fn switch(stage: &Stage, switches: &Value) -> anyhow::Result<()> {
    stage.world.sandbox.switch(switches.clone())?;
    Ok(())
}

pub(super) fn relay(stage: &Stage, holds: Option<usize>, fetched: Option<usize>) -> anyhow::Result<()> {
    if let Some(holds) = holds {
        same("messages on the relay", stage.world.published(), holds)?;
    }
    match fetched {
        Some(fetched) => same("requests for messages", stage.world.fetches(), fetched),
        None => Ok(()),
    }
}

pub(super) fn account(stage: &Stage, who: &str, msat: u64) -> anyhow::Result<()> {
    same("the balance", stage.world.balance(who)?, msat)
}

pub(super) fn advance(stage: &Stage, who: &str, secs: i64) -> anyhow::Result<()> {
    stage.person(who)?.clock.advance(secs);
    Ok(())
}
