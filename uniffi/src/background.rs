//! For processes that are woken for one knock: notification extensions and services.
//!
//! Each call opens the home beside the running app, does its work within the time given and closes
//! it. Whatever the app has done already is told again the same; whatever is left unfinished, the app
//! or the next wake-up goes on with.

use std::sync::Arc;
use std::time::{Duration, Instant};

use knock_core::engine::Engine;

use crate::runtime::{run, run_blocking};
use crate::session::{ShellParts, open_home};
use crate::vault::ShellVault;
use crate::{IncomingPayment, KeyVault, KnockError, Notification, Wallet};

/// Kept of the time given, for closing connections and for the shell to show what came.
const RESERVE: Duration = Duration::from_millis(500);

/// Takes a settled payment that a push told of, comment included. Nothing is returned where there is
/// nothing to show: it is no knock, its sender is blocked, or it was read already.
#[uniffi::export]
pub async fn handle_payment_comment(
    folder: String,
    vault: Arc<dyn KeyVault>,
    payment: IncomingPayment,
    deadline_ms: u64,
) -> Result<Option<Notification>, KnockError> {
    let payment = payment.try_into()?;
    woken(folder, vault, None, deadline_ms, move |engine, limit| async move {
        Ok(engine.handle_payment(&payment, limit).await?.map(Into::into))
    })
    .await
}

/// Asks the wallet for what was paid meanwhile and goes on with whatever is due.
#[uniffi::export(default(wallet = None))]
pub async fn catch_up(
    folder: String,
    vault: Arc<dyn KeyVault>,
    deadline_ms: u64,
    wallet: Option<Arc<dyn Wallet>>,
) -> Result<Vec<Notification>, KnockError> {
    woken(folder, vault, wallet, deadline_ms, |engine, limit| async move {
        Ok(engine.catch_up_within(limit).await?.into_iter().map(Into::into).collect())
    })
    .await
}

async fn woken<T, F>(
    folder: String,
    vault: Arc<dyn KeyVault>,
    wallet: Option<Arc<dyn Wallet>>,
    deadline_ms: u64,
    work: impl FnOnce(Engine, Duration) -> F + Send + 'static,
) -> Result<T, KnockError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, KnockError>> + Send + 'static,
{
    let deadline = Instant::now() + Duration::from_millis(deadline_ms);
    let vault = ShellVault(vault);
    let shell = ShellParts { wallet, signer: None };
    let engine = run_blocking(move || Ok(open_home(folder.as_ref(), &vault, &shell)?.engine)).await?;
    run(async move {
        let limit = deadline.saturating_duration_since(Instant::now()).saturating_sub(RESERVE);
        let done = work(engine.clone(), limit).await;
        // A relay that does not say goodbye must not cost the notification.
        let _ = tokio::time::timeout(RESERVE / 2, engine.shutdown()).await;
        done
    })
    .await
}
