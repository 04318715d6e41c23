//! A wallet's answers and notifications (NIP-47), decrypted.
#![no_main]

use knock_core::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &str| fuzzing::wallet_message(json));
