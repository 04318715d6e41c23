//! One step after another, each from the row alone.

use std::time::Duration;

use knock_protocol::Comment;
use nostr::{Event, JsonUtil, Timestamp};

use super::blast::publication;
use super::pay::INVOICE_MARGIN;
use super::terms::{Terms, Way};
use crate::amount::Msat;
use crate::engine::backoff::next_try;
use crate::engine::lease::{LEASE, holding};
use crate::engine::{Engine, EngineError, EngineEvent, SendStep};
use crate::lnurl::{InvoiceOrder, LnurlError, PayParams};
use crate::relay::{PublishOutcome, RelayReport};
use crate::store::{OutChange, OutState, Outgoing, PayTicket};
use crate::wallet::{PayRequest, PaymentId, Preimage};

/// How long relays may take to confirm.
const PUBLISH_LIMIT: Duration = Duration::from_secs(8);
/// A payment without an invoice is begun within this many seconds or prepared anew.
const PATIENCE: u64 = 300;

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
        // Asked for once a drive, where a step needs them: both publishing and preparing the payment do.
        let mut terms = None;
        loop {
            let row = self.store().outgoing(id)?.ok_or(EngineError::NotFound("this outgoing message"))?;
            let before = row.state;
            let next = match before {
                OutState::Sealed => self.publish(&row, &mut terms).await,
                OutState::Published => self.prepare(&row, &mut terms).await,
                OutState::Invoiced => self.pay(&row).await,
                OutState::Paying => self.look_up(&row).await,
                OutState::AwaitingUser => self.check_service(&row).await,
                OutState::Delivered | OutState::Failed => return Ok(row),
            };
            match next {
                Ok(row) if row.state == before || row.next_attempt_at.is_some() => return Ok(row),
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
        let reports = match row.sought {
            None => self.publish_to_few(row, &event).await?,
            Some(sought) => self.publish_everywhere(row, sought).await?,
        };
        let accepted: Vec<_> = reports.iter().filter(|r| r.is_accepted()).map(|r| r.relay.clone()).collect();
        if accepted.is_empty() && row.accepted.is_empty() {
            return Err(EngineError::NotPublished(describe(&reports)));
        }
        let not_before = self.pay_not_before(row)?;
        let change = OutChange::Published { accepted, not_before };
        let row = self.store().advance(row.id, OutState::Sealed, &change)?;
        self.emit_step(&row, SendStep::Published { reports });
        if let Some(until) = not_before {
            self.emit_step(&row, SendStep::Waiting { until });
            self.inner.wake.notify_one();
        }
        Ok(row)
    }

    /// To the relays that the comment names, all at once; what each did is kept.
    async fn publish_to_few(&self, row: &Outgoing, event: &Event) -> Result<Vec<RelayReport>, EngineError> {
        self.store().begin_publication(row.id, &row.relays)?;
        let reports = self.relays().publish(&row.relays, event, PUBLISH_LIMIT).await;
        for report in &reports {
            self.store().note_publication(row.id, &publication(report))?;
        }
        Ok(reports)
    }

    /// A random time from now on, so that the relay's clock and the Lightning side's do not tell which
    /// event and payment belong together. It is in the row, so a restart does not draw anew.
    fn pay_not_before(&self, row: &Outgoing) -> Result<Option<Timestamp>, EngineError> {
        let left = row.expires_at.as_secs().saturating_sub(self.now().as_secs());
        // A message must not expire while its payment waits.
        let most = self.settings()?.pay_delay_secs.min(left / 2);
        if most == 0 {
            return Ok(None);
        }
        let mut random = [0; 8];
        self.inner.parts.entropy.fill(&mut random);
        Ok(Some(self.now() + u64::from_be_bytes(random) % (most + 1)))
    }

    /// Settles what the wallet will be told to pay, so that it can be looked up whatever happens.
    async fn prepare(&self, row: &Outgoing, terms: &mut Option<Terms>) -> Result<Outgoing, EngineError> {
        self.check_expiry(row)?;
        let Terms { way, amount } = self.terms(row, terms).await?;
        let ticket = match way {
            Way::Service { params, comment } => self.ask_invoice(row, params, *amount, comment).await?,
            Way::Offer { offer, comment } => self.unasked(PayRequest::Offer {
                payment_id: PaymentId(self.random_bytes()),
                offer: offer.text.clone(),
                amount: *amount,
                payer_note: comment.clone(),
                max_fee: row.max_fee,
            }),
            Way::Node { node, comment } => self.unasked(PayRequest::Keysend {
                node: *node,
                preimage: Preimage(self.random_bytes()),
                amount: *amount,
                comment: comment.clone(),
                max_fee: row.max_fee,
            }),
        };
        let row = self.store().advance(row.id, OutState::Published, &OutChange::Invoiced(ticket))?;
        self.emit_step(&row, SendStep::Invoiced { amount: *amount });
        Ok(row)
    }

    /// Asks the receiver's service for an invoice, handing it the comment.
    async fn ask_invoice(
        &self,
        row: &Outgoing,
        params: &PayParams,
        amount: Msat,
        comment: &str,
    ) -> Result<PayTicket, EngineError> {
        let network = self.wallet_facts().await.and_then(|facts| facts.network);
        let order = InvoiceOrder { amount, comment: Some(comment), network, now: self.now() };
        let invoice = self.inner.lnurl.invoice(params, &order).await?;
        if invoice.expires_at <= self.now() + INVOICE_MARGIN {
            return Err(LnurlError::InvoiceExpired.into());
        }
        Ok(PayTicket {
            request: PayRequest::Invoice {
                bolt11: invoice.bolt11,
                payment_hash: invoice.payment_hash,
                amount: invoice.amount,
                max_fee: row.max_fee,
            },
            fee: None,
            pay_until: invoice.expires_at,
            verify_url: invoice.verify.map(String::from),
            preimage: None,
        })
    }

    /// The ticket of a payment that nobody but our wallet knows of beforehand.
    fn unasked(&self, request: PayRequest) -> PayTicket {
        PayTicket { request, fee: None, pay_until: self.now() + PATIENCE, verify_url: None, preimage: None }
    }

    fn random_bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.inner.parts.entropy.fill(&mut bytes);
        bytes
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
            None => self.terms_within_limits(row).await?,
        };
        Ok(known.insert(terms))
    }

    async fn terms_within_limits(&self, row: &Outgoing) -> Result<Terms, EngineError> {
        let comment: Comment = row.comment.parse()?;
        let terms = self.ask_terms(&row.peer, Some(&comment)).await?;
        match row.max_amount {
            Some(cap) if terms.amount > cap => Err(EngineError::TooExpensive { amount: terms.amount, cap }),
            _ => Ok(terms),
        }
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
