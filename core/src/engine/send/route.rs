//! Which relays get the event, and how the comment tells the receiver.

use std::collections::HashSet;

use knock_protocol::{RelayHint, directory};
use nostr::RelayUrl;

use crate::engine::{EngineError, PublishMode, Settings};
use crate::relay::RelayError;
use crate::store::Contact;

/// Relays that one message goes to when they are named: what the short comment can name.
const NAMED: usize = 4;

/// Where to publish, and the relay field that says so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) relays: Vec<RelayUrl>,
    pub(super) hint: RelayHint,
    /// For a message that goes everywhere: how many of the relays, from the first, the receiver asks.
    pub(super) sought: Option<usize>,
}

impl Route {
    /// The receiver's read relays come first: the receiver asks them anyway, so the comment need not
    /// name them and stays short.
    pub(super) fn choose(
        settings: &Settings,
        contact: Option<&Contact>,
        discovered: Vec<RelayUrl>,
    ) -> Result<Self, EngineError> {
        let theirs = contact.map(|c| c.relays.clone()).unwrap_or_default();
        let theirs: Vec<_> = theirs.into_iter().filter(|relay| settings.may_send_to(relay)).collect();
        let theirs = theirs.as_slice();
        if settings.publish == PublishMode::Everywhere {
            return Self::everywhere(settings, theirs, discovered);
        }
        let named = if theirs.is_empty() { settings.sending_relays() } else { theirs };
        let relays: Vec<RelayUrl> = distinct(named.iter().cloned()).into_iter().take(NAMED).collect();
        if relays.is_empty() {
            return Err(RelayError::NoRelays.into());
        }
        let in_directory =
            |relay: &RelayUrl| directory::index_of(relay.as_str_without_trailing_slash()).is_some();
        let hint = if !theirs.is_empty() && !relays.iter().all(in_directory) {
            RelayHint::Unnamed
        } else {
            naming(&relays)?
        };
        Ok(Self { relays, hint, sought: None })
    }

    /// First the relays that the receiver asks unnamed, the own ones and the directory, since only with
    /// one of those the message can be found; then all others, which hide where the receiver reads.
    fn everywhere(
        settings: &Settings,
        theirs: &[RelayUrl],
        discovered: Vec<RelayUrl>,
    ) -> Result<Self, EngineError> {
        let listed = if settings.blast_directory { directory::DIRECTORY_V1 } else { &[] };
        let listed = listed.iter().filter_map(|url| RelayUrl::parse(url).ok());
        let listed = listed.filter(|relay| settings.may_send_to(relay));
        let sought = distinct(theirs.iter().cloned().chain(listed));
        let (sought, hint) = if sought.is_empty() {
            let own = settings.sending_relays().iter().cloned();
            let own: Vec<_> = distinct(own).into_iter().take(NAMED).collect();
            let hint = naming(&own)?;
            (own, hint)
        } else {
            (sought, RelayHint::Unnamed)
        };
        if sought.is_empty() {
            return Err(RelayError::NoRelays.into());
        }
        let count = sought.len();
        let others = settings.sending_relays().iter().cloned().chain(discovered);
        let relays = distinct(sought.into_iter().chain(others.filter(|relay| settings.may_send_to(relay))));
        Ok(Self { relays, hint, sought: Some(count) })
    }
}

impl Settings {
    /// What is published to where the receiver's relays are not known.
    fn sending_relays(&self) -> &[RelayUrl] {
        if self.send_relays.is_empty() { &self.relays } else { &self.send_relays }
    }

    /// Whether sending and reading are to be kept apart, and this relay is for reading.
    fn may_send_to(&self, relay: &RelayUrl) -> bool {
        self.send_relays.is_empty() || self.send_relays.contains(relay) || !self.relays.contains(relay)
    }
}

fn naming(relays: &[RelayUrl]) -> Result<RelayHint, EngineError> {
    Ok(RelayHint::naming(relays).map_err(knock_protocol::SealError::from)?)
}

fn distinct(relays: impl Iterator<Item = RelayUrl>) -> Vec<RelayUrl> {
    let mut seen = HashSet::new();
    relays.filter(|relay| seen.insert(relay.as_str_without_trailing_slash().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use nostr::{Keys, Timestamp};

    use super::*;

    fn url(text: &str) -> RelayUrl {
        RelayUrl::parse(text).unwrap()
    }

    fn contact(relays: &[&str]) -> Contact {
        let relays = relays.iter().map(|r| url(r)).collect();
        Contact { relays, ..Contact::new(Keys::generate().public_key(), Timestamp::from(0)) }
    }

    #[test]
    fn the_receivers_own_relays_need_no_name() {
        let settings = Settings { relays: vec![url("wss://mine.example")], ..Settings::default() };
        let route = Route::choose(&settings, Some(&contact(&["wss://theirs.example"])), vec![]).unwrap();
        assert_eq!(
            route,
            Route { relays: vec![url("wss://theirs.example")], hint: RelayHint::Unnamed, sought: None }
        );
    }

    #[test]
    fn sending_and_reading_can_be_kept_apart() {
        let settings = Settings {
            relays: vec![url("wss://read.example")],
            send_relays: vec![url("wss://send.example")],
            ..Settings::default()
        };
        let route =
            |theirs: &[&str]| Route::choose(&settings, Some(&contact(theirs)), vec![]).unwrap().relays;
        assert_eq!(route(&[]), [url("wss://send.example")]);
        assert_eq!(route(&["wss://read.example"]), [url("wss://send.example")]);
        assert_eq!(route(&["wss://read.example", "wss://b.example"]), [url("wss://b.example")]);
        let everywhere = Settings { publish: PublishMode::Everywhere, ..settings.clone() };
        let found = vec![url("wss://read.example"), url("wss://found.example")];
        let relays = Route::choose(&everywhere, None, found).unwrap().relays;
        assert!(!relays.contains(&url("wss://read.example")) && relays.contains(&url("wss://found.example")));
    }

    #[test]
    fn relays_of_the_directory_are_named_by_index() {
        let relays = vec![url(directory::DIRECTORY_V1[3]), url(directory::DIRECTORY_V1[0])];
        let settings = Settings { relays, ..Settings::default() };
        assert_eq!(Route::choose(&settings, None, vec![]).unwrap().hint, RelayHint::Directory(vec![3, 0]));
    }

    #[test]
    fn own_relays_are_named_in_full_and_none_is_an_error() {
        let settings = Settings { relays: vec![url("wss://mine.example")], ..Settings::default() };
        assert_eq!(
            Route::choose(&settings, None, vec![]).unwrap().hint,
            RelayHint::Inline(settings.relays.clone())
        );
        let none = Route::choose(&Settings::default(), None, vec![]);
        assert!(matches!(none, Err(EngineError::Relay(RelayError::NoRelays))));
    }

    #[test]
    fn everywhere_is_each_relay_once_and_first_those_that_are_asked() {
        let settings = Settings {
            relays: vec![url(directory::DIRECTORY_V1[0]), url("wss://mine.example")],
            publish: PublishMode::Everywhere,
            ..Settings::default()
        };
        let theirs = contact(&["wss://theirs.example", directory::DIRECTORY_V1[5]]);
        let found = vec![url("wss://found.example/"), url("wss://mine.example")];
        let route = Route::choose(&settings, Some(&theirs), found).unwrap();
        let asked = directory::DIRECTORY_V1.len() + 1;
        assert_eq!((route.sought, route.relays.len()), (Some(asked), asked + 2));
        assert_eq!(route.relays[..2], [url("wss://theirs.example"), url(directory::DIRECTORY_V1[5])]);
        assert_eq!(route.relays[asked..], [url("wss://mine.example"), url("wss://found.example/")]);
        assert_eq!(route.hint, RelayHint::Unnamed);
    }

    #[test]
    fn without_relays_that_are_asked_unnamed_the_own_ones_are_named() {
        let nothing =
            Settings { publish: PublishMode::Everywhere, blast_directory: false, ..Settings::default() };
        let settings = Settings { relays: vec![url("wss://mine.example")], ..nothing.clone() };
        let route = Route::choose(&settings, None, vec![url("wss://found.example")]).unwrap();
        assert_eq!((route.sought, route.relays.len()), (Some(1), 2));
        assert_eq!(route.hint, RelayHint::Inline(settings.relays));
        let none = Route::choose(&nothing, None, vec![url("wss://found.example")]);
        assert!(matches!(none, Err(EngineError::Relay(RelayError::NoRelays))));
    }
}
