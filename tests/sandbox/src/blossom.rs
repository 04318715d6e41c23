//! A file server (Blossom: BUD-01, BUD-02, BUD-11, BUD-12) that keeps blobs in memory and a log of all it sees.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nostr::{Event, JsonUtil, Kind, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::server::HttpServer;

/// Largest blob taken, bytes.
pub const MAX_BLOB: usize = 40 * 1024 * 1024;

/// How the server behaves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlossomSettings {
    /// Refuses uploads with this `X-Reason`.
    pub refuse_uploads: Option<String>,
    /// A server that never deletes (403).
    pub refuse_deletions: bool,
    /// How far the server's clock is ahead, seconds, for tests that move the time.
    pub clock_ahead_secs: u64,
    /// A fault: answers 503 to everything.
    pub down: bool,
    /// A fault: hands out blobs with their last byte changed.
    pub corrupt: bool,
    /// A fault: sends a blob that does not end, without saying how long it is.
    pub endless: bool,
    /// A fault: sends whoever fetches a blob on to this URL.
    pub redirect: Option<String>,
}

/// One request, as the server sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlossomCall {
    /// `PUT`, `GET`, `HEAD` or `DELETE`.
    pub method: String,
    /// The path.
    pub path: String,
    /// All headers, one a line.
    pub headers: String,
    /// The public key that authorized it, where one did.
    pub pubkey: Option<String>,
    /// The status of the answer.
    pub status: u16,
}

/// The running server; clones are the same one.
#[derive(Clone)]
pub struct Blossom {
    url: String,
    state: Arc<Mutex<BlossomState>>,
    server: Arc<Mutex<Option<HttpServer>>>,
}

#[derive(Default)]
struct BlossomState {
    settings: BlossomSettings,
    blobs: BTreeMap<String, Blob>,
    log: Vec<BlossomCall>,
}

struct Blob {
    bytes: Bytes,
    owner: String,
    kind: String,
}

impl Blossom {
    pub(crate) async fn start() -> std::io::Result<Self> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", socket.local_addr()?);
        let shared = Shared { url: url.clone(), state: Arc::default() };
        let state = shared.state.clone();
        let router = Router::new()
            .route("/upload", put(upload))
            .route("/{name}", get(fetch).delete(delete))
            .layer(DefaultBodyLimit::max(MAX_BLOB))
            .with_state(shared);
        let server = Arc::new(Mutex::new(Some(HttpServer::start(socket, router))));
        Ok(Self { url, state, server })
    }

    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Changes how it behaves.
    pub fn configure(&self, settings: BlossomSettings) {
        self.lock().settings = settings;
    }

    /// Everything it was asked so far.
    pub fn log(&self) -> Vec<BlossomCall> {
        self.lock().log.clone()
    }

    /// The hashes of what it holds.
    pub fn held(&self) -> Vec<String> {
        self.lock().blobs.keys().cloned().collect()
    }

    /// A blob's bytes.
    pub fn blob(&self, sha256: &str) -> Option<Vec<u8>> {
        self.lock().blobs.get(sha256).map(|blob| blob.bytes.to_vec())
    }

    pub(crate) fn stop(&self) {
        drop(self.server.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn lock(&self) -> MutexGuard<'_, BlossomState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone)]
struct Shared {
    url: String,
    state: Arc<Mutex<BlossomState>>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, BlossomState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        Timestamp::now() + self.lock().settings.clock_ahead_secs
    }

    /// Writes the request and its answer down.
    fn note(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        pubkey: Option<String>,
        answer: Response,
    ) -> Response {
        let shown = |(name, value): (&HeaderName, &HeaderValue)| {
            format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))
        };
        let call = BlossomCall {
            method: method.to_string(),
            path: path.to_owned(),
            headers: headers.iter().map(shown).collect::<Vec<_>>().join("\n"),
            pubkey,
            status: answer.status().as_u16(),
        };
        self.lock().log.push(call);
        answer
    }
}

async fn upload(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let sha256 = hex::encode(Sha256::digest(&body));
    let permitted = permitted(&headers, "upload", &sha256, shared.now());
    let pubkey = permitted.as_ref().ok().cloned();
    let settings = shared.lock().settings.clone();
    let answer = match (settings, permitted) {
        (BlossomSettings { down: true, .. }, _) => refusal(StatusCode::SERVICE_UNAVAILABLE, "down"),
        (_, Err(reason)) => refusal(StatusCode::UNAUTHORIZED, reason),
        (BlossomSettings { refuse_uploads: Some(reason), .. }, _) => refusal(StatusCode::FORBIDDEN, &reason),
        (_, Ok(_)) if headers.get("x-sha-256").is_some_and(|told| told.as_bytes() != sha256.as_bytes()) => {
            refusal(StatusCode::CONFLICT, "X-SHA-256 is of another blob")
        }
        (_, Ok(owner)) => shared.keep(sha256, owner, &headers, body),
    };
    shared.note(&Method::PUT, "/upload", &headers, pubkey, answer)
}

impl Shared {
    fn keep(&self, sha256: String, owner: String, headers: &HeaderMap, bytes: Bytes) -> Response {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or("application/octet-stream").to_owned();
        let descriptor = json!({
            "url": format!("{}/{sha256}.bin", self.url), "sha256": sha256, "size": bytes.len(), "type": kind,
            "uploaded": Timestamp::now().as_secs(),
        });
        let known = self.lock().blobs.insert(sha256, Blob { bytes, owner, kind }).is_some();
        let status = if known { StatusCode::OK } else { StatusCode::CREATED };
        (status, axum::Json(descriptor)).into_response()
    }
}

async fn fetch(
    State(shared): State<Shared>,
    method: Method,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let sha256 = name.split('.').next().unwrap_or_default();
    let settings = shared.lock().settings.clone();
    let found = shared.lock().blobs.get(sha256).map(|blob| (blob.bytes.clone(), blob.kind.clone()));
    let answer = match (settings, found) {
        (BlossomSettings { down: true, .. }, _) => refusal(StatusCode::SERVICE_UNAVAILABLE, "down"),
        (BlossomSettings { redirect: Some(to), .. }, _) => {
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
        }
        (BlossomSettings { endless: true, .. }, Some(_)) => {
            let zeros =
                futures::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[0; 65_536])));
            Body::from_stream(zeros).into_response()
        }
        (_, None) => refusal(StatusCode::NOT_FOUND, "no such blob"),
        (settings, Some((bytes, kind))) => {
            let mut bytes = bytes.to_vec();
            if let Some(last) = bytes.last_mut().filter(|_| settings.corrupt) {
                *last ^= 1;
            }
            ([(header::CONTENT_TYPE, kind)], bytes).into_response()
        }
    };
    shared.note(&method, &format!("/{name}"), &headers, None, answer)
}

async fn delete(State(shared): State<Shared>, Path(sha256): Path<String>, headers: HeaderMap) -> Response {
    let permitted = permitted(&headers, "delete", &sha256, shared.now());
    let pubkey = permitted.as_ref().ok().cloned();
    let answer = match permitted {
        _ if shared.lock().settings.down => refusal(StatusCode::SERVICE_UNAVAILABLE, "down"),
        Err(reason) => refusal(StatusCode::UNAUTHORIZED, reason),
        Ok(_) if shared.lock().settings.refuse_deletions => refusal(StatusCode::FORBIDDEN, "kept for ever"),
        Ok(pubkey) => {
            let owner = shared.lock().blobs.get(&sha256).map(|blob| blob.owner.clone());
            match owner {
                None => refusal(StatusCode::NOT_FOUND, "no such blob"),
                Some(owner) if owner != pubkey => refusal(StatusCode::FORBIDDEN, "somebody else's blob"),
                Some(_) => {
                    shared.lock().blobs.remove(&sha256);
                    StatusCode::NO_CONTENT.into_response()
                }
            }
        }
    };
    shared.note(&Method::DELETE, &format!("/{sha256}"), &headers, pubkey, answer)
}

/// Who permits it, by BUD-11's checks.
fn permitted(headers: &HeaderMap, verb: &str, sha256: &str, now: Timestamp) -> Result<String, &'static str> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|text| text.strip_prefix("Nostr ")).ok_or("no authorization")?;
    let json = URL_SAFE_NO_PAD.decode(token).map_err(|_| "the authorization is not base64url")?;
    let event = Event::from_json(json).map_err(|_| "the authorization is no event")?;
    let tag = |name: &str, value: &str| {
        event
            .tags
            .iter()
            .any(|tag| tag.as_slice().first().is_some_and(|n| n == name) && tag.content() == Some(value))
    };
    if event.verify().is_err() || event.kind != Kind::Custom(24_242) {
        return Err("the authorization is not valid");
    }
    if event.created_at > now || event.tags.expiration().is_none_or(|end| *end <= now) {
        return Err("the authorization is not of this time");
    }
    if !tag("t", verb) || !tag("x", sha256) || !tag("server", "127.0.0.1") {
        return Err("the authorization is for something else");
    }
    Ok(event.pubkey.to_hex())
}

fn refusal(status: StatusCode, reason: &str) -> Response {
    (status, [("x-reason", reason.to_owned())]).into_response()
}
