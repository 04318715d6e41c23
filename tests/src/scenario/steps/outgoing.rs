//! Messages on their way out.

use anyhow::{Context, ensure};
use knock_core::amount::Msat;
use knock_core::engine::{PublishMode, SendOptions};
use knock_core::store::OutState;
use knock_protocol::{Message, Ttl};

use super::same;
use crate::scenario::format::Send;
use crate::scenario::stage::Stage;

pub(super) async fn quote(stage: &Stage, who: &str, to: &str, amount_msat: u64) -> anyhow::Result<()> {
    let quote = stage.person(who)?.engine.quote(&stage.key(to)?).await?;
    same("the price", quote.amount, Msat(amount_msat))
}

pub(super) async fn send(stage: &mut Stage, who: &str, send: &Send) -> anyhow::Result<()> {
    let (person, to) = (stage.person(who)?, stage.key(&send.to)?);
    let options = SendOptions {
        ttl: send.ttl_secs.map(ttl).transpose()?,
        max_amount: send.max_sat.map(Msat::from_sat),
        publish: send.everywhere.then_some(PublishMode::Everywhere),
        ..SendOptions::default()
    };
    let sent = person.engine.send(&to, Message::text(send.text.clone()), options).await;
    // An error may leave the message in the outbox, and later steps may speak of it.
    let row = match &sent {
        Ok(row) => Some(row.clone()),
        Err(_) => person.engine.store().outbox()?.pop(),
    };
    if let (Some(name), Some(row)) = (&send.name, row) {
        stage.name_message(name, row);
    }
    reaches(sent?.state, send.gives.as_deref())
}

pub(super) async fn retry(
    stage: &Stage,
    who: &str,
    message: &str,
    gives: Option<&str>,
) -> anyhow::Result<()> {
    let row = stage.person(who)?.engine.retry(stage.message(message)?.id).await?;
    reaches(row.state, gives)
}

pub(super) async fn unsend(stage: &Stage, who: &str, message: &str) -> anyhow::Result<()> {
    let reports = stage.person(who)?.engine.unsend(stage.message(message)?.id).await?;
    ensure!(reports.iter().all(|report| report.is_accepted()), "{reports:?}");
    Ok(())
}

pub(super) async fn publications(
    stage: &Stage,
    who: &str,
    message: &str,
    outcomes: &[String],
) -> anyhow::Result<()> {
    let table = stage.person(who)?.engine.publications(stage.message(message)?.id).await?;
    let mut found: Vec<_> = table.iter().map(|one| one.outcome.as_str()).collect();
    found.sort_unstable();
    same("what the relays did", found, outcomes)
}

pub(super) fn outbox(stage: &Stage, who: &str, states: &[String]) -> anyhow::Result<()> {
    let rows = stage.person(who)?.engine.store().outbox()?;
    let found: Vec<_> = rows.iter().map(|row| row.state.as_str()).collect();
    same("the outbox", found, states)
}

fn reaches(state: OutState, gives: Option<&str>) -> anyhow::Result<()> {
    same("its state", state.as_str(), gives.unwrap_or("delivered"))
}

pub(super) fn ttl(secs: u64) -> anyhow::Result<Ttl> {
    Ttl::ALL.into_iter().find(|ttl| ttl.as_secs() == secs).context("that is no choice for ttl_secs")
}
