//! All blocks and waiting transactions, by what wallets ask for.

use std::collections::{BTreeSet, HashMap, HashSet};

use anyhow::Context;
use nostr::hashes::{Hash, sha256};
use serde_json::{Value, json};

use crate::bitcoind::Rpc;

struct Transaction {
    hex: String,
    /// As Esplora has it, but for the status.
    json: Value,
    /// The block's height; `None` while it waits for one.
    height: Option<usize>,
}

/// The chain, which here is small enough to be held whole.
#[derive(Default)]
pub(super) struct Index {
    blocks: Vec<Value>,
    transactions: HashMap<String, Transaction>,
    /// Which input spends an output.
    spent: HashMap<(String, u64), (String, usize)>,
    /// Transactions by the script that pays or is paid, oldest first.
    by_script: HashMap<String, Vec<String>>,
}

impl Index {
    /// Reads what is new.
    pub(super) async fn catch_up(&mut self, rpc: &Rpc) -> anyhow::Result<()> {
        let last = self.blocks.len().saturating_sub(1);
        let asked =
            vec![("getblockhash", json!([last])), ("getblockcount", json!([])), ("getrawmempool", json!([]))];
        let mut told = rpc.all(asked).await?.into_iter();
        let mut next = || told.next().context("no answer")?;
        let (there, height, waiting) = (next().ok(), next()?, next()?);
        if self.blocks.last().is_some_and(|block| there.as_ref() != Some(&block["hash"])) {
            // Another chain has won.
            *self = Self::default();
        }
        let heights = self.blocks.len()..=usize::try_from(height.as_u64().context("no height")?)?;
        let hashes = rpc.all(heights.map(|height| ("getblockhash", json!([height]))).collect()).await?;
        let hashes = hashes.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
        let blocks = rpc.all(hashes.into_iter().map(|hash| ("getblock", json!([hash, 2]))).collect()).await?;
        for block in blocks {
            let mut block = block?;
            let transactions = block["tx"].take();
            let height = self.blocks.len();
            self.blocks.push(block);
            for transaction in transactions.as_array().into_iter().flatten() {
                self.add(transaction, Some(height));
            }
        }
        self.take_waiting(rpc, serde_json::from_value(waiting)?).await
    }

    async fn take_waiting(&mut self, rpc: &Rpc, waiting: HashSet<String>) -> anyhow::Result<()> {
        let gone = |(txid, it): (&String, &Transaction)| {
            (it.height.is_none() && !waiting.contains(txid)).then(|| txid.clone())
        };
        for txid in self.transactions.iter().filter_map(gone).collect::<Vec<_>>() {
            self.forget(&txid);
        }
        let unknown = waiting.iter().filter(|txid| !self.transactions.contains_key(*txid));
        let asked = unknown.map(|txid| ("getrawtransaction", json!([txid, 1]))).collect();
        // One that got into a block meanwhile is seen there the next time.
        let mut new: Vec<Value> = rpc.all(asked).await?.into_iter().flatten().collect();
        // A parent comes before what spends it.
        let stands = |index: &Self, transaction: &Value| {
            let mut inputs = transaction["vin"].as_array().into_iter().flatten();
            inputs.all(|input| index.transactions.contains_key(text(&input["txid"])))
        };
        while let Some(at) = new.iter().position(|transaction| stands(self, transaction)) {
            self.add(&new.swap_remove(at), None);
        }
        Ok(())
    }

    fn add(&mut self, transaction: &Value, height: Option<usize>) {
        let txid = text(&transaction["txid"]).to_owned();
        if let Some(known) = self.transactions.get_mut(&txid) {
            known.height = height;
            return;
        }
        let list = |name: &str| transaction[name].as_array().cloned().unwrap_or_default();
        let inputs: Vec<Value> = list("vin").iter().map(|input| self.input(input)).collect();
        let outputs: Vec<Value> = list("vout").iter().map(output).collect();
        for (at, input) in inputs.iter().enumerate() {
            let from = (text(&input["txid"]).to_owned(), input["vout"].as_u64().unwrap_or_default());
            self.spent.insert(from, (txid.clone(), at));
        }
        let prevouts = inputs.iter().map(|input| &input["prevout"]).filter(|prevout| !prevout.is_null());
        let scripts: BTreeSet<String> = prevouts.clone().chain(&outputs).filter_map(script_hash).collect();
        for script in scripts {
            self.by_script.entry(script).or_default().push(txid.clone());
        }
        let sum = |value: u64, one: &Value| value + one["value"].as_u64().unwrap_or_default();
        let (paid_in, paid_out) = (prevouts.fold(0, sum), outputs.iter().fold(0, sum));
        let json = json!({
            "txid": txid,
            "version": transaction["version"],
            "locktime": transaction["locktime"],
            "vin": inputs,
            "vout": outputs,
            "size": transaction["size"],
            "weight": transaction["weight"],
            "fee": paid_in.saturating_sub(paid_out),
        });
        let hex = text(&transaction["hex"]).to_owned();
        self.transactions.insert(txid, Transaction { hex, json, height });
    }

    fn input(&self, input: &Value) -> Value {
        let is_coinbase = !input["coinbase"].is_null();
        let (txid, vout) = match is_coinbase {
            true => ("0".repeat(64), u64::from(u32::MAX)),
            false => (text(&input["txid"]).to_owned(), input["vout"].as_u64().unwrap_or_default()),
        };
        let output = usize::try_from(vout).unwrap_or(usize::MAX);
        let from = self.transactions.get(&txid).map(|it| it.json["vout"][output].clone());
        let script = if is_coinbase { &input["coinbase"] } else { &input["scriptSig"]["hex"] };
        json!({
            "txid": txid,
            "vout": vout,
            "prevout": from,
            "scriptsig": script,
            "witness": input["txinwitness"].as_array().cloned().unwrap_or_default(),
            "sequence": input["sequence"],
            "is_coinbase": is_coinbase,
        })
    }

    /// Takes away one that waited for a block and never will be in one.
    fn forget(&mut self, txid: &str) {
        self.transactions.remove(txid);
        self.spent.retain(|_, (by, _)| by != txid);
        self.by_script.values_mut().for_each(|history| history.retain(|it| it != txid));
    }

    /// All blocks, the oldest first.
    pub(super) fn blocks(&self) -> &[Value] {
        &self.blocks
    }

    /// The block at that height, or the newest.
    pub(super) fn hash_at(&self, height: Option<usize>) -> Option<&str> {
        let block = height.map_or_else(|| self.blocks.last(), |height| self.blocks.get(height));
        block.map(|block| text(&block["hash"]))
    }

    pub(super) fn height_of(&self, hash: &str) -> Option<usize> {
        self.blocks.iter().position(|block| block["hash"] == hash)
    }

    pub(super) fn transaction(&self, txid: &str) -> Option<Value> {
        let found = self.transactions.get(txid)?;
        let mut json = found.json.clone();
        json["status"] = self.status(found);
        Some(json)
    }

    pub(super) fn raw(&self, txid: &str) -> Option<&str> {
        self.transactions.get(txid).map(|found| found.hex.as_str())
    }

    /// The block that it is in.
    pub(super) fn block_of(&self, txid: &str) -> Option<&str> {
        let height = self.transactions.get(txid)?.height?;
        self.hash_at(Some(height))
    }

    /// What became of an output.
    pub(super) fn outspend(&self, txid: &str, vout: u64) -> Option<Value> {
        self.transactions.get(txid)?;
        let Some((by, vin)) = self.spent.get(&(txid.to_owned(), vout)) else {
            return Some(json!({"spent": false}));
        };
        let status = self.transactions.get(by).map(|it| self.status(it));
        Some(json!({"spent": true, "txid": by, "vin": vin, "status": status}))
    }

    /// What waits for a block, and what is in one, each the newest first.
    pub(super) fn history(&self, script_hash: &str) -> (Vec<Value>, Vec<Value>) {
        let all = self.by_script.get(script_hash).into_iter().flatten().rev();
        all.filter_map(|txid| self.transaction(txid)).partition(|it| it["status"]["confirmed"] == false)
    }

    fn status(&self, transaction: &Transaction) -> Value {
        match transaction.height.and_then(|height| self.blocks.get(height)) {
            None => json!({"confirmed": false}),
            Some(block) => json!({
                "confirmed": true,
                "block_height": block["height"],
                "block_hash": block["hash"],
                "block_time": block["time"],
            }),
        }
    }
}

fn output(output: &Value) -> Value {
    // bitcoind tells bitcoins with eight digits behind the point, which a double holds exactly enough.
    let value = (output["value"].as_f64().unwrap_or_default() * 1e8).round() as u64;
    json!({"value": value, "scriptpubkey": output["scriptPubKey"]["hex"]})
}

/// SHA-256 of an output's script, hex.
fn script_hash(output: &Value) -> Option<String> {
    let script = hex::decode(output["scriptpubkey"].as_str()?).ok()?;
    Some(sha256::Hash::hash(&script).to_string())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
