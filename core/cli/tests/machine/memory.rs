//! What stays in memory when a home is closed: no key, in no form.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, ensure};
use knock_core::engine::{Engine, Home, SendOptions};
use knock_core::keys::FileVault;
use knock_protocol::Message;

use crate::secrets::{Secret, TEXT, found_in, keys_of};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn no_key_stays_in_memory() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    stage.alice.ok(&["send", "Bob", TEXT]);
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--exact", "memory::opens_and_closes_a_home", "--ignored", "--quiet", "--nocapture"])
        .env("KNOCK_MEMORY_HOME", stage.bob.home())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut told = BufReader::new(child.stdout.take().context("no output")?).lines();
    let secrets = keys_of(&stage.bob);
    await_word(&mut told, "open")?;
    let (open, _) = scan(&child, &secrets)?;
    answer(&mut child)?;
    await_word(&mut told, "closed")?;
    let (closed, bytes) = scan(&child, &secrets)?;
    answer(&mut child)?;
    child.wait()?;
    ensure!(open.contains("an identity key"), "the scan finds nothing: {open:?}");
    ensure!(closed.is_empty(), "still in memory: {closed:?}");
    println!("memory: {bytes} bytes searched, {open:?} while open, nothing when closed");
    Ok(())
}

/// Says when it is open, and when it is closed, and each time waits to be looked at.
#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn opens_and_closes_a_home() -> anyhow::Result<()> {
    let folder = std::env::var_os("KNOCK_MEMORY_HOME").context("no home")?;
    let folder = Path::new(&folder);
    {
        let vault = FileVault::open(folder.join("vault.json"))?;
        let engine = Engine::new(Home::open(folder, &vault)?.parts(&vault)?);
        engine.catch_up().await?;
        let alice = engine.store().contacts()?.first().context("no contact")?.pubkey;
        engine.send(&alice, Message::text("an answer"), SendOptions::default()).await?;
        say("open")?;
        engine.shutdown().await;
    }
    say("closed")
}

fn say(word: &str) -> anyhow::Result<()> {
    println!("{word}");
    std::io::stdin().read_line(&mut String::new())?;
    Ok(())
}

fn await_word(told: &mut impl Iterator<Item = std::io::Result<String>>, word: &str) -> anyhow::Result<()> {
    loop {
        if told.next().context("it ended")?? == word {
            return Ok(());
        }
    }
}

fn answer(child: &mut Child) -> anyhow::Result<()> {
    use std::io::Write;
    Ok(child.stdin.as_mut().context("no input")?.write_all(b"\n")?)
}

/// The secrets that stand in what a process can write to, and how much that is.
fn scan(child: &Child, secrets: &[Secret]) -> anyhow::Result<(BTreeSet<&'static str>, usize)> {
    let mut memory = File::open(format!("/proc/{}/mem", child.id()))?;
    let (mut found, mut size) = (BTreeSet::new(), 0);
    for line in std::fs::read_to_string(format!("/proc/{}/maps", child.id()))?.lines() {
        let mut columns = line.split_whitespace();
        let (range, access) = (columns.next().context("no range")?, columns.next().context("no access")?);
        if !access.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').context("no range")?;
        let (from, to) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(to, 16)?);
        let mut bytes = vec![0; usize::try_from(to - from)?];
        memory.seek(SeekFrom::Start(from))?;
        memory.read_exact(&mut bytes)?;
        size += bytes.len();
        for (name, secret) in found_in(&bytes, secrets) {
            if std::env::var_os("KNOCK_MEMORY_SHOW").is_some() {
                println!("{name} {} in {line}", &secret[..8]);
            }
            found.insert(*name);
        }
    }
    Ok((found, size))
}
