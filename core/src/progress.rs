//! How far something has come that takes a while.

use std::sync::Arc;

type Tell = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// Told as bytes are moved; whoever does not want to know gives the default.
#[derive(Clone, Default)]
pub struct Progress(Option<Tell>);

impl Progress {
    /// Calls this with the bytes done, and of how many; 0 where that is not known.
    pub fn to(tell: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// So much is done.
    pub fn tell(&self, done: u64, of: u64) {
        if let Some(tell) = &self.0 {
            tell(done, of);
        }
    }
}
