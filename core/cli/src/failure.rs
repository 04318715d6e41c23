//! From an error to a text, what to do next, a stable name and an exit code.

use knock_core::engine::{BackupError, EngineError, HomeError};
use knock_core::files::FileError;
use knock_core::keys::{KeyError, SignerError, VaultError};
use knock_core::store::StoreError;
use knock_core::wallet::WalletError;
use knock_protocol::{CommentError, EventError, SealError};
use thiserror::Error;

/// Something was wrong with the call itself.
#[derive(Debug, Error)]
#[error("{text}")]
pub(crate) struct BadInput {
    /// A stable name.
    pub(crate) kind: &'static str,
    /// For people.
    pub(crate) text: String,
}

impl BadInput {
    pub(crate) fn new(kind: &'static str, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }
}

/// What is told when a verb fails.
pub(crate) struct Failure {
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) hint: Option<&'static str>,
    pub(crate) exit_code: u8,
}

/// Exit codes, for scripts; 2 is clap's own for a wrong command line.
const INTERNAL: u8 = 1;
const BAD_INPUT: u8 = 3;
const TRY_AGAIN: u8 = 4;
const REFUSED: u8 = 5;
const NOT_READY: u8 = 6;

impl Failure {
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        let kind = kind_of(error);
        let (exit_code, hint) = advice(&kind, error);
        Self { kind, text: error.to_string(), hint, exit_code }
    }
}

fn kind_of(error: &anyhow::Error) -> String {
    let kind = error
        .downcast_ref::<EngineError>()
        .map(EngineError::kind)
        .or_else(|| error.downcast_ref::<BackupError>().map(BackupError::kind))
        .or_else(|| error.downcast_ref::<SignerError>().map(SignerError::kind))
        .or_else(|| error.downcast_ref::<HomeError>().map(HomeError::kind))
        .or_else(|| error.downcast_ref::<VaultError>().map(VaultError::kind))
        .or_else(|| error.downcast_ref::<KeyError>().map(KeyError::kind))
        .or_else(|| error.downcast_ref::<StoreError>().map(StoreError::kind))
        .or_else(|| error.downcast_ref::<WalletError>().map(WalletError::kind))
        .or_else(|| error.downcast_ref::<CommentError>().map(CommentError::kind))
        .or_else(|| error.downcast_ref::<EventError>().map(EventError::kind))
        .or_else(|| error.downcast_ref::<SealError>().map(SealError::kind))
        .or_else(|| error.downcast_ref::<BadInput>().map(|e| e.kind));
    kind.unwrap_or("internal").to_owned()
}

fn advice(kind: &str, error: &anyhow::Error) -> (u8, Option<&'static str>) {
    match kind {
        "no_identity" => (NOT_READY, Some("Make one with `knock init`.")),
        "identity_exists" => (NOT_READY, Some("Use another --home DIR for a second identity.")),
        "vault_locked" | "wrong_passphrase" => {
            (NOT_READY, Some("Set KNOCK_PASSPHRASE, or type the passphrase when asked."))
        }
        "wallet_not_created" => (NOT_READY, None),
        "store_damaged" => {
            (NOT_READY, Some("It is left as it is. `knock repair` sets it aside and begins a new one."))
        }
        "no_relays" => (NOT_READY, Some("Add one with `knock relays add wss://…`.")),
        "no_file_server" => (NOT_READY, Some("Choose one: `knock settings --file-server https://HOST`.")),
        "file_keeps_metadata" => (BAD_INPUT, Some("Nothing was sent. Send it as it is with --as-is.")),
        "message_too_long" => (BAD_INPUT, Some("Nothing was sent. Send it as a file with --as-file.")),
        "no_pay_address" => {
            (REFUSED, Some("Ask them for it and add it: `knock contact add NPUB --address NAME@HOST`."))
        }
        "comment_not_allowed" => (
            REFUSED,
            Some(
                "Nothing was published or paid. They need a payment service that takes longer comments (LUD-12).",
            ),
        ),
        "too_expensive" => (REFUSED, Some("Nothing was paid. Allow more with --max-sat.")),
        "insufficient_funds" => (
            TRY_AGAIN,
            Some("The message stays in the outbox. Top up the wallet, then `knock outbox retry ID`."),
        ),
        "payment_outcome_unknown" => {
            (TRY_AGAIN, Some("It is looked up, never paid twice: `knock outbox list` shows how it stands."))
        }
        "not_published" => {
            (TRY_AGAIN, Some("Nothing was paid. The message stays in the outbox: `knock outbox retry ID`."))
        }
        "internal" => (INTERNAL, None),
        _ if is_retryable(error) => (TRY_AGAIN, Some("Try again in a moment.")),
        _ if is_refusal(error) => (REFUSED, None),
        _ => (BAD_INPUT, None),
    }
}

fn is_retryable(error: &anyhow::Error) -> bool {
    error.downcast_ref::<EngineError>().is_some_and(EngineError::is_retryable)
        || wallet_error(error).is_some_and(WalletError::is_retryable)
        || error.downcast_ref::<StoreError>().is_some_and(StoreError::is_retryable)
}

/// Whether somebody else said no.
fn is_refusal(error: &anyhow::Error) -> bool {
    let engine = error.downcast_ref::<EngineError>();
    let refused = |e: &EngineError| {
        matches!(
            e,
            EngineError::Lnurl(_)
                | EngineError::Pay(_)
                | EngineError::Wallet(_)
                | EngineError::File(FileError::Refused { .. })
        )
    };
    engine.is_some_and(refused) || matches!(wallet_error(error), Some(WalletError::Refused { .. }))
}

/// What the wallet said when it was asked or opened.
fn wallet_error(error: &anyhow::Error) -> Option<&WalletError> {
    match error.downcast_ref() {
        Some(HomeError::Wallet(error)) => Some(error),
        _ => error.downcast_ref(),
    }
}
