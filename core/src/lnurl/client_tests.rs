//! The client against a real HTTP server whose accounts each misbehave in one way.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use lightning_invoice::{Currency, InvoiceBuilder, PaymentSecret};
use nostr::hashes::{Hash, sha256};
use nostr::secp256k1::{SECP256K1, SecretKey};
use proptest::prelude::*;
use serde_json::json;
use tokio::net::TcpListener;

use super::*;
use crate::http::HttpLimits;
use crate::http::test_server::serve_on;
use crate::reach::Reach;
use crate::wallet::InvoiceError;

const NOW: u64 = 1_750_000_000;
const PREIMAGE: Preimage = Preimage([7; 32]);
const METADATA: &str = r#"[["text/plain","Pay \u00e4lice"]]"#;

struct Made<'a> {
    msat: Option<u64>,
    currency: Currency,
    description: Result<&'a str, &'a str>,
    created: u64,
}

impl Made<'_> {
    /// A signed BOLT11 invoice that is valid for ten minutes; `Ok` is hashed, `Err` stands as text.
    fn sign(self) -> String {
        let key = SecretKey::from_slice(&[42; 32]).unwrap();
        let hash = sha256::Hash::from_byte_array(PREIMAGE.payment_hash().0);
        let builder = InvoiceBuilder::new(self.currency);
        let builder = match self.description {
            Ok(text) => builder.description_hash(sha256::Hash::hash(text.as_bytes())),
            Err(text) => builder.description(text.to_owned()),
        };
        let builder = match self.msat {
            Some(msat) => builder.amount_milli_satoshis(msat),
            None => builder,
        };
        builder
            .payment_hash(hash)
            .payment_secret(PaymentSecret([1; 32]))
            .duration_since_epoch(Duration::from_secs(self.created))
            .expiry_time(Duration::from_secs(600))
            .min_final_cltv_expiry_delta(18)
            .build_signed(|hash| SECP256K1.sign_ecdsa_recoverable(hash, &key))
            .unwrap()
            .to_string()
    }
}

/// LUD-06's first answer. The account's name says how it misbehaves.
async fn terms(State(me): State<SocketAddr>, Path(name): Path<String>) -> Response {
    let mut answer = json!({
        "tag": "payRequest",
        "callback": format!("http://{me}/cb/{name}?account=a%20b&n=1"),
        "minSendable": 1_000,
        "maxSendable": 1_000_000,
        "metadata": METADATA,
        "commentAllowed": 254,
    });
    match name.as_str() {
        "no-comment" => drop(answer.as_object_mut().unwrap().remove("commentAllowed")),
        "withdraw" => answer["tag"] = json!("withdrawRequest"),
        "upside-down" => answer["maxSendable"] = json!(1),
        "plain-callback" => answer["callback"] = json!("http://example.com/cb"),
        "gone" => {
            let body = Json(json!({"status": "ERROR", "reason": "x".repeat(1000)}));
            return (StatusCode::NOT_FOUND, body).into_response();
        }
        "huge" => answer["metadata"] = json!("x".repeat(70_000)),
        "slow" => tokio::time::sleep(Duration::from_secs(30)).await,
        "moved" => {
            return (StatusCode::FOUND, [(header::LOCATION, "/.well-known/lnurlp/good")]).into_response();
        }
        _ => {}
    }
    Json(answer).into_response()
}

/// LUD-06's second answer.
async fn callback(
    State(me): State<SocketAddr>,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let msat = query["amount"].parse().unwrap();
    let mut made =
        Made { msat: Some(msat), currency: Currency::Regtest, description: Ok(METADATA), created: NOW };
    match name.as_str() {
        "full" => return Json(json!({"status": "ERROR", "reason": "No\nliquidity"})).into_response(),
        "more" => made.msat = Some(msat + 1),
        "open" => made.msat = None,
        "other-hash" => made.description = Ok("[[\"text/plain\",\"Pay mallory\"]]"),
        "text" => made.description = Err(METADATA),
        "old" => made.created = NOW - 600,
        "mainnet" => made.currency = Currency::Bitcoin,
        "simnet" => made.currency = Currency::Simnet,
        _ => {}
    }
    let pr = made.sign();
    match name.as_str() {
        "damaged" => Json(json!({"pr": pr.replace("lnbcrt", "lnbc")})).into_response(),
        "no-pr" => Json(json!({"routes": []})).into_response(),
        "down" => StatusCode::BAD_GATEWAY.into_response(),
        _ => {
            let verify = format!("http://{me}/verify/{name}");
            Json(json!({"pr": pr, "routes": [], "disposable": null, "verify": verify})).into_response()
        }
    }
}

/// LUD-21.
async fn verify(Path(name): Path<String>) -> Json<Value> {
    let preimage = hex::encode(PREIMAGE.0);
    Json(match name.as_str() {
        "good" => json!({"status": "OK", "settled": true, "preimage": preimage, "pr": "lnbc1"}),
        "pending" => json!({"status": "OK", "settled": false, "preimage": null}),
        "quiet" => json!({"status": "OK", "settled": true, "preimage": ""}),
        "liar" => json!({"status": "OK", "settled": true, "preimage": "00".repeat(32)}),
        "short" => json!({"status": "OK", "settled": true, "preimage": "00"}),
        "empty" => json!({"status": "OK"}),
        _ => json!({"status": "ERROR", "reason": "Not found"}),
    })
}

async fn server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let me = listener.local_addr().unwrap();
    let router = Router::new()
        .route("/.well-known/lnurlp/{name}", get(terms))
        .route("/cb/{name}", get(callback))
        .route("/verify/{name}", get(verify))
        .route(
            "/echo",
            get(|RawQuery(query): RawQuery| async move { Json(json!({"status": "ERROR", "reason": query})) }),
        )
        .with_state(me);
    serve_on(listener, router)
}

fn client() -> LnurlClient {
    LnurlClient::new(HttpClient::new(Reach::Local).unwrap())
}

fn order(msat: u64) -> InvoiceOrder<'static> {
    InvoiceOrder {
        amount: Msat(msat),
        comment: None,
        network: Some(Network::Regtest),
        now: Timestamp::from_secs(NOW),
    }
}

async fn params(name: &str) -> Result<PayParams, LnurlError> {
    let address = PayAddress::parse(&format!("{name}@{}", server().await)).unwrap();
    client().params(&address).await
}

async fn invoice(name: &str) -> Result<LnurlInvoice, LnurlError> {
    client().invoice(&params(name).await.unwrap(), &order(21_000)).await
}

#[tokio::test]
async fn a_good_service_is_paid_and_proves_it() {
    let params = params("good").await.unwrap();
    assert_eq!((params.min_sendable, params.max_sendable), (Msat(1_000), Msat(1_000_000)));
    assert_eq!(params.comment_allowed, 254);
    assert_eq!(params.description().as_deref(), Some("Pay älice"));

    let comment = "k".repeat(254);
    let order = InvoiceOrder { comment: Some(&comment), ..order(21_001) };
    let invoice = client().invoice(&params, &order).await.unwrap();
    assert_eq!(invoice.amount, Msat(21_001));
    assert_eq!(invoice.payment_hash, PREIMAGE.payment_hash());
    assert_eq!(invoice.expires_at.as_secs(), NOW + 600);
    assert_eq!(CheckedInvoice::parse(&invoice.bolt11).unwrap().amount, Some(Msat(21_001)));

    let status = client().verify(&invoice.verify.unwrap(), invoice.payment_hash).await.unwrap();
    assert_eq!(status, VerifyStatus { settled: true, preimage: Some(PREIMAGE) });
}

#[tokio::test]
async fn the_bech32_form_leads_to_the_same_service() {
    let url = format!("http://{}/.well-known/lnurlp/good", server().await);
    let address = PayAddress::parse(&url).unwrap();
    let again = PayAddress::parse(&address.to_string().to_uppercase()).unwrap();
    assert_eq!(client().params(&again).await.unwrap().comment_allowed, 254);
}

#[tokio::test]
async fn comments_that_are_not_allowed_are_never_sent() {
    let mut params = params("no-comment").await.unwrap();
    assert_eq!(params.comment_allowed, 0);
    // Nobody answers there, so that a request would show as another error.
    params.callback = Url::parse("http://127.0.0.1:1/").unwrap();
    let order = InvoiceOrder { comment: Some("x"), ..order(21_000) };
    let error = client().invoice(&params, &order).await.unwrap_err();
    assert_eq!(error, LnurlError::CommentTooLong { allowed: 0, length: 1 });
}

#[tokio::test]
async fn amounts_out_of_range_are_never_sent() {
    let mut params = params("good").await.unwrap();
    params.callback = Url::parse("http://127.0.0.1:1/").unwrap();
    for msat in [0, 999, 1_000_001] {
        let error = client().invoice(&params, &order(msat)).await.unwrap_err();
        assert_eq!(error, LnurlError::AmountOutOfRange { min: Msat(1_000), max: Msat(1_000_000) });
    }
}

#[tokio::test]
async fn terms_that_are_refused() {
    assert_eq!(params("gone").await, Err(LnurlError::Service("x".repeat(200))));
    assert_eq!(params("withdraw").await, Err(LnurlError::NotPayRequest));
    assert!(matches!(params("upside-down").await, Err(LnurlError::BadAnswer(_))));
    let forbidden = HttpError::Forbidden("example.com".to_owned());
    assert_eq!(params("plain-callback").await, Err(LnurlError::Http(forbidden)));
    assert!(matches!(params("huge").await, Err(LnurlError::Http(HttpError::TooLarge { .. }))));
    assert_eq!(params("moved").await.unwrap().metadata, METADATA);
}

#[tokio::test]
async fn a_slow_service_is_given_up() {
    let limits = HttpLimits { total: Duration::from_millis(200), ..HttpLimits::default() };
    let client = LnurlClient::new(HttpClient::with_limits(Reach::Local, limits).unwrap());
    let address = PayAddress::parse(&format!("slow@{}", server().await)).unwrap();
    let error = client.params(&address).await.unwrap_err();
    assert_eq!(error, LnurlError::Http(HttpError::Timeout));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn strangers_cannot_send_us_to_private_services() {
    let client = LnurlClient::new(HttpClient::new(Reach::Public).unwrap());
    let address = PayAddress::parse(&format!("good@{}", server().await)).unwrap();
    let error = client.params(&address).await.unwrap_err();
    assert!(matches!(error, LnurlError::Http(HttpError::Forbidden(_))), "{error:?}");
}

#[tokio::test]
async fn invoices_that_are_refused() {
    let asked = Msat(21_000);
    let expected = Network::Regtest;
    for (name, error) in [
        ("full", LnurlError::Service("Noliquidity".to_owned())),
        ("more", LnurlError::AmountMismatch { asked, invoiced: Some(Msat(21_001)) }),
        ("open", LnurlError::AmountMismatch { asked, invoiced: None }),
        ("other-hash", LnurlError::DescriptionHashMismatch),
        ("old", LnurlError::InvoiceExpired),
        ("mainnet", LnurlError::NetworkMismatch { expected, invoiced: Network::Bitcoin }),
        ("simnet", LnurlError::BadInvoice(InvoiceError::UnknownNetwork)),
        ("no-pr", LnurlError::BadAnswer("no invoice")),
        ("down", LnurlError::Http(HttpError::Status(502))),
    ] {
        assert_eq!(invoice(name).await, Err(error), "{name}");
    }
    let damaged = invoice("damaged").await;
    assert!(matches!(damaged, Err(LnurlError::BadInvoice(InvoiceError::Malformed(_)))), "{damaged:?}");
}

#[tokio::test]
async fn a_plain_description_instead_of_a_hash_is_fine() {
    assert_eq!(invoice("text").await.unwrap().amount, Msat(21_000));
}

#[tokio::test]
async fn the_network_is_checked_only_if_known() {
    let params = params("mainnet").await.unwrap();
    let order = InvoiceOrder { network: None, ..order(21_000) };
    assert!(client().invoice(&params, &order).await.is_ok());
}

#[tokio::test]
async fn verify_answers() {
    let me = server().await;
    let hash = PREIMAGE.payment_hash();
    let ask = async |name: &str| {
        let url = Url::parse(&format!("http://{me}/verify/{name}")).unwrap();
        client().verify(&url, hash).await
    };
    assert_eq!(ask("pending").await, Ok(VerifyStatus { settled: false, preimage: None }));
    assert_eq!(ask("quiet").await, Ok(VerifyStatus { settled: true, preimage: None }));
    assert_eq!(ask("liar").await, Err(LnurlError::PreimageMismatch));
    assert!(matches!(ask("short").await, Err(LnurlError::BadAnswer(_))));
    assert!(matches!(ask("empty").await, Err(LnurlError::BadAnswer(_))));
    assert_eq!(ask("nobody").await, Err(LnurlError::Service("Not found".to_owned())));
}

#[tokio::test]
async fn the_query_arrives_percent_encoded_behind_the_services_own() {
    let mut params = params("good").await.unwrap();
    params.callback = Url::parse(&format!("http://{}/echo?account=a%20b&n=1", server().await)).unwrap();
    let order = InvoiceOrder { comment: Some("a+b &=%ä#"), ..order(1_000) };
    let error = client().invoice(&params, &order).await.unwrap_err();
    let seen = "account=a%20b&n=1&amount=1000&comment=a%2Bb%20%26%3D%25%C3%A4%23";
    assert_eq!(error, LnurlError::Service(seen.to_owned()));
}

proptest! {
    #[test]
    fn every_comment_arrives_as_written(comment in "\\PC{1,60}", own in "[a-z0-9=&]{0,20}") {
        let answer = json!({
            "tag": "payRequest", "callback": format!("https://example.com/?{own}"),
            "minSendable": 1, "maxSendable": 1, "metadata": "[]", "commentAllowed": 60,
        });
        let params = PayParams::from_json(&answer).unwrap();
        let url = callback_url(&params, &InvoiceOrder { comment: Some(&comment), ..order(1) });
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        prop_assert_eq!(pairs.last(), Some(&("comment".to_owned(), comment)));
        let amount = ("amount".to_owned(), "1".to_owned());
        prop_assert_eq!(pairs.get(pairs.len() - 2), Some(&amount));
        prop_assert!(url.query().unwrap().starts_with(&own));
    }
}
