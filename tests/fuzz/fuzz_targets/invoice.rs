//! BOLT11 invoices.
#![no_main]

use knock_core::wallet::CheckedInvoice;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(invoice) = CheckedInvoice::parse(text) {
        assert!(invoice.expires_at >= invoice.created_at);
        assert_eq!(CheckedInvoice::parse(&invoice.bolt11), Ok(invoice));
    }
});
