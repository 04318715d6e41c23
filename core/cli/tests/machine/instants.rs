//! Killed at random instants.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use knock_test_support::{Terminal, faults};
use nostr::secp256k1::rand::random;

use crate::stage::{ONCE, Stage, times};

/// Sender and listener run side by side; one of them, or both, die at a random instant.
async fn killed_at_random(_: ()) -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let runs = times("KNOCK_KILLS", 15);
    let started = Instant::now();
    stage.alice.ok(&["send", "Bob", "not killed"]);
    let usual = started.elapsed();
    let mut accepted = BTreeSet::from(["not killed".to_owned()]);
    for run in 0..runs {
        let text = format!("run {run}");
        let mut listener = quietly(&stage.bob, &["listen"])?;
        let mut sender = quietly(&stage.alice, &["send", "Bob", &text])?;
        tokio::time::sleep(usual.mul_f64(1.3 * random::<f64>())).await;
        if run % 3 != 0 {
            sender.kill()?;
        }
        if run % 3 != 1 {
            listener.kill()?;
        }
        if sender.wait()?.success() {
            accepted.insert(text);
        }
        // Where only the sender died, the listener has a moment to go on.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let _ = listener.kill();
        listener.wait()?;
    }
    let told = stage.judge(&accepted)?;
    println!("{runs} runs killed at random instants, {} messages: {told}", stage.paid().len());
    Ok(told)
}

/// A verb in the background, and what it says thrown away.
pub(crate) fn quietly(terminal: &Terminal, args: &[&str]) -> std::io::Result<Child> {
    terminal.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

faults! { INSTANTS, killed_at_random, within 10 minutes;
    killed_at_random_instants: "sender, listener or both are killed at random instants", () => ONCE;
}
