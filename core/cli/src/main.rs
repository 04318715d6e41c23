//! The `knock` command: Knock from a terminal, for people and for scripts (`--json`).

mod args;
#[cfg(feature = "demo")]
mod demo;
mod failure;
mod input;
mod output;
mod qr;
mod session;
mod verbs;

use std::process::ExitCode;

use clap::Parser;

use self::args::Cli;
use self::output::Output;

#[tokio::main]
async fn main() -> ExitCode {
    // Nothing is logged unless RUST_LOG asks for it, and then to standard error.
    env_logger::Builder::from_default_env().init();
    let cli = Cli::parse();
    let output = Output::new(cli.json);
    match verbs::run(cli, &output).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let failure = failure::Failure::of(&error);
            output.failure(&failure);
            ExitCode::from(failure.exit_code)
        }
    }
}
