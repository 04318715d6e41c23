//! Scenarios as data: `tests/scenarios/*.json`, which the core, Kotlin, Swift and Python all play.
//!
//! `tests/scenarios/README.md` is the vocabulary. This runner plays over the core; the ones of the
//! bindings are beside the bindings.

mod format;
mod stage;
mod steps;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

pub use self::format::{Action, PlayedBy, Scenario, Step};
use self::stage::Stage;

/// Every scenario file, by name.
pub fn files() -> anyhow::Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a scenario.
pub fn load(path: &Path) -> anyhow::Result<Scenario> {
    serde_json::from_str(&std::fs::read_to_string(path)?).with_context(|| path.display().to_string())
}

/// Plays a scenario in a sandbox of its own. An error says which step did not go as written.
pub async fn play(scenario: &Scenario) -> anyhow::Result<()> {
    let mut stage = Stage::set(&scenario.people).await?;
    for (number, step) in scenario.steps.iter().enumerate() {
        let place = || format!("step {} ({})", number + 1, serde_json::Value::from(step.json.clone()));
        let done = Box::pin(steps::take(&mut stage, step)).await;
        match (&step.fails, done) {
            (None, done) => done.with_context(place)?,
            (Some(kind), Ok(())) => bail!("{}: did not fail with {kind}", place()),
            (Some(kind), Err(error)) if stage::kind_of(&error) == Some(kind) => {}
            (Some(_), Err(error)) => return Err(error.context(place())),
        }
    }
    Ok(())
}
