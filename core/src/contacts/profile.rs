//! What people say of themselves on relays: profile (NIP-01, kind 0) and relay list (NIP-65, kind 10002).

use std::cmp::Reverse;
use std::time::Duration;

use nostr::nips::nip65::{self, RelayMetadata};
use nostr::{Event, Filter, Kind, PublicKey, RelayUrl};
use serde_json::Value;

use super::ContactError;
use crate::lnurl::PayAddress;
use crate::relay::RelayPort;

/// Longest text kept of any field, characters.
const MAX_TEXT: usize = 640;

/// Most read relays kept; NIP-65 asks for two to four.
const MAX_RELAYS: usize = 8;

/// Most events asked for: two kinds, and some relays keep old versions.
const MAX_EVENTS: usize = 10;

/// What somebody says of himself. Signed by him, but by nobody else: names can be anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Whose profile.
    pub pubkey: PublicKey,
    /// A short name.
    pub name: Option<String>,
    /// A longer name.
    pub display_name: Option<String>,
    /// A NIP-05 name, not verified.
    pub nip05: Option<String>,
    /// A Lightning address (LUD-16), as written.
    pub lud16: Option<String>,
    /// An `lnurl1…` (LUD-06), as written.
    pub lud06: Option<String>,
    /// Where this person reads (NIP-65).
    pub read_relays: Vec<RelayUrl>,
}

impl Profile {
    /// The profile of whatever events are this author's, the newest of each kind.
    pub(super) fn from_events(pubkey: PublicKey, events: &[Event]) -> Self {
        let metadata = newest(&pubkey, Kind::Metadata, events);
        let metadata: Value =
            metadata.and_then(|event| serde_json::from_str(&event.content).ok()).unwrap_or_default();
        let field = |key: &str| text(&metadata[key]);
        Self {
            pubkey,
            name: field("name"),
            display_name: field("display_name"),
            nip05: field("nip05"),
            lud16: field("lud16"),
            lud06: field("lud06"),
            read_relays: newest(&pubkey, Kind::RelayList, events).map(read_relays).unwrap_or_default(),
        }
    }

    /// Where this person can be paid: the Lightning address, or else the LNURL; `None` if neither is valid.
    /// Some put an address into the LNURL's field or the other way round; both are understood.
    pub fn pay_address(&self) -> Option<PayAddress> {
        [&self.lud16, &self.lud06].into_iter().flatten().find_map(|text| PayAddress::parse(text).ok())
    }

    /// The name to show, if there is one.
    pub fn best_name(&self) -> Option<&str> {
        self.display_name.as_deref().or(self.name.as_deref())
    }
}

/// Looks somebody up on these relays, for at most `limit`. Fields that are not found stay empty.
///
/// Only the sending side calls this. The relays learn whom the user is interested in; were it
/// called on receiving, a message would make its reader ask for its sender, in public.
pub async fn find_profile(
    port: &dyn RelayPort,
    relays: &[RelayUrl],
    pubkey: PublicKey,
    limit: Duration,
) -> Result<Profile, ContactError> {
    let kinds = [Kind::Metadata, Kind::RelayList];
    let filter = Filter::new().author(pubkey).kinds(kinds).limit(MAX_EVENTS);
    let events = port.query(relays, filter, limit).await?;
    Ok(Profile::from_events(pubkey, &events))
}

/// The version that counts of a replaceable event: the latest, and of two the one with the lower id (NIP-01).
fn newest<'a>(author: &PublicKey, kind: Kind, events: &'a [Event]) -> Option<&'a Event> {
    let own = events.iter().filter(|event| event.pubkey == *author && event.kind == kind);
    own.max_by_key(|event| (event.created_at, Reverse(event.id)))
}

fn read_relays(list: &Event) -> Vec<RelayUrl> {
    let mut relays: Vec<RelayUrl> = Vec::new();
    for (relay, marker) in nip65::extract_relay_list(list) {
        if *marker != Some(RelayMetadata::Write) && relays.len() < MAX_RELAYS && !relays.contains(relay) {
            relays.push(relay.clone());
        }
    }
    relays
}

/// A text without control characters, or `None` if nothing is left.
fn text(value: &Value) -> Option<String> {
    let clean: String = value.as_str()?.trim().chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect();
    (!clean.is_empty()).then_some(clean)
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use knock_protocol::VerifiedEvent;
    use nostr::filter::MatchEventOptions;
    use nostr::{EventBuilder, Keys, Tag, Timestamp};
    use serde_json::json;

    use super::*;
    use crate::relay::{FetchQuery, RelayError, RelayLimits, RelayReport};

    /// A relay that holds these events and answers filters rightly; unreachable without any.
    struct Holding(Vec<Event>);

    #[async_trait]
    impl RelayPort for Holding {
        async fn publish(&self, _: &[RelayUrl], _: &Event, _: Duration) -> Vec<RelayReport> {
            Vec::new()
        }

        async fn fetch(
            &self,
            _: &[RelayUrl],
            _: &FetchQuery,
            _: Duration,
        ) -> Result<VerifiedEvent, RelayError> {
            Err(RelayError::NoRelays)
        }

        async fn query(&self, _: &[RelayUrl], filter: Filter, _: Duration) -> Result<Vec<Event>, RelayError> {
            if self.0.is_empty() {
                return Err(RelayError::Unreachable("down".to_owned()));
            }
            let fits = |event: &&Event| filter.match_event(event, MatchEventOptions::new());
            Ok(self.0.iter().filter(fits).cloned().collect())
        }

        async fn limits(&self, _: &RelayUrl) -> RelayLimits {
            RelayLimits::default()
        }

        async fn shutdown(&self) {}
    }

    #[tokio::test]
    async fn asks_for_profile_and_relay_list() {
        let (bob, carol) = (Keys::generate(), Keys::generate());
        let port = Holding(vec![
            metadata(&bob, 1, r#"{"name":"bob"}"#),
            relay_list(&bob, 1, &[&["r", "wss://read.example", "read"]]),
        ]);
        let find = async |port: &Holding, keys: &Keys| {
            find_profile(port, &[], keys.public_key(), Duration::from_secs(1)).await
        };
        let profile = find(&port, &bob).await.unwrap();
        assert_eq!((profile.name.as_deref(), profile.read_relays.len()), (Some("bob"), 1));
        assert_eq!(find(&port, &carol).await.unwrap().name, None);
        let error = find(&Holding(Vec::new()), &bob).await.unwrap_err();
        assert_eq!(error.kind(), "relays_unreachable");
        assert!(error.is_retryable());
    }

    fn metadata(keys: &Keys, at: u64, content: &str) -> Event {
        let builder = EventBuilder::new(Kind::Metadata, content).custom_created_at(Timestamp::from_secs(at));
        builder.sign_with_keys(keys).unwrap()
    }

    fn relay_list(keys: &Keys, at: u64, tags: &[&[&str]]) -> Event {
        let tags = tags.iter().map(|tag| Tag::parse(tag.iter().copied()).unwrap());
        let builder = EventBuilder::new(Kind::RelayList, "").tags(tags);
        builder.custom_created_at(Timestamp::from_secs(at)).sign_with_keys(keys).unwrap()
    }

    #[test]
    fn the_newest_of_the_right_author_counts() {
        let (bob, mallory) = (Keys::generate(), Keys::generate());
        let events = [
            metadata(&bob, 10, r#"{"name":"old","lud16":"old@example.com"}"#),
            metadata(
                &bob,
                20,
                r#"{"name":"bob","display_name":" Bo\nb ","lud16":"Bob@example.com","nip05":""}"#,
            ),
            metadata(&mallory, 30, r#"{"name":"mallory","lud16":"mallory@example.com"}"#),
            relay_list(&mallory, 30, &[&["r", "wss://mallory.example"]]),
            relay_list(
                &bob,
                5,
                &[
                    &["r", "wss://both.example"],
                    &["r", "wss://read.example", "read"],
                    &["r", "wss://write.example", "write"],
                    &["r", "wss://both.example"],
                    &["r", "no url"],
                    &["p", "wss://other.example"],
                ],
            ),
        ];
        let profile = Profile::from_events(bob.public_key(), &events);
        assert_eq!(profile.name.as_deref(), Some("bob"));
        assert_eq!(profile.best_name(), Some("Bob"));
        assert_eq!(profile.nip05, None);
        assert_eq!(profile.pay_address().unwrap().to_string(), "bob@example.com");
        let relays: Vec<&str> =
            profile.read_relays.iter().map(RelayUrl::as_str_without_trailing_slash).collect();
        assert_eq!(relays, ["wss://both.example", "wss://read.example"]);
    }

    #[test]
    fn of_two_at_once_the_lower_id_counts() {
        let bob = Keys::generate();
        let (one, two) = (metadata(&bob, 7, r#"{"name":"1"}"#), metadata(&bob, 7, r#"{"name":"2"}"#));
        let lower = if one.id < two.id { "1" } else { "2" };
        for events in [[one.clone(), two.clone()], [two, one]] {
            assert_eq!(Profile::from_events(bob.public_key(), &events).name.as_deref(), Some(lower));
        }
    }

    #[test]
    fn bad_content_leaves_the_profile_empty() {
        let bob = Keys::generate();
        for content in ["", "no json", "[]", "7", r#"{"name":7,"lud16":["x"]}"#] {
            let profile = Profile::from_events(bob.public_key(), &[metadata(&bob, 1, content)]);
            assert_eq!((profile.best_name(), profile.pay_address()), (None, None), "{content}");
        }
        let long = json!({"name": "x".repeat(5_000)}).to_string();
        let profile = Profile::from_events(bob.public_key(), &[metadata(&bob, 1, &long)]);
        assert_eq!(profile.name.unwrap().len(), MAX_TEXT);
    }

    #[test]
    fn an_lnurl_serves_where_the_address_is_damaged() {
        let bob = Keys::generate();
        let lnurl = PayAddress::parse("https://example.com/pay").unwrap();
        let content = json!({"lud16": "not one", "lud06": lnurl.to_string()}).to_string();
        let profile = Profile::from_events(bob.public_key(), &[metadata(&bob, 1, &content)]);
        assert_eq!(profile.pay_address(), Some(lnurl));
    }
}
