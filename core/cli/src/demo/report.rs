//! What the demo tells: to people as it happens, to programs at the end.

use std::time::Duration;

use anyhow::Context;
use knock_core::store::{Message, Outgoing};
use knock_sandbox::Sandbox;
use nostr::{Event, JsonUtil, ToBech32};
use serde::Serialize;

use super::person::Person;
use crate::output::Output;

/// The demo's figures.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    comment_chars: usize,
    event_bytes: usize,
    event_kind: u16,
    event_tags: Vec<Vec<String>>,
    amount_msat: u64,
    /// Median, from the tap to the text on the other side.
    latency_ms: f64,
    latencies_ms: Vec<f64>,
    text_received: String,
    answer_received: String,
    relays_confirmed: usize,
    play_money: bool,
}

impl Report {
    pub(super) fn new(
        sent: &Outgoing,
        event: &Event,
        received: &Message,
        answer: &Message,
        latencies: Vec<Duration>,
    ) -> anyhow::Result<Self> {
        let tenths = |ms: f64| (ms * 10.0).round() / 10.0;
        let latencies_ms: Vec<f64> = latencies.iter().map(|l| tenths(l.as_secs_f64() * 1_000.0)).collect();
        Ok(Self {
            comment_chars: sent.comment.chars().count(),
            event_bytes: sent.event_json.len(),
            event_kind: event.kind.as_u16(),
            event_tags: event.tags.iter().map(|tag| tag.as_slice().to_vec()).collect(),
            amount_msat: sent.pay.as_ref().context("nothing was paid")?.amount().0,
            latency_ms: tenths(median(&latencies_ms).context("nothing was measured")?),
            latencies_ms,
            text_received: received.content.clone(),
            answer_received: answer.content.clone(),
            relays_confirmed: sent.accepted.len(),
            play_money: true,
        })
    }

    /// The last lines for people.
    pub(super) fn summary(&self) -> String {
        let count = self.latencies_ms.len();
        format!(
            "\n  comment   {} characters\n  event     {} bytes, kind {}, tags {:?}\n  paid      {} msat of play money\n  \
             latency   {:.1} ms from tap to text, median of {count}\n  relays    {} confirmed",
            self.comment_chars,
            self.event_bytes,
            self.event_kind,
            self.event_tags,
            self.amount_msat,
            self.latency_ms,
            self.relays_confirmed,
        )
    }
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

/// Tells people what happens; silent for programs.
pub(super) struct Narrator<'a> {
    output: &'a Output,
}

impl<'a> Narrator<'a> {
    pub(super) fn new(output: &'a Output) -> Self {
        Self { output }
    }

    fn say(&self, text: &str) {
        if !self.output.is_json() {
            self.output.answer(&(), || text.to_owned());
        }
    }

    pub(super) fn title(&self, text: &str) {
        self.say(&format!("{text}\n"));
    }

    pub(super) fn step(&self, text: &str) {
        self.say(&format!("\n── {text} ──"));
    }

    pub(super) fn parties(&self, sandbox: &Sandbox, alice: &Person, bob: &Person) {
        self.say(&format!("  relay     {}\n  Lightning {}", sandbox.relay_url(), sandbox.lnurl_base()));
        for person in [alice, bob] {
            let npub = person.public_key().to_bech32().unwrap_or_else(|never| match never {});
            self.say(&format!("  {:<9} {npub}  {}", person.name, person.lightning_address));
        }
    }

    pub(super) fn sent(&self, sent: &Outgoing) {
        self.say(&format!(
            "  sealed    an event of {} bytes and a comment of {} characters",
            sent.event_json.len(),
            sent.comment.len()
        ));
        self.say(&format!(
            "  published {} of {} relays confirmed, before anything was paid",
            sent.accepted.len(),
            sent.relays.len()
        ));
        if let Some(pay) = &sent.pay {
            let hash = pay.payment_hash().map(|hash| hash.to_string()).unwrap_or_default();
            self.say(&format!("  paid      {}, payment hash {hash}", pay.amount()));
        }
    }

    /// Everything that the relay holds and was asked, from its own log.
    pub(super) fn relay_side(&self, sandbox: &Sandbox, event: &Event) -> anyhow::Result<()> {
        let log = sandbox.relay().log();
        let held = log
            .events
            .iter()
            .find(|held| held.id == event.id)
            .context("the relay does not hold the event")?;
        self.say("\n  What the relay sees: a one-time key, no sender, no receiver");
        self.say(&format!("    {}", held.as_json()));
        for request in &log.requests {
            self.say(&format!("    asked: {request}"));
        }
        Ok(())
    }

    /// What the receiver's Lightning service was sent.
    pub(super) fn lightning_side(&self, sandbox: &Sandbox, sent: &Outgoing) -> anyhow::Result<()> {
        let log = sandbox.lnurl().log();
        let call = log
            .iter()
            .find(|call| call.contains(&sent.comment))
            .context("the service was not sent the comment")?;
        self.say("\n  What the Lightning side sees: an amount and an encrypted comment");
        self.say(&format!("    GET {call}"));
        Ok(())
    }

    pub(super) fn bob_side(&self, received: &Message) {
        let sender = received.peer.to_bech32().unwrap_or_else(|never| match never {});
        let paid = received.paid.map(|paid| paid.to_string()).unwrap_or_default();
        self.say("\n  What Bob sees: a notification");
        self.say(&format!("    {sender}: {}  ({paid})", received.content));
    }

    pub(super) fn answer(&self, answer: &Message) {
        self.say(&format!("  Alice reads: {}", answer.content));
    }
}
