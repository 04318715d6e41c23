//! A backup from anywhere.
#![no_main]

use knock_core::fuzzing;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

std::thread_local!(static FOLDER: TempDir = tempfile::tempdir().expect("a folder"));

fuzz_target!(|bytes: &[u8]| {
    FOLDER.with(|folder| fuzzing::backup(&folder.path().join("restore.tmp"), bytes));
});
