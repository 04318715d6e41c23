//! A process whose system calls are tampered with.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

use anyhow::{Context, ensure};

/// What happens at a system call.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// The call: `fsync`, `write` …
    pub(crate) call: &'static str,
    /// In strace's words: `signal=SIGKILL`, `error=EIO` …
    pub(crate) does: &'static str,
    /// At which of the calls, counting from 1.
    pub(crate) at: usize,
    /// At all later ones, too.
    pub(crate) and_on: bool,
    /// Only where the call is about one of these files; about any where there is none.
    pub(crate) files: Vec<PathBuf>,
}

impl Fault {
    /// Killed before this call.
    pub(crate) fn kill(call: &'static str, at: usize) -> Self {
        Self { call, does: "signal=SIGKILL", at, and_on: false, files: Vec::new() }
    }

    /// Runs the command to its end, whatever end that is.
    pub(crate) fn run(&self, command: &Command) -> anyhow::Result<Output> {
        let Self { call, does, at, .. } = self;
        let on = if self.and_on { "+" } else { "" };
        // Some systems have only the newer form of a call: `renameat2` for `rename`.
        let calls = format!("/^{call}(at2?)?$");
        let trace = format!("--trace={calls}");
        let inject = format!("--inject={calls}:{does}:when={at}{on}");
        let files: Vec<_> =
            self.files.iter().map(|file| format!("--trace-path={}", file.display())).collect();
        let mut options = vec!["--output=/dev/null", &trace, &inject];
        options.extend(files.iter().map(String::as_str));
        let mut strace = around(command, &options);
        // strace counts for each thread; with one worker beside the main thread the count means something.
        strace.env("TOKIO_WORKER_THREADS", "1");
        let output = strace.output().context("strace is needed: scripts/setup.sh installs it")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(!said.contains("strace:"), "{said}");
        Ok(output)
    }
}

/// The command with all its threads under strace.
pub(crate) fn around(command: &Command, options: &[&str]) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["--follow-forks", "-qqq"]).args(options).stdin(Stdio::null());
    strace.arg(command.get_program()).args(command.get_args());
    strace.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    strace
}

/// Whether it was killed, and did not end by itself.
pub(crate) fn was_killed(status: ExitStatus) -> bool {
    status.signal().is_some()
}

/// A database and what SQLite keeps beside it.
pub(crate) fn database_files(home: &Path, name: &str) -> Vec<PathBuf> {
    ["", "-wal", "-shm"].map(|suffix| home.join(format!("{name}{suffix}"))).to_vec()
}
