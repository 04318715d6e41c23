//! Knocks that wait for the user's consent.

use crate::records::event_id;
use crate::{Arrival, Knock, KnockError, Request};

#[uniffi::export]
impl Knock {
    /// What waits, newest first. `before` is the last event of the page before.
    #[uniffi::method(default(before = None))]
    pub async fn requests(&self, limit: u32, before: Option<String>) -> Result<Vec<Request>, KnockError> {
        let before = before.map(|id| event_id(&id)).transpose()?;
        self.with_engine(move |engine| {
            let requests = engine.requests(limit as usize, before.as_ref())?;
            Ok(requests.into_iter().map(Into::into).collect())
        })
        .await
    }

    /// Accepts one request only: its sender stays a stranger.
    pub async fn accept_request(&self, request: String) -> Result<Arrival, KnockError> {
        let id = event_id(&request)?;
        self.act(None, |engine| async move { Ok(engine.accept_request(&id).await?.into()) }).await
    }

    /// Accepts the sender of a request, who becomes a contact: fetches this one and the others after it.
    pub async fn accept_sender(&self, request: String) -> Result<Arrival, KnockError> {
        let id = event_id(&request)?;
        self.act(None, |engine| async move { Ok(engine.accept_sender(&id).await?.into()) }).await
    }

    /// Blocks the sender of a request, and gives up all that waits from there.
    pub async fn block_sender(&self, request: String) -> Result<(), KnockError> {
        let id = event_id(&request)?;
        self.with_engine(move |engine| Ok(engine.block_sender(&id).map(|_| ())?)).await
    }

    /// Lets a request lie. What it paid is not given back; its sender does not learn of it.
    pub async fn ignore_request(&self, request: String) -> Result<(), KnockError> {
        let id = event_id(&request)?;
        self.with_engine(move |engine| Ok(engine.ignore_request(&id)?)).await
    }
}
