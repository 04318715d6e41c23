//! One step after another, each from the row alone.

use std::time::Duration;

use knock_protocol::Comment;
use nostr::{Event, JsonUtil};

use super::pay::INVOICE_MARGIN;
use crate::amount::Msat;
use crate::engine::backoff::next_try;
use crate::engine::lease::{LEASE, holding};
use crate::engine::{Engine, EngineError, EngineEvent, SendStep};
use crate::lnurl::{InvoiceOrder, LnurlError, PayParams};
use crate::relay::{PublishOutcome, RelayReport};
use crate::store::{OutChange, OutState, Outgoing, PayTicket};

/// How long relays may take to confirm.
const PUBLISH_LIMIT: Duration = Duration::from_secs(8);

/// On what terms this message can be knocked for.
struct Terms {
    params: PayParams,
    amount: Msat,
    /// In the armor that the service has room for.
    comment: String,
}

impl Engine {
    /// Drives a row as far as it goes now. The error, if any, is stored in the row as well.
    pub(in crate::engine) async fn drive_outgoing(&self, id: i64) -> Result<Outgoing, EngineError> {
        let driver = self.driver();
        let claim = || self.store().claim_outgoing(id, &driver, self.now() + LEASE, self.now());
        if !claim()? {
            return Err(EngineError::Busy);
        }
        // On the heap: all steps together make a large future.
        let result = holding(claim, Box::pin(self.take_steps(id))).await;
        self.store().release_outgoing(id, &driver)?;
        result
    }

    async fn take_steps(&self, id: i64) -> Result<Outgoing, EngineError> {
        // Asked for once a drive, where a step needs them: both publishing and invoicing do.
        let mut terms = None;
        loop {
            let row = self.store().outgoing(id)?.ok_or(EngineError::NotFound("this outgoing message"))?;
            let before = row.state;
            let next = match before {
                OutState::Sealed => self.publish(&row, &mut terms).await,
                OutState::Published => self.ask_invoice(&row, &mut terms).await,
                OutState::Invoiced => self.pay(&row).await,
                OutState::Paying => self.look_up(&row).await,
                OutState::AwaitingUser => self.check_service(&row).await,
                OutState::Delivered | OutState::Failed => return Ok(row),
            };
            match next {
                Ok(row) if row.state == before => return Ok(row),
                Ok(_) => {}
                Err(error) => return Err(self.stop(id, error)),
            }
        }
    }

    /// Checks that the knock can be delivered, then publishes. Nothing is published that could not be knocked for.
    async fn publish(&self, row: &Outgoing, terms: &mut Option<Terms>) -> Result<Outgoing, EngineError> {
        self.check_expiry(row)?;
        self.terms(row, terms).await?;
        let event =
            Event::from_json(&row.event_json).map_err(|_| EngineError::NotFound("the sealed event"))?;
        let reports = self.relays().publish(&row.relays, &event, PUBLISH_LIMIT).await;
        let accepted: Vec<_> = reports.iter().filter(|r| r.is_accepted()).map(|r| r.relay.clone()).collect();
        if accepted.is_empty() {
            return Err(EngineError::NotPublished(describe(&reports)));
        }
        let row = self.store().advance(row.id, OutState::Sealed, &OutChange::Published { accepted })?;
        self.emit_step(&row, SendStep::Published { reports });
        Ok(row)
    }

    /// Asks the receiver's service for an invoice, handing it the comment.
    async fn ask_invoice(&self, row: &Outgoing, terms: &mut Option<Terms>) -> Result<Outgoing, EngineError> {
        self.check_expiry(row)?;
        let Terms { params, amount, comment } = self.terms(row, terms).await?;
        let network = self.wallet_facts().await.and_then(|facts| facts.network);
        let order = InvoiceOrder { amount: *amount, comment: Some(comment), network, now: self.now() };
        let invoice = self.inner.lnurl.invoice(params, &order).await?;
        if invoice.expires_at <= self.now() + INVOICE_MARGIN {
            return Err(LnurlError::InvoiceExpired.into());
        }
        let ticket = PayTicket {
            bolt11: invoice.bolt11,
            payment_hash: invoice.payment_hash,
            amount: invoice.amount,
            fee: None,
            invoice_expires_at: invoice.expires_at,
            verify_url: invoice.verify.map(String::from),
            preimage: None,
        };
        let row = self.store().advance(row.id, OutState::Published, &OutChange::Invoiced(ticket))?;
        self.emit_step(&row, SendStep::Invoiced { amount: invoice.amount });
        Ok(row)
    }

    /// The receiver's terms, asked for if they are not known yet: the comment fits, and the price is
    /// within the user's limit.
    async fn terms<'t>(
        &self,
        row: &Outgoing,
        known: &'t mut Option<Terms>,
    ) -> Result<&'t Terms, EngineError> {
        let terms = match known.take() {
            Some(terms) => terms,
            None => self.ask_terms(row).await?,
        };
        Ok(known.insert(terms))
    }

    async fn ask_terms(&self, row: &Outgoing) -> Result<Terms, EngineError> {
        let params = self.inner.lnurl.params(&self.pay_address(&row.peer).await?).await?;
        let comment = fitting_comment(row, &params)?;
        let amount = self.knock_amount(&params).await;
        if let Some(cap) = row.max_amount.filter(|cap| amount > *cap) {
            return Err(EngineError::TooExpensive { amount, cap });
        }
        Ok(Terms { params, amount, comment })
    }

    fn check_expiry(&self, row: &Outgoing) -> Result<(), EngineError> {
        if row.expires_at <= self.now() { Err(EngineError::Expired) } else { Ok(()) }
    }

    /// Stores why the row stopped, and whether it is tried again by itself.
    fn stop(&self, id: i64, error: EngineError) -> EngineError {
        let Ok(Some(row)) = self.store().outgoing(id) else { return error };
        if matches!(row.state, OutState::Delivered | OutState::Failed) {
            return error;
        }
        // What is being paid stays so until the wallet tells the outcome.
        let unsettled = matches!(row.state, OutState::Paying | OutState::AwaitingUser);
        let retries = unsettled || error.is_retryable();
        let change = if retries {
            OutChange::Retry { error: error.note(), next_attempt_at: next_try(self.now(), row.attempts) }
        } else {
            OutChange::Failed { error: error.note() }
        };
        if let Err(store_error) = self.store().advance(id, row.state, &change) {
            log::warn!("the outcome of outgoing message {id} could not be stored: {}", store_error.kind());
        }
        let step = SendStep::Stopped { kind: error.kind().to_owned(), text: error.to_string(), retries };
        self.emit_step(&row, step);
        error
    }

    pub(super) fn emit_step(&self, row: &Outgoing, step: SendStep) {
        self.emit(EngineEvent::Sending { message_id: row.message_id, step });
    }
}

/// The comment in the armor that the receiver's service has room for.
fn fitting_comment(row: &Outgoing, params: &PayParams) -> Result<String, EngineError> {
    let comment: Comment = row.comment.parse()?;
    let allowed = params.comment_allowed;
    let too_long =
        || EngineError::CommentNotAllowed { allowed, needed: comment.to_base2048().chars().count() };
    comment.fit(allowed).ok_or_else(too_long)
}

/// One line for people: "3 relays unreachable, 1 refused: blocked".
fn describe(reports: &[RelayReport]) -> String {
    let said: Vec<String> = reports
        .iter()
        .map(|report| match &report.outcome {
            PublishOutcome::Accepted => format!("{} took it", report.relay),
            PublishOutcome::Rejected(words) => format!("{} refused it ({words})", report.relay),
            PublishOutcome::OverLimit(limit) => format!("{} does not take it ({limit})", report.relay),
            PublishOutcome::Unreachable(_) => format!("{} is unreachable", report.relay),
            PublishOutcome::Forbidden(_) => format!("{} is not a public host", report.relay),
        })
        .collect();
    said.join(", ")
}
