//! Several processes on one home at once: a command, a listener, the background entry of an app.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::ensure;
use knock_test_support::faults;

use crate::instants::quietly;
use crate::stage::{ONCE, Stage, times};
use crate::woken;

async fn at_once(_: ()) -> anyhow::Result<String> {
    let stage = Stage::set().await?;
    let mut listeners = [quietly(&stage.bob, &["listen"])?, quietly(&stage.bob, &["listen"])?];
    let mut accepted = BTreeSet::new();
    for round in 0..times("KNOCK_ROUNDS", 4) {
        let texts = [0, 1, 2].map(|n| format!("{round}, {n}"));
        let mut senders = Vec::new();
        for text in &texts {
            senders.push(quietly(&stage.alice, &["send", "Bob", text])?);
        }
        let mut reader = quietly(&stage.bob, &["inbox"])?;
        for mut sender in senders {
            ensure!(sender.wait()?.success(), "a sender was in another's way");
        }
        // The newest is told of to two processes more, while listeners and a reader have it, too.
        let mut woken = [woken::for_newest(&stage)?.spawn()?, woken::for_newest(&stage)?.spawn()?];
        for process in &mut woken {
            process.wait()?;
        }
        ensure!(reader.wait()?.success(), "a reader was in a listener's way");
        accepted.extend(texts);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    for listener in &mut listeners {
        ensure!(listener.try_wait()?.is_none(), "a listener has gone");
        listener.kill()?;
        listener.wait()?;
    }
    stage.judge(&accepted)
}

faults! { TOGETHER, at_once, within 10 minutes;
    processes_share_a_home: "three senders on one home; two listeners, a reader and two background entries on another", () => ONCE;
}
