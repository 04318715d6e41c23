//! The core's threads. A shell's thread, often the one that draws, only waits.

use std::any::Any;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, OnceLock, PoisonError};

use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinError, JoinHandle};

use crate::KnockError;

/// Enough for a phone: the core waits for networks most of the time.
const THREADS: usize = 2;

fn runtime() -> io::Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    static MAKING: Mutex<()> = Mutex::new(());
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    // One is made at a time: a second one would be dropped, and tokio panics where that happens inside another runtime.
    let _turn = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made =
        Builder::new_multi_thread().worker_threads(THREADS).thread_name("knock").enable_all().build()?;
    Ok(RUNTIME.get_or_init(|| made))
}

/// Starts work on the core's threads.
pub(crate) fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<JoinHandle<T>, KnockError> {
    start(Box::pin(work))
}

/// Of one type for each result: tokio's machinery for a task is in the phones' library once for each.
fn start<T: Send + 'static>(
    work: Pin<Box<dyn Future<Output = T> + Send>>,
) -> Result<JoinHandle<T>, KnockError> {
    Ok(runtime().map_err(|error| KnockError::internal(format!("no threads: {error}")))?.spawn(work))
}

/// Runs work on the core's threads; it ends with the caller's interest in it. A panic is an error.
pub(crate) async fn run<T: Send + 'static>(
    work: impl Future<Output = Result<T, KnockError>> + Send + 'static,
) -> Result<T, KnockError> {
    let mut task = AbortOnDrop(spawn(work)?);
    (&mut task.0).await.unwrap_or_else(|error| Err(of_join(error)))
}

/// The same for what must not be cut off half-way: a caller who turns away only stops waiting.
pub(crate) async fn run_to_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, KnockError>> + Send + 'static,
) -> Result<T, KnockError> {
    spawn(work)?.await.unwrap_or_else(|error| Err(of_join(error)))
}

/// Runs what blocks: a vault that asks for a fingerprint, the opening of the database.
pub(crate) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KnockError> + Send + 'static,
) -> Result<T, KnockError> {
    run(async move { tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(of_join(error))) })
        .await
}

/// A task that stops when nobody holds this any more.
pub(crate) struct AbortOnDrop<T>(pub(crate) JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn of_join(error: JoinError) -> KnockError {
    match error.try_into_panic() {
        Ok(panic) => {
            log::error!("a command panicked: {}", words_of(panic.as_ref()));
            KnockError::internal("the core failed unexpectedly")
        }
        Err(_) => KnockError::cancelled(),
    }
}

/// The panic's message, which the core's own code writes without secrets.
fn words_of(panic: &(dyn Any + Send)) -> &str {
    let words = panic.downcast_ref::<&str>().copied();
    words.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_internal_error() {
        let panics = async { panic!("no secret in here") };
        let error = run::<()>(panics).await.unwrap_err();
        assert!(matches!(&error, KnockError::Internal { text, .. } if !text.contains("secret")), "{error}");
        let error = run_blocking::<()>(|| panic!("on a thread that may block")).await.unwrap_err();
        assert!(matches!(error, KnockError::Internal { .. }));
        assert_eq!(run(async { Ok(7) }).await.unwrap(), 7, "the threads are gone");
    }

    #[tokio::test]
    async fn who_turns_away_stops_a_question_but_not_a_deed() {
        let done = Arc::new(AtomicBool::new(false));
        let work = |done: Arc<AtomicBool>| async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            done.store(true, Ordering::SeqCst);
            Ok(())
        };
        let impatient = Duration::from_millis(5);
        assert!(tokio::time::timeout(impatient, run(work(done.clone()))).await.is_err());
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(!done.load(Ordering::SeqCst));

        assert!(tokio::time::timeout(impatient, run_to_end(work(done.clone()))).await.is_err());
        while !done.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
