//! `requests`: knocks that wait for consent.

use knock_core::engine::Engine;
use knock_core::store::Knock;
use nostr::EventId;
use serde_json::{Value, json};

use super::inbox::tell_arrival;
use super::show::{name_of, npub};
use crate::args::RequestsVerb;
use crate::failure::BadInput;
use crate::output::Output;

/// More than anybody reads in a terminal.
const SHOWN: usize = 200;

pub(super) async fn run(engine: &Engine, verb: RequestsVerb, output: &Output) -> anyhow::Result<()> {
    match verb {
        RequestsVerb::List => {
            let knocks = engine.store().requests(SHOWN, None)?;
            let all: Vec<Value> = knocks.iter().map(request_json).collect();
            output.answer(&all, || match knocks.is_empty() {
                true => "No requests.".to_owned(),
                false => knocks.iter().map(|knock| line(engine, knock)).collect::<Vec<_>>().join("\n"),
            });
            Ok(())
        }
        RequestsVerb::Accept { event_id } => {
            let id = EventId::parse(&event_id).map_err(|_| {
                BadInput::new("event_id_invalid", "that is no event id; see `knock requests list`")
            })?;
            let arrival = engine.accept_request(&id).await?;
            tell_arrival(engine, &arrival, output)
        }
    }
}

fn request_json(knock: &Knock) -> Value {
    json!({
        "event_id": knock.event_id.to_hex(),
        "sender": npub(&knock.sender),
        "paid_msat": knock.paid.map(|amount| amount.0),
        "sent_at": knock.sent_at.as_secs(),
    })
}

fn line(engine: &Engine, knock: &Knock) -> String {
    let paid = knock.paid.map(|amount| amount.to_string()).unwrap_or_else(|| "unpaid".to_owned());
    format!("{}  {}  {paid}", knock.event_id.to_hex(), name_of(engine.store(), &knock.sender))
}
