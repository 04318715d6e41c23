//! BOLT12 offers.
#![no_main]

use knock_core::wallet::CheckedOffer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(offer) = CheckedOffer::parse(text) {
        assert!(CheckedOffer::looks_like_one(&offer.text));
        assert_eq!(CheckedOffer::parse(&offer.text).map(|again| again.text), Ok(offer.text));
    }
});
