//! The JSON of a scenario. Unknown fields are errors, so that a misspelt expectation is noticed.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// A scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it shows, in one sentence.
    pub about: String,
    /// Who can play it.
    #[serde(default)]
    pub played_by: PlayedBy,
    /// Who takes part. Each has a home, and an account of the same name in the sandbox.
    pub people: BTreeMap<String, Start>,
    /// What happens, one after another.
    pub steps: Vec<Step>,
}

/// Which runners play a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlayedBy {
    /// The core and every binding.
    #[default]
    All,
    /// The core alone: it needs what a shell cannot do, such as moving the clock.
    Core,
}

/// How somebody begins.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Start {
    /// Play money in the account.
    pub balance_sat: u64,
    /// Whether the account's wallet is linked (NIP-47); otherwise invoices are paid by hand.
    pub linked: bool,
}

impl Default for Start {
    fn default() -> Self {
        Self { balance_sat: 100_000, linked: true }
    }
}

/// One step.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub struct Step {
    /// Who does it; empty where the world does.
    pub who: String,
    /// What is done.
    pub action: Action,
    /// The stable kind of the error that it must end with.
    pub fails: Option<String>,
    /// The step as it is written.
    pub json: Map<String, Value>,
}

impl TryFrom<Map<String, Value>> for Step {
    type Error = serde_json::Error;

    fn try_from(json: Map<String, Value>) -> Result<Self, Self::Error> {
        let mut rest = json.clone();
        let mut take = |name: &str| rest.remove(name).map(serde_json::from_value).transpose();
        let (who, fails) = (take("who")?.unwrap_or_default(), take("fails")?);
        Ok(Self { who, action: serde_json::from_value(Value::Object(rest))?, fails, json })
    }
}

/// The vocabulary; `tests/scenarios/README.md` says what each word means.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs, reason = "documented where scenarios are written")]
pub enum Action {
    // People
    Meet { whom: String },
    Add { contact: String },
    Block { whom: String },
    Unblock { whom: String },
    // Messages out
    Quote { to: String, amount_msat: u64 },
    Send(Send),
    Retry { message: String, gives: Option<String> },
    Unsend { message: String },
    SendFile { to: String, text: String, caption: String },
    FetchFile { with: String, on: String },
    OpenFile { with: String, on: String, holds: String },
    Publications { message: String, outcomes: Vec<String> },
    Outbox { states: Vec<String> },
    // Messages in
    Listen {},
    StopListening {},
    Hear { text: String, from: String, paid_msat: Option<u64> },
    CatchUp { messages: usize },
    Sees { texts: Vec<String> },
    Paste(Paste),
    Requests { from: Vec<String> },
    Accept { from: String, gives: Option<String> },
    Decide { from: String, by: Decision },
    // Chats
    Scan { whom: String },
    Reply { with: String, on: String, text: String },
    React { with: String, on: String, content: String },
    Withdraw { with: String, on: String },
    Edit { with: String, on: String, text: String },
    Delete { with: String, on: String },
    Read { with: String },
    Draft { with: String, text: String },
    Timer { with: String, secs: u64 },
    Chat { with: String, lines: Vec<Line> },
    Conversations { list: Vec<Listed> },
    Search { words: String, texts: Vec<String> },
    // Home
    Set(Set),
    Restart {},
    BackUp { passphrase: String },
    Restore { passphrase: String },
    // World
    Switch { switches: Value },
    Relay { holds: Option<usize>, fetched: Option<usize> },
    Account { msat: u64 },
    Advance { secs: i64 },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "documented where scenarios are written")]
pub struct Send {
    pub to: String,
    pub text: String,
    pub ttl_secs: Option<u64>,
    pub max_sat: Option<u64>,
    #[serde(default)]
    pub everywhere: bool,
    /// A name for later steps.
    pub name: Option<String>,
    /// The state that it comes to; `delivered` where nothing is said.
    pub gives: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "documented where scenarios are written")]
pub struct Paste {
    pub text: Option<String>,
    pub message: Option<String>,
    pub gives: Option<String>,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "documented where scenarios are written")]
pub enum Decision {
    AcceptSender,
    AcceptOnce,
    Block,
    Ignore,
}

/// What a line of a chat must be; what is not written is not looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "documented where scenarios are written")]
pub struct Line {
    pub text: String,
    pub mine: Option<bool>,
    pub edited: Option<bool>,
    /// The quoted text; empty where that is gone.
    pub quotes: Option<String>,
    /// One's own first.
    pub reactions: Option<Vec<String>>,
    pub stage: Option<String>,
    /// The media type of its file.
    pub file: Option<String>,
}

/// What a conversation of the list must be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "documented where scenarios are written")]
pub struct Listed {
    pub with: String,
    pub unread: Option<u32>,
    pub last: Option<String>,
    pub draft: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "documented where scenarios are written")]
pub struct Set {
    pub contact_price_sat: Option<u64>,
    pub ask_for_strangers: Option<bool>,
    pub price_sat: Option<u64>,
    pub max_sat: Option<u64>,
    pub file_server: Option<bool>,
    pub blast_directory: Option<bool>,
    pub relays: Option<Vec<Relay>>,
}

/// A relay of the sandbox.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "documented where scenarios are written")]
pub enum Relay {
    Own,
    Second,
    Dead,
}
