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
    /// listens again. Another offer than before is checked, also against the wallet's chain where the wallet tells it.
    pub async fn set_settings(&self, settings: Settings) -> Result<(), KnockError> {
        let mut after = settings.checked()?;
        if let Some(offer) = after.offer.take() {
            let checked = self.ask(None, |engine| async move {
                // One that has expired since must not stand in other settings' way.
                if engine.settings()?.offer.as_ref() == Some(&offer) {
                    return Ok(offer);
                }
                Ok(engine.own_offer(&offer).await?)
            });
            after.offer = Some(checked.await?);
        }
        self.change(move |engine| {
            let before = engine.settings()?;
            after.save(engine.store())?;
            let reach =
                |settings: &engine::Settings| (settings.relays.clone(), settings.allow_local, settings.proxy);
            Ok(reach(&before) != reach(&after))
        })
        .await
    }
}
