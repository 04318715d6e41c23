//! Where somebody can be paid: a Lightning address, an LNURL, a URL (LUD-01, 16, 17).
#![no_main]

use knock_core::lnurl::PayAddress;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(address) = PayAddress::parse(text) {
        let url = address.url().expect("an address that was read has a URL");
        assert!(["https", "http"].contains(&url.scheme()));
        assert_eq!(PayAddress::parse(&address.to_string()).and_then(|again| again.url()), Ok(url));
    }
});
