//! See [`crate::fuzzing`].

use nostr::{EventBuilder, Keys, Kind, Tag};

use super::Profile;

/// A profile's content, its lines as relays of the relay list as well.
pub fn profile(author: &Keys, content: &str) {
    let relays = content.lines().map(|line| Tag::custom("r".into(), [line]));
    let events =
        [EventBuilder::new(Kind::Metadata, content), EventBuilder::new(Kind::RelayList, "").tags(relays)]
            .map(|event| event.sign_with_keys(author).expect("a local key signs"));
    let profile = Profile::from_events(author.public_key(), &events);
    assert!(profile.best_name().is_none_or(|name| !name.is_empty() && !name.contains(char::is_control)));
    let _ = profile.pay_address();
}
