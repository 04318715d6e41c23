//! How far a call has come that takes a while.

use std::sync::Arc;

use knock_core::progress::Progress;

use crate::ListenerFailure;

/// What a shell gives to follow one call.
#[uniffi::export(foreign)]
pub trait ProgressListener: Send + Sync {
    /// Bytes done, and of how many; 0 where that is not known. Called on a thread of the core's, now and then:
    /// return soon.
    fn on_progress(&self, done: u64, of: u64) -> Result<(), ListenerFailure>;
}

/// A listener that throws misses what it was told; the call goes on.
pub(crate) fn progress(listener: Option<Arc<dyn ProgressListener>>) -> Progress {
    listener.map_or_else(Progress::default, |listener| {
        Progress::to(move |done, of| {
            if listener.on_progress(done, of).is_err() {
                log::warn!("a progress listener failed");
            }
        })
    })
}
