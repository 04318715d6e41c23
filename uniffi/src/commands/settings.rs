//! Settings.

use knock_core::engine;

use crate::{Knock, KnockError, Settings};

#[uniffi::export]
impl Knock {
    /// The user's settings.
    pub async fn settings(&self) -> Result<Settings, KnockError> {
        self.with_engine(|engine| Ok(engine.settings()?.into())).await
    }

    /// Stores them. Where they change what the home may reach, it is opened anew: whoever listens
    /// listens again.
    pub async fn set_settings(&self, settings: Settings) -> Result<(), KnockError> {
        self.change(move |engine| {
            let before = engine.settings()?;
            let after = settings.checked()?;
            after.save(engine.store())?;
            let reach =
                |settings: &engine::Settings| (settings.relays.clone(), settings.allow_local, settings.proxy);
            Ok(reach(&before) != reach(&after))
        })
        .await
    }
}
