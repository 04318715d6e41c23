//! Messages live no longer than their time.

use super::{Engine, EngineError, EngineEvent};
use crate::store::Swept;

impl Engine {
    /// Deletes expired messages with their one-time keys and files, and forgets knocks that are too old to come again.
    pub fn sweep(&self) -> Result<Swept, EngineError> {
        let swept = self.store().sweep(self.now())?;
        if swept.messages > 0 {
            self.sweep_files()?;
            self.emit(EngineEvent::Swept { messages: swept.messages });
        }
        Ok(swept)
    }

    /// Sweeps before a screen is read, if anything has expired since the worker did: nobody is shown what is
    /// over.
    pub(super) fn forget_expired(&self) -> Result<(), EngineError> {
        if self.store().has_expired(self.now())? {
            self.sweep()?;
        }
        Ok(())
    }
}
