//! A service's terms (LUD-06).
#![no_main]

use knock_core::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| fuzzing::lnurl_terms(body));
