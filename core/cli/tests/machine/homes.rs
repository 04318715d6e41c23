//! Homes that are made, backed up and restored while their process is killed.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use knock_test_support::faults;
use knock_test_support::terminal::{failure, json, knock, text};

use crate::stage::{Stage, names};
use crate::steps::kill_at_every_step;

const MADE: &str = "there is no home, or all of it, or it can be made again";
const WHOLE: &str = "there is no backup, or a whole one; the home goes on";
const RESTORED: &str = "there is no home, or the whole one, or it can be restored again";

enum Making {
    Home,
    Backup,
    Restored,
}

async fn killed_making(what: Making) -> anyhow::Result<String> {
    match what {
        Making::Home => made().await,
        Making::Backup => backed_up().await,
        Making::Restored => restored().await,
    }
}

async fn made() -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let (relay, address) = (stage.sandbox.relay_url(), stage.alice.user.lightning_address.clone());
    let init = ["init", "--relay", &relay, "--address", &address, "--allow-local"];
    let kills = kill_at_every_step(|fault| {
        let home = tempfile::tempdir()?;
        let output = fault.run(&verb(home.path(), &init))?;
        let again = verb(home.path(), &init).output()?;
        ensure!(again.status.success() || failure(&again).0 == "identity_exists", "{fault:?}: {again:?}");
        let settings = json(&verb(home.path(), &["settings"]).output()?);
        ensure!(text(&settings["relays"][0]) == relay, "{fault:?}: a home without its settings: {settings}");
        let connect = ["wallet", "connect", &stage.alice.user.wallet_uri];
        fault.run(&verb(home.path(), &connect))?;
        let again = verb(home.path(), &connect).output()?;
        ensure!(again.status.success(), "{fault:?}: {again:?}");
        Ok(output)
    })?;
    println!("{kills} kills: {MADE}");
    Ok(MADE.to_owned())
}

async fn backed_up() -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("knock.backup");
    let path = file.to_str().context("a path that is no text")?;
    stage.alice.ok(&["send", "Bob", "in the backup"]);
    let kills = kill_at_every_step(|fault| {
        let output = fault.run(&with_passphrase(stage.alice.command(&["backup", path])))?;
        if file.exists() {
            let home = folder.path().join("home");
            let restored = with_passphrase(verb(&home, &["restore", path])).output()?;
            ensure!(restored.status.success(), "{fault:?}: half a backup: {restored:?}");
            std::fs::remove_file(&file)?;
            std::fs::remove_dir_all(&home)?;
        }
        ensure!(names(&stage.alice, &["--offline"]) == ["in the backup"]);
        Ok(output)
    })?;
    println!("{kills} kills: {WHOLE}");
    Ok(WHOLE.to_owned())
}

async fn restored() -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("knock.backup");
    let path = file.to_str().context("a path that is no text")?;
    stage.alice.ok(&["send", "Bob", "in the backup"]);
    ensure!(with_passphrase(stage.alice.command(&["backup", path])).status()?.success());
    let home = folder.path().join("home");
    let kills = kill_at_every_step(|fault| {
        let restore = with_passphrase(verb(&home, &["restore", path]));
        let output = fault.run(&restore)?;
        if !home.exists() {
            let again = with_passphrase(verb(&home, &["restore", path])).output()?;
            ensure!(again.status.success(), "{fault:?}: {again:?}");
        }
        let inbox = verb(&home, &["inbox", "--offline"]).output()?;
        ensure!(inbox.status.success(), "{fault:?}: half a home: {inbox:?}");
        ensure!(text(&json(&inbox)[0]["text"]) == "in the backup");
        ensure!(text(&json(&verb(&home, &["id"]).output()?)["npub"]) == stage.alice.npub());
        std::fs::remove_dir_all(&home)?;
        Ok(output)
    })?;
    println!("{kills} kills: {RESTORED}");
    Ok(RESTORED.to_owned())
}

fn verb(home: &Path, args: &[&str]) -> Command {
    knock(Path::new(env!("CARGO_BIN_EXE_knock")), home, args)
}

fn with_passphrase(mut command: Command) -> Command {
    command.env("KNOCK_BACKUP_PASSPHRASE", "correct horse");
    command
}

faults! { HOMES, killed_making, within 15 minutes;
    home_killed_at_every_step: "killed before each step of making a home and linking a wallet", Making::Home => MADE;
    backup_killed_at_every_step: "killed before each step of writing a backup", Making::Backup => WHOLE;
    restoring_killed_at_every_step: "killed before each step of restoring one", Making::Restored => RESTORED;
}
