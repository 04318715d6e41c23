//! The list of conversations, drafts, search, and what is set for each conversation.

use knock_protocol::Ttl;
use nostr::Timestamp;

use crate::records::{event_id, key, ttl};
use crate::{ChatMessage, Conversation, Knock, KnockError};

#[uniffi::export]
impl Knock {
    /// Conversations, pinned ones first, then by last message; the archived ones, or the others. `after` is
    /// the last peer of the page before.
    #[uniffi::method(default(after = None))]
    pub async fn conversations(
        &self,
        archived: bool,
        limit: u32,
        after: Option<String>,
    ) -> Result<Vec<Conversation>, KnockError> {
        let after = after.map(|peer| key(&peer)).transpose()?;
        self.with_engine(move |engine| {
            let conversations = engine.conversations(archived, limit as usize, after.as_ref())?;
            conversations.into_iter().map(|one| Conversation::of(engine, one)).collect()
        })
        .await
    }

    /// The conversation with this peer, where there is anything.
    pub async fn conversation(&self, peer: String) -> Result<Option<Conversation>, KnockError> {
        let peer = key(&peer)?;
        self.with_engine(move |engine| {
            engine.conversation(&peer)?.map(|one| Conversation::of(engine, one)).transpose()
        })
        .await
    }

    /// Turns notifications off until then; 0 turns them on.
    pub async fn mute(&self, peer: String, until: u64) -> Result<(), KnockError> {
        let peer = key(&peer)?;
        self.with_engine(move |engine| Ok(engine.mute(&peer, Timestamp::from(until))?)).await
    }

    /// Keeps a conversation at the top, or no longer.
    pub async fn pin(&self, peer: String, pinned: bool) -> Result<(), KnockError> {
        let peer = key(&peer)?;
        self.with_engine(move |engine| Ok(engine.pin(&peer, pinned)?)).await
    }

    /// Puts a conversation away until something new comes, or takes it back.
    pub async fn archive(&self, peer: String, archived: bool) -> Result<(), KnockError> {
        let peer = key(&peer)?;
        self.with_engine(move |engine| Ok(engine.archive(&peer, archived)?)).await
    }

    /// Sets how long messages to come live; nothing is what the settings say.
    pub async fn set_timer(&self, peer: String, ttl_secs: Option<u64>) -> Result<(), KnockError> {
        let (peer, ttl) = (key(&peer)?, ttl_secs.map(ttl).transpose()?);
        self.with_engine(move |engine| Ok(engine.set_timer(&peer, ttl)?)).await
    }

    /// The choices for how long a message lives, seconds, shortest first.
    pub fn ttl_choices(&self) -> Vec<u64> {
        Ttl::ALL.into_iter().map(Ttl::as_secs).collect()
    }

    /// Keeps what the user has begun to write, with the message it will answer. An empty text forgets it.
    pub async fn set_draft(
        &self,
        peer: String,
        text: String,
        reply_to: Option<String>,
    ) -> Result<(), KnockError> {
        let (peer, reply_to) = (key(&peer)?, reply_to.map(|id| event_id(&id)).transpose()?);
        self.with_engine(move |engine| Ok(engine.set_draft(&peer, &text, reply_to)?)).await
    }

    /// Deletes a whole conversation on this device. Messages that are not paid yet are stopped. Tells how
    /// many are gone.
    pub async fn delete_conversation(&self, peer: String) -> Result<u64, KnockError> {
        let peer = key(&peer)?;
        self.with_engine(move |engine| Ok(engine.delete_conversation(&peer)? as u64)).await
    }

    /// Texts that hold all words of the question, or parts of words, newest first; in one conversation or in
    /// all. `before` is the last id of the page before.
    #[uniffi::method(default(peer = None, before = None))]
    pub async fn search(
        &self,
        text: String,
        limit: u32,
        peer: Option<String>,
        before: Option<i64>,
    ) -> Result<Vec<ChatMessage>, KnockError> {
        let peer = peer.map(|peer| key(&peer)).transpose()?;
        self.with_engine(move |engine| {
            ChatMessage::all(engine, engine.search(&text, peer.as_ref(), limit as usize, before)?)
        })
        .await
    }
}
