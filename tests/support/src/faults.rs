//! Named faults with the outcome that is promised for each, and the tables of them in docs/SECURITY.md.
//!
//! A fault is one line of a [`faults!`](crate::faults!) list: it becomes a test of that name, which plays the
//! fault and compares what it saw with the promise, and a row of the table. So the table cannot go stale.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use tokio::runtime::Runtime;

/// One fault and its promised outcome.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// The test's name.
    pub name: &'static str,
    /// What goes wrong.
    pub fault: &'static str,
    /// What Knock does then.
    pub outcome: &'static str,
}

/// Makes a test of each line, and a list of all: `name: "what goes wrong", INPUT => "the outcome";`.
#[macro_export]
macro_rules! faults {
    ($list:ident, $play:path; $($lines:tt)+) => {
        $crate::faults! { $list, $play, within 1 minutes; $($lines)+ }
    };
    (
        $list:ident, $play:path, within $minutes:literal minutes;
        $( $name:ident: $fault:literal, $input:expr => $outcome:expr; )+
    ) => {
        pub(crate) const $list: &[$crate::faults::Fault] = &[
            $( $crate::faults::Fault { name: stringify!($name), fault: $fault, outcome: $outcome } ),+
        ];
        $(
            #[test]
            fn $name() -> anyhow::Result<()> {
                $crate::faults::verify($outcome, $minutes, async { $play($input).await })
            }
        )+
    };
}

/// The most memory that a process may have held at any time, while all faults are played in it, and that with
/// the hostile servers inside.
const MEMORY_LIMIT_KIB: u64 = 320 * 1024;

/// Where logs are searched (`KNOCK_LOG_SCAN`), lines are made of all frames, also of those of 10 MB.
fn memory_limit_kib() -> u64 {
    if std::env::var_os("KNOCK_LOG_SCAN").is_some() { 2 * MEMORY_LIMIT_KIB } else { MEMORY_LIMIT_KIB }
}

/// All faults of a process share one runtime, so that they can share the services, too.
static RUNTIME: LazyLock<std::io::Result<Runtime>> = LazyLock::new(Runtime::new);

/// Plays a fault and compares its outcome with the promise, within time and memory. With `KNOCK_SOAK` set it may
/// take sixty times as long.
pub fn verify(
    promised: &str,
    minutes: u64,
    play: impl Future<Output = anyhow::Result<String>>,
) -> anyhow::Result<()> {
    let runtime = RUNTIME.as_ref().map_err(|error| anyhow::anyhow!("no runtime: {error}"))?;
    let minutes = if std::env::var_os("KNOCK_SOAK").is_some() { minutes * 60 } else { minutes };
    let seen = runtime
        .block_on(async { tokio::time::timeout(Duration::from_secs(60 * minutes), play).await })
        .context("it took longer than any fault may")??;
    ensure!(seen == promised, "promised: {promised}\n    seen: {seen}");
    let (peak, limit) = (peak_memory_kib()?, memory_limit_kib());
    ensure!(peak <= limit, "{peak} KiB of memory were held, {limit} at most are allowed");
    Ok(())
}

/// The most memory that this process has held so far; 0 where the system does not tell.
pub fn peak_memory_kib() -> anyhow::Result<u64> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return Ok(0) };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SECURITY.md");

/// Compares a table with the one that docs/SECURITY.md shows between its markers. With `KNOCK_UPDATE_DOCS` set
/// it writes the table instead.
pub fn compare_page(section: &str, lists: &[&[Fault]]) -> anyhow::Result<()> {
    let (begin, end) = (format!("<!-- faults: {section} -->\n"), format!("<!-- end: {section} -->"));
    let page = std::fs::read_to_string(PAGE)?;
    let (head, rest) = page.split_once(&begin).with_context(|| format!("no {begin:?} in {PAGE}"))?;
    let (shown, tail) = rest.split_once(&end).with_context(|| format!("no {end:?} in {PAGE}"))?;
    let table = table(lists);
    if shown == table {
        return Ok(());
    }
    if std::env::var_os("KNOCK_UPDATE_DOCS").is_some() {
        std::fs::write(Path::new(PAGE), format!("{head}{begin}{table}{end}{tail}"))?;
        return Ok(());
    }
    bail!("docs/SECURITY.md shows another table of {section}; run the test with KNOCK_UPDATE_DOCS=1")
}

fn table(lists: &[&[Fault]]) -> String {
    let mut table = String::from("| fault | outcome | test |\n|---|---|---|\n");
    for Fault { name, fault, outcome } in lists.iter().flat_map(|list| list.iter()) {
        table += &format!("| {fault} | {outcome} | `{name}` |\n");
    }
    let count: usize = lists.iter().map(|list| list.len()).sum();
    table += &format!("\n{count} lines, each a test.\n");
    table
}
