//! `repair`: a damaged database is set aside.

use std::path::Path;

use knock_core::engine::Home;
use knock_core::ports::{Clock, SystemClock};
use serde_json::json;

use crate::output::Output;
use crate::session;

pub(super) fn repair(folder: &Path, output: &Output) -> anyhow::Result<()> {
    let vault = session::open_vault(folder)?;
    let aside = Home::set_damage_aside(folder, vault.as_ref(), SystemClock.now())?;
    output.answer(&json!({"damaged": aside.is_some(), "set_aside": aside}), || match &aside {
        Some(path) => format!(
            "The database was damaged. It is kept as {}; a new, empty one takes its place.",
            path.display()
        ),
        None => "The database is sound; nothing was changed.".to_owned(),
    });
    Ok(())
}
