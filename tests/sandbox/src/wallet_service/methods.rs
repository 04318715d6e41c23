//! What each NIP-47 method does to the ledger.

use lightning_invoice::Bolt11Invoice;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::WalletSwitches;
use super::wire::{Refusal, Request};
use crate::ledger::{
    Description, InvoiceSpec, Keysend, Ledger, LedgerError, Transaction, TransactionQuery, TransactionState,
};

pub(super) const METHODS: [&str; 7] = [
    "pay_invoice",
    "pay_keysend",
    "get_balance",
    "get_info",
    "make_invoice",
    "lookup_invoice",
    "list_transactions",
];
pub(super) const NOTIFICATIONS: [&str; 2] = ["payment_received", "payment_sent"];

/// A page stops here, so that its event stays below the 64 kB that NIP-44 and most clients accept.
const MAX_PAGE_BYTES: usize = 36_000;

/// NIP-47: `metadata` has at most this many characters.
const MAX_METADATA_CHARS: usize = 4_096;

#[derive(Deserialize)]
struct PayInvoice {
    invoice: String,
}

#[derive(Deserialize)]
struct PayKeysend {
    amount: u64,
    pubkey: String,
    preimage: String,
    #[serde(default)]
    tlv_records: Value,
}

#[derive(Deserialize)]
struct MakeInvoice {
    amount: u64,
    description: Option<String>,
    description_hash: Option<String>,
    expiry: Option<u64>,
    metadata: Option<Value>,
}

#[derive(Deserialize)]
struct LookupInvoice {
    payment_hash: Option<String>,
    invoice: Option<String>,
}

/// Runs a request for an account and gives the `result`.
pub(super) async fn call(
    ledger: &dyn Ledger,
    account: &str,
    switches: &WalletSwitches,
    request: &Request,
) -> Result<Value, Refusal> {
    match request.method.as_str() {
        "get_info" => Ok(json!({
            "alias": ledger.alias(),
            "color": "#f7931a",
            "pubkey": ledger.node_id(account)?,
            "network": "regtest",
            "block_height": 0,
            "methods": METHODS,
            "notifications": NOTIFICATIONS,
        })),
        "get_balance" => Ok(json!({ "balance": ledger.balance(account).await? })),
        "pay_invoice" => {
            let params: PayInvoice = request.params()?;
            if let Some(code) = &switches.refuse_payments {
                return Err(Refusal::new(code, "payments are refused by a switch"));
            }
            let paid = ledger.pay(account, &params.invoice).await?;
            Ok(json!({ "preimage": paid.preimage, "fees_paid": paid.fees_msat }))
        }
        "pay_keysend" => {
            let params: PayKeysend = request.params()?;
            if let Some(code) = &switches.refuse_payments {
                return Err(Refusal::new(code, "payments are refused by a switch"));
            }
            let mut preimage = [0; 32];
            hex::decode_to_slice(params.preimage, &mut preimage)
                .map_err(|_| Refusal::new("OTHER", "preimage is not 32 bytes of hex"))?;
            let PayKeysend { amount: amount_msat, pubkey: node, tlv_records, .. } = params;
            let payment = Keysend { node, preimage, amount_msat, tlv_records };
            let paid = ledger.keysend(account, &payment).await?;
            Ok(json!({ "preimage": paid.preimage, "fees_paid": paid.fees_msat }))
        }
        "make_invoice" => {
            let made = ledger.create_invoice(account, &invoice_spec(request.params()?)?).await?;
            Ok(transaction_json(&made, switches))
        }
        "lookup_invoice" => {
            let payment_hash = wanted_hash(request.params()?)?;
            let found = ledger.transaction(account, &payment_hash).await;
            let found = found.ok_or_else(|| Refusal::new("NOT_FOUND", "no such invoice or payment"))?;
            Ok(transaction_json(&found, switches))
        }
        "list_transactions" => Ok(page(ledger, account, switches, &request.params()?).await),
        other => Err(Refusal::new("NOT_IMPLEMENTED", format!("{other} is not known here"))),
    }
}

fn invoice_spec(params: MakeInvoice) -> Result<InvoiceSpec, Refusal> {
    let description = match params.description_hash {
        Some(text) => {
            let mut hash = [0; 32];
            hex::decode_to_slice(text, &mut hash)
                .map_err(|_| Refusal::new("OTHER", "description_hash is not 32 bytes of hex"))?;
            Description::Hash(hash)
        }
        None => Description::Text(params.description.unwrap_or_default()),
    };
    if params.metadata.as_ref().is_some_and(|value| value.to_string().chars().count() > MAX_METADATA_CHARS) {
        return Err(Refusal::new("OTHER", "metadata is longer than 4096 characters"));
    }
    // LNURL servers hand their payers' comments to the wallet this way.
    let comment = params.metadata.as_ref().and_then(|value| value["comment"].as_str()).map(Into::into);
    let mut spec = InvoiceSpec::new(params.amount, description).comment(comment);
    spec.metadata = params.metadata;
    spec.expiry_secs = params.expiry.unwrap_or(3600);
    Ok(spec)
}

fn wanted_hash(params: LookupInvoice) -> Result<String, Refusal> {
    match (params.payment_hash, params.invoice) {
        (Some(payment_hash), _) => Ok(payment_hash),
        (None, Some(invoice)) => match invoice.parse::<Bolt11Invoice>() {
            Ok(invoice) => Ok(invoice.payment_hash().to_string()),
            Err(_) => Err(Refusal::new("OTHER", "not a BOLT11 invoice")),
        },
        (None, None) => Err(Refusal::new("OTHER", "payment_hash or invoice is needed")),
    }
}

async fn page(
    ledger: &dyn Ledger,
    account: &str,
    switches: &WalletSwitches,
    query: &TransactionQuery,
) -> Value {
    let (transactions, total) = ledger.transactions(account, query).await;
    let mut page = Vec::new();
    let mut bytes = 0;
    for transaction in transactions {
        let entry = transaction_json(&transaction, switches);
        bytes += entry.to_string().len();
        if bytes > MAX_PAGE_BYTES && !page.is_empty() {
            break;
        }
        page.push(entry);
    }
    json!({ "transactions": page, "total_count": total })
}

/// A transaction as NIP-47 shows it. Fields without a value are left out, as most wallets do.
pub(super) fn transaction_json(transaction: &Transaction, switches: &WalletSwitches) -> Value {
    let settled = transaction.state == TransactionState::Settled;
    let mut description = transaction.description.clone();
    let mut metadata = transaction.metadata.clone();
    if switches.put_comment_in_description {
        description = transaction.comment.clone().or(description);
        metadata = None;
    } else if metadata.is_none() {
        metadata = transaction.comment.as_ref().map(|comment| json!({ "comment": comment }));
    }
    let fields = json!({
        "type": transaction.direction,
        "state": transaction.state,
        "invoice": (!transaction.bolt11.is_empty()).then_some(&transaction.bolt11),
        "description": description,
        "description_hash": transaction.description_hash,
        "preimage": settled.then_some(&transaction.preimage),
        "payment_hash": transaction.payment_hash,
        "amount": transaction.amount_msat,
        "fees_paid": transaction.fees_msat,
        "created_at": transaction.created_at,
        "expires_at": transaction.expires_at,
        "settled_at": transaction.settled_at,
        "metadata": metadata,
    });
    match fields {
        Value::Object(fields) => {
            fields.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        let code = match &error {
            LedgerError::InsufficientFunds => "INSUFFICIENT_BALANCE",
            LedgerError::Expired
            | LedgerError::UnknownInvoice
            | LedgerError::SelfPayment
            | LedgerError::PaymentFailed(_) => "PAYMENT_FAILED",
            // Not PAYMENT_FAILED: a client must not take "paid before" for "not paid".
            _ => "OTHER",
        };
        Self::new(code, error.to_string())
    }
}
