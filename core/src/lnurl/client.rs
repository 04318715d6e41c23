//! Asking a service for its terms, for an invoice, and whether it has been paid.

use nostr::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::{LnurlError, PayAddress, PayParams};
use crate::amount::Msat;
use crate::http::{HttpClient, HttpError, plain_http_is_fine};
use crate::wallet::{CheckedInvoice, Network, PaymentHash, Preimage};

/// All but RFC 3986's unreserved characters, so that no server can read a comment in two ways
/// (`+` as a space, say).
const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An invoice to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvoiceOrder<'a> {
    /// What to pay. Many services take whole satoshis only and round; that is refused here.
    pub amount: Msat,
    /// What the receiver reads with the payment (LUD-12).
    pub comment: Option<&'a str>,
    /// The wallet's chain, if known.
    pub network: Option<Network>,
    /// The present.
    pub now: Timestamp,
}

/// An invoice that was checked against its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LnurlInvoice {
    /// `lnbc…`
    pub bolt11: String,
    /// Identifies the payment.
    pub payment_hash: PaymentHash,
    /// Exactly the amount asked.
    pub amount: Msat,
    /// From then on it cannot be paid.
    pub expires_at: Timestamp,
    /// Where the service tells whether it has been paid (LUD-21), if it does.
    pub verify: Option<Url>,
}

/// Whether an invoice has been paid, by the service's word (LUD-21).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyStatus {
    /// The service has the money.
    pub settled: bool,
    /// The proof, checked against the payment hash.
    pub preimage: Option<Preimage>,
}

/// A client of LNURL-pay services. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LnurlClient {
    http: HttpClient,
}

impl LnurlClient {
    /// A client over this HTTP client, whose reach and limits apply.
    pub const fn new(http: HttpClient) -> Self {
        Self { http }
    }

    /// The terms of the service behind an address (LUD-06).
    pub async fn params(&self, address: &PayAddress) -> Result<PayParams, LnurlError> {
        let params = PayParams::from_json(&self.call(&address.url()?).await?)?;
        self.check_url(&params.callback)?;
        Ok(params)
    }

    /// Asks for an invoice and checks that it is the one asked for: signature, amount to the
    /// millisatoshi, description hash, expiry and chain. Success actions (LUD-09) are ignored.
    ///
    /// An invoice with a plain description passes: LUD-06 has dropped its demand for a hash, since
    /// many nodes cannot make one (lnurl/luds #234). A hash that is there must be the right one.
    pub async fn invoice(
        &self,
        params: &PayParams,
        order: &InvoiceOrder<'_>,
    ) -> Result<LnurlInvoice, LnurlError> {
        params.check_amount(order.amount)?;
        params.check_comment(order.comment.unwrap_or_default())?;
        let answer = self.call(&callback_url(params, order)).await?;
        let bolt11 = answer["pr"].as_str().ok_or(LnurlError::BadAnswer("no invoice"))?;
        let invoice = CheckedInvoice::parse(bolt11)?;
        check(&invoice, params, order)?;
        let verify = answer["verify"].as_str().and_then(|text| Url::parse(text).ok());
        Ok(LnurlInvoice {
            bolt11: invoice.bolt11,
            payment_hash: invoice.payment_hash,
            amount: order.amount,
            expires_at: invoice.expires_at,
            verify: verify.filter(|url| self.check_url(url).is_ok()),
        })
    }

    /// Whether the invoice with this hash has been paid (LUD-21). `url` is [`LnurlInvoice::verify`].
    pub async fn verify(&self, url: &Url, payment_hash: PaymentHash) -> Result<VerifyStatus, LnurlError> {
        self.check_url(url)?;
        let answer = self.call(url).await?;
        let settled = answer["settled"].as_bool().ok_or(LnurlError::BadAnswer("no settled"))?;
        let preimage = match answer["preimage"].as_str() {
            None | Some("") => None,
            Some(text) => {
                let mut bytes = [0; 32];
                hex::decode_to_slice(text, &mut bytes)
                    .map_err(|_| LnurlError::BadAnswer("the preimage is not 32 bytes of hex"))?;
                Some(Preimage(bytes))
            }
        };
        if preimage.is_some_and(|preimage| preimage.payment_hash() != payment_hash) {
            return Err(LnurlError::PreimageMismatch);
        }
        Ok(VerifyStatus { settled, preimage })
    }

    /// One request. Services explain errors in the body, some with status 200, some with 4xx.
    async fn call(&self, url: &Url) -> Result<Value, LnurlError> {
        let answer = self.http.get_answer(url).await?;
        if let Ok(body) = serde_json::from_slice::<Value>(&answer.body)
            && body["status"].as_str().is_some_and(|status| status.eq_ignore_ascii_case("error"))
        {
            return Err(LnurlError::service(body["reason"].as_str().unwrap_or_default()));
        }
        Ok(answer.json()?)
    }

    fn check_url(&self, url: &Url) -> Result<(), HttpError> {
        if url.scheme() == "http" && !plain_http_is_fine(url) {
            return Err(HttpError::Forbidden(url.host_str().unwrap_or_default().to_owned()));
        }
        self.http.check(url)
    }
}

/// The callback with its own parameters untouched and ours behind them.
fn callback_url(params: &PayParams, order: &InvoiceOrder<'_>) -> Url {
    let mut url = params.callback.clone();
    let mut query = match url.query() {
        Some(own) if !own.is_empty() => format!("{own}&amount={}", order.amount.0),
        _ => format!("amount={}", order.amount.0),
    };
    if let Some(comment) = order.comment.filter(|comment| !comment.is_empty()) {
        query.push_str("&comment=");
        query.extend(utf8_percent_encode(comment, QUERY_VALUE));
    }
    url.set_query(Some(&query));
    url
}

fn check(invoice: &CheckedInvoice, params: &PayParams, order: &InvoiceOrder<'_>) -> Result<(), LnurlError> {
    if invoice.amount != Some(order.amount) {
        return Err(LnurlError::AmountMismatch { asked: order.amount, invoiced: invoice.amount });
    }
    if invoice.contradicts(&params.metadata) {
        return Err(LnurlError::DescriptionHashMismatch);
    }
    if let Some(expected) = order.network
        && invoice.network != expected
    {
        return Err(LnurlError::NetworkMismatch { expected, invoiced: invoice.network });
    }
    if invoice.is_expired(order.now) {
        return Err(LnurlError::InvoiceExpired);
    }
    Ok(())
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
