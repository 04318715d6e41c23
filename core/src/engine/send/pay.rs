//! Paying once: a payment is stored as begun before the wallet hears of it, and one whose outcome is
//! unknown is looked up, never repeated.

use url::Url;

use crate::engine::backoff::next_try;
use crate::engine::{Engine, EngineError, SendStep};
use crate::lnurl::{LnurlError, VerifyStatus};
use crate::store::{OutChange, OutState, Outgoing, PayTicket};
use crate::wallet::{PayError, PayOutcome, PaymentStatus, Settled};

/// A payment is begun only while its invoice has at least this many seconds left.
pub(super) const INVOICE_MARGIN: u64 = 10;
/// A payment that the wallet does not know is given up this many seconds after it could have been begun.
const GIVE_UP_AFTER: u64 = 60;

impl Engine {
    /// Invoiced → Paying, and then the wallet is told.
    pub(super) async fn pay(&self, row: &Outgoing) -> Result<Outgoing, EngineError> {
        let ticket = ticket(row)?;
        if ticket.pay_until <= self.now() + INVOICE_MARGIN {
            let error = EngineError::from(LnurlError::InvoiceExpired).note();
            return Ok(self.store().advance(
                row.id,
                OutState::Invoiced,
                &OutChange::BackToPublished { error },
            )?);
        }
        let row = self.store().advance(row.id, OutState::Invoiced, &OutChange::Paying)?;
        self.emit_step(&row, SendStep::Paying);
        match self.wallet().pay(&ticket.request).await {
            Ok(PayOutcome::Settled(settled)) => self.delivered(&row, settled),
            Ok(PayOutcome::HandOver { uri }) => {
                let row = self.store().advance(row.id, OutState::Paying, &OutChange::AwaitingUser)?;
                self.emit_step(&row, SendStep::AwaitingUser { uri });
                Ok(row)
            }
            Err(error @ PayError::OutcomeUnknown(_)) => Err(error.into()),
            Err(error @ PayError::Failed(_)) => self.failed(&row, error).await,
            // It was refused before anything was tried.
            Err(error) => self.not_paid(&row, error),
        }
    }

    /// Paying: asks the wallet how it went.
    pub(super) async fn look_up(&self, row: &Outgoing) -> Result<Outgoing, EngineError> {
        let ticket = ticket(row)?;
        match self.wallet().lookup(&ticket.request).await? {
            PaymentStatus::Settled(settled) => self.delivered(row, settled),
            PaymentStatus::Failed(reason) => self.failed(row, PayError::Failed(reason)).await,
            PaymentStatus::NotFound if self.is_over(ticket) => {
                self.failed(row, PayError::Failed("the wallet never took it up".into())).await
            }
            PaymentStatus::Pending | PaymentStatus::NotFound => self.look_again(row),
            // Another wallet has been linked since: only the receiver's service can tell.
            PaymentStatus::Unknowable => self.check_service(row).await,
        }
    }

    /// The user says that the other app has paid.
    pub fn confirm_paid(&self, outgoing: i64) -> Result<Outgoing, EngineError> {
        let row = self.store().outgoing(outgoing)?.ok_or(EngineError::NotFound("this outgoing message"))?;
        if row.state != OutState::AwaitingUser {
            return Err(EngineError::WrongState("not waiting to be paid by hand"));
        }
        self.delivered(&row, Settled { preimage: None, fee: None })
    }

    /// Asks the receiver's service (LUD-21). One that never tells leaves the word to the user.
    pub(super) async fn check_service(&self, row: &Outgoing) -> Result<Outgoing, EngineError> {
        let ticket = ticket(row)?;
        match self.ask_service(ticket).await? {
            Some(VerifyStatus { settled: true, preimage }) => {
                self.delivered(row, Settled { preimage, fee: None })
            }
            Some(_) if self.is_over(ticket) => {
                self.not_paid(row, PayError::Failed("the invoice was never paid".into()))
            }
            None if row.state == OutState::AwaitingUser => Ok(row.clone()),
            _ => self.look_again(row),
        }
    }

    /// What the receiver's service says of the payment; `None` where it tells of none.
    async fn ask_service(&self, ticket: &PayTicket) -> Result<Option<VerifyStatus>, EngineError> {
        let url = ticket.verify_url.as_deref().and_then(|url| Url::parse(url).ok());
        let Some((url, payment_hash)) = url.zip(ticket.payment_hash()) else { return Ok(None) };
        Ok(Some(self.inner.lnurl.verify(&url, payment_hash).await?))
    }

    /// The wallet says that the payment failed. It may be wrong, and what has arrived must not be paid again: where the
    /// receiver's service tells of payments, it is asked first. One that talks nonsense changes nothing; one that cannot
    /// be reached is asked again, for as long as the invoice lasts.
    async fn failed(&self, row: &Outgoing, error: PayError) -> Result<Outgoing, EngineError> {
        let ticket = ticket(row)?;
        match self.ask_service(ticket).await {
            Ok(Some(VerifyStatus { settled: true, preimage })) => {
                self.delivered(row, Settled { preimage, fee: None })
            }
            Err(unheard) if unheard.is_retryable() && !self.is_over(ticket) => {
                Err(PayError::OutcomeUnknown(format!("{error}, and the receiver's service is silent")).into())
            }
            _ => self.not_paid(row, error),
        }
    }

    /// Whether the payment can no longer be begun, nor be on its way.
    fn is_over(&self, ticket: &PayTicket) -> bool {
        ticket.pay_until + GIVE_UP_AFTER <= self.now()
    }

    /// The wallet says that it is paid. A proof that does not fit is no proof, whoever shows it.
    fn delivered(&self, row: &Outgoing, settled: Settled) -> Result<Outgoing, EngineError> {
        let expected = ticket(row)?.request.payment_hash();
        let proven = settled.preimage.map(|preimage| preimage.payment_hash());
        if expected.is_some() && proven.is_some() && expected != proven {
            let reason = "the wallet's proof does not fit the payment".to_owned();
            return Err(PayError::OutcomeUnknown(reason).into());
        }
        let preimage = settled.preimage.map(|preimage| preimage.0);
        let change = OutChange::Delivered { preimage, fee: settled.fee, at: self.now() };
        let row = self.store().advance(row.id, row.state, &change)?;
        let amount = ticket(&row)?.amount();
        self.emit_step(&row, SendStep::Delivered { amount, fee: settled.fee });
        Ok(row)
    }

    /// Nothing was paid for sure: the message is published still and can be invoiced anew.
    fn not_paid(&self, row: &Outgoing, error: PayError) -> Result<Outgoing, EngineError> {
        let error = EngineError::from(error);
        self.store().advance(row.id, row.state, &OutChange::BackToPublished { error: error.note() })?;
        Err(error)
    }

    fn look_again(&self, row: &Outgoing) -> Result<Outgoing, EngineError> {
        let error = EngineError::from(PayError::OutcomeUnknown("the wallet has not finished".into())).note();
        let change = OutChange::Retry { error, next_attempt_at: next_try(self.now(), row.attempts) };
        Ok(self.store().advance(row.id, row.state, &change)?)
    }
}

fn ticket(row: &Outgoing) -> Result<&PayTicket, EngineError> {
    row.pay.as_ref().ok_or(EngineError::NotFound("the payment"))
}
