//! What holds for every record that shells hand over: it crosses the border and comes back unchanged, and what is
//! refused is refused as bad input.

use proptest::prelude::*;
use uniffi::{Lift, Lower};

use super::{NewContact, SendOptions, Settings, default_settings, key, npub, relay};
use crate::{KnockError, UniFfiTag};

/// Over the border and back.
fn cross<T: Lift<UniFfiTag> + Lower<UniFfiTag>>(value: T) -> T {
    let mut bytes = Vec::new();
    T::write(value, &mut bytes);
    let mut rest = bytes.as_slice();
    let again = T::try_read(&mut rest).unwrap();
    assert!(rest.is_empty(), "{} bytes are left", rest.len());
    again
}

prop_compose! {
    fn settings()(
        numbers in any::<[u64; 5]>(),
        switches in any::<[bool; 4]>(),
        address in prop::option::of("[a-z]{1,8}@[a-z]{1,8}\\.example|\\PC{0,20}"),
        offer in prop::option::of("\\PC{0,20}"),
        server in prop::option::of("https://[a-z]{1,8}\\.example/?|\\PC{0,20}"),
        relays in prop::collection::vec("wss://[a-z]{1,8}\\.example|\\PC{0,12}", 0..3),
        monitors in prop::collection::vec("[0-9a-f]{64}|\\PC{0,12}", 0..2),
        proxy in prop::option::of("127\\.0\\.0\\.1:[1-9][0-9]{1,3}|\\PC{0,12}"),
    ) -> Settings {
        let [ttl, price, contact_price, max, fee] = numbers;
        let [ask, receipts, previews, local] = switches;
        Settings {
            ttl_secs: ttl,
            price_msat: price,
            contact_price_msat: contact_price,
            max_msat: max,
            max_fee_msat: fee,
            ask_for_strangers: ask,
            read_receipts: receipts,
            previews,
            allow_local: local,
            lightning_address: address,
            offer,
            file_server: server,
            send_relays: relays.clone(),
            relays,
            monitors,
            proxy,
            ..default_settings()
        }
    }
}

proptest! {
    #[test]
    fn settings_are_kept_as_they_are_shown(settings in settings()) {
        prop_assert_eq!(&cross(settings.clone()), &settings);
        match settings.checked() {
            Ok(kept) => {
                let shown = Settings::from(kept.clone());
                prop_assert_eq!(shown.checked().unwrap(), kept);
            }
            Err(error) => prop_assert!(matches!(error, KnockError::InvalidInput { .. }), "{error:?}"),
        }
    }

    #[test]
    fn choices_cross_the_border(ttl in any::<Option<u64>>(), max in any::<Option<u64>>(), all in any::<Option<bool>>()) {
        let options = SendOptions { ttl_secs: ttl, max_msat: max, max_fee_msat: ttl, everywhere: all };
        let again = cross(options);
        prop_assert_eq!(
            (again.ttl_secs, again.max_msat, again.max_fee_msat, again.everywhere),
            (ttl, max, ttl, all)
        );
    }

    #[test]
    fn contacts_cross_the_border(reference in "\\PC{0,40}", name in any::<Option<String>>(), relays in any::<Vec<String>>()) {
        let contact = NewContact {
            reference: reference.clone(),
            name: name.clone(),
            lightning_address: None,
            offer: name.clone(),
            relays: relays.clone(),
            look_up: true,
        };
        let again = cross(contact);
        prop_assert_eq!((again.reference, again.name, again.relays), (reference, name, relays));
    }

    #[test]
    fn any_text_is_a_key_or_bad_input(text in "\\PC{0,70}|npub1[a-z0-9]{58}|[0-9a-f]{64}") {
        match key(&text) {
            Ok(found) => prop_assert_eq!(key(&npub(&found)).unwrap(), found),
            Err(error) => prop_assert!(matches!(error, KnockError::InvalidInput { .. }), "{error:?}"),
        }
    }
}

/// Found by the fuzz target `ffi_input`.
#[test]
fn a_relay_that_would_be_shown_as_what_is_refused_is_refused() {
    assert!(relay("ws:s//a.://b.example").is_err());
    assert_eq!(relay("wss://b.example").unwrap().to_string(), "wss://b.example");
}
