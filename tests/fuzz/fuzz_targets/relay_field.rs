//! The relay field of the comment, and relays as a user writes them, one a line.
#![no_main]

use knock_protocol::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    fuzzing::relay_field(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        fuzzing::relay_urls(text);
    }
});
