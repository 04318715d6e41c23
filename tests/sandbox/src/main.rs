//! Runs the sandbox until Ctrl-C: a relay, Lightning addresses and wallets with play money.

use anyhow::Context;
use clap::Parser;
use knock_sandbox::relay::RelayOptions;
use knock_sandbox::{PLAY_MONEY, Sandbox, SandboxOptions, SandboxUser};
use serde_json::json;
use tokio::io::AsyncReadExt;

/// A Nostr relay, a Lightning address server and a wallet service with PLAY MONEY, on loopback only.
#[derive(Parser)]
#[command(name = "knock-sandbox", version)]
struct Arguments {
    /// Users to create, separated by commas; none where the option stands alone.
    #[arg(long, value_delimiter = ',', num_args = 0.., default_value = "alice,bob")]
    users: Vec<String>,
    /// Play money for each of them, in satoshi.
    #[arg(long, default_value_t = 100_000)]
    balance_sat: u64,
    /// Port of the HTTP server (Lightning addresses, NIP-05, /sandbox/ control); 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    lnurl_port: u16,
    /// Port of the message relay; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    relay_port: u16,
    /// Say where everything is as one line of JSON.
    #[arg(long)]
    json: bool,
    /// Also stop when stdin closes, i.e. with the program that started this one.
    #[arg(long)]
    until_stdin_closes: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("warn")).init();
    let arguments = Arguments::parse();
    let balance_msat = arguments.balance_sat.checked_mul(1_000).context("--balance-sat is too large")?;
    let sandbox = Sandbox::start(SandboxOptions {
        relay: RelayOptions { port: arguments.relay_port, ..RelayOptions::default() },
        lnurl_port: arguments.lnurl_port,
        ..SandboxOptions::default()
    })
    .await?;
    let users = arguments
        .users
        .iter()
        .map(|name| sandbox.create_user(name, balance_msat))
        .collect::<Result<Vec<_>, _>>()?;
    print_summary(&sandbox, &users, arguments.json);

    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        closed = stdin_closes(), if arguments.until_stdin_closes => closed?,
    }
    sandbox.shutdown().await;
    // A read of stdin cannot be cancelled and would hold the runtime up.
    std::process::exit(0)
}

/// Reads until the end, whatever is typed.
async fn stdin_closes() -> std::io::Result<()> {
    let mut stdin = tokio::io::stdin();
    let mut ignored = [0; 256];
    while stdin.read(&mut ignored).await? > 0 {}
    Ok(())
}

fn print_summary(sandbox: &Sandbox, users: &[SandboxUser], as_json: bool) {
    if as_json {
        let summary = json!({
            "money": PLAY_MONEY,
            "relay_url": sandbox.relay_url(),
            "wallet_relay_url": sandbox.wallet_relay_url(),
            "lnurl_base": sandbox.lnurl_base(),
            "file_server": sandbox.blossom().url(),
            "control": format!("{}/sandbox/state", sandbox.lnurl_base()),
            "users": users,
        });
        println!("{summary}");
        return;
    }
    println!("Knock sandbox ({PLAY_MONEY})");
    println!("relay    {}", sandbox.relay_url());
    println!("lnurl    {}", sandbox.lnurl_base());
    println!("files    {}", sandbox.blossom().url());
    println!("control  {}/sandbox/state", sandbox.lnurl_base());
    for user in users {
        println!("{}", user.name);
        println!("  address  {}", user.lightning_address);
        println!("  wallet   {}", user.wallet_uri);
    }
}
