//! Play money: numbers in memory behind real, signed invoices.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use lightning_invoice::Bolt11Invoice;
use nostr::hashes::{Hash, HashEngine, sha256};
use nostr::secp256k1::{PublicKey, SECP256K1, SecretKey, rand};
use serde_json::json;
use tokio::sync::broadcast;

use super::{
    Direction, InvoiceSpec, Keysend, Ledger, LedgerError, Transaction, TransactionQuery, TransactionState,
    invoice, now,
};

/// A ledger of play money; clones are the same ledger.
#[derive(Clone)]
pub struct PlayMoney {
    node_key: SecretKey,
    state: Arc<Mutex<State>>,
    payments: broadcast::Sender<Transaction>,
}

#[derive(Default)]
struct State {
    /// Millisatoshi by account.
    balances: BTreeMap<String, u64>,
    /// In order of creation.
    transactions: Vec<Transaction>,
}

impl Default for PlayMoney {
    fn default() -> Self {
        Self::new()
    }
}

impl PlayMoney {
    /// An empty ledger with a node key of its own.
    pub fn new() -> Self {
        Self {
            node_key: SecretKey::new(&mut rand::thread_rng()),
            state: Arc::default(),
            payments: broadcast::channel(4096).0,
        }
    }

    /// The key that signs this ledger's invoices.
    pub fn node_id(&self) -> PublicKey {
        self.node_key.public_key(nostr::secp256k1::SECP256K1)
    }

    /// Opens an account with this much play money.
    pub fn open_account(&self, name: &str, balance_msat: u64) -> Result<(), LedgerError> {
        let mut state = self.lock();
        if state.balances.contains_key(name) {
            return Err(LedgerError::AccountExists(name.into()));
        }
        state.balances.insert(name.into(), balance_msat);
        Ok(())
    }

    /// What the account holds, in millisatoshi.
    pub fn balance(&self, account: &str) -> Result<u64, LedgerError> {
        self.lock().balance(account)
    }

    /// Every account with its balance in millisatoshi.
    pub fn balances(&self) -> BTreeMap<String, u64> {
        self.lock().balances.clone()
    }

    /// Makes and signs a regtest invoice that pays `account`.
    pub fn create_invoice(&self, account: &str, spec: &InvoiceSpec) -> Result<Transaction, LedgerError> {
        let mut state = self.lock();
        state.balance(account)?;
        let transaction = invoice::issue(&self.node_key, account, spec)?;
        state.transactions.push(transaction.clone());
        Ok(transaction.at(now()))
    }

    /// Pays an invoice of this ledger and tells the subscribers. Money moves at most once for a payment hash.
    pub fn pay(&self, account: &str, bolt11: &str) -> Result<Transaction, LedgerError> {
        let invoice: Bolt11Invoice =
            bolt11.trim().parse().map_err(|error| LedgerError::NotAnInvoice(format!("{error:?}")))?;
        let payment_hash = invoice.payment_hash().to_string();
        let mut state = self.lock();
        let balance = state.balance(account)?;
        let index = state
            .transactions
            .iter()
            .position(|known| known.direction == Direction::Incoming && known.payment_hash == payment_hash)
            .filter(|_| invoice.recover_payee_pub_key() == self.node_id())
            .ok_or(LedgerError::UnknownInvoice)?;
        let now = now();
        let receiver = state.transactions[index].clone().at(now);
        match receiver.state {
            TransactionState::Settled => return Err(LedgerError::AlreadyPaid),
            TransactionState::Expired => return Err(LedgerError::Expired),
            TransactionState::Pending => {}
        }
        if receiver.account == account {
            return Err(LedgerError::SelfPayment);
        }
        let received = Transaction { state: TransactionState::Settled, settled_at: Some(now), ..receiver };
        let sent = state.move_money(account, balance, &received, now)?;
        state.transactions[index] = received.clone();
        self.tell([received, sent.clone()]);
        Ok(sent)
    }

    /// Pays the node of another account unasked and tells the subscribers. Money moves at most once for a preimage.
    pub fn keysend(&self, account: &str, payment: &Keysend) -> Result<Transaction, LedgerError> {
        let mut state = self.lock();
        let balance = state.balance(account)?;
        let to = state.balances.keys().find(|name| self.account_node(name).to_string() == payment.node);
        let to = to.cloned().ok_or_else(|| LedgerError::PaymentFailed("no route to this node".into()))?;
        if to == account {
            return Err(LedgerError::SelfPayment);
        }
        let payment_hash = sha256::Hash::hash(&payment.preimage).to_string();
        if state.transactions.iter().any(|known| known.payment_hash == payment_hash) {
            return Err(LedgerError::AlreadyPaid);
        }
        let (now, records) = (now(), &payment.tlv_records);
        let value = records[0]["value"].as_str().and_then(|value| hex::decode(value).ok());
        let received = Transaction {
            account: to,
            direction: Direction::Incoming,
            state: TransactionState::Settled,
            bolt11: String::new(),
            description: None,
            description_hash: None,
            payment_hash,
            preimage: hex::encode(payment.preimage),
            amount_msat: payment.amount_msat,
            fees_msat: 0,
            created_at: now,
            expires_at: now,
            settled_at: Some(now),
            comment: value.and_then(|text| String::from_utf8(text).ok()),
            metadata: Some(json!({ "tlv_records": records })),
        };
        let sent = state.move_money(account, balance, &received, now)?;
        state.transactions.push(received.clone());
        self.tell([received, sent.clone()]);
        Ok(sent)
    }

    /// The key of an account's node, which keysend pays. Invoices are all signed by the ledger's one key.
    pub fn account_node(&self, account: &str) -> PublicKey {
        let mut engine = sha256::Hash::engine();
        engine.input(&self.node_key.secret_bytes());
        engine.input(account.as_bytes());
        let seed = sha256::Hash::from_engine(engine).to_byte_array();
        // A hash is no key about once in 2^128.
        SecretKey::from_slice(&seed).unwrap_or(self.node_key).public_key(SECP256K1)
    }

    fn tell(&self, sides: [Transaction; 2]) {
        // Nobody listening is fine: the record stands.
        for side in sides {
            let _ = self.payments.send(side);
        }
    }

    /// The account's record of a payment hash (hex).
    pub fn transaction(&self, account: &str, payment_hash: &str) -> Option<Transaction> {
        let state = self.lock();
        let found = state
            .transactions
            .iter()
            .find(|known| known.account == account && known.payment_hash.eq_ignore_ascii_case(payment_hash));
        found.cloned().map(|transaction| transaction.at(now()))
    }

    /// A page of the account's transactions, newest first, and how many match in all.
    pub fn transactions(&self, account: &str, query: &TransactionQuery) -> (Vec<Transaction>, usize) {
        let now = now();
        let state = self.lock();
        let own = state.transactions.iter().filter(|known| known.account == account);
        query.page(own.map(|known| known.clone().at(now)))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Ledger for PlayMoney {
    fn alias(&self) -> String {
        "Knock sandbox (play money)".to_owned()
    }

    fn node_id(&self, account: &str) -> Result<String, LedgerError> {
        Self::balance(self, account)?;
        Ok(self.account_node(account).to_string())
    }

    async fn balance(&self, account: &str) -> Result<u64, LedgerError> {
        Self::balance(self, account)
    }

    async fn create_invoice(&self, account: &str, spec: &InvoiceSpec) -> Result<Transaction, LedgerError> {
        Self::create_invoice(self, account, spec)
    }

    async fn pay(&self, account: &str, bolt11: &str) -> Result<Transaction, LedgerError> {
        Self::pay(self, account, bolt11)
    }

    async fn keysend(&self, account: &str, payment: &Keysend) -> Result<Transaction, LedgerError> {
        Self::keysend(self, account, payment)
    }

    async fn transaction(&self, account: &str, payment_hash: &str) -> Option<Transaction> {
        Self::transaction(self, account, payment_hash)
    }

    async fn transactions(&self, account: &str, query: &TransactionQuery) -> (Vec<Transaction>, usize) {
        Self::transactions(self, account, query)
    }

    fn subscribe(&self) -> broadcast::Receiver<Transaction> {
        self.payments.subscribe()
    }
}

impl State {
    fn balance(&self, account: &str) -> Result<u64, LedgerError> {
        self.balances.get(account).copied().ok_or_else(|| LedgerError::UnknownAccount(account.into()))
    }

    /// Moves what was received from the payer, who has that much, to its receiver, and notes the payer's side.
    fn move_money(
        &mut self,
        payer: &str,
        balance: u64,
        received: &Transaction,
        now: u64,
    ) -> Result<Transaction, LedgerError> {
        let left = balance.checked_sub(received.amount_msat).ok_or(LedgerError::InsufficientFunds)?;
        let credited = self.balance(&received.account)?.saturating_add(received.amount_msat);
        self.balances.insert(payer.into(), left);
        self.balances.insert(received.account.clone(), credited);
        let sent = Transaction {
            account: payer.into(),
            direction: Direction::Outgoing,
            created_at: now,
            comment: None,
            metadata: None,
            ..received.clone()
        };
        self.transactions.push(sent.clone());
        Ok(sent)
    }
}
