//! A door for the fuzz target of `tests/fuzz`: what a shell hands over. Compiled by cargo-fuzz alone
//! (`cfg(fuzzing)`).

use knock_core::engine;
use uniffi::{Lift, Lower};

use crate::records::{event_id, key, npub, relay, ttl};
use crate::{NewContact, Settings, UniFfiTag, default_settings, read_code};

/// Lines of text in every place that takes one: each is taken as it is shown afterwards, or refused.
pub fn texts(text: &str) {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for line in &lines {
        if let Ok(found) = key(line) {
            assert_eq!(key(&npub(&found)), Ok(found));
        }
        let _ = (event_id(line), relay(line), line.parse().map(ttl), read_code(line));
    }
    let line = |n: usize| lines.get(n).filter(|line| !line.is_empty()).cloned();
    let settings = Settings {
        lightning_address: line(0),
        offer: line(1),
        file_server: line(2),
        proxy: line(3),
        monitors: line(4).into_iter().collect(),
        relays: line(5).into_iter().collect(),
        send_relays: line(6).into_iter().collect(),
        ..default_settings()
    };
    if let Ok(kept) = settings.checked() {
        let shown = Settings::from(kept);
        assert_eq!(shown.clone().checked().map(Settings::from).as_ref(), Ok(&shown));
        let mut written = Vec::new();
        <Settings as Lower<UniFfiTag>>::write(shown.clone(), &mut written);
        let again = <Settings as Lift<UniFfiTag>>::try_read(&mut written.as_slice());
        assert_eq!(again.ok(), Some(shown));
    }
    let contact = NewContact {
        reference: line(0).unwrap_or_default(),
        name: line(1),
        lightning_address: line(2),
        offer: line(3),
        relays: line(4).into_iter().collect(),
        look_up: false,
    };
    let _ = engine::NewContact::try_from(contact);
}
