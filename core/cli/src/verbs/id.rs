//! `id`: the card that others scan.

use std::path::Path;

use knock_core::engine::{Home, Settings};
use nostr::nips::nip19::{Nip19Profile, ToBech32};
use serde_json::json;

use crate::output::Output;
use crate::{qr, session};

pub(super) fn show(folder: &Path, output: &Output) -> anyhow::Result<()> {
    let vault = session::open_vault(folder)?;
    let home = Home::open(folder, vault.as_ref())?;
    let settings = Settings::load(&home.store)?;
    let npub = home.identity.npub();
    // The relays that we read go along, so that senders publish where we look first.
    let profile = Nip19Profile::new(home.identity.public_key(), settings.relays);
    let uri =
        format!("nostr:{}", if profile.relays.is_empty() { npub.clone() } else { profile.to_bech32()? });
    let value = json!({"npub": npub, "uri": uri, "lightning_address": settings.lightning_address});
    output.answer(&value, || {
        let address =
            settings.lightning_address.as_deref().unwrap_or("none (`knock settings --address NAME@HOST`)");
        format!("{}\n{npub}\n{uri}\nLightning address: {address}", qr::render(&uri))
    });
    Ok(())
}
