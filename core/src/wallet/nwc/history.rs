//! Payments that the wallet lists.

use std::collections::HashSet;

use nostr::Timestamp;
use serde_json::{Value, json};

use super::client::{Client, READ_LIMIT};
use super::messages::{Transaction, number};
use crate::wallet::{IncomingPayment, PaymentHash, WalletError};

/// Payments asked for at once. Metadata may have 4,096 characters each, and NIP-44 carries 65,535 bytes.
const PAGE: usize = 10;

/// An end to paging for a wallet that has none: what is older than so many payments is not looked for. It is
/// far above what anybody would pay to push a message out of sight.
const MAX_PAGES: usize = 20_000;

/// How far before `since` invoices are asked for: wallets filter by the time an invoice was made, not paid.
const INVOICE_LIFE_SECS: u64 = 24 * 60 * 60;

/// Settled incoming payments, oldest first, all pages.
pub(super) async fn incoming_since(
    client: &Client,
    since: Timestamp,
) -> Result<Vec<IncomingPayment>, WalletError> {
    let from = since.as_secs().saturating_sub(INVOICE_LIFE_SECS);
    let mut seen: HashSet<PaymentHash> = HashSet::new();
    let mut found: Vec<IncomingPayment> = Vec::new();
    // Pages may be shorter than asked for: wallets cut them where comments are long.
    let mut offset = 0;
    for _ in 0..MAX_PAGES {
        let params = json!({"from": from, "limit": PAGE, "offset": offset, "type": "incoming",
            "unpaid": false});
        let mut answer = client.request("list_transactions", params, READ_LIMIT).await?;
        let Some(Value::Array(transactions)) = answer.get_mut("transactions").map(Value::take) else {
            return Err(WalletError::BadAnswer("no list of transactions".to_owned()));
        };
        let size = transactions.len();
        offset += size;
        let more_are_told = number(&answer, "total_count").is_some_and(|total| total > offset as u64);
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
        if !any_new || (size < PAGE && !more_are_told) {
            break;
        }
    }
    found.sort_by_key(|payment| payment.settled_at);
    Ok(found)
}
