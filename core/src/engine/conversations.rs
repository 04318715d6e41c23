//! The list of conversations, drafts, and what the user sets for each conversation.

use knock_protocol::Ttl;
use nostr::{EventId, PublicKey, Timestamp};

use super::{Engine, EngineError, EngineEvent};
use crate::store::{ChatMessage, Conversation, ConversationChange, Draft};

impl Engine {
    /// Conversations, pinned ones first, then by last message; the archived ones, or the others. Pass the
    /// last of a page to get the next.
    pub fn conversations(
        &self,
        archived: bool,
        limit: usize,
        after: Option<&PublicKey>,
    ) -> Result<Vec<Conversation>, EngineError> {
        self.forget_expired()?;
        Ok(self.store().conversations(archived, limit, after)?)
    }

    /// The conversation with this peer, where there is anything.
    pub fn conversation(&self, peer: &PublicKey) -> Result<Option<Conversation>, EngineError> {
        self.forget_expired()?;
        Ok(self.store().conversation(peer)?)
    }

    /// Turns notifications off until then: [`Timestamp::max`] for good, [`Timestamp::min`] turns them on.
    pub fn mute(&self, peer: &PublicKey, until: Timestamp) -> Result<(), EngineError> {
        self.change(peer, ConversationChange::MutedUntil(until))
    }

    /// Keeps a conversation at the top, or no longer.
    pub fn pin(&self, peer: &PublicKey, pinned: bool) -> Result<(), EngineError> {
        self.change(peer, ConversationChange::Pinned(pinned))
    }

    /// Puts a conversation away until something new comes, or takes it back.
    pub fn archive(&self, peer: &PublicKey, archived: bool) -> Result<(), EngineError> {
        self.change(peer, ConversationChange::Archived(archived))
    }

    /// Sets how long messages to come live; `None` is what the settings say.
    pub fn set_timer(&self, peer: &PublicKey, ttl: Option<Ttl>) -> Result<(), EngineError> {
        self.change(peer, ConversationChange::Ttl(ttl.map(Ttl::as_secs)))
    }

    /// Blocks anyone, known or not: their knocks are dropped, and requests that wait are given up.
    pub fn block(&self, peer: &PublicKey, blocked: bool) -> Result<(), EngineError> {
        self.store().set_blocked(peer, blocked)?;
        if blocked {
            self.store().block_requests(peer)?;
        }
        self.emit(EngineEvent::ConversationChanged { peer: *peer });
        Ok(())
    }

    /// Keeps what the user has begun to write, with the message it will answer. An empty text forgets it.
    /// A draft vanishes when the message would.
    pub fn set_draft(
        &self,
        peer: &PublicKey,
        text: &str,
        reply_to: Option<EventId>,
    ) -> Result<(), EngineError> {
        let saved_at = self.now();
        let expires_at = self.ttl_for(peer)?.expiration(saved_at);
        let draft = Draft { text: text.to_owned(), reply_to, quoted: None, saved_at, expires_at };
        self.store().set_draft(peer, Some(&draft))?;
        self.emit(EngineEvent::ConversationChanged { peer: *peer });
        Ok(())
    }

    /// Deletes a whole conversation on this device. Messages that are not paid yet are stopped.
    pub fn delete_conversation(&self, peer: &PublicKey) -> Result<usize, EngineError> {
        let deleted = self.store().delete_conversation(peer)?;
        self.emit(EngineEvent::ConversationChanged { peer: *peer });
        Ok(deleted)
    }

    /// Texts that hold all words of the question, or parts of words, newest first; in one conversation or in
    /// all. Pass the last of a page to get the next.
    pub fn search(
        &self,
        text: &str,
        peer: Option<&PublicKey>,
        limit: usize,
        before: Option<i64>,
    ) -> Result<Vec<ChatMessage>, EngineError> {
        self.forget_expired()?;
        Ok(self.store().search(text, peer, limit, before)?)
    }

    pub(super) fn is_muted(&self, peer: &PublicKey) -> Result<bool, EngineError> {
        let now = self.now();
        Ok(self.store().conversation(peer)?.is_some_and(|conversation| conversation.is_muted(now)))
    }

    /// How long messages to this peer live.
    pub(super) fn ttl_for(&self, peer: &PublicKey) -> Result<Ttl, EngineError> {
        let own = self.store().conversation(peer)?.and_then(|conversation| conversation.ttl_secs);
        let own = own.and_then(|secs| Ttl::ALL.into_iter().find(|ttl| ttl.as_secs() == secs));
        Ok(own.unwrap_or(self.settings()?.ttl()))
    }

    fn change(&self, peer: &PublicKey, change: ConversationChange) -> Result<(), EngineError> {
        self.store().change_conversation(peer, change)?;
        self.emit(EngineEvent::ConversationChanged { peer: *peer });
        Ok(())
    }
}
