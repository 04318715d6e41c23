//! What a phone's shell hands over: text in every place that takes one. Records come from generated code of the same
//! version, whose lengths uniffi takes on trust.
#![no_main]

use knock_ffi::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| fuzzing::texts(text));
