//! [`Wallet`] over NIP-47.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::join;
use nostr::{Event, Timestamp};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::client::{Client, READ_LIMIT, RequestError};
use super::codec::tag_words;
use super::messages::{Transaction, network, number, text};
use super::uri::Link;
use super::{history, notifications};
use crate::amount::Msat;
use crate::network::Network;
use crate::wallet::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceDescription, InvoiceRequest, KNOCK_RECORD,
    PayError, PayOutcome, PayRequest, PaymentHash, PaymentStatus, Settled, Wallet, WalletError, WalletInfo,
};

/// Time for a payment; Lightning routes may take a while to fail.
const PAY_LIMIT: Duration = Duration::from_secs(60);

/// The least that a wallet is expected to send, where NIP-47 does not tell.
const MIN_SEND: Msat = Msat(1_000);

/// A wallet linked by Nostr Wallet Connect (NIP-47).
pub struct NwcWallet {
    link: Link,
    network: Network,
    client: OnceCell<Arc<Client>>,
    pay_limit: Duration,
}

impl fmt::Debug for NwcWallet {
    /// Without the link: its secret spends.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NwcWallet").field("capabilities", &self.capabilities()).finish_non_exhaustive()
    }
}

impl NwcWallet {
    /// Reads a `nostr+walletconnect://…` string. Nothing is connected until the wallet is needed, so a
    /// home opens without network. Where the network reaches public hosts only, the wallet's relays
    /// must be public ones, since such strings are pasted from anywhere.
    pub fn link(uri: &str, network: impl Into<Network>) -> Result<Self, WalletError> {
        Ok(Self {
            link: Link::parse(uri)?,
            network: network.into(),
            client: OnceCell::new(),
            pay_limit: PAY_LIMIT,
        })
    }

    /// The same, connected: what the wallet can do is known.
    pub async fn connect(uri: &str, network: impl Into<Network>) -> Result<Self, WalletError> {
        let wallet = Self::link(uri, network)?;
        wallet.client().await?;
        Ok(wallet)
    }

    /// How long [`Wallet::pay`] waits for the wallet's answer; 60 seconds unless set.
    #[must_use]
    pub fn with_pay_limit(mut self, limit: Duration) -> Self {
        self.pay_limit = limit;
        self
    }

    async fn client(&self) -> Result<&Arc<Client>, WalletError> {
        let connect =
            || async { Ok(Arc::new(Client::connect(self.link.clone(), self.network.clone()).await?)) };
        self.client.get_or_try_init(connect).await
    }

    /// The wallet's record of a payment; `None` where it knows none.
    async fn find(&self, payment_hash: PaymentHash) -> Result<Option<Transaction>, WalletError> {
        let params = json!({"payment_hash": payment_hash.to_string()});
        match self.client().await?.request("lookup_invoice", params, READ_LIMIT).await {
            Ok(answer) => {
                let transaction = Transaction::new(answer);
                if transaction.payment_hash().is_some_and(|other| other != payment_hash) {
                    return Err(WalletError::BadAnswer("another payment".to_owned()));
                }
                Ok(Some(transaction))
            }
            Err(RequestError::Refused { code, .. }) if code == "NOT_FOUND" => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The wallet says that the payment failed. NIP-47 lets it say so after a time-out, too, so its own record
    /// is asked: a payment that is still on its way must not be made again.
    async fn after_failure(&self, hash: PaymentHash, words: String) -> Result<PayOutcome, PayError> {
        let words = if words.is_empty() { "PAYMENT_FAILED".to_owned() } else { words };
        match self.find(hash).await {
            Ok(Some(record)) if record.is_under_way() => Err(PayError::OutcomeUnknown(words)),
            Ok(Some(record)) => match record.status(hash) {
                PaymentStatus::Settled(settled) => Ok(PayOutcome::Settled(settled)),
                _ => Err(PayError::Failed(words)),
            },
            Ok(None) | Err(_) => Err(PayError::Failed(words)),
        }
    }
}

/// From the info event's content, the methods. A wallet without one may still answer, so everything is tried.
fn capabilities(info: Option<&Event>) -> Capabilities {
    let Some(info) = info else {
        return Capabilities {
            pay_invoice: true,
            pay_keysend: true,
            make_invoice: true,
            list_incoming: true,
            stream_incoming: true,
            ..Capabilities::default()
        };
    };
    let methods: HashSet<&str> = info.content.split([' ', ',', '\n']).collect();
    Capabilities {
        pay_invoice: methods.contains("pay_invoice"),
        make_invoice: methods.contains("make_invoice"),
        list_incoming: methods.contains("list_transactions"),
        stream_incoming: tag_words(info, "notifications").iter().any(|word| word == "payment_received"),
        pay_keysend: methods.contains("pay_keysend"),
        pay_offer: false,
        limit_fee: false,
        hand_over: false,
    }
}

#[async_trait]
impl Wallet for NwcWallet {
    fn capabilities(&self) -> Capabilities {
        capabilities(self.client.get().and_then(|client| client.info.as_ref()))
    }

    async fn info(&self) -> Result<WalletInfo, WalletError> {
        let client = self.client().await?;
        let info = client.request("get_info", json!({}), READ_LIMIT);
        let balance = client.request("get_balance", json!({}), READ_LIMIT);
        let (info, balance) = join(info, balance).await;
        // A link may be allowed to pay and nothing else.
        let info = match info {
            Err(RequestError::Refused { code, .. }) if code == "NOT_IMPLEMENTED" || code == "RESTRICTED" => {
                Value::Null
            }
            other => other?,
        };
        Ok(WalletInfo {
            alias: text(&info, "alias"),
            network: network(&info),
            balance: balance.ok().and_then(|balance| number(&balance, "balance")).map(Msat),
            min_send: Some(MIN_SEND),
            max_send: None,
        })
    }

    /// NIP-47 has no field for the most that routing may cost, so `max_fee` is up to the wallet's own limit.
    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        let Some((method, params)) = pay_call(request) else {
            return Err(PayError::Unsupported("BOLT12 offers"));
        };
        let client = self.client().await.map_err(|error| PayError::Unreachable(error.to_string()))?;
        let answer = match client.request(method, params, self.pay_limit).await {
            Err(RequestError::Refused { code, message }) if code == "PAYMENT_FAILED" => {
                return match request.payment_hash() {
                    Some(hash) => self.after_failure(hash, message).await,
                    None => Err(PayError::Failed(message)),
                };
            }
            answer => answer.map_err(pay_error)?,
        };
        let paid = Transaction::new(answer);
        match request.payment_hash().and_then(|payment_hash| paid.proof(payment_hash)) {
            Some(preimage) => Ok(PayOutcome::Settled(Settled { preimage: Some(preimage), fee: paid.fee() })),
            None => Err(PayError::OutcomeUnknown("the wallet's proof does not fit the payment".to_owned())),
        }
    }

    async fn lookup(&self, request: &PayRequest) -> Result<PaymentStatus, WalletError> {
        let Some(payment_hash) = request.payment_hash() else {
            return Err(WalletError::Unsupported("pay BOLT12 offers"));
        };
        let found = self.find(payment_hash).await?;
        Ok(found.map_or(PaymentStatus::NotFound, |transaction| transaction.status(payment_hash)))
    }

    async fn make_invoice(&self, request: &InvoiceRequest) -> Result<String, WalletError> {
        let mut params = json!({"amount": request.amount.0, "expiry": request.expiry_secs});
        match &request.description {
            InvoiceDescription::Text(text) => params["description"] = json!(text),
            InvoiceDescription::Hash(hash) => params["description_hash"] = json!(hex::encode(hash)),
        }
        if let Some(comment) = &request.comment {
            params["metadata"] = json!({"comment": comment});
        }
        let answer = self.client().await?.request("make_invoice", params, READ_LIMIT).await?;
        text(&answer, "invoice").ok_or_else(|| WalletError::BadAnswer("no invoice".to_owned()))
    }

    /// May also tell of payments that settled up to a day before `since`, where the wallet does not say when.
    async fn incoming_since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        history::incoming_since(self.client().await?, since).await
    }

    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        let client = self.client().await?;
        if !self.capabilities().stream_incoming {
            return Err(WalletError::Unsupported("tell of incoming payments"));
        }
        notifications::listen(client).await
    }

    async fn shutdown(&self) {
        if let Some(client) = self.client.get() {
            client.closing.send_replace(true);
            client.connections.shutdown().await;
        }
    }
}

/// The method that pays, and its parameters; NIP-47 has none for offers.
fn pay_call(request: &PayRequest) -> Option<(&'static str, Value)> {
    match request {
        PayRequest::Invoice { bolt11, .. } => Some(("pay_invoice", json!({"invoice": bolt11}))),
        PayRequest::Offer { .. } => None,
        PayRequest::Keysend { node, preimage, amount, comment, .. } => {
            let record = json!({"type": KNOCK_RECORD, "value": hex::encode(comment)});
            let params = json!({"amount": amount.0, "pubkey": node.to_string(),
                "preimage": hex::encode(preimage.0), "tlv_records": [record]});
            Some(("pay_keysend", params))
        }
    }
}

/// What a failed payment says about the money. Only an error that the wallet gives before it pays, or that
/// ends the attempt, counts as "nothing was paid": wallets say `INTERNAL` or `OTHER` also while an HTLC is held.
fn pay_error(error: RequestError) -> PayError {
    match error {
        RequestError::NeverSent(reason) => PayError::Unreachable(reason),
        RequestError::NoAnswer(reason) | RequestError::BadAnswer(reason) => PayError::OutcomeUnknown(reason),
        RequestError::Refused { code, message } => {
            let words = if message.is_empty() { code.clone() } else { format!("{code}: {message}") };
            match code.as_str() {
                "INSUFFICIENT_BALANCE" => PayError::InsufficientFunds,
                "QUOTA_EXCEEDED" => PayError::QuotaExceeded,
                "NOT_IMPLEMENTED"
                | "RESTRICTED"
                | "UNAUTHORIZED"
                | "RATE_LIMITED"
                | "UNSUPPORTED_ENCRYPTION" => PayError::Failed(words),
                _ => PayError::OutcomeUnknown(words),
            }
        }
    }
}
