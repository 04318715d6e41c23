//! Somebody at a terminal with a node inside, and a search of what that leaves behind.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use knock_regtest::Bitcoind;
use knock_sandbox::Sandbox;
use knock_test_support::terminal::{failure, json, knock, text};
use serde_json::Value;
use tempfile::{NamedTempFile, TempDir};

/// Somebody at a terminal, with a node inside, who writes down all that is logged.
pub(crate) struct Terminal {
    home: TempDir,
    log: NamedTempFile,
    pub(crate) rpc: (String, &'static str),
}

impl Terminal {
    pub(crate) fn new(sandbox: &Sandbox, chain: &Bitcoind, import: Option<&str>) -> Self {
        let (home, log) = (tempfile::tempdir().unwrap(), NamedTempFile::new().unwrap());
        let terminal = Self { home, log, rpc: chain.rpc() };
        let relay = sandbox.relay_url();
        let mut init = vec!["init", "--relay", &relay, "--allow-local"];
        init.extend(if import.is_some() { &["--import", "-"][..] } else { &["--words"] });
        terminal.ok_with(&init, import.unwrap_or_default());
        terminal.ok(&["settings", "--search-directory", "false"]);
        terminal
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = knock(Path::new(env!("CARGO_BIN_EXE_knock")), self.home.path(), args);
        let log = File::options().append(true).open(self.log.path()).unwrap();
        command.env("KNOCK_RPC_PASSWORD", self.rpc.1).env("RUST_LOG", "trace").stderr(log);
        command
    }

    pub(crate) fn ok(&self, args: &[&str]) -> Value {
        self.ok_with(args, "")
    }

    /// Runs a verb that must succeed, with this on its standard input.
    pub(crate) fn ok_with(&self, args: &[&str], input: &str) -> Value {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "knock {args:?}: {}", String::from_utf8_lossy(&output.stdout));
        json(&output)
    }

    pub(crate) fn fails(&self, args: &[&str]) -> (String, i32) {
        failure(&self.command(args).output().unwrap())
    }

    pub(crate) fn create(&self, more: &[&str]) -> Value {
        let create = ["wallet", "ldk", "create", "--network", "regtest", "--bitcoind", &self.rpc.0];
        self.ok(&[&create[..], more].concat())
    }

    pub(crate) fn info(&self) -> Value {
        self.ok(&["wallet", "ldk", "info"])
    }

    pub(crate) fn npub(&self) -> String {
        text(&self.ok(&["id"])["npub"])
    }

    pub(crate) fn listen(&self) -> Child {
        self.command(&["listen"]).stdout(Stdio::piped()).spawn().unwrap()
    }

    /// Neither the log nor any file but the vault has any of these, as text, in hexadecimal or as a list of bytes. What is
    /// no secret and was logged is found, and so is a secret that is put there, or the search would say nothing.
    pub(crate) fn keeps_to_itself(&self, secrets: &[&str], logged: &str) {
        assert!(self.telling(&[logged]).contains(&LOG.to_owned()), "nothing is found in the log");
        let told = self.telling(secrets);
        assert!(told.is_empty(), "secrets are in {told:?}");
        let canary = "a canary in the mine";
        std::fs::write(self.home.path().join("canary"), hex::encode(canary)).unwrap();
        log_to(&self.log, &format!("TRACE ldk] {:?}", canary.as_bytes()));
        assert_eq!(self.telling(&[canary]).len(), 2, "the search finds no canary");
    }

    /// Where these are found: in a line of the log, in a file.
    fn telling(&self, secrets: &[&str]) -> Vec<String> {
        let log = std::fs::read_to_string(self.log.path()).unwrap();
        let mut found: Vec<_> = files(self.home.path())
            .into_iter()
            .filter(|path| !path.ends_with("vault.json") && tells(&std::fs::read(path).unwrap(), secrets))
            .map(|path| path.display().to_string())
            .collect();
        if let Some(line) = log.lines().find(|line| tells(line.as_bytes(), secrets)) {
            println!("the log tells: {line}");
            found.push(LOG.to_owned());
        }
        found
    }
}

const LOG: &str = "the log";

fn log_to(log: &NamedTempFile, line: &str) {
    let mut log = File::options().append(true).open(log.path()).unwrap();
    writeln!(log, "{line}").unwrap();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn tells(bytes: &[u8], secrets: &[&str]) -> bool {
    secrets.iter().any(|secret| {
        let list: Vec<_> = secret.bytes().map(|byte| byte.to_string()).collect();
        let forms = [(*secret).to_owned(), hex::encode(secret), list.join(", ")];
        forms.iter().any(|form| memchr::memmem::find(bytes, form.as_bytes()).is_some())
    })
}

/// Kills a process without warning.
pub(crate) fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}
