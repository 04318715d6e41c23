//! `send`: from a text to a knock.

use std::time::Duration;

use futures::StreamExt;
use knock_core::amount::Msat;
use knock_core::engine::{Engine, EngineEvent, PublishMode, SendOptions, SendStep};
use knock_core::files::NewFile;
use knock_core::progress::Progress;
use knock_core::store::{OutState, Outgoing};
use serde_json::{Value, json};

use super::publications;
use crate::args::Send;
use crate::output::Output;
use crate::{input, qr};

pub(super) async fn send(engine: &Engine, args: Send, output: &Output) -> anyhow::Result<()> {
    let contact = engine.contact(&args.to).await?;
    if args.quote {
        let quote = engine.quote(&contact.pubkey).await?;
        let max_fee = args.max_fee_sat.map_or(quote.max_fee, Msat::from_sat);
        let value = json!({
            "amount_msat": quote.amount.0,
            "max_fee_msat": max_fee.0,
            "fee_is_limited": quote.fee_is_limited,
            "by": quote.by.as_str(),
            "comment_allowed": quote.comment_allowed,
        });
        output.answer(&value, || match quote.fee_is_limited {
            true => format!("{} and at most {max_fee} for routing", quote.amount),
            false => format!("{} and routing, which your wallet limits by itself", quote.amount),
        });
        return Ok(());
    }
    let options = SendOptions {
        ttl: args.ttl.map(Into::into),
        max_amount: args.max_sat.map(Msat::from_sat),
        max_fee: args.max_fee_sat.map(Msat::from_sat),
        publish: args.everywhere.then_some(PublishMode::Everywhere),
    };
    let file = match args.file {
        Some(path) => Some(NewFile { as_is: args.as_is, caption: args.text.clone(), ..NewFile::at(path) }),
        None if args.as_file => Some(NewFile::text(input::text_or_stdin(args.text.clone())?)),
        None => None,
    };
    if let Some(file) = file {
        output.progress("Encrypting and uploading…");
        let unseen = Progress::default();
        let sending = Box::pin(engine.send_file(&contact.pubkey, file, options, &unseen));
        let row = with_progress(engine, sending, output).await?;
        finish(&row, output);
        return Ok(());
    }
    let text = input::text_or_stdin(args.text)?;
    if args.split {
        let rows =
            with_progress(engine, engine.send_in_parts(&contact.pubkey, &text, options), output).await?;
        for row in &rows {
            engine.publications(row.id).await?;
        }
        finish_all(&rows, output);
        return Ok(());
    }
    let window = args.window.map(Duration::from_secs);
    let sending = engine.send_line(&contact.pubkey, &text, window, options);
    let row = with_progress(engine, sending, output).await?;
    if row.sought.is_none() {
        finish(&row, output);
        return Ok(());
    }
    // The process must not end before the last relay has been asked.
    let table = with_progress(engine, engine.publications(row.id), output).await?;
    let row = engine.store().outgoing(row.id)?.unwrap_or(row);
    let mut value = outgoing_json(&row);
    value["publications"] = publications::as_json(&table);
    output.answer(&value, || format!("{}\n{}", publications::as_text(&table), summary(&row)));
    Ok(())
}

/// The last word on a text that was sent in parts.
fn finish_all(rows: &[Outgoing], output: &Output) {
    let all: Vec<Value> = rows.iter().map(outgoing_json).collect();
    output.answer(&all, || {
        let delivered = rows.iter().filter(|row| row.state == OutState::Delivered).count();
        let paid: u64 = rows.iter().filter_map(|row| row.pay.as_ref()).map(|pay| pay.amount().0).sum();
        format!("{delivered} of {} parts knocked, {} in all.", rows.len(), Msat(paid))
    });
}

/// Runs a saga and tells its steps as they happen.
pub(super) async fn with_progress<T>(
    engine: &Engine,
    work: impl Future<Output = Result<T, knock_core::engine::EngineError>>,
    output: &Output,
) -> anyhow::Result<T> {
    let mut events = engine.events();
    tokio::pin!(work);
    let result = loop {
        tokio::select! {
            result = &mut work => break result,
            Some(event) = events.next() => tell(&event, output),
        }
    };
    Ok(result?)
}

fn tell(event: &EngineEvent, output: &Output) {
    let EngineEvent::Sending { step, .. } = event else { return };
    let text = match step {
        SendStep::Sealed { event_bytes, .. } => format!("Encrypted ({event_bytes} bytes). Publishing…"),
        SendStep::Published { reports } => {
            let accepted = reports.iter().filter(|r| r.is_accepted()).count();
            format!("On {accepted} of {} relays. Preparing the payment…", reports.len())
        }
        SendStep::Invoiced { amount } => format!("It costs {amount}."),
        SendStep::Paying => "Paying…".to_owned(),
        SendStep::Asked { report, asked, of } if !report.is_accepted() => {
            format!("{asked}/{of}  {} did not take it", report.relay)
        }
        SendStep::Asked { report, asked, of } => format!("{asked}/{of}  {}", report.relay),
        SendStep::Waiting { until } => {
            format!("Published. The payment waits until {}.", until.to_human_datetime())
        }
        SendStep::PublishedEverywhere { .. }
        | SendStep::AwaitingUser { .. }
        | SendStep::Delivered { .. }
        | SendStep::Stopped { .. } => return,
    };
    output.progress(&text);
}

/// The last word on a message that was sent or retried.
pub(super) fn finish(row: &Outgoing, output: &Output) {
    output.answer(&outgoing_json(row), || summary(row));
}

fn summary(row: &Outgoing) -> String {
    match row.state {
        OutState::Delivered => {
            let amount = row.pay.as_ref().map(|p| p.amount()).unwrap_or_default();
            format!("Knocked: on {} of {} relays, {amount} paid.", row.accepted.len(), row.relays.len())
        }
        OutState::AwaitingUser => {
            let uri = row.pay.as_ref().and_then(|p| p.invoice_uri()).unwrap_or_default();
            format!(
                "Pay this with any wallet:\n{}\n{uri}\nThen: `knock outbox paid {}`",
                qr::render(&uri),
                row.id
            )
        }
        OutState::Published if row.next_attempt_at.is_some() => format!(
            "Published; the payment follows by itself while `knock listen` runs, or with `knock inbox`. \
             At once with: `knock outbox retry {}`",
            row.id
        ),
        _ => format!("In the outbox as number {}.", row.id),
    }
}

pub(super) fn outgoing_json(row: &Outgoing) -> Value {
    json!({
        "id": row.id,
        "message_id": row.message_id,
        "state": row.state.as_str(),
        "comment_chars": row.comment.chars().count(),
        "event_bytes": row.event_json.len(),
        "relays_asked": row.relays,
        "relays_confirmed": row.accepted,
        "amount_msat": row.pay.as_ref().map(|p| p.amount().0),
        "fee_msat": row.pay.as_ref().and_then(|p| p.fee).map(|fee| fee.0),
        "payment_hash": row.pay.as_ref().and_then(|p| p.payment_hash()).map(|hash| hash.to_string()),
        "lightning_uri": (row.state == OutState::AwaitingUser)
            .then(|| row.pay.as_ref().and_then(|p| p.invoice_uri())),
        "attempts": row.attempts,
        "next_attempt_at": row.next_attempt_at.map(|at| at.as_secs()),
        "error": row.last_error.as_ref().map(|(kind, text)| json!({"kind": kind, "message": text})),
        "expires_at": row.expires_at.as_secs(),
    })
}
