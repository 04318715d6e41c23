//! What a user scans, pastes or types to name somebody (NIP-19, NIP-21, NIP-05).
#![no_main]

use knock_core::contacts::ContactRef;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match ContactRef::parse(text) {
        Ok(contact) => assert_eq!(ContactRef::parse(&contact.to_string()), Ok(contact)),
        Err(error) => {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("nsec1") || !text.contains(shown.as_str()), "an error repeats a secret");
        }
    }
});
