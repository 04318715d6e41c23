//! `settings`: shown, and changed where an option says so.

use std::net::SocketAddr;
use std::path::Path;

use knock_core::amount::Msat;
use knock_core::engine::{EngineError, Home, PublishMode, Settings, own_offer};
use knock_core::files::parse_server;
use knock_core::network::{BadProxy, Proxy};
use knock_protocol::Ttl;
use nostr::{PublicKey, Timestamp};

use super::init::relay_url;
use crate::args::{PrivacyArgs, PublishArg, SettingsArgs};
use crate::failure::BadInput;
use crate::output::Output;
use crate::session;

pub(super) fn change(folder: &Path, args: SettingsArgs, output: &Output) -> anyhow::Result<()> {
    let vault = session::open_vault(folder)?;
    let store = Home::open(folder, vault.as_ref())?.store;
    let mut settings = Settings::load(&store)?;
    let before = settings.clone();
    if let Some(address) = args.address {
        settings.lightning_address = match address.as_str() {
            "" => None,
            text => Some(super::init::pay_address(text)?),
        };
    }
    if let Some(offer) = args.offer {
        settings.offer = match offer.is_empty() {
            true => None,
            // Offline, so the wallet is not asked for its chain.
            false => Some(own_offer(&offer, Timestamp::now(), None)?),
        };
    }
    if let Some(server) = args.file_server {
        settings.file_server = match server.as_str() {
            "" => None,
            text => Some(parse_server(text).map_err(EngineError::from)?.to_string()),
        };
    }
    if let Some(price) = args.price_sat {
        settings.price = Msat::from_sat(price);
    }
    if let Some(price) = args.contact_price_sat {
        settings.contact_price = Msat::from_sat(price);
    }
    settings.ask_for_strangers = args.ask_for_strangers.unwrap_or(settings.ask_for_strangers);
    settings.read_receipts = args.read_receipts.unwrap_or(settings.read_receipts);
    settings.delete_when_read = args.delete_when_read.unwrap_or(settings.delete_when_read);
    settings.line_window_secs = args.line_window.unwrap_or(settings.line_window_secs);
    if let Some(max) = args.max_sat {
        settings.max_amount = Msat::from_sat(max);
    }
    if let Some(max) = args.max_fee_sat {
        settings.max_fee = Msat::from_sat(max);
    }
    if let Some(ttl) = args.ttl {
        settings.ttl_secs = Ttl::from(ttl).as_secs();
    }
    if let Some(publish) = args.publish {
        settings.publish = match publish {
            PublishArg::Named => PublishMode::Named,
            PublishArg::Everywhere => PublishMode::Everywhere,
        };
    }
    if let Some(search) = args.search_directory {
        settings.search_directory = search;
    }
    if let Some(allow) = args.allow_local {
        settings.allow_local = allow;
    }
    protect(&mut settings, args.privacy)?;
    if settings != before {
        settings.save(&store)?;
    }
    output.answer(&settings, || {
        let address = settings.lightning_address.as_deref().unwrap_or("none");
        let offer = settings.offer.as_deref().unwrap_or("none");
        let files = settings.file_server.as_deref().unwrap_or("none");
        let publish = match settings.publish {
            PublishMode::Named => "a few relays",
            PublishMode::Everywhere => "every relay that is known",
        };
        let proxy = settings.proxy.map_or("none".to_owned(), |address| address.to_string());
        let basics = format!(
            "Lightning address  {address}\nOffer  {offer}\nPrice for strangers  {}\nKnocks cost at most  {} and {} for routing\nMessages live  {} hours\nPublished to  {publish}\nFiles wait at  {files}\nOwn network allowed  {}",
            settings.price,
            settings.max_amount,
            settings.max_fee,
            settings.ttl_secs / 3_600,
            settings.allow_local
        );
        format!(
            "{basics}\nProxy  {proxy}\nSending and reading kept apart  {}\nPayments wait up to  {} seconds\nFetches covered  {}",
            !settings.send_relays.is_empty(),
            settings.pay_delay_secs,
            settings.cover_fetches
        )
    });
    Ok(())
}

fn protect(settings: &mut Settings, args: PrivacyArgs) -> anyhow::Result<()> {
    if let Some(text) = args.proxy {
        settings.proxy = proxy_address(&text)?;
    }
    if !args.send_relays.is_empty() {
        let named = args.send_relays.iter().filter(|url| !url.is_empty());
        settings.send_relays = named.map(|url| relay_url(url)).collect::<anyhow::Result<_>>()?;
    }
    if !args.monitors.is_empty() {
        let named = args.monitors.iter().filter(|key| !key.is_empty());
        let bad = |_| BadInput::new("monitor_invalid", "a monitor is named by its npub or hexadecimal key");
        settings.monitors = named.map(|key| PublicKey::parse(key).map_err(bad)).collect::<Result<_, _>>()?;
    }
    settings.pay_delay_secs = args.pay_delay.unwrap_or(settings.pay_delay_secs);
    settings.cover_fetches = args.cover_fetches.unwrap_or(settings.cover_fetches);
    settings.blast_directory = args.blast_directory.unwrap_or(settings.blast_directory);
    Ok(())
}

/// A proxy as people write it; none where the text is empty.
pub(super) fn proxy_address(text: &str) -> anyhow::Result<Option<SocketAddr>> {
    if text.is_empty() {
        return Ok(None);
    }
    let bad = |error: BadProxy| BadInput::new("proxy_invalid", error.to_string());
    Ok(Some(Proxy::parse_address(text).map_err(bad)?))
}
