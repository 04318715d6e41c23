//! What the user can set.

use std::net::SocketAddr;

use knock_protocol::Ttl;
use nostr::{PublicKey, RelayUrl};
use serde::{Deserialize, Serialize};

use super::{Engine, EngineError};
use crate::amount::Msat;
use crate::network::{Network, Proxy};
use crate::reach::Reach;
use crate::store::{Store, StoreError};

const KEY: &str = "settings";

/// Where messages are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublishMode {
    /// To a few relays: the receiver's read relays where known, else the user's own.
    #[default]
    Named,
    /// To every relay that is known ("blastr"): the receiver's, the directory, the user's own, and those
    /// that monitors tell of (NIP-66). The comment then names none.
    Everywhere,
}

/// The user's settings, one JSON value in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The user's own relays: published to, and asked first for what others left unnamed.
    pub relays: Vec<RelayUrl>,
    /// Where messages are published.
    pub publish: PublishMode,
    /// How long messages live, seconds; one of the protocol's choices.
    pub ttl_secs: u64,
    /// Where answers can be paid: the user's lightning address. Sent along with each message.
    pub lightning_address: Option<String>,
    /// Where answers can be paid without a service: the user's BOLT12 offer. Sent along with each message.
    pub offer: Option<String>,
    /// Where files are left for their receivers (Blossom), `https://host/`; no server, no files.
    pub file_server: Option<String>,
    /// What a stranger's knock must pay to be fetched without asking. The user's card says so.
    pub price: Msat,
    /// What a contact's knock must pay to be fetched without asking.
    pub contact_price: Msat,
    /// Whether every stranger's knock waits for the user's consent, whatever it pays.
    pub ask_for_strangers: bool,
    /// How long a line that was typed waits for another, seconds, so that both go as one knock; 0 is not
    /// at all.
    pub line_window_secs: u64,
    /// Whether answers tell which messages were read. They cost nothing, they ride along.
    pub read_receipts: bool,
    /// Whether relays are asked to delete a message once its receiver has read it. Another device of the
    /// receiver could then no longer fetch it.
    pub delete_when_read: bool,
    /// What a knock may cost at most, routing not included.
    pub max_amount: Msat,
    /// What routing may cost at most for a knock.
    pub max_fee: Msat,
    /// Whether the relay directory is searched for an event that the user's own relays do not have.
    /// Each relay asked sees the user's address and the one-time key.
    pub search_directory: bool,
    /// Whether notifications show the text of a message.
    pub previews: bool,
    /// Whether relays and services on the user's own network may be used.
    pub allow_local: bool,
    /// Whether "everywhere" includes the relay directory.
    pub blast_directory: bool,
    /// Whose word on relays counts (NIP-66 monitors); anybody's where empty.
    pub monitors: Vec<PublicKey>,
    /// The payment follows the publishing after a random time of at most so many seconds, so that the
    /// two cannot be told to belong together by their clocks. 0 pays at once.
    pub pay_delay_secs: u64,
    /// Relays that messages are published to instead of `relays`, which are then only read: so no relay sees
    /// both directions from one address.
    pub send_relays: Vec<RelayUrl>,
    /// Whether relays are asked for all messages of an hour instead of the one that is meant, so that they
    /// do not learn which one is read here. Costs their download.
    pub cover_fetches: bool,
    /// The SOCKS5 proxy that relays, HTTP, the linked wallet and a bunker are reached through, e.g. Tor's.
    /// Hides the user's address from all of them, and from the name server whom the user talks to.
    pub proxy: Option<SocketAddr>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            relays: Vec::new(),
            publish: PublishMode::Named,
            ttl_secs: Ttl::Week.as_secs(),
            lightning_address: None,
            offer: None,
            file_server: None,
            price: Msat::from_sat(1),
            contact_price: Msat::ZERO,
            ask_for_strangers: false,
            line_window_secs: 0,
            read_receipts: true,
            delete_when_read: true,
            max_amount: Msat::from_sat(1_000),
            max_fee: Msat::from_sat(10),
            search_directory: true,
            previews: true,
            allow_local: false,
            blast_directory: true,
            monitors: Vec::new(),
            pay_delay_secs: 0,
            send_relays: Vec::new(),
            cover_fetches: false,
            proxy: None,
        }
    }
}

impl Settings {
    /// The stored settings, or the defaults.
    pub fn load(store: &Store) -> Result<Self, StoreError> {
        let Some(json) = store.setting(KEY)? else { return Ok(Self::default()) };
        serde_json::from_str(&json).map_err(|error| StoreError::Damaged(format!("settings: {error}")))
    }

    /// Stores them.
    pub fn save(&self, store: &Store) -> Result<(), StoreError> {
        let json =
            serde_json::to_string(self).map_err(|error| StoreError::Damaged(format!("settings: {error}")))?;
        store.set_setting(KEY, &json)
    }

    /// How the client goes out. Whoever builds relays, wallet and HTTP for an engine gives each this one.
    pub fn network(&self) -> Network {
        let reach = if self.allow_local { Reach::Local } else { Reach::Public };
        Network { reach, proxy: self.proxy.map(Proxy::new) }
    }

    /// The time to live; an unknown number means the default.
    pub fn ttl(&self) -> Ttl {
        Ttl::ALL.into_iter().find(|ttl| ttl.as_secs() == self.ttl_secs).unwrap_or_default()
    }
}

impl Engine {
    /// The user's settings.
    pub fn settings(&self) -> Result<Settings, EngineError> {
        Ok(Settings::load(self.store())?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn settings()(
            numbers in any::<[u32; 8]>(),
            switches in any::<[bool; 8]>(),
            texts in prop::array::uniform3(prop::option::of("\\PC{0,20}")),
            hosts in prop::collection::vec("[a-z]{1,12}", 0..4),
            proxy in prop::option::of(any::<SocketAddr>()),
        ) -> Settings {
            let [ttl, price, contact_price, line_window, max_amount, max_fee, pay_delay, _] = numbers.map(u64::from);
            let [ask, receipts, delete, search, previews, local, directory, cover] = switches;
            let [lightning_address, offer, file_server] = texts;
            let relays: Vec<_> =
                hosts.iter().filter_map(|host| RelayUrl::parse(&format!("wss://{host}.example")).ok()).collect();
            Settings {
                send_relays: relays.iter().rev().cloned().collect(),
                relays,
                publish: if ask { PublishMode::Everywhere } else { PublishMode::Named },
                ttl_secs: ttl,
                lightning_address,
                offer,
                file_server,
                price: Msat(price),
                contact_price: Msat(contact_price),
                ask_for_strangers: ask,
                line_window_secs: line_window,
                read_receipts: receipts,
                delete_when_read: delete,
                max_amount: Msat(max_amount),
                max_fee: Msat(max_fee),
                search_directory: search,
                previews,
                allow_local: local,
                blast_directory: directory,
                monitors: vec![PublicKey::from_byte_array([7; 32])],
                pay_delay_secs: pay_delay,
                cover_fetches: cover,
                // What an IPv6 address says beside its number is not written down.
                proxy: proxy.map(|proxy| SocketAddr::new(proxy.ip(), proxy.port())),
            }
        }
    }

    proptest! {
        #[test]
        fn settings_come_back(settings in settings()) {
            let json = serde_json::to_string(&settings).unwrap();
            prop_assert_eq!(serde_json::from_str::<Settings>(&json).unwrap(), settings);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}|\\{\"(relays|publish|proxy|price)\": ?\\PC{0,20}\\}") {
            let _ = serde_json::from_str::<Settings>(&text);
        }
    }

    #[test]
    fn what_a_newer_or_older_version_wrote_is_read() {
        let read = |json| serde_json::from_str::<Settings>(json).unwrap();
        assert_eq!(read("{}"), Settings::default());
        assert_eq!(read(r#"{"price": 5000, "of_the_future": [1]}"#).price, Msat(5_000));
    }
}
