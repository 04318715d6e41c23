//! What a process takes.

use anyhow::Context;

/// A process's memory, kilobytes.
pub struct Memory {
    /// What it has asked for and uses: what a system under pressure cannot take back.
    pub own: u64,
    /// With the pages of the program file that happen to be cached, most of which are the test's debugging build.
    pub resident: u64,
}

impl Memory {
    /// This process's.
    pub fn now() -> anyhow::Result<Self> {
        Self::of(std::process::id())
    }

    /// Another's; the kernel tells it.
    pub fn of(process: u32) -> anyhow::Result<Self> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
        let kilobytes = |name: &str| -> anyhow::Result<u64> {
            let line =
                status.lines().find_map(|line| line.strip_prefix(name)).context("not in the status")?;
            Ok(line.trim_start_matches(':').trim().trim_end_matches(" kB").parse()?)
        };
        Ok(Self { own: kilobytes("RssAnon")?, resident: kilobytes("VmRSS")? })
    }
}
