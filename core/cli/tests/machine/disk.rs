//! The disk is full, breaks, or does not sync.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use anyhow::{Context, ensure};
use knock_test_support::faults;
use knock_test_support::terminal::text;

use crate::stage::{Stage, times};
use crate::strace::{Fault, database_files, was_killed};

const FULL: &str =
    "`disk_full` or `store_failed`; no row is lost; each message is delivered once and paid once";
const KILLED: &str = "killed; no row is lost; each message is delivered once and paid once";
const UNREADABLE: &str =
    "`store_failed` or `store_damaged`; no row is lost; each message is delivered once and paid once";
const BROKEN: &str = "`store_failed`; no row is lost; each message is delivered once and paid once";

/// What fails.
struct Failing {
    /// The call about the database.
    call: &'static str,
    /// In strace's words.
    does: &'static str,
    /// The errors that are fit for that.
    kinds: &'static [&'static str],
    /// At which of the calls: these, and of them every n-th.
    at: (usize, usize),
}

/// Fails at one call alone, and from it on; of sender and receiver.
async fn disk_fails(Failing { call, does, kinds, at: (last, stride) }: Failing) -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let (mut accepted, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for at in (1..=last).step_by(times("KNOCK_DISK_STRIDE", stride)) {
        for and_on in [false, true] {
            let text = format!("{at} {and_on}");
            let files = database_files(stage.alice.home(), "knock.db");
            let output =
                Fault { call, does, at, and_on, files }.run(&stage.alice.command(&["send", "Bob", &text]))?;
            seen.extend(failed(&output)?);
            if output.status.success() {
                accepted.insert(text);
            }
            let files = database_files(stage.bob.home(), "knock.db");
            let output = Fault { call, does, at, and_on, files }.run(&stage.bob.command(&["inbox"]))?;
            seen.extend(failed(&output)?);
        }
    }
    told(&stage, &accepted, &seen, kinds)
}

/// The database may not grow beyond some size (`RLIMIT_FSIZE`): a limit that the system keeps, not strace.
async fn file_size_is_limited(signal: &'static str) -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let (mut accepted, mut seen, mut killed) = (BTreeSet::new(), BTreeSet::new(), 0);
    for blocks in (16..400).step_by(times("KNOCK_DISK_STRIDE", 4) * 8) {
        let text = format!("below {blocks} kB");
        for (who, args) in [(&stage.alice, &["send", "Bob", &text][..]), (&stage.bob, &["inbox"])] {
            let limited = format!("trap '{signal}' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
            let verb = who.command(args);
            let output = Command::new("bash")
                .arg("-c")
                .arg(limited)
                .arg(verb.get_program())
                .args(verb.get_args())
                .output()?;
            if was_killed(output.status) {
                killed += 1;
                continue;
            }
            seen.extend(failed(&output)?);
            if output.status.success() && args[0] == "send" {
                accepted.insert(text.clone());
            }
        }
    }
    if signal == "-" {
        ensure!(killed > 0, "nothing was killed");
        return Ok(format!("killed; {}", stage.judge(&accepted)?));
    }
    told(&stage, &accepted, &seen, &["store_failed"])
}

/// The kind of error, where it is one. A panic would be none of ours.
fn failed(output: &Output) -> anyhow::Result<Option<String>> {
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(!was_killed(output.status) && !said.contains("panicked"), "{:?}: {said}", output.status);
    if output.status.success() {
        return Ok(None);
    }
    // What could be read was shown before.
    let told = String::from_utf8_lossy(&output.stdout);
    let last: serde_json::Value = serde_json::from_str(told.lines().last().context("it said nothing")?)?;
    Ok(Some(text(&last["error"]["kind"])))
}

fn told(
    stage: &Stage,
    accepted: &BTreeSet<String>,
    seen: &BTreeSet<String>,
    kinds: &[&str],
) -> anyhow::Result<String> {
    ensure!(!seen.is_empty(), "nothing failed");
    let odd: Vec<_> = seen.iter().filter(|kind| !kinds.contains(&kind.as_str())).collect();
    let kinds: Vec<_> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
    let judged = stage.judge(accepted)?;
    println!("{seen:?} seen, {} messages: {judged}", stage.paid().len());
    Ok(match odd.is_empty() {
        true => format!("{}; {judged}", kinds.join(" or ")),
        false => format!("{odd:?}; {judged}"),
    })
}

faults! { DISKS, disk_fails, within 10 minutes;
    the_disk_is_full: "the disk is full (`ENOSPC`) at a write, or from it on",
        Failing { call: "write", does: "error=ENOSPC", kinds: &["disk_full", "store_failed"], at: (100, 11) } => FULL;
    the_disk_does_not_write: "a write fails (`EIO`), or all from it on",
        Failing { call: "write", does: "error=EIO", kinds: &["store_failed"], at: (100, 11) } => BROKEN;
    the_disk_does_not_sync: "`fsync` fails, once or from then on",
        Failing { call: "fsync", does: "error=EIO", kinds: &["store_failed"], at: (16, 2) } => BROKEN;
    the_disk_does_not_read: "a read fails (`EIO`), or all from it on",
        Failing { call: "read", does: "error=EIO", kinds: &["store_failed", "store_damaged"], at: (40, 5) } => UNREADABLE;
}

faults! { LIMITS, file_size_is_limited, within 10 minutes;
    files_may_not_grow: "files may not grow any more (`RLIMIT_FSIZE`)", "" => BROKEN;
    writing_too_much_kills: "a process that writes more than it may is killed (`SIGXFSZ`)", "-" => KILLED;
}
