//! Relays that monitors tell of (NIP-66, kind 30166): which of them will take a message from a key
//! that nobody knows.
//!
//! Anybody can call himself a monitor. What is read here decides only where else an encrypted event
//! under a one-time key is published, never where the receiver looks; a lying monitor can cost time and
//! show our address to relays of its choice, which is why their number is bounded and those that
//! more monitors vouch for come first.

use std::collections::{BTreeMap, HashSet};

use nostr::{Event, Kind, PublicKey, RelayUrl};
use serde_json::Value;
use url::Url;

use super::limits;

/// Relay discovery events (NIP-66).
pub const DISCOVERY_KIND: Kind = Kind::Custom(30_166);

/// A relay as the monitors see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitoredRelay {
    /// The relay, without a slash at the end.
    pub relay: RelayUrl,
    /// How many monitors say that it is open.
    pub monitors: u32,
    /// The shortest time to open a connection that one of them measured, milliseconds.
    pub rtt_ms: Option<u32>,
}

/// What one monitor says of one relay.
struct Report {
    is_open: bool,
    rtt_ms: Option<u32>,
}

/// The relays that take events of `kind` from anybody: public by `is_allowed`, without payment, AUTH, proof
/// of work or chosen writers, by the word of more monitors than say otherwise. At most `max`.
///
/// Of each monitor's events about one relay the newest counts.
pub fn open_relays(
    events: &[Event],
    kind: Kind,
    is_allowed: impl Fn(&Url) -> bool,
    max: usize,
) -> Vec<MonitoredRelay> {
    let mut newest_first: Vec<&Event> = events.iter().filter(|event| event.kind == DISCOVERY_KIND).collect();
    newest_first.sort_by(|a, b| b.created_at.cmp(&a.created_at).then(a.id.cmp(&b.id)));
    let mut told: HashSet<(PublicKey, String)> = HashSet::new();
    let mut reports: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for event in newest_first {
        let Some(relay) = relay_of(event, &is_allowed) else { continue };
        if told.insert((event.pubkey, relay.clone())) {
            reports.entry(relay).or_default().push(read(event, kind));
        }
    }
    let mut open: Vec<MonitoredRelay> =
        reports.into_iter().filter_map(|(relay, reports)| weigh(&relay, &reports)).collect();
    // Stable: relays that are alike stay in the order of their names.
    open.sort_by_key(|relay| (std::cmp::Reverse(relay.monitors), relay.rtt_ms.unwrap_or(u32::MAX)));
    open.truncate(max);
    open
}

fn weigh(relay: &str, reports: &[Report]) -> Option<MonitoredRelay> {
    let open = || reports.iter().filter(|report| report.is_open);
    let monitors = open().count();
    (monitors > reports.len() - monitors).then_some(())?;
    Some(MonitoredRelay {
        relay: RelayUrl::parse(relay).ok()?,
        monitors: u32::try_from(monitors).unwrap_or(u32::MAX),
        rtt_ms: open().filter_map(|report| report.rtt_ms).min(),
    })
}

/// The `d` tag, if it is a URL that we would open: no query and no user, as no public relay needs them.
fn relay_of(event: &Event, is_allowed: &impl Fn(&Url) -> bool) -> Option<String> {
    let relay = RelayUrl::parse(values(event, "d").next()?).ok()?;
    let url: &Url = (&relay).into();
    let plain = url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
    (plain && is_allowed(url)).then(|| relay.as_str_without_trailing_slash().to_owned())
}

fn read(event: &Event, kind: Kind) -> Report {
    let closed = ["auth", "payment", "pow", "writes"];
    let demands = values(event, "R").any(|demand| closed.contains(&demand));
    let private = values(event, "T").any(|kind| kind.starts_with("Private"));
    Report {
        is_open: !demands && !private && takes_kind(event, kind) && document_is_open(&event.content),
        rtt_ms: values(event, "rtt-open").next().and_then(|rtt| rtt.parse().ok()),
    }
}

/// Whether the `k` tags let this kind pass: `!KIND` refuses it, and a list of kinds without it, too.
fn takes_kind(event: &Event, kind: Kind) -> bool {
    let kind = kind.as_u16().to_string();
    let taken: Vec<&str> = values(event, "k").filter(|value| !value.starts_with('!')).collect();
    let refused = values(event, "k").any(|value| value.strip_prefix('!') == Some(&kind));
    !refused && (taken.is_empty() || taken.contains(&kind.as_str()))
}

/// Whether the relay's own words (NIP-11), where the monitor repeats them, say the same.
fn document_is_open(content: &str) -> bool {
    let Ok(document) = serde_json::from_str::<Value>(content) else { return true };
    let limits = limits::parse(&document);
    let closed = limits.auth_required || limits.payment_required || limits.restricted_writes;
    !closed && limits.min_pow_difficulty.is_none()
}

fn values<'a>(event: &'a Event, name: &'static str) -> impl Iterator<Item = &'a str> {
    let tags = event.tags.iter().map(|tag| tag.as_slice());
    tags.filter(move |tag| tag.first().is_some_and(|first| first == name))
        .filter_map(|tag| tag.get(1).map(String::as_str))
}

#[cfg(test)]
mod tests {
    use nostr::{EventBuilder, Keys, Tag, Timestamp};
    use proptest::prelude::*;

    use super::*;
    use crate::reach::Reach;

    const OURS: Kind = Kind::Custom(1404);

    fn event(monitor: &Keys, at: u64, tags: &[(&str, &str)], content: &str) -> Event {
        EventBuilder::new(DISCOVERY_KIND, content)
            .tags(tags.iter().map(|(name, value)| Tag::parse([*name, *value]).unwrap()))
            .custom_created_at(Timestamp::from(at))
            .sign_with_keys(monitor)
            .unwrap()
    }

    fn found(events: &[Event]) -> Vec<String> {
        let open = open_relays(events, OURS, |url| Reach::Public.allows_url(url), 10);
        open.into_iter().map(|r| r.relay.as_str_without_trailing_slash().to_owned()).collect()
    }

    #[test]
    fn only_open_public_relays_are_taken() {
        let m = Keys::generate();
        let with = |tags: &[(&str, &str)], content: &str| {
            found(&[event(&m, 1, &[&[("d", "wss://r.example/")], tags].concat(), content)])
        };
        assert_eq!(with(&[("R", "!auth"), ("R", "!payment"), ("n", "clearnet")], "{}"), ["wss://r.example"]);
        assert_eq!(with(&[("k", "1404"), ("k", "!4")], "no JSON"), ["wss://r.example"]);
        for closed in [
            ("R", "auth"),
            ("R", "payment"),
            ("R", "pow"),
            ("R", "writes"),
            ("T", "PrivateInbox"),
            ("k", "!1404"),
            ("k", "1"),
        ] {
            assert!(with(&[closed], "").is_empty(), "{closed:?}");
        }
        for limit in [
            "auth_required\":true",
            "payment_required\":true",
            "restricted_writes\":true",
            "min_pow_difficulty\":8",
        ] {
            assert!(with(&[], &format!("{{\"limitation\":{{\"{limit}}}}}")).is_empty(), "{limit}");
        }
        for url in [
            "ws://r.example",
            "wss://127.0.0.1",
            "wss://router.local",
            "wss://u@r.example",
            "wss://r.example/?x=1",
            "ab12",
        ] {
            assert!(found(&[event(&m, 1, &[("d", url)], "")]).is_empty(), "{url}");
        }
    }

    #[test]
    fn the_newest_word_counts_and_more_monitors_come_first() {
        let (a, b, c) = (Keys::generate(), Keys::generate(), Keys::generate());
        let open =
            |who: &Keys, at, url: &str, rtt: &str| event(who, at, &[("d", url), ("rtt-open", rtt)], "");
        let shut = |who: &Keys, at, url: &str| event(who, at, &[("d", url), ("R", "auth")], "");
        let events = [
            open(&a, 1, "wss://slow.example", "900"),
            open(&b, 1, "wss://slow.example", "700"),
            open(&a, 1, "wss://quick.example", "30"),
            open(&a, 1, "wss://unknown.example", "soon"),
            // Was open, says its monitor, and is no longer; the other direction as well.
            open(&a, 1, "wss://changed.example", "1"),
            shut(&a, 2, "wss://changed.example"),
            shut(&a, 1, "wss://opened.example"),
            open(&a, 2, "wss://opened.example", "99"),
            // One against one is not enough, two against one is.
            open(&a, 1, "wss://disputed.example", "1"),
            shut(&b, 1, "wss://disputed.example"),
            open(&a, 1, "wss://defamed.example", "800"),
            open(&b, 1, "wss://defamed.example/", "850"),
            shut(&c, 1, "wss://defamed.example"),
        ];
        let expected = [
            "wss://slow.example",
            "wss://defamed.example",
            "wss://quick.example",
            "wss://opened.example",
            "wss://unknown.example",
        ];
        assert_eq!(found(&events), expected);
        assert_eq!(open_relays(&events, OURS, |_| true, 1)[0].rtt_ms, Some(700));
    }

    proptest! {
        #[test]
        fn never_panics(name in "[dRkTn]|rtt-open", value in "\\PC{0,30}", content in "\\PC{0,60}") {
            let events = [event(&Keys::generate(), 1, &[("d", "wss://r.example"), (&name, &value)], &content)];
            prop_assert!(open_relays(&events, OURS, |_| true, 5).len() <= 1);
        }
    }
}
