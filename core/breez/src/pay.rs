//! Paying once, and finding out how it went.

use std::time::Duration;

use breez_sdk_liquid::model::{
    GetPaymentRequest, ListPaymentsRequest, PayAmount, Payment, PaymentType, PrepareSendRequest,
    PrepareSendResponse, SendDestination, SendPaymentRequest, SendPaymentResponse,
};
use futures::StreamExt;
use futures::channel::mpsc::UnboundedReceiver;
use knock_core::amount::Msat;
use knock_core::wallet::{PayError, PayOutcome, PayRequest, PaymentHash, PaymentStatus, WalletError};
use tokio::time::{Instant, timeout_at};

use crate::payment::{OfferPayment, offer_payment, status, swap_id};
use crate::wallet::BreezWallet;
use crate::{error, settings};

/// Time for a payment, before its outcome is left to look-ups.
const PAY_LIMIT: Duration = Duration::from_secs(60);

impl BreezWallet {
    pub(crate) async fn pay_once(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        match request {
            PayRequest::Invoice { bolt11, max_fee, .. } => {
                let prepared = self.prepare(bolt11, None, *max_fee).await?;
                self.send(prepared, None).await
            }
            PayRequest::Offer { offer, amount, payer_note, max_fee, .. } => {
                let prepared = self.prepare(offer, Some(*amount), *max_fee).await?;
                self.pay_offer(offer, payer_note, prepared).await
            }
            PayRequest::Keysend { .. } => Err(PayError::Unsupported("by keysend")),
        }
    }

    pub(crate) async fn look_up(&self, request: &PayRequest) -> Result<PaymentStatus, WalletError> {
        if let Some(payment) = self.find(request).await? {
            return Ok(status(&payment));
        }
        // A kill right after the broadcast leaves a payment that only the chain knows. So "never heard of it" is said
        // only after asking there; without an answer nothing is said.
        self.sdk.sync(false).await.map_err(error::sdk)?;
        Ok(self.find(request).await?.map_or(PaymentStatus::NotFound, |payment| status(&payment)))
    }

    /// Asks what it costs, and goes no further where that is too much. Magic routing hints are left out: with one, the
    /// money would go by the Liquid chain, leaving neither payment hash nor proof.
    async fn prepare(
        &self,
        destination: &str,
        amount: Option<Msat>,
        max_fee: Option<Msat>,
    ) -> Result<PrepareSendResponse, PayError> {
        let request = PrepareSendRequest {
            destination: destination.to_owned(),
            amount: amount.map(|amount| PayAmount::Bitcoin { receiver_amount_sat: amount.sat_ceil() }),
            disable_mrh: Some(true),
            payment_timeout_sec: None,
        };
        let prepared = self.sdk.prepare_send_payment(&request).await.map_err(error::before_sending)?;
        let PrepareSendResponse { destination, fees_sat, .. } = &prepared;
        if !matches!(destination, SendDestination::Bolt11 { .. } | SendDestination::Bolt12 { .. }) {
            return Err(PayError::Unsupported("anything but BOLT11 invoices and BOLT12 offers"));
        }
        let fee = Msat::from_sat(fees_sat.ok_or(PayError::InsufficientFunds)?);
        match max_fee {
            Some(max_fee) if fee > max_fee => {
                Err(PayError::Failed(format!("the fee of {fee} is above the limit of {max_fee}")))
            }
            _ => Ok(prepared),
        }
    }

    /// One at a time, so that an attempt that was cut off can be told from the others.
    async fn pay_offer(
        &self,
        offer: &str,
        payer_note: &str,
        prepared: PrepareSendResponse,
    ) -> Result<PayOutcome, PayError> {
        let mut attempts = self.attempts.lock().await;
        let unwritten = |error: std::io::Error| PayError::Failed(settings::storage_text(&error));
        let made = self.offer_payments().await.map_err(|error| PayError::Failed(error.to_string()))?;
        if attempts.find(offer, payer_note, &made).is_some_and(|it| !it.failed) {
            return Err(PayError::OutcomeUnknown("this payment has been made already".to_owned()));
        }
        attempts.begin(offer, payer_note, &made).map_err(unwritten)?;
        let outcome = self.send(prepared, Some(payer_note.to_owned())).await;
        // Once the SDK has the note, ours is not needed; one that is left does no harm.
        let stored = |it: &OfferPayment| !it.failed && it.payer_note.as_deref() == Some(payer_note);
        if self.offer_payments().await.is_ok_and(|made| made.iter().any(stored))
            && let Err(error) = attempts.end(payer_note)
        {
            log::warn!("{}", settings::storage_text(&error));
        }
        outcome
    }

    async fn send(
        &self,
        prepare_response: PrepareSendResponse,
        payer_note: Option<String>,
    ) -> Result<PayOutcome, PayError> {
        let deadline = Instant::now() + PAY_LIMIT;
        let changes = self.payments.subscribe();
        let request = SendPaymentRequest { prepare_response, use_asset_fees: None, payer_note };
        let SendPaymentResponse { payment } =
            self.sdk.send_payment(&request).await.map_err(error::sending)?;
        outcome(payment, changes, deadline).await
    }

    async fn find(&self, request: &PayRequest) -> Result<Option<Payment>, WalletError> {
        let wanted = match request {
            PayRequest::Invoice { payment_hash, .. } => by_hash(*payment_hash),
            PayRequest::Offer { offer, payer_note, .. } => {
                let attempts = self.attempts.lock().await;
                match attempts.find(offer, payer_note, &self.offer_payments().await?) {
                    Some(OfferPayment { swap_id, .. }) => {
                        GetPaymentRequest::SwapId { swap_id: swap_id.clone() }
                    }
                    None => return Ok(None),
                }
            }
            PayRequest::Keysend { .. } => return Ok(None),
        };
        let found = self.sdk.get_payment(&wanted).await.map_err(error::asking)?;
        Ok(found.filter(|payment| matches!(payment, Payment { payment_type: PaymentType::Send, .. })))
    }

    /// Every payment out to an offer, oldest first.
    async fn offer_payments(&self) -> Result<Vec<OfferPayment>, WalletError> {
        let request = ListPaymentsRequest {
            filters: Some(vec![PaymentType::Send]),
            sort_ascending: Some(true),
            ..ListPaymentsRequest::default()
        };
        let payments = self.sdk.list_payments(&request).await.map_err(error::asking)?;
        Ok(payments.iter().filter_map(offer_payment).collect())
    }
}

fn by_hash(payment_hash: PaymentHash) -> GetPaymentRequest {
    GetPaymentRequest::PaymentHash { payment_hash: payment_hash.to_string() }
}

/// Follows a payment that was sent until it is over.
async fn outcome(
    sent: Payment,
    mut changes: UnboundedReceiver<Payment>,
    deadline: Instant,
) -> Result<PayOutcome, PayError> {
    let under_way = || PayError::OutcomeUnknown("the swap is under way".to_owned());
    let wanted = swap_id(&sent).map(str::to_owned).ok_or_else(under_way)?;
    let mut payment = sent;
    loop {
        match status(&payment) {
            PaymentStatus::Settled(settled) => return Ok(PayOutcome::Settled(settled)),
            PaymentStatus::Failed(reason) => return Err(PayError::Failed(reason)),
            _ => {}
        }
        payment = loop {
            match timeout_at(deadline, changes.next()).await {
                Ok(Some(changed)) if swap_id(&changed) == Some(wanted.as_str()) => break changed,
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => return Err(under_way()),
            }
        };
    }
}
