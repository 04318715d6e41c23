//! A database of an earlier schema with any rows that it can hold: it is brought up to date without losing one,
//! and what makes no sense is an error.
#![no_main]

use knock_core::fuzzing;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

std::thread_local!(static FOLDER: TempDir = tempfile::tempdir().expect("a folder"));

fuzz_target!(|bytes: &[u8]| {
    FOLDER.with(|folder| fuzzing::migrate(&folder.path().join("knock.db"), bytes));
});
