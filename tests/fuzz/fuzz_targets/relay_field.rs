//! The relay field of the comment, and relays as a user writes them, one a line.
#![no_main]

use knock_protocol::fuzzing;
use libfuzzer_sys::fuzz_target;
use nostr::RelayUrl;

/// A relay is named without the slashes at its end: one that is another without them does not come back.
fn is_itself(line: &str) -> bool {
    RelayUrl::parse(line)
        .is_ok_and(|relay| RelayUrl::parse(relay.as_str_without_trailing_slash()) == Ok(relay))
}

fuzz_target!(|bytes: &[u8]| {
    fuzzing::relay_field(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let lines: Vec<&str> = text.lines().filter(|line| is_itself(line)).collect();
        fuzzing::relay_urls(&lines.join("\n"));
    }
});
