//! A bitcoind with a chain of its own.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use knock_ldk::ChainSource;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;

const USER: &str = "knock";
const PASSWORD: &str = "regtest";
/// Coins of this many blocks' age can be spent.
const MATURITY: u64 = 100;
/// Where blocks are mined to that are nobody's: an output that anybody may spend.
const NOBODY: &str = "raw(51)";

/// The running bitcoind; it ends when dropped.
pub struct Bitcoind {
    child: Child,
    rpc: Rpc,
    _folder: TempDir,
}

/// Asks it by JSON-RPC.
#[derive(Clone)]
pub(crate) struct Rpc {
    port: u16,
    http: reqwest::Client,
}

impl Rpc {
    pub(crate) async fn call(&self, method: &str, params: Value) -> anyhow::Result<Value> {
        self.all(vec![(method, params)]).await?.pop().context("no answer")?
    }

    /// Several questions in one go; the answers in their order.
    pub(crate) async fn all(&self, calls: Vec<(&str, Value)>) -> anyhow::Result<Vec<anyhow::Result<Value>>> {
        if calls.is_empty() {
            return Ok(Vec::new());
        }
        let body: Vec<Value> = calls
            .iter()
            .map(|(method, params)| json!({"jsonrpc": "1.0", "id": 1, "method": method, "params": params}))
            .collect();
        let request = self.http.post(format!("http://127.0.0.1:{}", self.port));
        let request = request.basic_auth(USER, Some(PASSWORD)).json(&body);
        let answers: Vec<Value> = request.send().await?.json().await?;
        ensure!(answers.len() == calls.len(), "{} answers to {} questions", answers.len(), calls.len());
        let told =
            answers.into_iter().zip(calls).map(|(mut answer, (method, _))| match answer["error"].is_null() {
                true => Ok(answer["result"].take()),
                false => bail!("{method}: {}", answer["error"]),
            });
        Ok(told.collect())
    }
}

impl Bitcoind {
    /// Starts it and returns when it answers.
    pub async fn start() -> anyhow::Result<Self> {
        let program = std::env::var_os("KNOCK_BITCOIND").context("KNOCK_BITCOIND is not set")?;
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let child = Command::new(program)
            .arg(format!("-datadir={}", folder.path().display()))
            .args(["-regtest", "-server", "-listen=0", "-disablewallet", "-fallbackfee=0.0001"])
            .args([
                format!("-rpcport={port}"),
                format!("-rpcuser={USER}"),
                format!("-rpcpassword={PASSWORD}"),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("bitcoind does not start")?;
        // bitcoind hangs up on whom it has not heard of for half a minute.
        let http = reqwest::Client::builder().pool_idle_timeout(Duration::from_secs(5)).build()?;
        let rpc = Rpc { port, http };
        let started = Self { child, rpc, _folder: folder };
        let deadline = Instant::now() + Duration::from_secs(30);
        while started.call("getblockchaininfo", json!([])).await.is_err() {
            if Instant::now() > deadline {
                bail!("bitcoind does not answer");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(started)
    }

    /// How a node finds it.
    pub fn chain_source(&self) -> ChainSource {
        ChainSource::Bitcoind {
            host: Ipv4Addr::LOCALHOST.to_string(),
            port: self.rpc.port,
            user: USER.to_owned(),
            password: PASSWORD.to_owned(),
        }
    }

    /// Where it is asked, `USER@HOST:PORT`, and the password.
    pub fn rpc(&self) -> (String, &'static str) {
        (format!("{USER}@{}:{}", Ipv4Addr::LOCALHOST, self.rpc.port), PASSWORD)
    }

    /// Another way to ask it.
    pub(crate) fn rpc_client(&self) -> Rpc {
        self.rpc.clone()
    }

    /// Mines one block to each address, and then until these coins can be spent.
    pub async fn fund(&self, addresses: &[String]) -> anyhow::Result<()> {
        for address in addresses {
            self.call("generatetoaddress", json!([1, address])).await?;
        }
        self.mine(MATURITY).await
    }

    /// Mines blocks.
    pub async fn mine(&self, blocks: u64) -> anyhow::Result<()> {
        self.call("generatetodescriptor", json!([blocks, NOBODY])).await.map(|_| ())
    }

    /// The newest block's height.
    pub async fn height(&self) -> anyhow::Result<u64> {
        self.call("getblockcount", json!([])).await?.as_u64().context("no height")
    }

    /// Transactions that wait for a block.
    pub async fn waiting(&self) -> anyhow::Result<usize> {
        Ok(self.call("getrawmempool", json!([])).await?.as_array().map_or(0, Vec::len))
    }

    async fn call(&self, method: &str, params: Value) -> anyhow::Result<Value> {
        self.rpc.call(method, params).await
    }
}

impl Drop for Bitcoind {
    fn drop(&mut self) {
        // It is our own child, so there is nothing to lose by stopping it hard.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is free now.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
