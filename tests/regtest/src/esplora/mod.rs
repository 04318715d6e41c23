//! An Esplora server in front of a [`Bitcoind`]: what a wallet asks of one, answered from the chain as Blockstream's
//! does it (github.com/Blockstream/esplora, API.md). The real server is on no package registry.

mod index;

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use knock_ldk::ChainSource;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::JoinHandle;

use self::index::Index;
use crate::Bitcoind;
use crate::bitcoind::Rpc;

/// Blocks that `/blocks` tells of.
const BLOCKS: usize = 10;
/// Transactions in a page of a script's history.
const PAGE: usize = 25;

/// The running server; it ends when dropped.
pub struct Esplora {
    url: String,
    task: JoinHandle<()>,
}

impl Esplora {
    /// Starts it.
    pub async fn start(chain: &Bitcoind) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = routes(Server { rpc: chain.rpc_client(), index: Arc::default() });
        let task = tokio::spawn(async move {
            // It ends with the test.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, task })
    }

    /// How a node finds it.
    pub fn chain_source(&self) -> ChainSource {
        ChainSource::Esplora { url: self.url.clone() }
    }
}

impl Drop for Esplora {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn routes(server: Server) -> Router {
    Router::new()
        .route("/blocks", get(newest))
        .route("/blocks/tip/hash", get(tip_hash))
        .route("/blocks/tip/height", get(tip_height))
        .route("/block-height/{height}", get(hash_at))
        .route("/block/{hash}/header", get(header))
        .route("/block/{hash}/status", get(block_status))
        .route("/tx", post(broadcast))
        .route("/tx/{txid}", get(transaction))
        .route("/tx/{txid}/status", get(status))
        .route("/tx/{txid}/raw", get(raw))
        .route("/tx/{txid}/merkleblock-proof", get(proof))
        .route("/tx/{txid}/outspend/{vout}", get(outspend))
        .route("/scripthash/{hash}/txs", get(history))
        .route("/scripthash/{hash}/txs/chain/{after}", get(older))
        .route("/fee-estimates", get(fees))
        .with_state(server)
}

#[derive(Clone)]
struct Server {
    rpc: Rpc,
    index: Arc<Mutex<Index>>,
}

impl Server {
    /// The chain as it is now.
    async fn now(&self) -> Result<MutexGuard<'_, Index>, Refusal> {
        let mut index = self.index.lock().await;
        index.catch_up(&self.rpc).await?;
        Ok(index)
    }
}

/// Why there is no answer.
struct Refusal(StatusCode, String);

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self(StatusCode::BAD_GATEWAY, error.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if self.0 != StatusCode::NOT_FOUND {
            println!("the Esplora server could not answer: {}", self.1);
        }
        (self.0, self.1).into_response()
    }
}

fn known<T>(found: Option<T>) -> Result<T, Refusal> {
    found.ok_or_else(|| Refusal(StatusCode::NOT_FOUND, "Not found".to_owned()))
}

type Answer<T> = Result<T, Refusal>;

async fn newest(State(server): State<Server>) -> Answer<Json<Vec<Value>>> {
    let index = server.now().await?;
    Ok(Json(index.blocks().iter().rev().take(BLOCKS).map(summary).collect()))
}

/// A block as Esplora has it, out of bitcoind's.
fn summary(block: &Value) -> Value {
    let bits = block["bits"].as_str().and_then(|bits| u32::from_str_radix(bits, 16).ok());
    json!({
        "id": block["hash"],
        "height": block["height"],
        "version": block["version"],
        "timestamp": block["time"],
        "tx_count": block["nTx"],
        "size": block["size"],
        "weight": block["weight"],
        "merkle_root": block["merkleroot"],
        "previousblockhash": block["previousblockhash"],
        "mediantime": block["mediantime"],
        "nonce": block["nonce"],
        "bits": bits,
        "difficulty": block["difficulty"],
    })
}

async fn tip_hash(State(server): State<Server>) -> Answer<String> {
    known(server.now().await?.hash_at(None).map(str::to_owned))
}

async fn tip_height(State(server): State<Server>) -> Answer<String> {
    Ok((server.now().await?.blocks().len() - 1).to_string())
}

async fn hash_at(State(server): State<Server>, Path(height): Path<usize>) -> Answer<String> {
    known(server.now().await?.hash_at(Some(height)).map(str::to_owned))
}

async fn header(State(server): State<Server>, Path(hash): Path<String>) -> Answer<String> {
    known(server.now().await?.height_of(&hash))?;
    let header = server.rpc.call("getblockheader", json!([hash, false])).await?;
    known(header.as_str().map(str::to_owned))
}

async fn block_status(State(server): State<Server>, Path(hash): Path<String>) -> Answer<Json<Value>> {
    let index = server.now().await?;
    let height = index.height_of(&hash);
    let next = height.and_then(|height| index.hash_at(Some(height + 1)));
    Ok(Json(json!({"in_best_chain": height.is_some(), "height": height, "next_best": next})))
}

async fn transaction(State(server): State<Server>, Path(txid): Path<String>) -> Answer<Json<Value>> {
    known(server.now().await?.transaction(&txid)).map(Json)
}

async fn status(State(server): State<Server>, Path(txid): Path<String>) -> Answer<Json<Value>> {
    let transaction = server.now().await?.transaction(&txid);
    Ok(Json(transaction.map_or_else(|| json!({"confirmed": false}), |mut found| found["status"].take())))
}

async fn raw(State(server): State<Server>, Path(txid): Path<String>) -> Answer<Vec<u8>> {
    let index = server.now().await?;
    known(index.raw(&txid).and_then(|text| hex::decode(text).ok()))
}

/// Of a transaction that is in a block.
async fn proof(State(server): State<Server>, Path(txid): Path<String>) -> Answer<String> {
    let block = known(server.now().await?.block_of(&txid).map(str::to_owned))?;
    let proof = server.rpc.call("gettxoutproof", json!([[txid], block])).await?;
    known(proof.as_str().map(str::to_owned))
}

async fn outspend(
    State(server): State<Server>,
    Path((txid, vout)): Path<(String, u64)>,
) -> Answer<Json<Value>> {
    known(server.now().await?.outspend(&txid, vout)).map(Json)
}

/// What waits for a block, and the newest page of the rest.
async fn history(State(server): State<Server>, Path(hash): Path<String>) -> Answer<Json<Vec<Value>>> {
    let index = server.now().await?;
    let (waiting, confirmed) = index.history(&hash);
    Ok(Json(waiting.into_iter().chain(confirmed.into_iter().take(PAGE)).collect()))
}

async fn older(
    State(server): State<Server>,
    Path((hash, after)): Path<(String, String)>,
) -> Answer<Json<Vec<Value>>> {
    let (_, confirmed) = server.now().await?.history(&hash);
    let behind = confirmed.into_iter().skip_while(|it| it["txid"] != after.as_str()).skip(1);
    Ok(Json(behind.take(PAGE).collect()))
}

/// Nobody pays for room in these blocks, so there is nothing to estimate from; Blockstream's says the same then.
async fn fees() -> Json<Value> {
    Json(json!({}))
}

async fn broadcast(State(server): State<Server>, transaction: String) -> Answer<String> {
    match server.rpc.call("sendrawtransaction", json!([transaction.trim()])).await {
        Ok(txid) => known(txid.as_str().map(str::to_owned)),
        Err(error) => Err(Refusal(StatusCode::BAD_REQUEST, error.to_string())),
    }
}
