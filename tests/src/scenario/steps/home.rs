//! Settings, and starting again.

use knock_core::amount::Msat;

use crate::scenario::format::Set;
use crate::scenario::stage::Stage;

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
    Ok(settings.save(engine.store())?)
}

pub(super) async fn restart(stage: &mut Stage, who: &str) -> anyhow::Result<()> {
    let player = stage.player(who)?;
    player.listener = None;
    player.person.restart().await
}
