//! With `KNOCK_LOG_SCAN` set, whatever is logged while the tests run, by anybody and at any level, is searched for the
//! secrets of the people in them. A line that tells one ends the process.

use std::sync::{Once, PoisonError, RwLock};

use knock_core::keys::Identity;
use knock_protocol::Comment;
use log::{LevelFilter, Log, Metadata, Record};

static SECRETS: RwLock<Vec<(&str, String)>> = RwLock::new(Vec::new());

struct Scan;

impl Log for Scan {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = record.args().to_string();
        let secrets = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
        let told = secrets.iter().find(|(_, secret)| line.contains(secret)).map(|(what, _)| *what);
        let comment =
            line.contains("knock1") && line.split(is_no_armor).any(|word| word.parse::<Comment>().is_ok());
        if let Some(what) = told.or(comment.then_some("a comment")) {
            eprintln!("{what} is in the log: {} {line}", record.target());
            std::process::abort();
        }
    }

    fn flush(&self) {}
}

fn is_no_armor(letter: char) -> bool {
    !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_'
}

/// From now on, if the environment says so.
pub(crate) fn begin() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        if is_wanted() && log::set_boxed_logger(Box::new(Scan)).is_ok() {
            log::set_max_level(LevelFilter::Trace);
        }
    });
}

/// The keys of somebody who has a home now.
pub(crate) fn watch_keys(identity: &Identity, wallet_uri: &str) {
    if let Ok(nsec) = identity.export_nsec() {
        watch("an identity key", nsec.expose());
        if let Ok(key) = nostr::SecretKey::parse(nsec.expose()) {
            watch("an identity key", &key.to_secret_hex());
        }
    }
    if let Some((_, rest)) = wallet_uri.split_once("secret=") {
        watch("a wallet's secret", rest.split('&').next().unwrap_or_default());
    }
}

/// What somebody writes, unless it is so short that other lines have it, too.
pub(crate) fn watch_text(text: &str) {
    if text.len() > 8 && text.contains(' ') {
        watch("what somebody wrote", text);
    }
}

fn watch(what: &'static str, secret: &str) {
    let mut secrets = SECRETS.write().unwrap_or_else(PoisonError::into_inner);
    if is_wanted() && !secret.is_empty() && secrets.iter().all(|(_, known)| known != secret) {
        secrets.push((what, secret.to_owned()));
    }
}

fn is_wanted() -> bool {
    std::env::var_os("KNOCK_LOG_SCAN").is_some()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    const CANARY: &str = "a canary that is logged";

    /// The search would else say nothing: a process that logs a secret ends, and says which.
    #[test]
    fn a_line_that_tells_a_secret_ends_the_process() {
        for (told, what) in [(CANARY, "what somebody wrote"), ("nothing", "")] {
            let output = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "log_scan::tests::logs_a_line", "--ignored", "--nocapture"])
                .env("KNOCK_LOG_SCAN", "1")
                .env("KNOCK_LOG_LINE", told)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.success(), what.is_empty(), "{told}: {said}");
            assert!(said.contains(what), "{said}");
        }
    }

    #[test]
    #[ignore = "run by another test, in a process of its own"]
    fn logs_a_line() {
        begin();
        watch_text(CANARY);
        log::trace!("a line with {}", std::env::var("KNOCK_LOG_LINE").unwrap());
    }
}
