//! `knock-bench`: what Knock costs, beside what a user would pick instead and beside the physical limit.
//!
//! Each subcommand measures one area and prints its rows as a Markdown table; `scripts/bench.sh` runs them
//! all and writes `docs/BENCHMARKS.md`. Contenders take turns within one run, so that a ratio means the same
//! on a busy machine; medians are given, and absolute times only to show the scale.

mod blastr;
mod crypto;
mod home;
mod idle;
mod loopback;
mod nip17;
mod process;
mod report;
mod rounds;
mod seed;
mod store;
mod wire;

use std::path::PathBuf;

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
    /// From tap to text on loopback, against NIP-17 and against payment, publish and fetch alone.
    Loopback {
        /// Messages that each side sends.
        #[arg(long, default_value_t = 60)]
        rounds: usize,
    },
    /// Knocks that wait, against gift wraps that wait.
    CatchUp {
        /// How many.
        #[arg(long, default_value_t = 1_000)]
        waiting: usize,
    },
    /// The store with many messages, against itself with few and against LMDB with gift wraps.
    Store {
        /// How many.
        #[arg(long, default_value_t = 1_000_000)]
        messages: usize,
    },
    /// Starting from nothing, and being woken for one knock.
    Home {
        /// How many messages the home holds.
        #[arg(long, default_value_t = 100_000)]
        messages: usize,
    },
    /// What grows in a process that receives many messages.
    Growth {
        /// How many.
        #[arg(long, default_value_t = 10_000)]
        messages: usize,
    },
    /// Publishing to many relays.
    Blastr {
        /// How many.
        #[arg(long, default_value_t = 200)]
        relays: usize,
    },
    /// What waiting costs, against a NIP-17 client that waits.
    Idle {
        /// How long.
        #[arg(long, default_value_t = 120)]
        seconds: u64,
    },
    /// One kind of work, repeated, and nothing else: for counting instructions.
    Count {
        /// What to do.
        #[arg(value_enum)]
        work: crypto::Work,
        /// How often.
        times: usize,
    },
    #[command(hide = true, about = "A process that opens a home; its parent is `home`")]
    Child { folder: PathBuf, comment: Option<String> },
    #[command(hide = true, about = "A process that fills a store and is asked; its parent is `store`")]
    Filled {
        #[arg(value_enum)]
        kept: store::Kept,
        messages: usize,
    },
    #[command(hide = true, about = "A process that catches up when told; its parent is `growth`")]
    Receive { folder: PathBuf },
    #[command(hide = true, about = "A process that publishes everywhere; its parent is `blastr`")]
    Blast { folder: PathBuf, to: String },
    #[command(hide = true, about = "A process that listens; its parent is `idle`")]
    Listen { folder: PathBuf, seconds: u64 },
    #[command(hide = true, about = "A NIP-17 client that listens; its parent is `idle`")]
    ListenNip17 { relay: String, seconds: u64 },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().area {
        Area::Crypto { rounds } => crypto::run(rounds)?.print(),
        Area::Wire => wire::run()?.print(),
        Area::Loopback { rounds } => runtime()?.block_on(loopback::run(rounds))?.print(),
        Area::CatchUp { waiting } => runtime()?.block_on(loopback::catch_up(waiting))?.print(),
        Area::Store { messages } => runtime()?.block_on(store::run(messages))?.print(),
        Area::Home { messages } => runtime()?.block_on(home::run(messages))?.print(),
        Area::Growth { messages } => runtime()?.block_on(home::growth(messages))?.print(),
        Area::Blastr { relays } => runtime()?.block_on(blastr::run(relays))?.print(),
        Area::Idle { seconds } => runtime()?.block_on(idle::run(seconds))?.print(),
        Area::Count { work, times } => crypto::count(work, times)?,
        Area::Child { folder, comment } => home::child(&folder, comment)?,
        Area::Filled { kept, messages } => store::filled(kept, messages)?,
        Area::Receive { folder } => runtime()?.block_on(home::receive(&folder))?,
        Area::Blast { folder, to } => runtime()?.block_on(blastr::blast(&folder, &to))?,
        Area::Listen { folder, seconds } => runtime()?.block_on(idle::listen(&folder, seconds))?,
        Area::ListenNip17 { relay, seconds } => runtime()?.block_on(idle::listen_nip17(&relay, seconds))?,
    }
    Ok(())
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
