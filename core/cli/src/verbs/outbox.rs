//! `outbox`: messages that are not delivered yet.

use knock_core::engine::Engine;
use knock_core::relay::RelayReport;
use knock_core::store::Outgoing;
use serde_json::{Value, json};

use super::publications;
use super::send::{finish, outgoing_json, with_progress};
use super::show::name_of;
use crate::args::OutboxVerb;
use crate::output::Output;

pub(super) async fn run(engine: &Engine, verb: OutboxVerb, output: &Output) -> anyhow::Result<()> {
    match verb {
        OutboxVerb::List => {
            let rows = engine.store().outbox()?;
            let all: Vec<Value> = rows.iter().map(outgoing_json).collect();
            output.answer(&all, || match rows.is_empty() {
                true => "Everything is delivered.".to_owned(),
                false => rows.iter().map(|row| line(engine, row)).collect::<Vec<_>>().join("\n"),
            });
        }
        OutboxVerb::Retry { id } => {
            let row = with_progress(engine, engine.retry(id), output).await?;
            finish(&row, output);
        }
        OutboxVerb::Relays { id } => publications::show(&engine.publications(id).await?, output),
        OutboxVerb::Unsend { id } => unsent(&engine.unsend(id).await?, output),
        OutboxVerb::Paid { id } => finish(&engine.confirm_paid(id)?, output),
    }
    Ok(())
}

/// What the relays said to a message that was taken back.
pub(super) fn unsent(reports: &[RelayReport], output: &Output) {
    let deleted: Vec<_> = reports.iter().filter(|r| r.is_accepted()).map(|r| &r.relay).collect();
    let value = json!({"relays_asked": reports.len(), "relays_confirmed": deleted});
    output.answer(&value, || format!("{} of {} relays deleted it.", deleted.len(), reports.len()));
}

fn line(engine: &Engine, row: &Outgoing) -> String {
    let why = row.last_error.as_ref().map(|(_, text)| format!(": {text}")).unwrap_or_default();
    format!("{}  to {}  {}{why}", row.id, name_of(engine.store(), &row.peer), row.state.as_str())
}
