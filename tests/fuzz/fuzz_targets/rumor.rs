//! The decrypted message, and any text as the encrypted one (NIP-44).
#![no_main]

use knock_fuzz::Knock;
use knock_protocol::fuzzing;
use libfuzzer_sys::fuzz_target;
use nostr::nips::nip44::v2::ConversationKey;
use nostr::secp256k1::rand::rngs::mock::StepRng;

std::thread_local!(static KNOCK: Knock = Knock::new());

fuzz_target!(|json: &[u8]| {
    KNOCK.with(|k| fuzzing::rumor(json, k.alice.public_key(), k.bob.public_key(), k.now));
    if let Ok(text) = std::str::from_utf8(json) {
        fuzzing::payload(&ConversationKey::new([7; 32]), text, &mut StepRng::new(7, 1));
    }
});
