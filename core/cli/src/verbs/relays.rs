//! `relays`: the user's own, and the directory.

use std::path::Path;

use knock_core::engine::{Home, Settings};
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
        RelaysVerb::List | RelaysVerb::Directory => {}
    }
    output.answer(&json!(settings.relays), || match settings.relays.is_empty() {
        true => "No relays yet: `knock relays add wss://…`; `knock relays directory` shows well-known ones."
            .to_owned(),
        false => settings.relays.iter().map(|r| r.to_string()).collect::<Vec<_>>().join("\n"),
    });
    Ok(())
}
