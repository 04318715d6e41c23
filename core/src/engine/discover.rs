//! Finding relays that nobody listed (NIP-66), for messages that go everywhere.

use std::collections::HashSet;
use std::time::Duration;

use knock_protocol::EVENT_KIND;
use nostr::{Filter, RelayUrl, Timestamp};

use super::{Engine, EngineError, Settings};
use crate::relay::{DISCOVERY_KIND, open_relays};
use crate::store::DiscoveredRelay;

/// Time for each page of the monitors' events.
const QUERY_LIMIT: Duration = Duration::from_secs(10);
/// Events asked for at a time, as many as relays usually hand out.
const PAGE: usize = 500;
/// Pages read.
const MAX_PAGES: usize = 6;
/// A monitor that has not seen a relay for a week does not vouch for it, seconds.
const FRESH: u64 = 7 * 24 * 3_600;
/// What was found longer ago than this is looked for again, seconds.
const STALE: u64 = 24 * 3_600;
/// Relays kept. Each shows our address to somebody, and costs a connection for each message.
const MAX_RELAYS: usize = 300;

impl Engine {
    /// Reads what monitors say on the user's own relays and keeps the relays that take messages from
    /// anybody. The relays asked learn that somebody here looks for relays, and no key.
    pub async fn discover_relays(&self) -> Result<Vec<DiscoveredRelay>, EngineError> {
        let settings = self.settings()?;
        let asked = self.relays_for_questions(&settings);
        let now = self.now();
        let mut events = Vec::new();
        let mut seen = HashSet::new();
        let mut until = now;
        for _ in 0..MAX_PAGES {
            let filter = Filter::new()
                .kind(DISCOVERY_KIND)
                .authors(settings.monitors.clone())
                .since(Timestamp::from(now.as_secs().saturating_sub(FRESH)))
                .until(until)
                .limit(PAGE);
            let filter =
                if settings.monitors.is_empty() { Filter { authors: None, ..filter } } else { filter };
            let page = self.relays().query(&asked, filter, QUERY_LIMIT).await?;
            let oldest = page.iter().map(|event| event.created_at).min();
            let full = page.len() >= PAGE;
            let before = events.len();
            events.extend(page.into_iter().filter(|event| seen.insert(event.id)));
            match oldest {
                Some(oldest) if full && events.len() > before => until = oldest,
                _ => break,
            }
        }
        let reach = settings.network().reach;
        // Onion services are told of, too; without Tor they cannot be reached.
        let has_proxy = settings.proxy.is_some();
        let is_allowed = |url: &url::Url| {
            reach.allows_url(url)
                && (has_proxy || !url.host_str().is_some_and(|host| host.ends_with(".onion")))
        };
        let found: Vec<DiscoveredRelay> = open_relays(&events, EVENT_KIND, is_allowed, MAX_RELAYS)
            .into_iter()
            .map(|found| DiscoveredRelay {
                relay: found.relay,
                monitors: found.monitors,
                rtt_ms: found.rtt_ms,
                found_at: now,
            })
            .collect();
        // Nothing found says more of the relays asked than of the world: what was known stays.
        if !found.is_empty() {
            self.store().set_discovered_relays(&found)?;
        }
        Ok(found)
    }

    /// Looks for relays where what is known is old. It may fail: there is always the directory.
    pub(super) async fn refresh_discovered(&self) {
        let known = self.store().discovered_relays().unwrap_or_default();
        let fresh_since = Timestamp::from(self.now().as_secs().saturating_sub(STALE));
        if known.iter().any(|relay| relay.found_at > fresh_since) {
            return;
        }
        if let Err(error) = self.discover_relays().await {
            log::debug!("no relays were discovered: {}", error.kind());
        }
    }

    /// The user's own relays, or a few of the directory where there are none.
    fn relays_for_questions(&self, settings: &Settings) -> Vec<RelayUrl> {
        if settings.relays.is_empty() { super::people::well_known() } else { settings.relays.clone() }
    }
}
