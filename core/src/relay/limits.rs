//! What a relay says of its limits (NIP-11), read once per process and obeyed before publishing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nostr::{ClientMessage, Event, JsonUtil, RelayUrl, Timestamp};
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use super::dial::HostPolicy;
use super::port::RelayLimits;
use crate::http::{HttpClient, HttpLimits};
use crate::network::Network;
use crate::reach::Reach;

/// A relay that is slower than that publishes no limits, as far as we care.
const READ_LIMIT: Duration = Duration::from_millis(1_500);

/// The limits of the relays met so far. A failed reading counts as "no limits" and is not repeated: the relay's
/// own answer to the event still decides.
#[derive(Debug)]
pub(crate) struct LimitsCache {
    policy: Arc<HostPolicy>,
    /// For relays that strangers may have named.
    public: Option<HttpClient>,
    /// For the user's own.
    local: Option<HttpClient>,
    known: Mutex<HashMap<RelayUrl, Arc<OnceCell<RelayLimits>>>>,
}

impl LimitsCache {
    pub(crate) fn new(policy: Arc<HostPolicy>) -> Self {
        let network = policy.network();
        let (public, local) = (client(network, Reach::Public), client(network, Reach::Local));
        Self { policy, public, local, known: Mutex::default() }
    }

    pub(crate) async fn get(&self, relay: &RelayUrl) -> RelayLimits {
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(relay.clone()).or_default())
        };
        let read = async { self.read(relay).await.map(|document| parse(&document)).unwrap_or_default() };
        cell.get_or_init(|| read).await.clone()
    }

    async fn read(&self, relay: &RelayUrl) -> Option<Value> {
        let socket: &Url = relay.into();
        let http = match self.policy.reach_for(socket) {
            Reach::Public => self.public.as_ref(),
            Reach::Local => self.local.as_ref(),
        };
        let rest = socket.as_str().strip_prefix("ws")?;
        let document = Url::parse(&format!("http{rest}")).ok()?;
        http?.get_json_accept(&document, "application/nostr+json").await.ok()
    }
}

/// A client for NIP-11 documents; `None` where this machine has no HTTP, which then tells no limits.
fn client(network: &Network, reach: Reach) -> Option<HttpClient> {
    let total = network.patience(READ_LIMIT);
    let limits = HttpLimits { total, connect: total, ..HttpLimits::default() };
    HttpClient::with_limits(Network { reach, ..network.clone() }, limits).ok()
}

/// Takes what is there and makes sense: a relay's odd value in one field must not hide the others.
pub(super) fn parse(document: &Value) -> RelayLimits {
    let field = |name: &str| document.get("limitation").and_then(|limitation| limitation.get(name));
    // 0 is what some relays write for "no limit".
    let number = |name: &str| field(name).and_then(Value::as_u64).filter(|number| *number > 0);
    let size = |name: &str| number(name).and_then(|number| usize::try_from(number).ok());
    let flag = |name: &str| field(name).and_then(Value::as_bool).unwrap_or(false);
    RelayLimits {
        max_message_length: size("max_message_length"),
        max_content_length: size("max_content_length"),
        created_at_lower_limit: number("created_at_lower_limit"),
        min_pow_difficulty: number("min_pow_difficulty").and_then(|bits| u8::try_from(bits).ok()),
        auth_required: flag("auth_required"),
        payment_required: flag("payment_required"),
        restricted_writes: flag("restricted_writes"),
    }
}

impl RelayLimits {
    /// Whether the relay can be expected to take this event; if not, why.
    ///
    /// `payment_required` and `restricted_writes` do not speak against it: such relays may let some kinds or
    /// authors pass, and they answer without being told who the user is. `auth_required` does, as we never
    /// authenticate.
    pub(crate) fn check(&self, event: &Event, now: Timestamp) -> Result<(), String> {
        if self.auth_required {
            return Err("the relay wants authentication".to_owned());
        }
        let frame = ClientMessage::event(event.clone()).as_json().len();
        if let Some(max) = self.max_message_length.filter(|max| frame > *max) {
            return Err(format!("the message has {frame} bytes, the relay takes {max}"));
        }
        let content = event.content.chars().count();
        if let Some(max) = self.max_content_length.filter(|max| content > *max) {
            return Err(format!("the content has {content} characters, the relay takes {max}"));
        }
        let age = now.as_secs().saturating_sub(event.created_at.as_secs());
        if let Some(max) = self.created_at_lower_limit.filter(|max| age > *max) {
            return Err(format!("the event is {age} seconds old, the relay takes {max}"));
        }
        if let Some(bits) = self.min_pow_difficulty.filter(|bits| !event.id.check_pow(*bits)) {
            return Err(format!("the relay wants {bits} bits of work"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use nostr::{EventBuilder, Keys};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn event(content: &str) -> Event {
        EventBuilder::text_note(content).sign_with_keys(&Keys::generate()).unwrap()
    }

    #[test]
    fn reads_odd_documents() {
        assert_eq!(parse(&json!({"name": "x"})), RelayLimits::default());
        assert_eq!(parse(&json!([1, 2])), RelayLimits::default());
        let odd = json!({"limitation": {"max_message_length": "many", "max_content_length": 8196,
            "min_pow_difficulty": 0, "auth_required": null, "payment_required": true}});
        let expected =
            RelayLimits { max_content_length: Some(8196), payment_required: true, ..RelayLimits::default() };
        assert_eq!(parse(&odd), expected);
        assert!(expected.check(&event("hi"), Timestamp::now()).is_ok());
    }

    #[test]
    fn the_whole_frame_counts_in_bytes_and_the_content_in_characters() {
        let event = event("ééé");
        let frame = format!(r#"["EVENT",{}]"#, event.as_json()).len();
        let check = |limits: RelayLimits| limits.check(&event, event.created_at).is_ok();
        let message = |max| RelayLimits { max_message_length: Some(max), ..RelayLimits::default() };
        let content = |max| RelayLimits { max_content_length: Some(max), ..RelayLimits::default() };
        assert!(check(message(frame)) && !check(message(frame - 1)));
        assert!(check(content(3)) && !check(content(2)));
        assert!(!check(RelayLimits { min_pow_difficulty: Some(200), ..RelayLimits::default() }));
        assert!(!check(RelayLimits { auth_required: true, ..RelayLimits::default() }));
        let old = RelayLimits { created_at_lower_limit: Some(10), ..RelayLimits::default() };
        assert!(old.check(&event, event.created_at + 10).is_ok());
        assert!(old.check(&event, event.created_at + 11).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in r#"\{"limitation":\{"(max_message_length|min_pow_difficulty|auth_required)":[^}]{0,30}\}\}"#) {
            if let Ok(document) = serde_json::from_str(&text) {
                let _ = parse(&document);
            }
        }
    }
}
