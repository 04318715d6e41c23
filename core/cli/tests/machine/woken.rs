//! A process that is woken for one knock, as a notification extension is: this test program, run again.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use knock_core::amount::Msat;
use knock_core::engine::{Engine, Home};
use knock_core::keys::FileVault;
use knock_core::wallet::{IncomingPayment, PaymentHash};
use nostr::Timestamp;

use crate::stage::Stage;

/// The newest payment that Bob got, told to a process of its own.
pub(crate) fn for_newest(stage: &Stage) -> anyhow::Result<Command> {
    let payment = stage.paid().into_iter().next().context("nothing was paid")?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .stdout(Stdio::null())
        .args(["--exact", "woken::handles_one_payment", "--ignored", "--quiet"])
        .env("KNOCK_WOKEN_HOME", stage.bob.home())
        .env("KNOCK_WOKEN_HASH", payment.payment_hash)
        .env("KNOCK_WOKEN_COMMENT", payment.comment.context("no comment")?);
    Ok(command)
}

#[tokio::test]
#[ignore = "run by other tests, in a process of its own"]
async fn handles_one_payment() -> anyhow::Result<()> {
    let folder = std::env::var_os("KNOCK_WOKEN_HOME").context("not woken")?;
    let folder = std::path::Path::new(&folder);
    let mut hash = [0; 32];
    hex::decode_to_slice(std::env::var("KNOCK_WOKEN_HASH")?, &mut hash)?;
    let payment = IncomingPayment {
        payment_hash: PaymentHash(hash),
        amount: Msat::from_sat(1),
        settled_at: Timestamp::now(),
        comment: Some(std::env::var("KNOCK_WOKEN_COMMENT")?),
    };
    let vault = FileVault::open(folder.join("vault.json"))?;
    let engine = Engine::new(Home::open(folder, &vault)?.parts(&vault)?);
    let shown = engine.handle_payment(&payment, Duration::from_secs(10)).await?;
    anyhow::ensure!(shown.is_some(), "nothing to show");
    engine.shutdown().await;
    Ok(())
}
