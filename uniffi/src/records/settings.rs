//! What the user can set.

use std::net::SocketAddr;

use knock_core::amount::Msat;
use knock_core::engine;
use knock_core::lnurl::{LnurlError, PayAddress};
use knock_core::network::Proxy;
use nostr::PublicKey;

use super::{relay_texts, relays};
use crate::KnockError;

/// Where messages are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PublishMode {
    /// To a few relays: the receiver's read relays where known, else the user's own.
    Named,
    /// To every relay of the directory ("blastr").
    Everywhere,
}

/// The user's settings. Take those that are stored, or [`default_settings`], change what is to be changed, and
/// give them back whole.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Settings {
    /// The user's own relays.
    pub relays: Vec<String>,
    /// Where messages are published.
    pub publish: PublishMode,
    /// How long messages live, seconds.
    pub ttl_secs: u64,
    /// Where answers can be paid; sent along with each message.
    pub lightning_address: Option<String>,
    /// A BOLT12 offer where answers can be paid; sent along with each message.
    pub offer: Option<String>,
    /// Where files are left for their receivers (Blossom), `https://host/`; no server, no files.
    pub file_server: Option<String>,
    /// What a stranger's knock must pay to be fetched without asking.
    pub price_msat: u64,
    /// What a contact's knock must pay to be fetched without asking.
    pub contact_price_msat: u64,
    /// Whether every stranger's knock waits for consent, whatever it pays.
    pub ask_for_strangers: bool,
    /// How long a line that was typed waits for another, seconds, so that both go as one knock.
    pub line_window_secs: u64,
    /// Whether answers tell which messages were read.
    pub read_receipts: bool,
    /// Whether relays are asked to delete a message once its receiver has read it.
    pub delete_when_read: bool,
    /// What a knock may cost at most, routing not included.
    pub max_msat: u64,
    /// What routing may cost at most.
    pub max_fee_msat: u64,
    /// Whether the relay directory is searched for what the user's own relays do not have.
    pub search_directory: bool,
    /// Whether notifications show the text of a message.
    pub previews: bool,
    /// Whether relays and services on the user's own network may be used.
    pub allow_local: bool,
    /// Whether "everywhere" includes the relay directory.
    pub blast_directory: bool,
    /// Whose word on relays counts (NIP-66 monitors), hexadecimal keys; anybody's where empty.
    pub monitors: Vec<String>,
    /// The payment follows the publishing after a random time of at most so many seconds; 0 pays at once.
    pub pay_delay_secs: u64,
    /// Relays that messages are published to instead of `relays`, which are then only read.
    pub send_relays: Vec<String>,
    /// Whether relays are asked for all messages of an hour instead of the one that is meant.
    pub cover_fetches: bool,
    /// The SOCKS5 proxy (`127.0.0.1:9050`) that everything goes out through, e.g. Tor's.
    pub proxy: Option<String>,
}

/// The settings of somebody who has changed nothing.
#[uniffi::export]
pub fn default_settings() -> Settings {
    engine::Settings::default().into()
}

impl From<engine::Settings> for Settings {
    fn from(settings: engine::Settings) -> Self {
        Self {
            relays: relay_texts(&settings.relays),
            publish: match settings.publish {
                engine::PublishMode::Named => PublishMode::Named,
                engine::PublishMode::Everywhere => PublishMode::Everywhere,
            },
            ttl_secs: settings.ttl_secs,
            lightning_address: settings.lightning_address,
            offer: settings.offer,
            file_server: settings.file_server,
            price_msat: settings.price.0,
            contact_price_msat: settings.contact_price.0,
            ask_for_strangers: settings.ask_for_strangers,
            line_window_secs: settings.line_window_secs,
            read_receipts: settings.read_receipts,
            delete_when_read: settings.delete_when_read,
            max_msat: settings.max_amount.0,
            max_fee_msat: settings.max_fee.0,
            search_directory: settings.search_directory,
            previews: settings.previews,
            allow_local: settings.allow_local,
            blast_directory: settings.blast_directory,
            monitors: settings.monitors.iter().map(|key| key.to_hex()).collect(),
            pay_delay_secs: settings.pay_delay_secs,
            send_relays: relay_texts(&settings.send_relays),
            cover_fetches: settings.cover_fetches,
            proxy: settings.proxy.map(|address| address.to_string()),
        }
    }
}

impl Settings {
    /// As the core keeps them. A wrong relay or address is refused.
    pub(crate) fn checked(self) -> Result<engine::Settings, KnockError> {
        Ok(engine::Settings {
            relays: relays(&self.relays)?,
            publish: match self.publish {
                PublishMode::Named => engine::PublishMode::Named,
                PublishMode::Everywhere => engine::PublishMode::Everywhere,
            },
            ttl_secs: self.ttl_secs,
            lightning_address: self.lightning_address.map(|text| address(&text)).transpose()?,
            offer: self.offer,
            file_server: self.file_server.map(|text| file_server(&text)).transpose()?,
            price: Msat(self.price_msat),
            contact_price: Msat(self.contact_price_msat),
            ask_for_strangers: self.ask_for_strangers,
            line_window_secs: self.line_window_secs,
            read_receipts: self.read_receipts,
            delete_when_read: self.delete_when_read,
            max_amount: Msat(self.max_msat),
            max_fee: Msat(self.max_fee_msat),
            search_directory: self.search_directory,
            previews: self.previews,
            allow_local: self.allow_local,
            blast_directory: self.blast_directory,
            monitors: self.monitors.iter().map(|key| monitor(key)).collect::<Result<_, _>>()?,
            pay_delay_secs: self.pay_delay_secs,
            send_relays: relays(&self.send_relays)?,
            cover_fetches: self.cover_fetches,
            proxy: self.proxy.map(|text| proxy(&text)).transpose()?,
        })
    }
}

fn file_server(text: &str) -> Result<String, KnockError> {
    let server = knock_core::files::parse_server(text);
    server.map(String::from).map_err(|error| KnockError::invalid(error.kind(), error.to_string()))
}

fn monitor(key: &str) -> Result<PublicKey, KnockError> {
    PublicKey::from_hex(key).map_err(|_| KnockError::invalid("monitor_invalid", "a monitor is no public key"))
}

fn proxy(text: &str) -> Result<SocketAddr, KnockError> {
    Proxy::parse_address(text).map_err(|error| KnockError::invalid("proxy_invalid", error.to_string()))
}

fn address(text: &str) -> Result<String, KnockError> {
    let address = PayAddress::parse(text).map_err(|error| {
        let error = knock_core::engine::EngineError::from(LnurlError::from(error));
        KnockError::from(error)
    })?;
    Ok(address.to_string())
}
