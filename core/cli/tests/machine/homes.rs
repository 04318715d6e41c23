//! Homes that are made, backed up and restored while their process is killed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use knock_core::engine::{BackupCost, BackupLock, Home, HomeError, Settings};
use knock_core::keys::{FileVault, Identity, KeyVault, SealingCost, SecretBytes, SecretName};
use knock_core::ports::SystemEntropy;
use knock_core::progress::Progress;
use knock_test_support::faults;
use knock_test_support::terminal::{failure, json, knock, text};

use crate::stage::{Stage, names};
use crate::steps::kill_at_every_step;

const MADE: &str = "there is no home, or all of it, or it can be made again";
const WHOLE: &str = "there is no backup, or a whole one; the home goes on";
const RESTORED: &str = "there is no home, or the whole one, or it can be restored again";

const UPGRADED: &str = "no row is lost, and the next start brings it up";

enum Making {
    Home,
    Backup,
    Restored,
    /// Over what the one who lived there before has left: a database and its log, or nothing.
    RestoredInPlace {
        over_unfinished: bool,
    },
    Upgraded,
}

async fn killed_making(what: Making) -> anyhow::Result<String> {
    match what {
        Making::Home => made().await,
        Making::Backup => backed_up().await,
        Making::Restored => restored().await,
        Making::RestoredInPlace { over_unfinished } => restored_in_place(over_unfinished).await,
        Making::Upgraded => upgraded(),
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

const IN_BACKUP: &str = "in the backup";

/// As the apps do it: into the home itself. What a kill leaves there is restored again, or gives way to a new identity.
async fn restored_in_place(over_unfinished: bool) -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let folder = tempfile::tempdir()?;
    let (file, attachment) = (folder.path().join("knock.backup"), folder.path().join("picture.txt"));
    std::fs::write(&attachment, "a file")?;
    stage.alice.ok(&["send", "Bob", "--file", attachment.to_str().context("a path that is no text")?]);
    stage.alice.ok(&["send", "Bob", IN_BACKUP]);
    {
        let vault = FileVault::open(stage.alice.home().join("vault.json"))?;
        let cost = BackupCost { archive: SealingCost { memory_kib: 8, passes: 1 }, log_n: 4 };
        let lock = BackupLock { passphrase: "correct horse", cost, entropy: &SystemEntropy };
        let home = Home::open(stage.alice.home(), &vault)?;
        home.back_up(stage.alice.home(), &vault, &lock, std::fs::File::create(&file)?, &Progress::default())?;
    }
    let unfinished = unfinished_home()?;
    let home = folder.path().join("home");
    let (mut again, mut given_up) = (0, 0);
    let kills = kill_at_every_step(|fault| {
        std::fs::create_dir(&home)?;
        if over_unfinished {
            for name in ["vault.json", "knock.db", "knock.db-wal", "knock.db-shm"] {
                std::fs::copy(unfinished.path().join(name), home.join(name))?;
            }
        }
        let mut restore = Command::new(std::env::current_exe()?);
        restore.args(["--exact", "homes::restores_into_its_place", "--ignored", "--quiet"]);
        restore.env("KNOCK_RESTORE_HOME", &home).env("KNOCK_RESTORE_FILE", &file);
        let output = fault.run(&restore)?;
        let vault = FileVault::open(home.join("vault.json"))?;
        match Home::open(&home, &vault) {
            Ok(opened) => check_restored(&stage, &opened)?,
            Err(HomeError::NoIdentity) if (again + given_up) % 3 == 0 => {
                given_up += 1;
                let newcomer = Identity::generate(&SystemEntropy);
                let created = Home::create(&home, &vault, newcomer, &Settings::default(), &SystemEntropy)?;
                let is_new =
                    !created.store.holds_anything()? && created.identity.npub() != stage.alice.npub();
                ensure!(is_new, "{fault:?}: a new home with old messages");
                ensure!(vault.get(SecretName::WalletConnection)?.is_none(), "{fault:?}: with an old wallet");
                drop(created);
                ensure!(
                    !Home::open(&home, &vault)?.store.holds_anything()?,
                    "{fault:?}: messages come later"
                );
            }
            Err(HomeError::NoIdentity) => {
                again += 1;
                ensure!(restore.output()?.status.success(), "{fault:?}: it cannot be restored again");
                check_restored(&stage, &Home::open(&home, &vault)?)?;
            }
            Err(error) => bail!("{fault:?}: half a home: {}", error.kind()),
        }
        std::fs::remove_dir_all(&home)?;
        Ok(output)
    })?;
    println!("{kills} kills, {again} restored again, {given_up} for somebody else: {RESTORED}");
    Ok(RESTORED.to_owned())
}

/// What a kill leaves between making the database and moving in: all but the identity.
fn unfinished_home() -> anyhow::Result<tempfile::TempDir> {
    let (making, left) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let vault = FileVault::open(making.path().join("vault.json"))?;
    let newcomer = Identity::generate(&SystemEntropy);
    let home = Home::create(making.path(), &vault, newcomer, &Settings::default(), &SystemEntropy)?;
    vault.delete(SecretName::IdentityKey)?;
    for name in ["vault.json", "knock.db", "knock.db-wal", "knock.db-shm"] {
        std::fs::copy(making.path().join(name), left.path().join(name))?;
    }
    drop(home);
    Ok(left)
}

fn check_restored(stage: &Stage, home: &Home) -> anyhow::Result<()> {
    ensure!(home.identity.npub() == stage.alice.npub());
    let messages = home.store.messages(None, 9, None)?;
    ensure!(messages.len() == 2 && messages[0].content == IN_BACKUP, "{} messages", messages.len());
    let files: Vec<_> = home.store.told_files()?.into_iter().collect();
    ensure!(files.len() == 1 && home.files.has(&files[0]), "the file is lost");
    Ok(())
}

#[test]
#[ignore = "run by another test, in a process of its own"]
fn restores_into_its_place() -> anyhow::Result<()> {
    let home = PathBuf::from(std::env::var_os("KNOCK_RESTORE_HOME").context("no home")?);
    let file = std::fs::File::open(std::env::var_os("KNOCK_RESTORE_FILE").context("no file")?)?;
    let vault = FileVault::open(home.join("vault.json"))?;
    Home::restore(&home, &vault, "correct horse", file, &Progress::default())?;
    Ok(())
}

/// The database of the first version of all meets the newest.
fn upgraded() -> anyhow::Result<String> {
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/schema/0001.db");
    let kills = kill_at_every_step(|fault| {
        let home = tempfile::tempdir()?;
        let vault = FileVault::open(home.path().join("vault.json"))?;
        vault.put(SecretName::DatabaseKey, &SecretBytes::new(vec![7; 32]))?;
        Identity::generate(&SystemEntropy).save(&vault)?;
        std::fs::copy(&old, home.path().join("knock.db"))?;
        let output = fault.run(&verb(home.path(), &["search", "hello"]))?;
        let found = verb(home.path(), &["search", "hello"]).output()?;
        ensure!(found.status.success(), "{fault:?}: {found:?}");
        let opened = Home::open(home.path(), &vault)?;
        opened.store.check()?;
        let texts: Vec<_> = opened.store.messages(None, 9, None)?.into_iter().map(|it| it.content).collect();
        ensure!(texts == ["https://files.example/x", "Hello too", "Hello"], "{fault:?}: {texts:?}");
        ensure!(opened.store.search("hello", None, 9, None)?.len() == 2, "{fault:?}: not found");
        ensure!(opened.store.outbox()?.len() == 1, "{fault:?}: the outbox has lost a row");
        Ok(output)
    })?;
    println!("{kills} kills: {UPGRADED}");
    Ok(UPGRADED.to_owned())
}

pub(crate) fn verb(home: &Path, args: &[&str]) -> Command {
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
    restoring_in_place_killed_at_every_step: "the same, into the home itself, as the apps do it",
        Making::RestoredInPlace { over_unfinished: false } => RESTORED;
    restoring_over_unfinished_killed_at_every_step: "the same, where a database and its log lie of a home that was never finished",
        Making::RestoredInPlace { over_unfinished: true } => RESTORED;
    upgrade_killed_at_every_step: "killed before each step of bringing the first version's database up to date", Making::Upgraded => UPGRADED;
}
