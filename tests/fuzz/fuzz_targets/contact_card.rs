//! What a contact card's code says: its fields (NIP-19's TLV), with a key before them and the checksum made right.
#![no_main]

use bech32::{Bech32, Hrp};
use knock_core::contacts::ContactCard;
use knock_fuzz::Knock;
use libfuzzer_sys::fuzz_target;
use nostr::RelayUrl;

std::thread_local!(static KNOCK: Knock = Knock::new());

fuzz_target!(|fields: &[u8]| {
    let key = KNOCK.with(|knock| knock.bob.public_key());
    let fields = [&[0, 32], key.as_bytes().as_slice(), fields].concat();
    let Ok(code) = bech32::encode::<Bech32>(Hrp::parse_unchecked("nprofile"), &fields) else { return };
    if let Ok(card) = ContactCard::parse(&code) {
        let again = ContactCard::parse(&card.link()).expect("a card that was read can be passed on");
        assert_eq!((again.pubkey, again.price), (card.pubkey, card.price));
        // A relay is written without the slashes at its end, and not at all where its field has no room for it.
        let written = card.relays.iter().map(RelayUrl::as_str_without_trailing_slash);
        let read = again.relays.iter().map(RelayUrl::as_str_without_trailing_slash);
        assert!(
            card.relays.iter().any(|relay| relay.as_str().len() > 255)
                || read.zip(written).all(|(a, b)| a == b)
        );
    }
});
