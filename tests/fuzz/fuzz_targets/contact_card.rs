//! What a contact card's code says: its fields (NIP-19's TLV), with a key before them and the checksum made right.
#![no_main]

use bech32::{Bech32, Hrp};
use knock_core::contacts::ContactCard;
use knock_fuzz::Knock;
use libfuzzer_sys::fuzz_target;

std::thread_local!(static KNOCK: Knock = Knock::new());

fuzz_target!(|fields: &[u8]| {
    let key = KNOCK.with(|knock| knock.bob.public_key());
    let fields = [&[0, 32], key.as_bytes().as_slice(), fields].concat();
    let Ok(code) = bech32::encode::<Bech32>(Hrp::parse_unchecked("nprofile"), &fields) else { return };
    if let Ok(card) = ContactCard::parse(&code) {
        let again = ContactCard::parse(&card.link()).expect("a card that was read can be passed on");
        assert_eq!((again.pubkey, again.price), (card.pubkey, card.price));
        assert!(card.relays.starts_with(&again.relays));
    }
});
