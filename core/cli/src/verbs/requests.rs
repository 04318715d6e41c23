//! `requests`: knocks that wait for consent.

use knock_core::engine::{Engine, Request};
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
            let requests = engine.requests(SHOWN, None)?;
            let all: Vec<Value> = requests.iter().map(request_json).collect();
            output.answer(&all, || match requests.is_empty() {
                true => "No requests.".to_owned(),
                false => requests.iter().map(|r| line(engine, r)).collect::<Vec<_>>().join("\n"),
            });
        }
        RequestsVerb::Accept { event_id } => {
            let arrival = engine.accept_sender(&parse(&event_id)?).await?;
            tell_arrival(engine, &arrival, output)?;
        }
        RequestsVerb::AcceptOnce { event_id } => {
            let arrival = engine.accept_request(&parse(&event_id)?).await?;
            tell_arrival(engine, &arrival, output)?;
        }
        RequestsVerb::Block { event_id } => {
            let sender = engine.block_sender(&parse(&event_id)?)?;
            output.answer(&json!({"npub": npub(&sender), "blocked": true}), || {
                format!("{} is blocked.", name_of(engine.store(), &sender))
            });
        }
        RequestsVerb::Ignore { event_id } => {
            engine.ignore_request(&parse(&event_id)?)?;
            output.answer(&json!({"event_id": event_id, "ignored": true}), || "Ignored.".to_owned());
        }
    }
    Ok(())
}

fn parse(event_id: &str) -> Result<EventId, BadInput> {
    EventId::parse(event_id)
        .map_err(|_| BadInput::new("event_id_invalid", "that is no event id; see `knock requests list`"))
}

fn request_json(request: &Request) -> Value {
    json!({
        "event_id": request.event_id.to_hex(),
        "sender": npub(&request.sender),
        "name": request.petname,
        "paid_msat": request.paid.map(|amount| amount.0),
        "price_msat": request.price.0,
        "sent_at": request.sent_at.as_secs(),
        "received_at": request.received_at.as_secs(),
    })
}

fn line(engine: &Engine, request: &Request) -> String {
    let paid = request.paid.map(|amount| amount.to_string()).unwrap_or_else(|| "unpaid".to_owned());
    let (id, sent_at) = (request.event_id.to_hex(), request.sent_at.to_human_datetime());
    format!("{id}  {sent_at}  {}  {paid}", name_of(engine.store(), &request.sender))
}
