//! Settings, and starting again.

use anyhow::Context;
use knock_core::amount::Msat;

use crate::scenario::format::{Relay, Set};
use crate::scenario::stage::Stage;

/// Nobody listens there.
const DEAD: &str = "ws://127.0.0.1:1";

pub(super) fn set(stage: &Stage, who: &str, set: &Set) -> anyhow::Result<()> {
    let engine = &stage.person(who)?.engine;
    let mut settings = engine.settings()?;
    if let Some(price) = set.price_sat {
        settings.price = Msat::from_sat(price);
    }
    if let Some(price) = set.contact_price_sat {
        settings.contact_price = Msat::from_sat(price);
    }
    settings.ask_for_strangers = set.ask_for_strangers.unwrap_or(settings.ask_for_strangers);
    if let Some(max) = set.max_sat {
        settings.max_amount = Msat::from_sat(max);
    }
    let sandbox = &stage.world.sandbox;
    match set.file_server {
        Some(true) => settings.file_server = Some(sandbox.blossom().url().to_owned()),
        Some(false) => settings.file_server = None,
        None => {}
    }
    settings.blast_directory = set.blast_directory.unwrap_or(settings.blast_directory);
    if let Some(relays) = &set.relays {
        let url = |relay: &Relay| match relay {
            Relay::Own => sandbox.relay_url(),
            Relay::Second => sandbox.wallet_relay_url(),
            Relay::Dead => DEAD.to_owned(),
        };
        settings.relays = relays.iter().map(|relay| url(relay).parse()).collect::<Result<_, _>>()?;
    }
    Ok(settings.save(engine.store())?)
}

pub(super) fn back_up(stage: &mut Stage, who: &str, passphrase: &str) -> anyhow::Result<()> {
    let player = stage.player(who)?;
    player.backup = Some(player.person.back_up(passphrase)?);
    Ok(())
}

pub(super) async fn restore(stage: &mut Stage, who: &str, passphrase: &str) -> anyhow::Result<()> {
    let player = stage.player(who)?;
    player.listener = None;
    let archive = player.backup.as_ref().context("there is no backup")?;
    player.person.move_to_another_phone(archive, passphrase).await
}

pub(super) async fn restart(stage: &mut Stage, who: &str) -> anyhow::Result<()> {
    let player = stage.player(who)?;
    player.listener = None;
    player.person.restart().await
}
