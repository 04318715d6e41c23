//! A handle to something that goes on.

use std::sync::{Arc, Mutex, PoisonError};

use crate::KnockError;
use crate::runtime::{self, AbortOnDrop};

/// What it stands for stops when this is dropped, or when `stop` is called.
#[derive(uniffi::Object)]
pub struct TaskHandle(Mutex<Option<AbortOnDrop<()>>>);

#[uniffi::export]
impl TaskHandle {
    /// Stops it; again is no error.
    pub fn stop(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Whether it still goes on.
    pub fn is_running(&self) -> bool {
        let task = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        task.as_ref().is_some_and(|task| !task.0.is_finished())
    }
}

impl TaskHandle {
    pub(crate) fn start(work: impl Future<Output = ()> + Send + 'static) -> Result<Arc<Self>, KnockError> {
        Ok(Arc::new(Self(Mutex::new(Some(AbortOnDrop(runtime::spawn(work)?))))))
    }
}
