//! Relays: those that are known, those that are found, and what each did with a message.

use std::sync::Arc;

use knock_protocol::directory;

use crate::records::relay_texts;
use crate::{Cancellation, DiscoveredRelay, Knock, KnockError, Publication};

/// The relays that every Knock knows by number.
#[uniffi::export]
pub fn relay_directory() -> Vec<String> {
    directory::DIRECTORY_V1.iter().map(|url| (*url).to_owned()).collect()
}

#[uniffi::export]
impl Knock {
    /// The relays that the user's own public list says are read (NIP-65), to be taken over into the settings. Those asked see
    /// an interest in the user's key.
    #[uniffi::method(default(cancel = None))]
    pub async fn public_relays(&self, cancel: Option<Arc<Cancellation>>) -> Result<Vec<String>, KnockError> {
        self.ask(cancel, |engine| async move { Ok(relay_texts(&engine.public_relays().await?)) }).await
    }

    /// Asks the user's relays for monitors' reports (NIP-66) and keeps the relays that take messages from anybody, the
    /// most vouched for first. A message that goes everywhere goes there as well.
    #[uniffi::method(default(cancel = None))]
    pub async fn discover_relays(
        &self,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Vec<DiscoveredRelay>, KnockError> {
        self.ask(cancel, |engine| async move {
            Ok(engine.discover_relays().await?.into_iter().map(Into::into).collect())
        })
        .await
    }

    /// What was found last.
    pub async fn discovered_relays(&self) -> Result<Vec<DiscoveredRelay>, KnockError> {
        self.with_engine(|engine| {
            Ok(engine.store().discovered_relays()?.into_iter().map(Into::into).collect())
        })
        .await
    }

    /// What each relay did with a message of the user's, as far as is known now; events tell of the rest.
    pub async fn publications(&self, message_id: i64) -> Result<Vec<Publication>, KnockError> {
        self.with_engine(move |engine| {
            Ok(engine.publications_so_far(message_id)?.into_iter().map(Into::into).collect())
        })
        .await
    }
}
