//! Programs of `interop/`: independent implementations on Node.js, as processes of their own.

use std::path::Path;
use std::process::Stdio;

use anyhow::Context;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::timeout;

use crate::PATIENCE;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/interop");

/// A program that runs until this is dropped.
pub struct Node {
    _process: Child,
    _stdin: ChildStdin,
}

/// Asks a program one thing: its input as JSON, then whether it succeeded, and its output.
pub async fn ask(program: &str, question: &Value) -> anyhow::Result<(bool, Value)> {
    let mut process = start(program)?;
    let mut stdin = process.stdin.take().context("no standard input")?;
    stdin.write_all(question.to_string().as_bytes()).await?;
    drop(stdin);
    let output = timeout(2 * PATIENCE, process.wait_with_output()).await.context("it does not end")??;
    Ok((output.status.success(), serde_json::from_slice(&output.stdout)?))
}

/// Starts a program that tells one line when it is ready and then serves.
pub async fn serve(program: &str, question: &Value) -> anyhow::Result<(Node, Value)> {
    let mut process = start(program)?;
    let mut stdin = process.stdin.take().context("no standard input")?;
    stdin.write_all(format!("{question}\n").as_bytes()).await?;
    let stdout = process.stdout.take().context("no standard output")?;
    let mut lines = BufReader::new(stdout).lines();
    let line = timeout(PATIENCE, lines.next_line()).await.context("it does not get ready")??;
    let ready = serde_json::from_str(&line.context("it ended")?)?;
    Ok((Node { _process: process, _stdin: stdin }, ready))
}

fn start(program: &str) -> anyhow::Result<Child> {
    anyhow::ensure!(
        Path::new(FOLDER).join("node_modules").exists(),
        "its packages are missing: run `npm ci --prefix tests/interop`"
    );
    Command::new("node")
        .arg(program)
        .current_dir(FOLDER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("node cannot be started")
}
