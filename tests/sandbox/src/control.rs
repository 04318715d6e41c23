//! The control API under `/sandbox/…`, so that tests in any language can drive the sandbox.
//!
//! Bodies are JSON with `Content-Type: application/json`: a web page cannot send that here
//! without a CORS permission, which is never given.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use nostr::PublicKey;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{Parts, SandboxError};

pub(crate) fn router(parts: Arc<Parts>) -> Router {
    Router::new()
        .route("/sandbox/state", get(state))
        .route("/sandbox/relay/log", get(async |State(parts): State<Arc<Parts>>| Json(parts.relay.log())))
        .route("/sandbox/lnurl/log", get(async |State(parts): State<Arc<Parts>>| Json(parts.lnurl.log())))
        .route("/sandbox/users", post(create_user))
        .route("/sandbox/switches", post(set_switches))
        .route("/sandbox/signers", post(async |State(parts): State<Arc<Parts>>| Json(parts.signers.add())))
        .route("/sandbox/signatures", post(sign))
        .with_state(parts)
}

async fn state(State(parts): State<Arc<Parts>>) -> Json<Value> {
    let log = parts.relay.log();
    let users: Vec<Value> = parts
        .ledger
        .balances()
        .into_iter()
        .map(|(name, balance_msat)| {
            let address = parts.lnurl.address(&name);
            json!({ "name": name, "balance_msat": balance_msat, "lightning_address": address })
        })
        .collect();
    Json(json!({
        "money": crate::PLAY_MONEY,
        "relay_url": parts.relay.url().to_string(),
        "wallet_relay_url": parts.wallet_relay.url().to_string(),
        "lnurl_base": parts.lnurl.base(),
        "file_server": parts.blossom.url(),
        "users": users,
        "relay": {
            "requests": log.requests.len(),
            "requests_by_kind": log.request_counts(),
            "events": log.events.len(),
            "events_by_kind": log.event_counts(),
            "refused": log.refused,
            "connections": log.connections,
        },
        "lnurl": { "requests": parts.lnurl.log().len() },
        "files": { "requests": parts.blossom.log().len(), "held": parts.blossom.held() },
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewUser {
    name: String,
    #[serde(default)]
    balance_msat: u64,
    /// Hex; registers the name for NIP-05 as well.
    pubkey: Option<PublicKey>,
}

async fn create_user(State(parts): State<Arc<Parts>>, Json(new): Json<NewUser>) -> Response {
    match parts.create_user(&new.name, new.balance_msat) {
        Ok(user) => {
            if let Some(key) = new.pubkey {
                parts.lnurl.register_name(&new.name, key, vec![parts.relay.url().to_string()]);
            }
            Json(user).into_response()
        }
        Err(error) => refuse(&error),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToSign {
    /// Hex, as `/sandbox/signers` gave it.
    pubkey: PublicKey,
    /// JSON in a string: what is signed is what its fields say.
    event: String,
}

async fn sign(State(parts): State<Arc<Parts>>, Json(wanted): Json<ToSign>) -> Response {
    match parts.signers.sign(wanted.pubkey, &wanted.event) {
        Ok(signature) => Json(signature).into_response(),
        Err(error) => refuse(&error),
    }
}

/// Each part is laid over what is set already; fields that are not named stay as they are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switches {
    user: Option<String>,
    wallet: Option<Value>,
    lnurl: Option<Value>,
    relay: Option<RelaySwitches>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RelaySwitches {
    /// The message to refuse writes with; null accepts them again.
    refuse_writes: Option<String>,
}

async fn set_switches(State(parts): State<Arc<Parts>>, Json(switches): Json<Value>) -> Response {
    match switch(&parts, switches) {
        Ok(effective) => Json(effective).into_response(),
        Err(error) => refuse(&error),
    }
}

/// Changes what is named and tells what is set now.
pub(crate) fn switch(parts: &Parts, switches: Value) -> Result<Value, SandboxError> {
    let switches: Switches =
        serde_json::from_value(switches).map_err(|error| SandboxError::BadSwitches(error.to_string()))?;
    // Everything is checked before anything is changed.
    let user = match (&switches.user, &switches.wallet, &switches.lnurl) {
        (Some(user), ..) => {
            let lnurl = parts.lnurl.settings(user).ok_or_else(|| SandboxError::UnknownUser(user.clone()))?;
            let wallet = overlay(&parts.wallets.switches(user), switches.wallet)?;
            Some((user, wallet, overlay(&lnurl, switches.lnurl)?))
        }
        (None, None, None) => None,
        (None, ..) => return Err(SandboxError::BadSwitches("user is needed".into())),
    };
    if let Some(relay) = switches.relay {
        parts.relay.refuse_writes(relay.refuse_writes);
    }
    let mut effective = json!({ "relay": { "refuse_writes": parts.relay.refuses_writes() } });
    if let Some((user, wallet, lnurl)) = user {
        effective["user"] = user.as_str().into();
        effective["wallet"] = json!(wallet);
        effective["lnurl"] = json!(lnurl);
        parts.wallets.set_switches(user, wallet);
        parts.lnurl.configure(user, lnurl);
    }
    Ok(effective)
}

fn overlay<T: DeserializeOwned + serde::Serialize>(
    current: &T,
    changes: Option<Value>,
) -> Result<T, SandboxError> {
    let bad = |error: serde_json::Error| SandboxError::BadSwitches(error.to_string());
    let mut merged = serde_json::to_value(current).map_err(bad)?;
    match (merged.as_object_mut(), changes) {
        (Some(fields), Some(Value::Object(changes))) => fields.extend(changes),
        (_, None) => {}
        _ => return Err(SandboxError::BadSwitches("an object is needed".into())),
    }
    serde_json::from_value(merged).map_err(bad)
}

fn refuse(error: &SandboxError) -> Response {
    let answer = json!({ "error": { "kind": error.kind(), "message": error.to_string() } });
    (StatusCode::BAD_REQUEST, Json(answer)).into_response()
}
