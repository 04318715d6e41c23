//! Two homes on a sandbox, and the judgement in the end: the play money's ledger tells what was paid.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::ensure;
use knock_sandbox::ledger::{Transaction, TransactionQuery};
use knock_sandbox::lnurl::LnurlSettings;
use knock_sandbox::{Sandbox, SandboxOptions};
use knock_test_support::Terminal;
use knock_test_support::terminal::{failure, text};

/// What is promised whatever happens to a sender.
pub(crate) const ONCE: &str = "no row is lost; each message is delivered once and paid once";

/// Seconds that an invoice can be paid. A payment that was begun and that the wallet does not know is waited for
/// until then, and a minute more.
const INVOICE_LIFE: u64 = 15;

/// Longer than all of that, and a lease.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) alice: Terminal,
    pub(crate) bob: Terminal,
}

impl Stage {
    pub(crate) async fn set() -> anyhow::Result<Self> {
        let sandbox = Sandbox::start(SandboxOptions::default()).await?;
        let terminal = |name| Terminal::new(env!("CARGO_BIN_EXE_knock"), &sandbox, name);
        let (alice, bob) = (terminal("alice"), terminal("bob"));
        alice.add(&bob, "Bob");
        // Files of strangers are fetched from public hosts only.
        bob.add(&alice, "Alice");
        alice.ok(&["settings", "--file-server", sandbox.blossom().url()]);
        let short = LnurlSettings { invoice_expiry_secs: INVOICE_LIFE, ..LnurlSettings::default() };
        sandbox.lnurl().configure("bob", short);
        Ok(Self { sandbox, alice, bob })
    }

    /// What Bob was paid.
    pub(crate) fn paid(&self) -> Vec<Transaction> {
        self.sandbox.ledger().transactions("bob", &TransactionQuery::default()).0
    }

    /// Lets both go on without faults until nothing is left to do, and tells what became of Alice's messages.
    /// She had been told of `accepted` that they were sent.
    pub(crate) fn judge(&self, accepted: &BTreeSet<String>) -> anyhow::Result<String> {
        self.finish_sending()?;
        let stored = names(&self.alice, &["--offline"]);
        let arrived = self.finish_receiving(stored.len());
        let once: BTreeSet<_> = arrived.iter().cloned().collect();
        let stored: BTreeSet<_> = stored.into_iter().collect();

        let mut told = String::new();
        let lost: Vec<_> = accepted.difference(&stored).collect();
        match lost.is_empty() {
            true => told += "no row is lost; ",
            false => write!(told, "LOST ROWS: {lost:?}; ")?,
        }
        match () {
            () if arrived.len() > once.len() => write!(told, "DELIVERED TWICE: {arrived:?}")?,
            () if once != stored => {
                write!(told, "NOT DELIVERED: {:?}", stored.symmetric_difference(&once).collect::<Vec<_>>())?;
            }
            () => told += "each message is delivered once",
        }
        let paid = self.paid();
        let comments: BTreeSet<_> = paid.iter().filter_map(|payment| payment.comment.as_ref()).collect();
        match () {
            () if comments.len() < paid.len() => told += " and PAID TWICE",
            () if paid.len() != stored.len() => {
                write!(told, " and {} are paid of {}", paid.len(), stored.len())?
            }
            () => told += " and paid once",
        }
        Ok(told)
    }

    /// `knock outbox retry` as often as it takes.
    pub(crate) fn finish_sending(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let outbox = self.alice.ok(&["outbox", "list"]);
            let rows = outbox.as_array().unwrap();
            if rows.is_empty() {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "not delivered: {outbox}");
            for row in rows {
                let retried = self.alice.command(&["outbox", "retry", &row["id"].to_string()]).output()?;
                if !retried.status.success() {
                    // The wallet never heard of it, and its invoice is over: the next try asks for another.
                    let (kind, _) = failure(&retried);
                    ensure!(kind.starts_with("pay") || kind == "invoice_expired", "{kind}");
                }
            }
            std::thread::sleep(Duration::from_secs(1));
        }
    }

    /// `knock inbox` as often as it takes: a killed receiver's lease on a knock lasts for 15 seconds.
    fn finish_receiving(&self, expected: usize) -> Vec<String> {
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut arrived = names(&self.bob, &[]);
        while arrived.len() < expected && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(500));
            arrived = names(&self.bob, &[]);
        }
        arrived.sort();
        arrived
    }
}

/// The texts of all messages in somebody's inbox; of those with files, the files' names.
pub(crate) fn names(of: &Terminal, options: &[&str]) -> Vec<String> {
    let messages = of.ok(&[&["inbox", "--limit", "100000"], options].concat());
    let name = |message: &serde_json::Value| match message["file"]["name"].as_str() {
        Some(name) => name.to_owned(),
        None => text(&message["text"]),
    };
    messages.as_array().unwrap().iter().map(name).collect()
}

/// A number that the environment raises for long runs.
pub(crate) fn times(variable: &str, short: usize) -> usize {
    std::env::var(variable).ok().and_then(|number| number.parse().ok()).unwrap_or(short)
}
