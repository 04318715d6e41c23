//! One chat: reading it, and acting on its messages.

use knock_protocol::{Message as Rumor, Ttl};
use nostr::{PublicKey, Timestamp};

use super::{Engine, EngineError, EngineEvent, SendOptions};
use crate::store::{ChatMessage, Effect, Message, Outgoing, Page, PageAt};

/// The kind of a text (NIP-17).
const TEXT: u16 = 14;
/// The kind of a reaction (NIP-25).
const REACTION: u16 = 7;

impl Engine {
    /// A part of the chat with this peer, at most `limit` messages.
    pub fn chat_page(&self, peer: &PublicKey, at: PageAt, limit: usize) -> Result<Page, EngineError> {
        self.forget_expired()?;
        Ok(self.store().chat_page(peer, at, limit)?)
    }

    /// One message as its chat shows it.
    pub fn chat_message(&self, id: i64) -> Result<ChatMessage, EngineError> {
        self.forget_expired()?;
        self.store().chat_message(id)?.ok_or(EngineError::NotFound("this message"))
    }

    /// Marks a chat as read, up to and with this message, or all of it. Tells how many were not.
    pub fn mark_chat_read(&self, peer: &PublicKey, up_to: Option<i64>) -> Result<usize, EngineError> {
        let marked = self.store().mark_chat_read(peer, up_to)?;
        if marked > 0 {
            self.emit(EngineEvent::ConversationChanged { peer: *peer });
        }
        Ok(marked)
    }

    /// Answers a message, quoting it.
    pub async fn reply(
        &self,
        message_id: i64,
        text: &str,
        options: SendOptions,
    ) -> Result<Outgoing, EngineError> {
        let quoted = self.chat_message(message_id)?;
        self.send(&quoted.peer, Rumor::text(text).in_reply_to(quoted.rumor_id), options).await
    }

    /// Reacts to a message with an emoji, `+` or `-` (NIP-25). A new reaction takes the place of the last.
    pub async fn react(
        &self,
        message_id: i64,
        content: &str,
        options: SendOptions,
    ) -> Result<Outgoing, EngineError> {
        let message = self.chat_message(message_id)?;
        self.act_on(&message, Rumor::reaction(content, message.rumor_id), options).await
    }

    /// Takes the user's reaction to a message back.
    pub async fn withdraw_reaction(
        &self,
        message_id: i64,
        options: SendOptions,
    ) -> Result<Outgoing, EngineError> {
        let message = self.chat_message(message_id)?;
        let own = message.reactions.iter().find(|reaction| reaction.mine);
        let own = own.ok_or(EngineError::NotFound("a reaction of yours"))?;
        self.act_on(&message, Rumor::withdrawal(own.rumor_id), options).await
    }

    /// Gives a message of the user's another text. It shows here at once; the other side sees it when the
    /// edit is delivered, and keeps the last one only.
    pub async fn edit(
        &self,
        message_id: i64,
        text: &str,
        options: SendOptions,
    ) -> Result<Outgoing, EngineError> {
        let message = self.chat_message(message_id)?;
        match (message.mine, message.kind) {
            (false, _) => return Err(EngineError::WrongState("not yours")),
            (true, TEXT) => {}
            (true, _) => return Err(EngineError::WrongState("not a text")),
        }
        self.act_on(&message, Rumor::edit(text, message.rumor_id), options).await
    }

    /// What acts on a message need not wait on relays longer than that message lives.
    async fn act_on(
        &self,
        message: &ChatMessage,
        rumor: Rumor,
        options: SendOptions,
    ) -> Result<Outgoing, EngineError> {
        let ttl = options.ttl.unwrap_or_else(|| shortest_beyond(message.expires_at, self.now()));
        let row = self.store_sealed(&message.peer, rumor, SendOptions { ttl: Some(ttl), ..options }).await?;
        self.emit(EngineEvent::MessageChanged { message_id: message.id });
        self.drive_now(row.id).await
    }

    /// Deletes a message on this device only; one that is not paid yet is stopped as well. What relays hold
    /// stays there: see [`Engine::unsend`].
    pub fn delete_message(&self, message_id: i64) -> Result<(), EngineError> {
        let message = self.chat_message(message_id)?;
        self.store().delete_message(message_id)?;
        self.emit(EngineEvent::ConversationChanged { peer: message.peer });
        Ok(())
    }

    /// Goes on with a message that stopped, by the message's own number.
    pub async fn retry_message(&self, message_id: i64) -> Result<Outgoing, EngineError> {
        self.retry(self.outgoing_of(message_id)?.id).await
    }

    pub(super) fn outgoing_of(&self, message_id: i64) -> Result<Outgoing, EngineError> {
        let row = self.store().outgoing_by_message(message_id)?;
        row.ok_or(EngineError::NotFound("this message on its way out"))
    }

    /// Tells the shells of a rumor that was received and stored.
    pub(super) fn tell_stored(&self, message: &Message, effect: &Effect) {
        for message_id in effect.acted_on.iter().chain(&effect.seen) {
            self.emit(EngineEvent::MessageChanged { message_id: *message_id });
        }
        if message.shown {
            self.emit(EngineEvent::MessageReceived(Box::new(message.clone())));
        } else if let (REACTION, Some(message_id)) = (message.kind, effect.acted_on) {
            let content = message.content.clone();
            self.emit(EngineEvent::ReactionReceived { message_id, peer: message.peer, content });
        }
        if !effect.seen.is_empty() {
            self.inner.wake.notify_one();
        }
    }
}

/// The shortest time to live that reaches that far.
fn shortest_beyond(expires_at: Timestamp, now: Timestamp) -> Ttl {
    Ttl::ALL.into_iter().find(|ttl| ttl.expiration(now) >= expires_at).unwrap_or(Ttl::Month)
}
