//! The fields inside the comment's box.
#![no_main]

use knock_protocol::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::comment_plaintext(bytes));
