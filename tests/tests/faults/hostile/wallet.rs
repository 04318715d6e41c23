//! A wallet that answers from a script, with the play money's ledger behind it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use futures::StreamExt;
use knock_core::amount::Msat;
use knock_core::wallet::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceRequest, Network, PayError, PayOutcome, PayRequest,
    PaymentHash, PaymentStatus, Settled, Wallet, WalletError, WalletInfo,
};
use knock_sandbox::ledger::PlayMoney;
use nostr::Timestamp;

/// What happens on a payment: whether it is made, and what is said.
#[derive(Debug, Clone)]
pub(crate) struct Pay {
    pub(crate) paid: bool,
    pub(crate) said: Said,
}

#[derive(Debug, Clone)]
pub(crate) enum Said {
    Settled,
    Error(PayError),
    /// Never an answer.
    Nothing,
}

/// What a look-up says.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Told {
    Settled,
    Pending,
    NotFound,
    Failed,
    Unknowable,
    Unreachable,
    Nonsense,
}

/// The wallet. Each list is gone through in turn, and its last entry stays.
pub(crate) struct ScriptedWallet {
    ledger: PlayMoney,
    account: String,
    pays: Mutex<VecDeque<Pay>>,
    lookups: Mutex<VecDeque<Told>>,
    listed: Mutex<VecDeque<Vec<IncomingPayment>>>,
    streamed: Vec<IncomingPayment>,
    asked_to_pay: Mutex<HashMap<PaymentHash, usize>>,
}

impl ScriptedWallet {
    pub(crate) fn paying(ledger: &PlayMoney, account: &str, pays: Vec<Pay>, lookups: Vec<Told>) -> Self {
        Self {
            ledger: ledger.clone(),
            account: account.to_owned(),
            pays: Mutex::new(pays.into()),
            lookups: Mutex::new(lookups.into()),
            listed: Mutex::default(),
            streamed: Vec::new(),
            asked_to_pay: Mutex::default(),
        }
    }

    pub(crate) fn receiving(
        ledger: &PlayMoney,
        listed: Vec<Vec<IncomingPayment>>,
        streamed: Vec<IncomingPayment>,
    ) -> Self {
        let mut wallet = Self::paying(ledger, "", Vec::new(), Vec::new());
        wallet.listed = Mutex::new(listed.into());
        wallet.streamed = streamed;
        wallet
    }

    fn note(&self, payment_hash: PaymentHash) {
        let mut asked = self.asked_to_pay.lock().unwrap_or_else(PoisonError::into_inner);
        *asked.entry(payment_hash).or_default() += 1;
    }

    /// The most often that it was asked to pay the same invoice.
    pub(crate) fn most_asked(&self) -> usize {
        let asked = self.asked_to_pay.lock().unwrap_or_else(PoisonError::into_inner);
        asked.values().copied().max().unwrap_or(0)
    }
}

fn next<T: Clone>(script: &Mutex<VecDeque<T>>) -> Option<T> {
    let mut script = script.lock().unwrap_or_else(PoisonError::into_inner);
    if script.len() > 1 { script.pop_front() } else { script.front().cloned() }
}

#[async_trait]
impl Wallet for ScriptedWallet {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            pay_invoice: true,
            list_incoming: true,
            stream_incoming: true,
            ..Capabilities::default()
        }
    }

    async fn info(&self) -> Result<WalletInfo, WalletError> {
        Ok(WalletInfo {
            alias: None,
            network: Some(Network::Regtest),
            balance: None,
            min_send: None,
            max_send: None,
        })
    }

    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        let PayRequest::Invoice { bolt11, payment_hash, .. } = request else {
            return Err(PayError::Unsupported("offers"));
        };
        self.note(*payment_hash);
        let Some(Pay { paid, said }) = next(&self.pays) else {
            return Err(PayError::Unsupported("anything"));
        };
        if paid {
            self.ledger.pay(&self.account, bolt11).map_err(|error| PayError::Failed(error.to_string()))?;
        }
        match said {
            Said::Settled => Ok(PayOutcome::Settled(Settled { preimage: None, fee: None })),
            Said::Error(error) => Err(error),
            Said::Nothing => std::future::pending().await,
        }
    }

    async fn lookup(&self, _: &PayRequest) -> Result<PaymentStatus, WalletError> {
        match next(&self.lookups).unwrap_or(Told::NotFound) {
            Told::Settled => Ok(PaymentStatus::Settled(Settled { preimage: None, fee: None })),
            Told::Pending => Ok(PaymentStatus::Pending),
            Told::NotFound => Ok(PaymentStatus::NotFound),
            Told::Failed => Ok(PaymentStatus::Failed("no route".into())),
            Told::Unknowable => Ok(PaymentStatus::Unknowable),
            Told::Unreachable => Err(WalletError::Unreachable("asleep".into())),
            Told::Nonsense => Err(WalletError::BadAnswer("what?".into())),
        }
    }

    async fn make_invoice(&self, _: &InvoiceRequest) -> Result<String, WalletError> {
        Err(WalletError::Unsupported("make invoices"))
    }

    async fn incoming_since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        let listed = next(&self.listed).unwrap_or_default();
        Ok(listed.into_iter().filter(|payment| payment.settled_at >= since).collect())
    }

    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        Ok(futures::stream::iter(self.streamed.clone()).chain(futures::stream::pending()).boxed())
    }

    async fn shutdown(&self) {}
}

/// A payment that came in.
pub(crate) fn incoming(number: u8, settled_at: Timestamp, comment: &str) -> IncomingPayment {
    IncomingPayment {
        payment_hash: PaymentHash([number; 32]),
        amount: Msat::from_sat(1),
        settled_at,
        comment: Some(comment.to_owned()),
    }
}
