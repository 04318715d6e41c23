//! `demo`.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Messages sent to measure the latency.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rounds: u32,
}
