//! `knock-bench`: what Knock costs, beside what a user would pick instead and beside the physical limit.
//!
//! Each subcommand measures one area and prints its rows as a Markdown table; `scripts/bench.sh` runs them
//! all and writes `docs/BENCHMARKS.md`. Contenders take turns within one run, so that a ratio means the same
//! on a busy machine; medians are given, and absolute times only to show the scale.

mod crypto;
mod report;
mod rounds;
mod wire;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Knock measured beside its peers and limits")]
struct Args {
    #[command(subcommand)]
    area: Area,
}

#[derive(Subcommand)]
enum Area {
    /// Sealing and opening, against NIP-17 gift wraps and the bare curve operations.
    Crypto {
        /// Turns that each contender takes.
        #[arg(long, default_value_t = 400)]
        rounds: usize,
    },
    /// Bytes on the wire, against NIP-17 gift wraps.
    Wire,
    /// One kind of work, repeated, and nothing else: for counting instructions.
    Count {
        /// What to do.
        #[arg(value_enum)]
        work: crypto::Work,
        /// How often.
        times: usize,
    },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().area {
        Area::Crypto { rounds } => crypto::run(rounds)?.print(),
        Area::Wire => wire::run()?.print(),
        Area::Count { work, times } => crypto::count(work, times)?,
    }
    Ok(())
}
