//! What a notification extension costs: a fresh process is woken for one knock on loopback, opens the
//! home, fetches, opens and stores the message, and says what to show. iOS gives an extension 24 MB.
//!
//! `cargo run --profile phone -p knock-ffi --example woken` sets the stage, wakes a few processes and compares
//! them with ones that do nothing. Used by scripts/bench.sh.

use std::collections::HashMap;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, ensure};
use knock_ffi::{
    IncomingPayment, KeyVault, Knock, NewContact, Origin, SecretName, SendOptions, Settings, VaultFailure,
    background, default_settings,
};
use knock_sandbox::{Sandbox, SandboxOptions};

/// Above what a process of this program takes that does nothing.
const MEMORY_BUDGET_KB: u64 = 16 * 1024;
/// From its start to what it shows.
const TIME_BUDGET_MS: u128 = 300;
/// Processes woken; each has a knock of its own.
const TIMES: usize = 5;
const DEADLINE_MS: u64 = 10_000;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => tokio::runtime::Runtime::new()?.block_on(measure()),
        ["nothing"] => report(0),
        ["woken", folder, secrets, payment] => woken(folder, secrets, payment),
        _ => anyhow::bail!("unknown arguments"),
    }
}

async fn measure() -> anyhow::Result<()> {
    let sandbox = Sandbox::start(SandboxOptions::default()).await?;
    let (alice, _, _) = person(&sandbox, "alice").await?;
    let (bob, folder, secrets) = person(&sandbox, "bob").await?;
    let contact = NewContact {
        reference: bob.card().await?.link,
        name: Some("bob".to_owned()),
        lightning_address: None,
        offer: None,
        relays: Vec::new(),
        look_up: false,
    };
    let to = alice.add_contact(contact, None).await?.npub;

    let mut woken = Vec::new();
    for number in 0..TIMES {
        let sent = alice.send(to.clone(), format!("knock {number}"), SendOptions::default(), None).await?;
        let settled_at = sent.delivered_at.context("not delivered")?;
        let payment = format!("{number:064x} 1000 {settled_at} {}", sent.comment);
        let start = Instant::now();
        let (peak_kb, shown) = child(&["woken", &folder, &secrets.to_text(), &payment])?;
        let took = start.elapsed().as_millis();
        ensure!(shown == 1, "the process showed nothing");
        woken.push((took, peak_kb));
    }
    let (nothing_kb, _) = child(&["nothing"])?;
    woken.sort_unstable();
    let took = woken[TIMES / 2].0;
    let peak_kb = woken.iter().map(|(_, peak)| peak).max().context("nobody was woken")? - nothing_kb;
    println!(
        "woken for a knock: {took} ms of {TIME_BUDGET_MS} ms (median of {TIMES}, from the process's start)"
    );
    println!("woken for a knock: {peak_kb} kB of {MEMORY_BUDGET_KB} kB above {nothing_kb} kB for nothing");
    ensure!(took <= TIME_BUDGET_MS && peak_kb <= MEMORY_BUDGET_KB, "over budget");
    Ok(())
}

/// What an extension does.
fn woken(folder: &str, secrets: &str, payment: &str) -> anyhow::Result<()> {
    let vault = Arc::new(Secrets::from_text(secrets)?);
    let fields: Vec<&str> = payment.split(' ').collect();
    let [payment_hash, amount_msat, settled_at, comment] = fields[..] else { anyhow::bail!("no payment") };
    let payment = IncomingPayment {
        payment_hash: payment_hash.to_owned(),
        amount_msat: amount_msat.parse()?,
        settled_at: settled_at.parse()?,
        comment: Some(comment.to_owned()),
    };
    let handling = background::handle_payment_comment(folder.to_owned(), vault, payment, DEADLINE_MS);
    let shown = futures::executor::block_on(handling)?;
    report(usize::from(shown.is_some_and(|notification| notification.shows_text)))
}

/// The highest that this process's memory has been, as Linux counts it, and how many messages it shows.
fn report(shown: usize) -> anyhow::Result<()> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    println!("{} {shown}", peak.trim().trim_end_matches(" kB"));
    Ok(())
}

/// Runs this program again; gives its peak and what it shows.
fn child(arguments: &[&str]) -> anyhow::Result<(u64, usize)> {
    let output = Command::new(std::env::current_exe()?).args(arguments).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout)?;
    let (peak, shown) = told.trim().split_once(' ').context("no report")?;
    Ok((peak.parse()?, shown.parse()?))
}

async fn person(sandbox: &Sandbox, name: &str) -> anyhow::Result<(Arc<Knock>, String, Arc<Secrets>)> {
    let user = sandbox.create_user(name, 1_000_000)?;
    let folder = tempfile::tempdir()?.keep().display().to_string();
    let secrets = Arc::new(Secrets::default());
    let knock = Knock::new(folder.clone(), secrets.clone(), None, None);
    let settings = Settings {
        relays: vec![sandbox.relay_url()],
        lightning_address: Some(user.lightning_address),
        search_directory: false,
        allow_local: true,
        ..default_settings()
    };
    knock.create(Origin::New, settings, None).await?;
    knock.link_wallet(user.wallet_uri).await?;
    Ok((knock, folder, secrets))
}

/// A vault that can be handed to another process. Its keys are worth nothing: they end with the sandbox.
#[derive(Default)]
struct Secrets(Mutex<HashMap<SecretName, Vec<u8>>>);

impl Secrets {
    const NAMES: [SecretName; 2] = [SecretName::IdentityKey, SecretName::DatabaseKey];

    fn to_text(&self) -> String {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let encoded = |name| secrets.get(&name).map(hex::encode).unwrap_or_default();
        Self::NAMES.map(encoded).join(" ")
    }

    fn from_text(text: &str) -> anyhow::Result<Self> {
        let secrets = Self::NAMES.into_iter().zip(text.split(' ').map(hex::decode));
        Ok(Self(Mutex::new(
            secrets.map(|(name, secret)| Ok((name, secret?))).collect::<anyhow::Result<_>>()?,
        )))
    }
}

impl KeyVault for Secrets {
    fn get(&self, name: SecretName) -> Result<Option<Vec<u8>>, VaultFailure> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned())
    }

    fn put(&self, name: SecretName, secret: Vec<u8>) -> Result<(), VaultFailure> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, secret);
        Ok(())
    }

    fn delete(&self, name: SecretName) -> Result<(), VaultFailure> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
        Ok(())
    }
}
