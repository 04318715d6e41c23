//! Messages on their way out.

use std::sync::Arc;
use std::time::Duration;

use crate::records::key;
use crate::{Cancellation, Knock, KnockError, Outgoing, Quote, RelayOutcome, SendOptions};

#[uniffi::export]
impl Knock {
    /// Asks what a knock costs. Nothing is published or paid.
    #[uniffi::method(default(cancel = None))]
    pub async fn quote(&self, to: String, cancel: Option<Arc<Cancellation>>) -> Result<Quote, KnockError> {
        let to = key(&to)?;
        self.ask(cancel, |engine| async move { Ok(engine.quote(&to).await?.into()) }).await
    }

    /// Sends a text and waits until it is delivered or stops. Before anything else it is in the outbox,
    /// from where it goes on by itself, also when nobody waits for it any more.
    #[uniffi::method(default(cancel = None))]
    pub async fn send(
        &self,
        to: String,
        text: String,
        options: SendOptions,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Outgoing, KnockError> {
        let (to, message) = (key(&to)?, knock_protocol::Message::text(text));
        let options = options.try_into()?;
        self.act_out(cancel, |engine| async move { engine.send(&to, message, options).await }).await
    }

    /// Puts a text into the outbox and returns at once; whoever listens sends it and tells of it.
    pub async fn enqueue(
        &self,
        to: String,
        text: String,
        options: SendOptions,
    ) -> Result<Outgoing, KnockError> {
        let (to, message) = (key(&to)?, knock_protocol::Message::text(text));
        let options = options.try_into()?;
        self.act_out(None, |engine| async move { engine.enqueue(&to, message, options).await }).await
    }

    /// Sends a line together with those that follow soon, as one knock. Without a window, as the settings say.
    #[uniffi::method(default(window_secs = None))]
    pub async fn send_line(
        &self,
        to: String,
        text: String,
        options: SendOptions,
        window_secs: Option<u64>,
    ) -> Result<Outgoing, KnockError> {
        let (to, options) = (key(&to)?, options.try_into()?);
        let window = window_secs.map(Duration::from_secs);
        self.act_out(None, |engine| async move { engine.send_line(&to, &text, window, options).await }).await
    }

    /// Sends the lines that wait for more.
    pub async fn send_lines_now(&self, to: String) -> Result<Option<Outgoing>, KnockError> {
        let to = key(&to)?;
        self.act(None, |engine| async move { Ok(engine.send_lines_now(&to).await?.map(Into::into)) }).await
    }

    /// How many knocks a text takes. Each costs one, so ask before `send_in_parts`.
    pub async fn parts_of(&self, to: String, text: String) -> Result<u32, KnockError> {
        let to = key(&to)?;
        self.with_engine(move |engine| {
            let parts = engine.parts_of(&to, &text)?;
            Ok(u32::try_from(parts).unwrap_or(u32::MAX))
        })
        .await
    }

    /// Sends a text of any length, in as many parts as it takes. One that stops does not stop the others.
    pub async fn send_in_parts(
        &self,
        to: String,
        text: String,
        options: SendOptions,
    ) -> Result<Vec<Outgoing>, KnockError> {
        let (to, options) = (key(&to)?, options.try_into()?);
        self.act(None, |engine| async move {
            let rows = engine.send_in_parts(&to, &text, options).await?;
            Ok(rows.into_iter().map(Into::into).collect())
        })
        .await
    }

    /// What is not delivered, oldest first.
    pub async fn outbox(&self) -> Result<Vec<Outgoing>, KnockError> {
        self.with_engine(|engine| Ok(engine.store().outbox()?.into_iter().map(Into::into).collect())).await
    }

    /// Goes on with a message that stopped. A payment whose outcome is unknown is looked up, not repeated.
    #[uniffi::method(default(cancel = None))]
    pub async fn retry(
        &self,
        outgoing_id: i64,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Outgoing, KnockError> {
        self.act_out(cancel, |engine| async move { engine.retry(outgoing_id).await }).await
    }

    /// The same by the message's own number.
    #[uniffi::method(default(cancel = None))]
    pub async fn retry_message(
        &self,
        message_id: i64,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Outgoing, KnockError> {
        self.act_out(cancel, |engine| async move { engine.retry_message(message_id).await }).await
    }

    /// The user says that another app has paid.
    pub async fn confirm_paid(&self, outgoing_id: i64) -> Result<Outgoing, KnockError> {
        self.with_engine(move |engine| Ok(engine.confirm_paid(outgoing_id)?.into())).await
    }

    /// Asks every relay that has the message to delete it, and stops what is not paid yet.
    pub async fn unsend(&self, outgoing_id: i64) -> Result<Vec<RelayOutcome>, KnockError> {
        self.act(None, |engine| async move {
            Ok(engine.unsend(outgoing_id).await?.into_iter().map(Into::into).collect())
        })
        .await
    }

    /// The same by the message's own number.
    pub async fn unsend_message(&self, message_id: i64) -> Result<Vec<RelayOutcome>, KnockError> {
        self.act(None, |engine| async move {
            Ok(engine.unsend_message(message_id).await?.into_iter().map(Into::into).collect())
        })
        .await
    }
}
