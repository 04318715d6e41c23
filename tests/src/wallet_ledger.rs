//! A ledger whose accounts are wallets, say Lightning nodes: what the sandbox's services serve is then real.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::StreamExt;
use knock_core::amount::Msat;
use knock_core::wallet::{
    CheckedInvoice, IncomingPayment, InvoiceDescription, InvoiceRequest, PayError, PayOutcome, PayRequest,
    PaymentStatus, Settled, Wallet, WalletError,
};
use knock_sandbox::ledger::{
    Description, Direction, InvoiceSpec, Ledger, LedgerError, Transaction, TransactionQuery, TransactionState,
};
use nostr::Timestamp;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;

/// Each account is a wallet. Dropping it stops listening to them; they themselves go on.
pub struct WalletLedger {
    accounts: BTreeMap<String, Arc<Account>>,
    settled: broadcast::Sender<Transaction>,
    listeners: Vec<JoinHandle<()>>,
}

struct Account {
    name: String,
    node_id: String,
    wallet: Arc<dyn Wallet>,
    /// Invoices made and payments sent, in order; a wallet does not list those.
    records: Mutex<Vec<Transaction>>,
}

impl WalletLedger {
    /// Accounts by name, wallet and the hexadecimal key of its node.
    pub async fn open(
        wallets: impl IntoIterator<Item = (&str, Arc<dyn Wallet>, String)>,
    ) -> Result<Self, WalletError> {
        let mut ledger =
            Self { accounts: BTreeMap::new(), settled: broadcast::channel(256).0, listeners: Vec::new() };
        for (name, wallet, node_id) in wallets {
            let mut incoming = wallet.incoming().await?;
            let account =
                Arc::new(Account { name: name.to_owned(), node_id, wallet, records: Mutex::default() });
            ledger.accounts.insert(name.to_owned(), account.clone());
            let settled = ledger.settled.clone();
            ledger.listeners.push(tokio::spawn(async move {
                while let Some(payment) = incoming.next().await {
                    // Nobody listening is fine: it can be listed.
                    let _ = settled.send(account.received(&payment));
                }
            }));
        }
        Ok(ledger)
    }

    fn account(&self, name: &str) -> Result<&Arc<Account>, LedgerError> {
        self.accounts.get(name).ok_or_else(|| LedgerError::UnknownAccount(name.to_owned()))
    }
}

impl Drop for WalletLedger {
    fn drop(&mut self) {
        for listener in &self.listeners {
            listener.abort();
        }
    }
}

#[async_trait]
impl Ledger for WalletLedger {
    fn alias(&self) -> String {
        "A node on regtest".to_owned()
    }

    fn node_id(&self, account: &str) -> Result<String, LedgerError> {
        Ok(self.account(account)?.node_id.clone())
    }

    async fn balance(&self, account: &str) -> Result<u64, LedgerError> {
        let info = self.account(account)?.wallet.info().await.map_err(unfinished)?;
        Ok(info.balance.unwrap_or_default().0)
    }

    async fn create_invoice(&self, account: &str, spec: &InvoiceSpec) -> Result<Transaction, LedgerError> {
        let account = self.account(account)?;
        let request = InvoiceRequest {
            amount: Msat(spec.amount_msat),
            description: match &spec.description {
                Description::Text(text) => InvoiceDescription::Text(text.clone()),
                Description::Hash(hash) => InvoiceDescription::Hash(*hash),
            },
            comment: spec.comment.clone(),
            expiry_secs: u32::try_from(spec.expiry_secs).unwrap_or(u32::MAX),
        };
        let bolt11 = account.wallet.make_invoice(&request).await.map_err(unfinished)?;
        let made = account.record(Direction::Incoming, &read(&bolt11)?);
        account.lock().push(made.clone());
        Ok(made)
    }

    async fn pay(&self, account: &str, bolt11: &str) -> Result<Transaction, LedgerError> {
        let account = self.account(account)?;
        let invoice = read(bolt11)?;
        let begun = account.record(Direction::Outgoing, &invoice);
        account.begin(begun.clone())?;
        let settled = match account.wallet.pay(&request(&begun)?).await {
            Ok(PayOutcome::Settled(settled)) => settled,
            Ok(PayOutcome::HandOver { .. }) => return Err(LedgerError::Unfinished("handed over".to_owned())),
            Err(PayError::OutcomeUnknown(reason)) => return Err(LedgerError::Unfinished(reason)),
            Err(error) => {
                account.forget(&begun);
                return Err(match error {
                    PayError::InsufficientFunds => LedgerError::InsufficientFunds,
                    other => LedgerError::PaymentFailed(other.to_string()),
                });
            }
        };
        let sent = account.sent(&begun, settled);
        let _ = self.settled.send(sent.clone());
        Ok(sent)
    }

    async fn transaction(&self, account: &str, payment_hash: &str) -> Option<Transaction> {
        let records = self.account(account).ok()?.refreshed().await;
        records.into_iter().find(|known| known.payment_hash.eq_ignore_ascii_case(payment_hash))
    }

    async fn transactions(&self, account: &str, query: &TransactionQuery) -> (Vec<Transaction>, usize) {
        match self.account(account) {
            Ok(account) => query.page(account.refreshed().await),
            Err(_) => (Vec::new(), 0),
        }
    }

    fn subscribe(&self) -> broadcast::Receiver<Transaction> {
        self.settled.subscribe()
    }
}

impl Account {
    fn lock(&self) -> MutexGuard<'_, Vec<Transaction>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A payment begins, unless it did before: money moves at most once for a payment hash.
    fn begin(&self, begun: Transaction) -> Result<(), LedgerError> {
        let mut records = self.lock();
        if records.iter().any(|known| is_same(known, &begun)) {
            return Err(LedgerError::AlreadyPaid);
        }
        records.push(begun);
        Ok(())
    }

    /// A payment that surely was not made.
    fn forget(&self, begun: &Transaction) {
        self.lock().retain(|known| !is_same(known, begun));
    }

    fn sent(&self, begun: &Transaction, settled: Settled) -> Transaction {
        let now = Timestamp::now().as_secs();
        let sent = Transaction {
            state: TransactionState::Settled,
            preimage: settled.preimage.map(|it| hex::encode(it.0)).unwrap_or_default(),
            fees_msat: settled.fee.unwrap_or_default().0,
            settled_at: Some(now),
            ..begun.clone()
        };
        self.put(sent.clone());
        sent
    }

    fn received(&self, payment: &IncomingPayment) -> Transaction {
        let payment_hash = payment.payment_hash.to_string();
        let settled_at = payment.settled_at.as_secs();
        let invoice = self
            .lock()
            .iter()
            .find(|known| known.direction == Direction::Incoming && known.payment_hash == payment_hash)
            .cloned();
        // Without an invoice of ours it came to an offer, or unasked.
        let invoice = invoice.unwrap_or_else(|| Transaction {
            created_at: settled_at,
            expires_at: settled_at,
            ..self.blank(Direction::Incoming, payment_hash)
        });
        let received = Transaction {
            state: TransactionState::Settled,
            amount_msat: payment.amount.0,
            settled_at: Some(settled_at),
            comment: payment.comment.clone(),
            ..invoice
        };
        self.put(received.clone());
        received
    }

    fn put(&self, transaction: Transaction) {
        let mut records = self.lock();
        match records.iter_mut().find(|known| is_same(known, &transaction)) {
            Some(known) => *known = transaction,
            None => records.push(transaction),
        }
    }

    /// The records, once the wallet has been asked for what it has that they have not.
    async fn refreshed(&self) -> Vec<Transaction> {
        for payment in self.wallet.incoming_since(Timestamp::from(0)).await.unwrap_or_default() {
            self.received(&payment);
        }
        let under_way = |known: &Transaction| {
            known.direction == Direction::Outgoing && known.state == TransactionState::Pending
        };
        let waiting: Vec<Transaction> =
            self.lock().iter().filter(|known| under_way(known)).cloned().collect();
        for begun in waiting {
            let Ok(request) = request(&begun) else { continue };
            match self.wallet.lookup(&request).await {
                Ok(PaymentStatus::Settled(settled)) => drop(self.sent(&begun, settled)),
                Ok(PaymentStatus::Failed(_)) => self.forget(&begun),
                _ => {}
            }
        }
        self.lock().clone()
    }

    fn record(&self, direction: Direction, invoice: &CheckedInvoice) -> Transaction {
        let (description, description_hash) = match &invoice.description {
            InvoiceDescription::Text(text) => (Some(text.clone()), None),
            InvoiceDescription::Hash(hash) => (None, Some(hex::encode(hash))),
        };
        Transaction {
            bolt11: invoice.bolt11.clone(),
            description,
            description_hash,
            amount_msat: invoice.amount.unwrap_or_default().0,
            created_at: invoice.created_at.as_secs(),
            expires_at: invoice.expires_at.as_secs(),
            ..self.blank(direction, invoice.payment_hash.to_string())
        }
    }

    fn blank(&self, direction: Direction, payment_hash: String) -> Transaction {
        Transaction {
            account: self.name.clone(),
            direction,
            state: TransactionState::Pending,
            bolt11: String::new(),
            description: None,
            description_hash: None,
            payment_hash,
            preimage: String::new(),
            amount_msat: 0,
            fees_msat: 0,
            created_at: 0,
            expires_at: 0,
            settled_at: None,
            comment: None,
            metadata: None,
        }
    }
}

fn is_same(one: &Transaction, other: &Transaction) -> bool {
    one.direction == other.direction && one.payment_hash == other.payment_hash
}

fn read(bolt11: &str) -> Result<CheckedInvoice, LedgerError> {
    CheckedInvoice::parse(bolt11).map_err(|error| LedgerError::NotAnInvoice(error.to_string()))
}

fn request(begun: &Transaction) -> Result<PayRequest, LedgerError> {
    let invoice = read(&begun.bolt11)?;
    let amount = invoice.amount.ok_or_else(|| LedgerError::InvalidInvoice("it has no amount".to_owned()))?;
    Ok(PayRequest::Invoice {
        bolt11: invoice.bolt11,
        payment_hash: invoice.payment_hash,
        amount,
        max_fee: None,
    })
}

fn unfinished(error: WalletError) -> LedgerError {
    LedgerError::Unfinished(error.to_string())
}
