//! [`Wallet`] over NIP-47.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::join;
use nostr::Timestamp;
use serde_json::{Value, json};

use super::client::{Client, READ_LIMIT, RequestError};
use super::codec::tag_words;
use super::messages::{Transaction, network, number, text};
use super::notifications;
use super::uri::Link;
use crate::amount::Msat;
use crate::reach::Reach;
use crate::wallet::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, PayError, PayOutcome, PayRequest,
    PaymentHash, PaymentStatus, Settled, Wallet, WalletError, WalletInfo,
};

/// Time for a payment; Lightning routes may take a while to fail.
const PAY_LIMIT: Duration = Duration::from_secs(60);

/// Payments asked for at once. Metadata may have 4,096 characters each, and NIP-44 carries 65,535 bytes.
const PAGE: usize = 10;

/// An end to paging for a wallet that has none.
const MAX_PAGES: usize = 1_000;

/// How far before `since` invoices are asked for: wallets filter by the time an invoice was made, not paid.
const INVOICE_LIFE_SECS: u64 = 24 * 60 * 60;

/// The least that a wallet is expected to send, where NIP-47 does not tell.
const MIN_SEND: Msat = Msat(1_000);

/// A wallet linked by Nostr Wallet Connect (NIP-47).
pub struct NwcWallet {
    client: Arc<Client>,
    capabilities: Capabilities,
    pay_limit: Duration,
}

impl fmt::Debug for NwcWallet {
    /// Without the link: its secret spends.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NwcWallet").field("capabilities", &self.capabilities).finish_non_exhaustive()
    }
}

impl NwcWallet {
    /// Connects with a `nostr+walletconnect://…` string and reads what the wallet can do. With
    /// [`Reach::Public`] the wallet's relays must be public ones, since such strings are pasted from anywhere.
    pub async fn connect(uri: &str, reach: Reach) -> Result<Self, WalletError> {
        let client = Client::connect(Link::parse(uri)?, reach).await?;
        let capabilities = capabilities(&client);
        Ok(Self { client: Arc::new(client), capabilities, pay_limit: PAY_LIMIT })
    }

    /// How long [`Wallet::pay`] waits for the wallet's answer; 60 seconds unless set.
    #[must_use]
    pub fn with_pay_limit(mut self, limit: Duration) -> Self {
        self.pay_limit = limit;
        self
    }
}

/// From the info event's content, the methods. A wallet without one may still answer, so everything is tried.
fn capabilities(client: &Client) -> Capabilities {
    let Some(info) = &client.info else {
        return Capabilities {
            pay_invoice: true,
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
        pay_offer: false,
        hand_over: false,
    }
}

#[async_trait]
impl Wallet for NwcWallet {
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    async fn info(&self) -> Result<WalletInfo, WalletError> {
        let info = self.client.request("get_info", json!({}), READ_LIMIT);
        let balance = self.client.request("get_balance", json!({}), READ_LIMIT);
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
        })
    }

    /// NIP-47 has no field for the most that routing may cost, so `max_fee` is up to the wallet's own limit.
    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        let PayRequest::Invoice { bolt11, payment_hash, .. } = request else {
            return Err(PayError::Unsupported("BOLT12 offers"));
        };
        let params = json!({"invoice": bolt11});
        let answer = self.client.request("pay_invoice", params, self.pay_limit).await.map_err(pay_error)?;
        let paid = Transaction::new(answer);
        match paid.proof(*payment_hash) {
            Some(preimage) => Ok(PayOutcome::Settled(Settled { preimage: Some(preimage), fee: paid.fee() })),
            None => Err(PayError::OutcomeUnknown("the wallet's proof does not fit the payment".to_owned())),
        }
    }

    async fn lookup(&self, request: &PayRequest) -> Result<PaymentStatus, WalletError> {
        let PayRequest::Invoice { payment_hash, .. } = request else {
            return Err(WalletError::Unsupported("pay BOLT12 offers"));
        };
        let params = json!({"payment_hash": payment_hash.to_string()});
        match self.client.request("lookup_invoice", params, READ_LIMIT).await {
            Ok(answer) => {
                let transaction = Transaction::new(answer);
                if transaction.payment_hash().is_some_and(|other| other != *payment_hash) {
                    return Err(WalletError::BadAnswer("another payment".to_owned()));
                }
                Ok(transaction.status(*payment_hash))
            }
            Err(RequestError::Refused { code, .. }) if code == "NOT_FOUND" => Ok(PaymentStatus::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    async fn make_invoice(&self, request: &InvoiceRequest) -> Result<String, WalletError> {
        let params = json!({"amount": request.amount.0, "description": request.description,
            "expiry": request.expiry_secs});
        let answer = self.client.request("make_invoice", params, READ_LIMIT).await?;
        text(&answer, "invoice").ok_or_else(|| WalletError::BadAnswer("no invoice".to_owned()))
    }

    /// May also tell of payments that settled up to a day before `since`, where the wallet does not say when.
    async fn incoming_since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        let from = since.as_secs().saturating_sub(INVOICE_LIFE_SECS);
        let mut seen: HashSet<PaymentHash> = HashSet::new();
        let mut found: Vec<IncomingPayment> = Vec::new();
        for page in 0..MAX_PAGES {
            let params = json!({"from": from, "limit": PAGE, "offset": page * PAGE, "type": "incoming",
                "unpaid": false});
            let mut answer = self.client.request("list_transactions", params, READ_LIMIT).await?;
            let Some(Value::Array(transactions)) = answer.get_mut("transactions").map(Value::take) else {
                return Err(WalletError::BadAnswer("no list of transactions".to_owned()));
            };
            let size = transactions.len();
            let transactions = transactions.into_iter().map(Transaction::new);
            // Payments that arrive meanwhile push others to the next page, and some wallets know no offset.
            let new: Vec<_> = transactions
                .filter(|transaction| transaction.payment_hash().is_some_and(|hash| seen.insert(hash)))
                .collect();
            let any_new = !new.is_empty();
            found.extend(new.into_iter().filter_map(|transaction| {
                let payment = transaction.incoming(None)?;
                (payment.settled_at >= since || !transaction.tells_when()).then_some(payment)
            }));
            if size < PAGE || !any_new {
                break;
            }
        }
        found.sort_by_key(|payment| payment.settled_at);
        Ok(found)
    }

    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        if !self.capabilities.stream_incoming {
            return Err(WalletError::Unsupported("tell of incoming payments"));
        }
        notifications::listen(&self.client).await
    }

    async fn shutdown(&self) {
        self.client.closing.send_replace(true);
        self.client.connections.shutdown().await;
    }
}

/// What a failed `pay_invoice` says about the money. Only an error that the wallet gives before it pays, or that
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
                "PAYMENT_FAILED"
                | "NOT_IMPLEMENTED"
                | "RESTRICTED"
                | "UNAUTHORIZED"
                | "RATE_LIMITED"
                | "UNSUPPORTED_ENCRYPTION" => PayError::Failed(words),
                _ => PayError::OutcomeUnknown(words),
            }
        }
    }
}
