//! One chat: reading it, and acting on its messages.

use std::sync::Arc;

use crate::records::key;
use crate::{Cancellation, ChatMessage, ChatPage, Knock, KnockError, Outgoing, PageAt, SendOptions};

#[uniffi::export]
impl Knock {
    /// A part of the chat with this peer.
    pub async fn chat_page(&self, peer: String, at: PageAt, limit: u32) -> Result<ChatPage, KnockError> {
        let peer = key(&peer)?;
        self.with_engine(move |engine| {
            ChatPage::of(engine, engine.chat_page(&peer, at.into(), limit as usize)?)
        })
        .await
    }

    /// One message as its chat shows it.
    pub async fn chat_message(&self, id: i64) -> Result<ChatMessage, KnockError> {
        self.with_engine(move |engine| ChatMessage::of(engine, engine.chat_message(id)?)).await
    }

    /// Marks a chat as read, up to and with this message, or all of it. Tells how many were not.
    #[uniffi::method(default(up_to = None))]
    pub async fn mark_chat_read(&self, peer: String, up_to: Option<i64>) -> Result<u64, KnockError> {
        let peer = key(&peer)?;
        self.with_engine(move |engine| Ok(engine.mark_chat_read(&peer, up_to)? as u64)).await
    }

    /// Answers a message, quoting it.
    #[uniffi::method(default(cancel = None))]
    pub async fn reply(
        &self,
        message_id: i64,
        text: String,
        options: SendOptions,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Outgoing, KnockError> {
        let options = options.try_into()?;
        self.act_out(cancel, |engine| async move { engine.reply(message_id, &text, options).await }).await
    }

    /// Reacts to a message with an emoji, `+` or `-`. A new reaction takes the place of the last.
    #[uniffi::method(default(cancel = None))]
    pub async fn react(
        &self,
        message_id: i64,
        content: String,
        options: SendOptions,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Outgoing, KnockError> {
        let options = options.try_into()?;
        self.act_out(cancel, |engine| async move { engine.react(message_id, &content, options).await }).await
    }

    /// Takes the user's reaction to a message back.
    pub async fn withdraw_reaction(
        &self,
        message_id: i64,
        options: SendOptions,
    ) -> Result<Outgoing, KnockError> {
        let options = options.try_into()?;
        self.act_out(None, |engine| async move { engine.withdraw_reaction(message_id, options).await }).await
    }

    /// Gives a message of the user's another text.
    #[uniffi::method(default(cancel = None))]
    pub async fn edit(
        &self,
        message_id: i64,
        text: String,
        options: SendOptions,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Outgoing, KnockError> {
        let options = options.try_into()?;
        self.act_out(cancel, |engine| async move { engine.edit(message_id, &text, options).await }).await
    }

    /// Deletes a message on this device only; one that is not paid yet is stopped as well.
    pub async fn delete_message(&self, message_id: i64) -> Result<(), KnockError> {
        self.with_engine(move |engine| Ok(engine.delete_message(message_id)?)).await
    }
}
