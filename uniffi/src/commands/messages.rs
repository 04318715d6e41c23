//! Messages that came, and what to show of them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::records::{event_id, key};
use crate::{Arrival, Cancellation, Knock, KnockError, Message, Notification, Overview};

#[uniffi::export]
impl Knock {
    /// Messages with one peer or with all, newest first, as they came: with reactions and edits among them.
    /// `before` is the last id of the page before. For showing, `chat_page` is better.
    #[uniffi::method(default(before = None))]
    pub async fn messages(
        &self,
        peer: Option<String>,
        limit: u32,
        before: Option<i64>,
    ) -> Result<Vec<Message>, KnockError> {
        let peer = peer.map(|peer| key(&peer)).transpose()?;
        self.with_engine(move |engine| {
            let messages = engine.store().messages(peer.as_ref(), limit as usize, before)?;
            Ok(messages.into_iter().map(Into::into).collect())
        })
        .await
    }

    /// How many messages the user has not seen.
    pub async fn unread_count(&self) -> Result<u64, KnockError> {
        self.with_engine(|engine| Ok(engine.store().unread_count()?)).await
    }

    /// Lists the payments since the last one seen, takes the knocks among them, and goes on with
    /// whatever is due. Tells what came.
    #[uniffi::method(default(cancel = None))]
    pub async fn catch_up(
        &self,
        deadline_ms: u64,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Vec<Notification>, KnockError> {
        let limit = Duration::from_millis(deadline_ms);
        self.ask(cancel, |engine| async move {
            Ok(engine.catch_up_within(limit).await?.into_iter().map(Into::into).collect())
        })
        .await
    }

    /// Takes a comment that the user pasted, also out of a longer text.
    pub async fn paste(&self, text: String) -> Result<Arrival, KnockError> {
        self.act(None, |engine| async move { Ok(engine.paste(&text).await?.into()) }).await
    }

    /// What to show outside the app for an event's message as it stands now; nothing once it was seen.
    pub async fn notification(&self, event: String) -> Result<Option<Notification>, KnockError> {
        let id = event_id(&event)?;
        self.with_engine(move |engine| Ok(engine.notification(&id)?.map(Into::into))).await
    }

    /// What to call somebody, contact or not.
    pub async fn name_of(&self, npub: String) -> Result<String, KnockError> {
        let key = key(&npub)?;
        self.with_engine(move |engine| Ok(engine.name_of(&key)?)).await
    }

    /// The same for several, by npub.
    pub async fn names_of(&self, npubs: Vec<String>) -> Result<HashMap<String, String>, KnockError> {
        self.with_engine(move |engine| {
            npubs.into_iter().map(|npub| Ok((npub.clone(), engine.name_of(&key(&npub)?)?))).collect()
        })
        .await
    }

    /// The numbers on an app's badges.
    pub async fn overview(&self) -> Result<Overview, KnockError> {
        self.with_engine(|engine| Ok(engine.overview()?.into())).await
    }
}
