//! What relays say of themselves (NIP-11), monitors of relays (NIP-66), and people of themselves (kind 0, NIP-65).
#![no_main]

use knock_core::fuzzing;
use knock_fuzz::Knock;
use libfuzzer_sys::fuzz_target;

std::thread_local!(static KNOCK: Knock = Knock::new());

fuzz_target!(|text: &str| {
    fuzzing::relay_limits(text);
    KNOCK.with(|knock| {
        fuzzing::profile(&knock.alice, text);
        fuzzing::relay_report(&knock.alice, text);
    });
});
