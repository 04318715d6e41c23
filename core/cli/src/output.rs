//! Text for people on standard output and error, or JSON for programs on standard output.

use std::io::{IsTerminal, Write};

use serde::Serialize;
use serde_json::json;

use crate::failure::Failure;

/// Where answers go.
#[derive(Clone)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether programs are reading.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// The answer: `value` for programs, `text` for people.
    pub(crate) fn answer(&self, value: &impl Serialize, text: impl FnOnce() -> String) {
        let line = match self.json {
            true => serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()),
            false => printable(&text()),
        };
        // A closed pipe (`knock inbox | head`) is no reason to panic.
        let _ = writeln!(std::io::stdout(), "{line}");
    }

    /// Rings the terminal's bell, its notification.
    pub(crate) fn ring(&self) {
        if !self.json && std::io::stdout().is_terminal() {
            let _ = write!(std::io::stdout(), "\x07");
        }
    }

    /// What is going on, on standard error, for people only.
    pub(crate) fn progress(&self, text: &str) {
        if !self.json && std::io::stderr().is_terminal() {
            let _ = writeln!(std::io::stderr(), "\x1b[2m{text}\x1b[0m");
        }
    }

    /// A remark on standard error, for people only.
    pub(crate) fn note(&self, text: &str) {
        if !self.json {
            let _ = writeln!(std::io::stderr(), "{}", printable(text));
        }
    }

    /// Something that did not work while the answer is still worth having, on standard error.
    pub(crate) fn warning(&self, kind: &str, text: &str) {
        if self.json {
            let _ = writeln!(std::io::stderr(), "{}", json!({"warning": {"kind": kind, "message": text}}));
        } else {
            self.note(text);
        }
    }

    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            let error =
                json!({"error": {"kind": failure.kind, "message": failure.text, "hint": failure.hint}});
            let _ = writeln!(std::io::stdout(), "{error}");
            return;
        }
        let _ = writeln!(std::io::stderr(), "knock: {}", printable(&failure.text));
        if let Some(hint) = failure.hint {
            let _ = writeln!(std::io::stderr(), "       {hint}");
        }
    }
}

/// The text without what steers a terminal or turns the direction of writing: messages, names and
/// relays' words come from strangers.
fn printable(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_do_not_steer_the_terminal() {
        assert_eq!(
            printable("a\x1b]0;x\x07b\r\u{202e}c\nd\te 👩\u{200d}👧"),
            "a\u{fffd}]0;x\u{fffd}b\u{fffd}\u{fffd}c\nd\te 👩\u{200d}👧"
        );
    }
}
