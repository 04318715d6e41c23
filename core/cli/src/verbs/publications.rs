//! What each relay did with a message.

use knock_core::store::Publication;
use serde_json::{Value, json};

use crate::output::Output;

pub(super) fn show(table: &[Publication], output: &Output) {
    output.answer(&as_json(table), || match table.is_empty() {
        true => "No relay was asked yet, or it is off the relays again.".to_owned(),
        false => as_text(table),
    });
}

pub(super) fn as_json(table: &[Publication]) -> Value {
    let line = |one: &Publication| json!({"relay": one.relay, "outcome": one.outcome.as_str(), "reason": one.reason});
    table.iter().map(line).collect()
}

/// The table, and how often each outcome came.
pub(super) fn as_text(table: &[Publication]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for one in table {
        match counts.iter_mut().find(|(name, _)| *name == one.outcome.as_str()) {
            Some((_, count)) => *count += 1,
            None => counts.push((one.outcome.as_str(), 1)),
        }
    }
    let line = |one: &Publication| {
        let reason = one.reason.as_deref().unwrap_or_default();
        format!("{:<12} {}  {reason}", one.outcome.as_str(), one.relay).trim_end().to_owned()
    };
    let lines: Vec<String> = table.iter().map(line).collect();
    let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
    format!("{}\nOf {} relays: {}.", lines.join("\n"), table.len(), counts.join(", "))
}
