//! Several lines typed in a row as one knock: a sealed message stays open for a while, and another line
//! seals it anew. It is a message in the outbox all the time, so a kill loses no line.

use std::time::Duration;

use knock_protocol::{Message, SealError};
use nostr::{PublicKey, Tag, Timestamp};

use super::SendOptions;
use crate::engine::lease::LEASE;
use crate::engine::{Engine, EngineError, EngineEvent};
use crate::store::Outgoing;

/// Lines keep a message open for this many windows at most, counted from the first.
const MOST_WINDOWS: u64 = 5;

impl Engine {
    /// Sends a line of text, together with those that follow within `window`. Without one, at once.
    ///
    /// The worker sends the message when no line came for that long; [`Engine::send_lines_now`] does so
    /// earlier, and so does any other message to the same receiver.
    pub async fn send_line(
        &self,
        to: &PublicKey,
        text: &str,
        window: Option<Duration>,
        options: SendOptions,
    ) -> Result<Outgoing, EngineError> {
        let window = match window {
            Some(window) => window.as_secs(),
            None => self.settings()?.line_window_secs,
        };
        if window == 0 {
            return self.send(to, Message::text(text), options).await;
        }
        if let Some(row) = self.add_line(to, text, window, options).await? {
            return Ok(row);
        }
        self.close_lines(to)?;
        let row = self.store_sealed(to, Message::text(text), options).await?;
        self.store().hold_outgoing(row.id, self.now() + window)?;
        self.inner.wake.notify_one();
        self.store().outgoing(row.id)?.ok_or(EngineError::NotFound("this outgoing message"))
    }

    /// Sends the lines that wait for more.
    pub async fn send_lines_now(&self, to: &PublicKey) -> Result<Option<Outgoing>, EngineError> {
        let open = self.store().open_outgoing(to, self.now())?;
        self.close_lines(to)?;
        match open {
            Some(row) => self.drive_now(row.id).await.map(Some),
            None => Ok(None),
        }
    }

    /// Lines that wait go before what comes now.
    pub(super) fn close_lines(&self, to: &PublicKey) -> Result<(), EngineError> {
        if self.store().close_outgoing(to)? {
            self.inner.wake.notify_one();
        }
        Ok(())
    }

    /// `None` where there is no open message, or this line has no room in it.
    async fn add_line(
        &self,
        to: &PublicKey,
        text: &str,
        window: u64,
        options: SendOptions,
    ) -> Result<Option<Outgoing>, EngineError> {
        let Some(row) = self.store().open_outgoing(to, self.now())? else { return Ok(None) };
        let driver = self.driver();
        if !self.store().claim_outgoing(row.id, &driver, self.now() + LEASE, self.now())? {
            return Ok(None);
        }
        let added = self.reseal_with(&row, text, window, options).await;
        self.store().release_outgoing(row.id, &driver)?;
        match added {
            Err(EngineError::Seal(SealError::TooLong(_))) => Ok(None),
            other => other,
        }
    }

    async fn reseal_with(
        &self,
        row: &Outgoing,
        text: &str,
        window: u64,
        options: SendOptions,
    ) -> Result<Option<Outgoing>, EngineError> {
        let Some(begun) = self.store().message(row.message_id)? else { return Ok(None) };
        let tags = begun.tags.iter().filter(|tag| tag.first().is_some_and(|name| name != "p"));
        let message = Message {
            content: format!("{}\n{text}", begun.content),
            tags: tags.filter_map(|tag| Tag::parse(tag).ok()).collect(),
            ..Message::default()
        };
        let new = self.sealed(&row.peer, &message, options).await?;
        let last = row.created_at + window * MOST_WINDOWS;
        let until: Timestamp = (self.now() + window).min(last);
        if !self.store().reseal_outgoing(row.id, &new, until)? {
            return Ok(None);
        }
        self.emit(EngineEvent::MessageChanged { message_id: row.message_id });
        Ok(self.store().outgoing(row.id)?)
    }
}
