//! Somebody at a terminal: the `knock` command in processes of its own, with a home on disk.

// What is shared by tests fails as tests do.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use knock_sandbox::{Sandbox, SandboxUser};
use serde_json::Value;
use tempfile::TempDir;

/// A home, and the program that uses it.
pub struct Terminal {
    /// The sandbox account.
    pub user: SandboxUser,
    program: PathBuf,
    home: TempDir,
}

impl Terminal {
    /// `knock init`, `knock wallet connect`.
    pub fn new(program: impl Into<PathBuf>, sandbox: &Sandbox, name: &str) -> Self {
        let user = sandbox.create_user(name, crate::BALANCE_MSAT).unwrap();
        let terminal = Self { user, program: program.into(), home: tempfile::tempdir().unwrap() };
        let address = terminal.user.lightning_address.clone();
        terminal.ok(&["init", "--relay", &sandbox.relay_url(), "--address", &address, "--allow-local"]);
        terminal.ok(&["settings", "--search-directory", "false"]);
        terminal.ok(&["wallet", "connect", &terminal.user.wallet_uri]);
        terminal
    }

    /// The home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A verb, ready to run.
    pub fn command(&self, args: &[&str]) -> Command {
        knock(&self.program, self.home.path(), args)
    }

    /// Runs a verb that must succeed and returns its JSON.
    pub fn ok(&self, args: &[&str]) -> Value {
        let output = self.command(args).output().unwrap();
        assert!(output.status.success(), "knock {args:?}: {}", String::from_utf8_lossy(&output.stdout));
        json(&output)
    }

    /// Runs a verb that must fail and returns the error's kind and the exit code.
    pub fn fails(&self, args: &[&str]) -> (String, i32) {
        failure(&self.command(args).output().unwrap())
    }

    /// Who it is.
    pub fn npub(&self) -> String {
        text(&self.ok(&["id"])["npub"])
    }

    /// Adds somebody as a contact.
    pub fn add(&self, other: &Self, name: &str) {
        self.add_at(other, name, &other.user.lightning_address);
    }

    /// Adds somebody who is paid at this address, or node.
    pub fn add_at(&self, other: &Self, name: &str, address: &str) {
        let card = text(&other.ok(&["id"])["uri"]);
        self.ok(&["contact", "add", &card, "--name", name, "--address", address, "--offline"]);
    }

    /// The texts of all messages, in and out, oldest first.
    pub fn inbox(&self) -> Vec<String> {
        let messages = self.ok(&["inbox", "--limit", "100000"]);
        messages.as_array().unwrap().iter().map(|message| text(&message["text"])).collect()
    }
}

/// A verb on a home.
pub fn knock(program: &Path, home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.arg("--home").arg(home).arg("--json").args(args).stdin(Stdio::null());
    command
}

/// What a verb told.
pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The kind of a verb's error, and the exit code.
pub fn failure(output: &Output) -> (String, i32) {
    assert!(!output.status.success(), "it succeeded: {}", String::from_utf8_lossy(&output.stdout));
    (text(&json(output)["error"]["kind"]), output.status.code().unwrap())
}

/// The text that must be there.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
