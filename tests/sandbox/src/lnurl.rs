//! A Lightning address server (LUD-06, 12, 16, 21) that also answers NIP-05.

use std::collections::{BTreeMap, HashMap};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, Query, Request, State};
use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use nostr::{PublicKey, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::ledger::{Description, InvoiceSpec, Ledger, MAX_INVOICE_MSAT, TransactionState};
use crate::server::HttpServer;

/// How one user's Lightning address answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LnurlSettings {
    /// LUD-12 `commentAllowed`, in characters; `None` leaves the field out and refuses comments.
    pub comment_allowed: Option<u32>,
    /// LUD-06 `minSendable`, millisatoshi.
    pub min_sendable_msat: u64,
    /// LUD-06 `maxSendable`, millisatoshi; at most 1,000 bitcoin.
    pub max_sendable_msat: u64,
    /// Seconds that an invoice can be paid.
    pub invoice_expiry_secs: u64,
    /// A fault: invoices ask for 1,000 msat more than was agreed.
    pub wrong_amount: bool,
    /// A fault: invoices commit to some other metadata.
    pub wrong_description_hash: bool,
    /// A fault: invoices have expired when they are handed out.
    pub expired: bool,
    /// A fault: the callback answers with this LUD-06 error.
    pub callback_error: Option<String>,
}

impl Default for LnurlSettings {
    fn default() -> Self {
        Self {
            comment_allowed: Some(255),
            min_sendable_msat: 1_000,
            max_sendable_msat: 1_000_000_000,
            invoice_expiry_secs: 3600,
            wrong_amount: false,
            wrong_description_hash: false,
            expired: false,
            callback_error: None,
        }
    }
}

/// The server's state; clones are the same server.
#[derive(Clone)]
pub struct Lnurl {
    /// `127.0.0.1:PORT`
    host: String,
    ledger: Arc<dyn Ledger>,
    state: Arc<Mutex<LnurlState>>,
}

#[derive(Default)]
struct LnurlState {
    users: BTreeMap<String, LnurlSettings>,
    names: BTreeMap<String, Nip05>,
    log: Vec<String>,
}

struct Nip05 {
    key: PublicKey,
    relays: Vec<String>,
}

impl Lnurl {
    pub(crate) fn new(host: String, ledger: Arc<dyn Ledger>) -> Self {
        Self { host, ledger, state: Arc::default() }
    }

    /// `http://127.0.0.1:PORT`
    pub fn base(&self) -> String {
        format!("http://{}", self.host)
    }

    /// `NAME@127.0.0.1:PORT`; plain HTTP, since it is loopback.
    pub fn address(&self, user: &str) -> String {
        format!("{user}@{}", self.host)
    }

    /// Path and query of every LNURL and NIP-05 request, in order.
    pub fn log(&self) -> Vec<String> {
        self.lock().log.clone()
    }

    /// Forgets the log.
    pub fn clear_log(&self) {
        self.lock().log.clear();
    }

    /// Gives an account a Lightning address, or changes how it answers.
    pub fn configure(&self, user: &str, settings: LnurlSettings) {
        self.lock().users.insert(user.into(), settings);
    }

    /// How a user's Lightning address answers.
    pub fn settings(&self, user: &str) -> Option<LnurlSettings> {
        self.lock().users.get(user).cloned()
    }

    /// Answers NIP-05 look-ups of `name` with this key and these relays.
    pub fn register_name(&self, name: &str, key: PublicKey, relays: Vec<String>) {
        self.lock().names.insert(name.into(), Nip05 { key, relays });
    }

    /// The routes, each of which is logged.
    pub(crate) fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/lnurlp/{user}", get(pay_request))
            .route("/lnurl/{user}/callback", get(callback))
            .route("/lnurl/{user}/verify/{payment_hash}", get(verify))
            .route("/.well-known/nostr.json", get(names))
            .route_layer(middleware::from_fn_with_state(self.clone(), record))
            .with_state(self.clone())
    }

    /// LUD-06 metadata: what the payer's wallet shows, and what the invoice commits to.
    fn metadata(&self, user: &str) -> String {
        let text = format!("Play money for {user} (Knock sandbox)");
        json!([["text/plain", text], ["text/identifier", self.address(user)]]).to_string()
    }

    async fn invoice(&self, user: &str, query: &HashMap<String, String>) -> Result<Value, String> {
        let settings = self.settings(user).ok_or_else(|| format!("there is no user {user}"))?;
        if let Some(reason) = settings.callback_error {
            return Err(reason);
        }
        let amount: u64 = query
            .get("amount")
            .and_then(|amount| amount.parse().ok())
            .ok_or("amount is missing or not a whole number of millisatoshis")?;
        if amount < settings.min_sendable_msat || amount > settings.max_sendable_msat.min(MAX_INVOICE_MSAT) {
            return Err("amount is not between minSendable and maxSendable".into());
        }
        let comment = query.get("comment").filter(|comment| !comment.is_empty()).cloned();
        if let Some(comment) = &comment {
            let allowed = settings.comment_allowed.ok_or("comments are not accepted")?;
            if comment.chars().count() > allowed as usize {
                return Err(format!("the comment is longer than {allowed} characters"));
            }
        }
        let mut committed = self.metadata(user);
        if settings.wrong_description_hash {
            committed.push(' ');
        }
        let asked = if settings.wrong_amount { amount + 1_000 } else { amount };
        let hash = Description::Hash(Sha256::digest(committed.as_bytes()).into());
        let mut spec = InvoiceSpec::new(asked, hash).comment(comment);
        spec.expiry_secs = settings.invoice_expiry_secs;
        if settings.expired {
            let age = settings.invoice_expiry_secs.saturating_add(60);
            spec.created_at = Some(Timestamp::now().as_secs().saturating_sub(age));
        }
        let made = self.ledger.create_invoice(user, &spec).await.map_err(|error| error.to_string())?;
        Ok(json!({
            "pr": made.bolt11,
            "routes": [],
            "disposable": false,
            "successAction": null,
            "verify": format!("{}/lnurl/{user}/verify/{}", self.base(), made.payment_hash),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, LnurlState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The server alone, on a free port of loopback.
pub struct LnurlServer {
    lnurl: Lnurl,
    _server: HttpServer,
}

impl LnurlServer {
    /// Serves until it is dropped.
    pub async fn start(ledger: Arc<dyn Ledger>) -> std::io::Result<Self> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let lnurl = Lnurl::new(socket.local_addr()?.to_string(), ledger);
        let _server = HttpServer::start(socket, lnurl.router());
        Ok(Self { lnurl, _server })
    }

    /// Its settings and its log.
    pub fn lnurl(&self) -> &Lnurl {
        &self.lnurl
    }
}

async fn record(State(lnurl): State<Lnurl>, request: Request, next: Next) -> Response {
    let asked = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    lnurl.lock().log.push(asked);
    let mut response = next.run(request).await;
    // LNURL and NIP-05 are both read by web pages of other origins.
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, axum::http::HeaderValue::from_static("*"));
    response
}

async fn pay_request(State(lnurl): State<Lnurl>, Path(user): Path<String>) -> Response {
    let Some(settings) = lnurl.settings(&user) else {
        return error(&format!("there is no user {user}"));
    };
    let mut answer = json!({
        "tag": "payRequest",
        "callback": format!("{}/lnurl/{user}/callback", lnurl.base()),
        "minSendable": settings.min_sendable_msat,
        "maxSendable": settings.max_sendable_msat.min(MAX_INVOICE_MSAT),
        "metadata": lnurl.metadata(&user),
    });
    if let Some(allowed) = settings.comment_allowed {
        answer["commentAllowed"] = allowed.into();
    }
    Json(answer).into_response()
}

async fn callback(
    State(lnurl): State<Lnurl>,
    Path(user): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    match lnurl.invoice(&user, &query).await {
        Ok(answer) => Json(answer).into_response(),
        Err(reason) => error(&reason),
    }
}

/// LUD-21: whether an invoice has been paid, for payers whose wallet does not say.
async fn verify(State(lnurl): State<Lnurl>, Path((user, payment_hash)): Path<(String, String)>) -> Response {
    let Some(made) = lnurl.ledger.transaction(&user, &payment_hash).await else {
        return error("Not found");
    };
    let settled = made.state == TransactionState::Settled;
    Json(json!({
        "status": "OK",
        "settled": settled,
        "preimage": settled.then_some(made.preimage),
        "pr": made.bolt11,
    }))
    .into_response()
}

async fn names(State(lnurl): State<Lnurl>, Query(query): Query<HashMap<String, String>>) -> Response {
    let state = lnurl.lock();
    let mut answer = json!({ "names": {}, "relays": {} });
    if let Some((name, found)) = query.get("name").and_then(|name| state.names.get_key_value(name)) {
        let key = found.key.to_hex();
        answer["names"][name] = key.clone().into();
        answer["relays"][key] = json!(found.relays);
    }
    Json(answer).into_response()
}

/// LUD-06 errors come with HTTP status 200.
fn error(reason: &str) -> Response {
    Json(json!({ "status": "ERROR", "reason": reason })).into_response()
}
