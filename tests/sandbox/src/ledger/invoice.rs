//! Real, signed BOLT11 invoices.

use std::time::Duration;

use lightning_invoice::{Bolt11InvoiceDescription, Currency, InvoiceBuilder, PaymentSecret, Sha256};
use nostr::hashes::{Hash, sha256};
use nostr::secp256k1::{SECP256K1, SecretKey, rand};
use serde_json::Value;

use super::{Direction, LedgerError, Transaction, TransactionState, now};

/// The most one invoice may ask for: 1,000 bitcoin.
pub const MAX_INVOICE_MSAT: u64 = 100_000_000_000_000;

/// The final hop's CLTV delta, as most nodes ask for.
const MIN_FINAL_CLTV: u64 = 18;

/// What the payer is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Description {
    /// The text itself, at most 639 bytes (BOLT11).
    Text(String),
    /// SHA-256 of a text that the payer has from elsewhere (LUD-06: the LNURL metadata).
    Hash([u8; 32]),
}

/// An invoice to make.
#[derive(Debug, Clone)]
pub struct InvoiceSpec {
    /// Millisatoshi, 1 ..= [`MAX_INVOICE_MSAT`].
    pub amount_msat: u64,
    /// What the payer is shown.
    pub description: Description,
    /// The LUD-12 comment that came with the request; kept beside the invoice, never in it.
    pub comment: Option<String>,
    /// What to note with it (NIP-47 `metadata`).
    pub metadata: Option<Value>,
    /// Seconds from `created_at` until it cannot be paid any more.
    pub expiry_secs: u64,
    /// Unix seconds; `None` is now. An earlier time makes an invoice that has expired already.
    pub created_at: Option<u64>,
}

impl InvoiceSpec {
    /// An invoice for one hour.
    pub fn new(amount_msat: u64, description: Description) -> Self {
        Self { amount_msat, description, comment: None, metadata: None, expiry_secs: 3600, created_at: None }
    }

    /// With the LUD-12 comment that came with the request.
    pub fn comment(mut self, comment: Option<String>) -> Self {
        self.comment = comment;
        self
    }
}

/// Signs the invoice and makes the receiver's record of it.
pub(super) fn issue(key: &SecretKey, account: &str, spec: &InvoiceSpec) -> Result<Transaction, LedgerError> {
    if spec.amount_msat == 0 || spec.amount_msat > MAX_INVOICE_MSAT {
        return Err(LedgerError::InvalidInvoice("the amount is out of range".into()));
    }
    let preimage: [u8; 32] = rand::random();
    let payment_hash = sha256::Hash::hash(&preimage);
    let created_at = spec.created_at.unwrap_or_else(now);
    let refused = |reason: String| LedgerError::InvalidInvoice(reason);
    let (description, text, hash) = match &spec.description {
        Description::Text(text) => {
            let short = lightning_invoice::Description::new(text.clone());
            let short = short.map_err(|error| refused(error.to_string()))?;
            (Bolt11InvoiceDescription::Direct(short), Some(text.clone()), None)
        }
        Description::Hash(hash) => {
            let digest = Sha256(sha256::Hash::from_byte_array(*hash));
            (Bolt11InvoiceDescription::Hash(digest), None, Some(hex::encode(hash)))
        }
    };
    let invoice = InvoiceBuilder::new(Currency::Regtest)
        .invoice_description(description)
        .amount_milli_satoshis(spec.amount_msat)
        .payment_hash(payment_hash)
        .payment_secret(PaymentSecret(rand::random()))
        .duration_since_epoch(Duration::from_secs(created_at))
        .expiry_time(Duration::from_secs(spec.expiry_secs))
        .min_final_cltv_expiry_delta(MIN_FINAL_CLTV)
        .basic_mpp()
        .build_signed(|digest| SECP256K1.sign_ecdsa_recoverable(digest, key))
        .map_err(|error| refused(error.to_string()))?;
    Ok(Transaction {
        account: account.into(),
        direction: Direction::Incoming,
        state: TransactionState::Pending,
        bolt11: invoice.to_string(),
        description: text,
        description_hash: hash,
        payment_hash: payment_hash.to_string(),
        preimage: hex::encode(preimage),
        amount_msat: spec.amount_msat,
        fees_msat: 0,
        created_at,
        expires_at: created_at.saturating_add(spec.expiry_secs),
        settled_at: None,
        comment: spec.comment.clone(),
        metadata: spec.metadata.clone(),
    })
}
