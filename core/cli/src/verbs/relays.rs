//! `relays`: the user's own, and the directory.

use std::path::Path;

use knock_core::engine::{Engine, Home, Settings};
use knock_core::store::DiscoveredRelay;
use knock_protocol::directory;
use serde_json::json;

use super::init::relay_url;
use crate::args::RelaysVerb;
use crate::output::Output;
use crate::session;

pub(super) fn run(folder: &Path, verb: RelaysVerb, output: &Output) -> anyhow::Result<()> {
    if matches!(verb, RelaysVerb::Directory) {
        output.answer(&directory::DIRECTORY_V1, || {
            directory::DIRECTORY_V1
                .iter()
                .enumerate()
                .map(|(i, url)| format!("{i:>3}  {url}"))
                .collect::<Vec<_>>()
                .join("\n")
        });
        return Ok(());
    }
    let vault = session::open_vault(folder)?;
    let store = Home::open(folder, vault.as_ref())?.store;
    let mut settings = Settings::load(&store)?;
    match verb {
        RelaysVerb::Add { url } => {
            let url = relay_url(&url)?;
            if !settings.relays.contains(&url) {
                settings.relays.push(url);
            }
            settings.save(&store)?;
        }
        RelaysVerb::Remove { url } => {
            let url = relay_url(&url)?;
            settings.relays.retain(|relay| *relay != url);
            settings.save(&store)?;
        }
        RelaysVerb::Discovered => {
            show(&store.discovered_relays()?, output);
            return Ok(());
        }
        RelaysVerb::List | RelaysVerb::Directory | RelaysVerb::Discover | RelaysVerb::Import => {}
    }
    show_own(&settings, output);
    Ok(())
}

/// Takes the user's public list over; what is set already stays.
pub(super) async fn import(engine: &Engine, output: &Output) -> anyhow::Result<()> {
    let mut settings = engine.settings()?;
    for relay in engine.public_relays().await? {
        if !settings.relays.contains(&relay) {
            settings.relays.push(relay);
        }
    }
    settings.save(engine.store())?;
    show_own(&settings, output);
    Ok(())
}

fn show_own(settings: &Settings, output: &Output) {
    output.answer(&json!(settings.relays), || match settings.relays.is_empty() {
        true => "No relays yet: `knock relays add wss://…`; `knock relays directory` shows well-known ones."
            .to_owned(),
        false => settings.relays.iter().map(|r| r.to_string()).collect::<Vec<_>>().join("\n"),
    });
}

pub(super) async fn discover(engine: &Engine, output: &Output) -> anyhow::Result<()> {
    show(&engine.discover_relays().await?, output);
    Ok(())
}

fn show(found: &[DiscoveredRelay], output: &Output) {
    let line = |one: &DiscoveredRelay| {
        let rtt = one.rtt_ms.map(|ms| format!("{ms} ms")).unwrap_or_default();
        format!("{:>3} monitors {rtt:>8}  {}", one.monitors, one.relay)
    };
    let value =
        |one: &DiscoveredRelay| json!({"relay": one.relay, "monitors": one.monitors, "rtt_ms": one.rtt_ms});
    output.answer(&found.iter().map(value).collect::<Vec<_>>(), || match found.is_empty() {
        true => "None: your relays have no monitors' events (NIP-66).".to_owned(),
        false => found.iter().map(line).collect::<Vec<_>>().join("\n"),
    });
}
