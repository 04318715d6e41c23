//! Killed before every durable step.

use std::collections::BTreeSet;
use std::process::Output;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use knock_core::engine::{Engine, Home, Parts};
use knock_core::keys::FileVault;
use knock_core::ports::{Clock, SystemClock};
use knock_test_support::faults;
use knock_test_support::terminal::text;
use nostr::Timestamp;

use crate::stage::{ONCE, Stage, names, times};
use crate::strace::{Fault, database_files, was_killed};
use crate::woken;

/// More steps than there are; what still runs then would never end.
const MOST: usize = 1_000;

/// Makes a change durable, or tells a relay, a wallet or a service of it.
const CALLS: [&str; 8] = ["fsync", "sendto", "writev", "rename", "link", "unlink", "ftruncate", "write"];

/// Of the writes, of which there are hundreds, the short form takes every n-th.
fn stride(call: &str) -> usize {
    if call == "write" { times("KNOCK_KILL_STRIDE", 16) } else { 1 }
}

/// Attempts something with each step killed; how many were. An attempt that comes to its end ends the round.
pub(crate) fn kill_at_every_step(
    mut attempt: impl FnMut(&Fault) -> anyhow::Result<Output>,
) -> anyhow::Result<usize> {
    let mut kills = 0;
    for call in CALLS {
        for at in (1..).step_by(stride(call)) {
            let output = attempt(&Fault::kill(call, at))?;
            if !was_killed(output.status) {
                let told = String::from_utf8_lossy(&output.stdout);
                ensure!(output.status.success(), "{call} {at}: {told}");
                break;
            }
            kills += 1;
            ensure!(at < MOST, "it never comes through");
        }
    }
    ensure!(kills > 0, "nothing was killed");
    Ok(kills)
}

/// Who is killed, and doing what.
enum Doing {
    SendText,
    SendFile,
    /// To a node, by keysend.
    SendUnasked,
    Receive,
    Wake,
}

async fn killed(doing: Doing) -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    if matches!(doing, Doing::SendUnasked) {
        let node = stage.sandbox.ledger().account_node(&stage.bob.user.name).to_string();
        stage.alice.add_at(&stage.bob, "Bob's node", &node);
    }
    let files = tempfile::tempdir()?;
    let mut accepted = BTreeSet::new();
    let mut kept = BTreeSet::new();
    let kills = kill_at_every_step(|fault| {
        let name = format!("{} {}", fault.call, fault.at);
        let path = files.path().join(&name);
        std::fs::write(&path, &name)?;
        let path = path.to_str().context("a path that is no text")?;
        let output = match doing {
            Doing::SendText => fault.run(&stage.alice.command(&["send", "Bob", &name]))?,
            Doing::SendUnasked => fault.run(&stage.alice.command(&["send", "Bob's node", &name]))?,
            Doing::SendFile => fault.run(&stage.alice.command(&["send", "Bob", "--file", path]))?,
            Doing::Receive | Doing::Wake => {
                stage.alice.ok(&["send", "Bob", &name]);
                accepted.insert(name.clone());
                // Of the writes those to the database: others wake threads, more with each payment that is listed.
                let files = match fault.call {
                    "write" => database_files(stage.bob.home(), "knock.db"),
                    _ => Vec::new(),
                };
                let fault = Fault { files, ..fault.clone() };
                match doing {
                    Doing::Wake => fault.run(&woken::for_newest(&stage)?)?,
                    _ => fault.run(&stage.bob.command(&["inbox"]))?,
                }
            }
        };
        if output.status.success() {
            accepted.insert(name);
        }
        let now: BTreeSet<_> = names(&stage.alice, &["--offline"]).into_iter().collect();
        ensure!(now.is_superset(&kept), "a row is lost: {kept:?}, then {now:?}");
        kept = now;
        Ok(output)
    })?;
    if matches!(doing, Doing::SendUnasked) {
        go_on_later(&stage).await?;
    }
    let told = stage.judge(&accepted)?;
    if matches!(doing, Doing::SendFile) {
        save_all(&stage)?;
    }
    if matches!(doing, Doing::SendUnasked) {
        ensure!(stage.paid().iter().all(|payment| payment.bolt11.is_empty()), "not by keysend");
    }
    println!("{kills} kills, {} messages: {told}", kept.len());
    Ok(told)
}

/// A payment without an invoice that the wallet never heard of is waited for, for six minutes. A clock that is ahead
/// spares that.
async fn go_on_later(stage: &Stage) -> anyhow::Result<()> {
    let vault = FileVault::open(stage.alice.home().join("vault.json"))?;
    let parts = Home::open(stage.alice.home(), &vault)?.parts(&vault)?;
    let engine = Engine::new(Parts { clock: Arc::new(Later), ..parts });
    for _ in 0..3 {
        for row in engine.store().outbox()? {
            if let Err(error) = engine.retry(row.id).await {
                ensure!(error.kind().starts_with("pay"), "{}", error.kind());
            }
        }
    }
    engine.shutdown().await;
    Ok(())
}

struct Later;

impl Clock for Later {
    fn now(&self) -> Timestamp {
        SystemClock.now() + 400_u64
    }
}

/// Every file that was told of is still on the server and can be opened.
fn save_all(stage: &Stage) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    for message in stage.bob.ok(&["inbox", "--limit", "1000"]).as_array().context("no list")? {
        let name = text(&message["file"]["name"]);
        let path = folder.path().join(&name);
        let path_text = path.to_str().context("a path that is no text")?;
        stage.bob.ok(&["file", "save", &message["id"].to_string(), "--to", path_text]);
        ensure!(std::fs::read_to_string(&path)? == name, "{name} holds something else");
    }
    Ok(())
}

/// Bob saves a file, which is fetched anew each time.
async fn killed_saving(_: ()) -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let (content, folder) = ("between us", tempfile::tempdir()?);
    let (sent, saved) = (folder.path().join("sent.txt"), folder.path().join("saved.txt"));
    std::fs::write(&sent, content)?;
    stage.alice.ok(&["send", "Bob", "--file", sent.to_str().context("a path that is no text")?]);
    let id = stage.bob.ok(&["inbox"])[0]["id"].to_string();
    let save = ["file", "save", &id, "--to", saved.to_str().context("a path that is no text")?];
    let kills = kill_at_every_step(|fault| {
        let here = stage.bob.home().join("files");
        if here.exists() {
            std::fs::remove_dir_all(here)?;
        }
        let output = fault.run(&stage.bob.command(&save))?;
        if !saved.exists() {
            stage.bob.ok(&save);
        }
        ensure!(std::fs::read_to_string(&saved)? == content, "{fault:?}: half a file");
        std::fs::remove_file(&saved)?;
        Ok(output)
    })?;
    ensure!(std::fs::read_dir(folder.path())?.count() == 1, "something is left beside");
    println!("{kills} kills: {SAVED}");
    Ok(SAVED.to_owned())
}

const SAVED: &str = "there is no file, or the whole one; it can be saved again";

/// Alice takes messages with files back; the file and the event go, or the message stays as it was.
async fn killed_taking_back(_: ()) -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let folder = tempfile::tempdir()?;
    let kills = kill_at_every_step(|fault| {
        let path = folder.path().join(format!("{} {}", fault.call, fault.at));
        std::fs::write(&path, "between us")?;
        stage.alice.ok(&["send", "Bob", "--file", path.to_str().context("a path that is no text")?]);
        let newest = chat(&stage)?.pop().context("no message")?;
        fault.run(&stage.alice.command(&["chat", "unsend", &newest["id"].to_string()]))
    })?;
    // What was begun is gone on with, by whatever runs next.
    let deadline = Instant::now() + Duration::from_secs(60);
    let told = loop {
        stage.alice.ok(&["inbox"]);
        let told = taken_back(&stage)?;
        if told == TAKEN_BACK || Instant::now() > deadline {
            break told;
        }
        std::thread::sleep(Duration::from_secs(1));
    };
    println!("{kills} kills: {told}");
    Ok(told)
}

const TAKEN_BACK: &str = "taken back, event and file deleted, or left as it was; nothing is paid again";

fn chat(stage: &Stage) -> anyhow::Result<Vec<serde_json::Value>> {
    let page = stage.alice.ok(&["chat", "show", "Bob", "--limit", "1000"]);
    Ok(page["messages"].as_array().context("no list")?.clone())
}

fn taken_back(stage: &Stage) -> anyhow::Result<String> {
    let messages = chat(stage)?;
    let log = stage.sandbox.relay().log();
    let deletions = log.events.iter().filter(|event| event.kind == nostr::Kind::EventDeletion);
    let deleted: BTreeSet<_> =
        deletions.flat_map(|event| event.tags.event_ids()).map(|id| id.to_hex()).collect();
    let is_back = |message: &&serde_json::Value| message["delivery"]["stage"] == "taken_back";
    let back: BTreeSet<_> =
        messages.iter().filter(is_back).map(|message| text(&message["event_id"])).collect();
    let held = stage.sandbox.blossom().held().len();
    let paid = stage.paid().len();
    Ok(match () {
        () if back != deleted => format!("{} taken back, {} deleted on the relay", back.len(), deleted.len()),
        () if held + back.len() != messages.len() => format!("{held} files left, {} taken back", back.len()),
        () if paid != messages.len() => format!("{paid} paid of {}", messages.len()),
        () => TAKEN_BACK.to_owned(),
    })
}

faults! { KILLS, killed, within 15 minutes;
    sender_killed_at_every_step: "the sender of a text is killed before each step", Doing::SendText => ONCE;
    file_sender_killed_at_every_step: "the sender of a file is killed before each step", Doing::SendFile => ONCE;
    keysend_killed_at_every_step: "the sender of a text to a node (keysend) is killed before each step", Doing::SendUnasked => ONCE;
    receiver_killed_at_every_step: "the receiver is killed before each step", Doing::Receive => ONCE;
    background_entry_killed_at_every_step: "a process that was woken for one knock is killed before each step", Doing::Wake => ONCE;
}

faults! { TAKING_BACK, killed_taking_back, within 15 minutes;
    unsending_killed_at_every_step: "killed before each step of taking a message with a file back", () => TAKEN_BACK;
}

faults! { SAVING, killed_saving, within 15 minutes;
    saving_killed_at_every_step: "killed before each step of fetching and saving a file", () => SAVED;
}
