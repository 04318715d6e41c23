//! Messages live no longer than their time.

use super::{Engine, EngineError, EngineEvent};
use crate::store::Swept;

impl Engine {
    /// Deletes expired messages and their one-time keys, and forgets knocks that are too old to come again.
    pub fn sweep(&self) -> Result<Swept, EngineError> {
        let swept = self.store().sweep(self.now())?;
        if swept.messages > 0 {
            self.emit(EngineEvent::Swept { messages: swept.messages });
        }
        Ok(swept)
    }
}
