//! See [`crate::fuzzing`].

use nostr::{EventBuilder, Keys, Kind, Tag};

use super::{DISCOVERY_KIND, limits, open_relays};

/// A relay's information document: what it limits is limited to something.
pub fn relay_limits(json: &str) {
    let Ok(document) = serde_json::from_str(json) else { return };
    let limits = limits::parse(&document);
    assert!(limits.max_message_length != Some(0) && limits.max_content_length != Some(0));
}

/// A monitor's words about a relay, a tag a line: what counts as open is a relay with a name.
pub fn relay_report(monitor: &Keys, text: &str) {
    let (content, tags) = text.split_once('\n').unwrap_or_default();
    let tags = tags.lines().filter_map(|line| Tag::parse(line.split(' ')).ok());
    let event = EventBuilder::new(DISCOVERY_KIND, content).tags(tags).sign_with_keys(monitor);
    let open = open_relays(&[event.expect("a local key signs")], Kind::Custom(1_404), |_| true, 5);
    assert!(open.len() <= 1 && open.iter().all(|relay| relay.monitors == 1));
}
