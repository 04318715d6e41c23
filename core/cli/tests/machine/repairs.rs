//! Damaged databases are set aside while the process that does it is killed.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use knock_test_support::terminal::json;
use knock_test_support::{Terminal, faults};

use crate::homes::verb;
use crate::secrets::files;
use crate::stage::Stage;
use crate::steps::kill_at_every_step;
use crate::strace::{Fault, was_killed};

const REPAIRED: &str = "the damaged file is kept whole; the home goes on";
const REPAIRED_WITH_LOG: &str = "file and log are kept whole, side by side; the home goes on";

/// Files of one home, by their names in it.
type Files = Vec<(&'static str, Vec<u8>)>;

/// A damaged database, with or without changes that are in its log alone.
async fn repaired(with_log: bool) -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    stage.alice.ok(&["send", "Bob", "in the damaged file"]);
    let mut left = match with_log {
        true => left_by_a_kill(&stage.alice)?,
        false => vec![("knock.db", std::fs::read(stage.alice.home().join("knock.db"))?)],
    };
    for page in left[0].1.chunks_mut(4_096).skip(1) {
        page[100] ^= 1;
    }
    let kills = kill_at_every_step(|fault| {
        let home = tempfile::tempdir()?;
        std::fs::copy(stage.alice.home().join("vault.json"), home.path().join("vault.json"))?;
        for (name, bytes) in &left {
            std::fs::write(home.path().join(name), bytes)?;
        }
        let output = fault.run(&verb(home.path(), &["repair"]))?;
        let again = verb(home.path(), &["repair"]).output()?;
        ensure!(again.status.success(), "{fault:?}: {again:?}");
        ensure!(set_aside(home.path(), &left), "{fault:?}: kept {:?}", files(home.path()));
        let inbox = verb(home.path(), &["inbox", "--offline"]).output()?;
        ensure!(inbox.status.success() && json(&inbox) == serde_json::json!([]), "{fault:?}: {inbox:?}");
        Ok(output)
    })?;
    let told = if with_log { REPAIRED_WITH_LOG } else { REPAIRED };
    println!("{kills} kills: {told}");
    Ok(told.to_owned())
}

/// Whether one database is kept, and beside it the log, as they were. The log's index (`-shm`) is made anew by whoever
/// opens the two.
fn set_aside(home: &Path, left: &Files) -> bool {
    let all = files(home);
    let aside =
        |path: &&PathBuf| path.extension().is_some_and(|end| end.as_encoded_bytes().starts_with(b"damaged-"));
    let database =
        |path: &&PathBuf| !["-wal", "-shm"].iter().any(|end| path.to_string_lossy().ends_with(end));
    let databases: Vec<_> = all.iter().filter(aside).filter(database).collect();
    let [database] = databases[..] else { return false };
    left.iter().filter(|(name, _)| !name.ends_with("-shm")).all(|(name, bytes)| {
        let suffix = name.trim_start_matches("knock.db");
        std::fs::read(format!("{}{suffix}", database.display())).is_ok_and(|kept| kept == *bytes)
    })
}

/// What lies in somebody's home after a kill: the database, and a log with changes that are nowhere else.
fn left_by_a_kill(of: &Terminal) -> anyhow::Result<Files> {
    let killed = Fault::kill("unlink", 1).run(&of.command(&["settings", "--max-sat", "999"]))?;
    ensure!(was_killed(killed.status), "{killed:?}");
    let names = ["knock.db", "knock.db-wal", "knock.db-shm"];
    let read = |name| Ok((name, std::fs::read(of.home().join(name)).with_context(|| format!("no {name}"))?));
    names.into_iter().map(read).collect()
}

faults! { REPAIRS, repaired, within 15 minutes;
    repair_killed_at_every_step: "killed before each step of setting a damaged database aside", false => REPAIRED;
    repair_with_log_killed_at_every_step: "the same, with changes that are in its log alone", true => REPAIRED_WITH_LOG;
}
