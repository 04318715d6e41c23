//! Figures that belong to a process: each is taken in one of its own, this program started again.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A running child that answers each line with one of its own.
pub(crate) struct Process {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// This program with other arguments.
    pub(crate) fn start<S: AsRef<std::ffi::OsStr>>(
        arguments: impl IntoIterator<Item = S>,
    ) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let input = child.stdin.take().context("no input")?;
        let output = BufReader::new(child.stdout.take().context("no output")?).lines();
        Ok(Self { _child: child, input, output })
    }

    /// The numbers of its next line.
    pub(crate) async fn numbers(&mut self) -> anyhow::Result<Vec<usize>> {
        let line = self.output.next_line().await?.context("the process ended early")?;
        line.split_whitespace().map(|number| Ok(number.parse()?)).collect()
    }

    /// Lets it go on.
    pub(crate) async fn go_on(&mut self) -> anyhow::Result<()> {
        self.tell("").await
    }

    /// Gives it a word to go by.
    pub(crate) async fn tell(&mut self, word: &str) -> anyhow::Result<()> {
        Ok(self.input.write_all(format!("{word}\n").as_bytes()).await?)
    }
}

/// In the child: waits for the parent's word.
pub(crate) async fn wait_for_parent() -> anyhow::Result<()> {
    let mut line = String::new();
    BufReader::new(tokio::io::stdin()).read_line(&mut line).await?;
    Ok(())
}

/// The most memory that this process has held, bytes.
pub(crate) fn peak_memory() -> anyhow::Result<usize> {
    status("VmHWM:")
}

/// The memory that it holds now.
pub(crate) fn memory() -> anyhow::Result<usize> {
    status("VmRSS:")
}

/// What of it is its own: heap, stacks and caches, without the pages of the program's and libraries' files.
pub(crate) fn own_memory() -> anyhow::Result<usize> {
    status("RssAnon:")
}

fn status(field: &str) -> anyhow::Result<usize> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)).context("no such field")?;
    let kib: usize = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib * 1_024)
}

/// Bytes allocated and not freed, of Rust and of C, after freed pages were given back.
pub(crate) fn heap() -> usize {
    // SAFETY: both only look at the allocator's own books, and no thread is stopped in the middle of it.
    let info = unsafe {
        libc::malloc_trim(0);
        libc::mallinfo2()
    };
    info.uordblks + info.hblkhd
}

/// Processor time that this process has taken.
pub(crate) fn processor_time() -> anyhow::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().context("no name")?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    // User and system time, the 14th and 15th field, in hundredths of a second.
    let ticks: u64 = [fields[11], fields[12]].iter().map(|ticks| ticks.parse::<u64>().unwrap_or(0)).sum();
    Ok(Duration::from_millis(ticks * 10))
}

/// How often the threads of this process have waited and were woken.
pub(crate) fn wake_ups() -> anyhow::Result<usize> {
    let mut sum = 0;
    for thread in fs::read_dir("/proc/self/task")? {
        let status = fs::read_to_string(thread?.path().join("status"))?;
        let count = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        sum += count.context("no count")?.trim().parse::<usize>()?;
    }
    Ok(sum)
}
