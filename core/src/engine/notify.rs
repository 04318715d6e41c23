//! What a phone shows when a knock lands, also from a process that was only woken for it.
//!
//! An extension or a service has little time. What it cannot finish stays in its row, and the app or
//! the next wake-up goes on; what another process has finished is told again the same.

use std::time::Duration;

use futures::{FutureExt, StreamExt};
use knock_protocol::{Comment, MessageKind};
use nostr::{EventId, PublicKey};

use super::{Arrival, Engine, EngineError, EngineEvent};
use crate::store::{Direction, KnockState, Message};
use crate::wallet::IncomingPayment;

/// Longer texts are cut: no system shows more.
const PREVIEW_CHARS: usize = 240;

/// Something to show outside the app.
#[derive(Clone, PartialEq, Eq)]
pub struct Notification {
    /// The same knock has the same id, so telling it twice replaces what is shown.
    pub id: EventId,
    /// Whose conversation it opens.
    pub peer: PublicKey,
    /// Whether it waits for consent; then nothing was fetched.
    pub is_request: bool,
    /// The sender's name, or the ends of the npub.
    pub title: String,
    /// The message, or what stands for it in English.
    pub body: String,
    /// Whether `body` is the message itself; if not, a shell may say the same in the user's language.
    pub shows_text: bool,
    /// What its file is, where it is one and previews are on.
    pub file_type: Option<String>,
}

/// Without the text, so that no log gets to see it.
impl std::fmt::Debug for Notification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Notification({}, request {}, ..)", self.id, self.is_request)
    }
}

impl Engine {
    /// Takes a payment that a push or a service told of, within the time given. `None` where there is
    /// nothing to show: no knock, somebody blocked or muted, or read already.
    pub async fn handle_payment(
        &self,
        payment: &IncomingPayment,
        limit: Duration,
    ) -> Result<Option<Notification>, EngineError> {
        let known = match tokio::time::timeout(limit, self.take_payment(payment)).await {
            Ok(None) => None,
            Ok(Some(taken)) => event_of(&taken?),
            // The message is not here yet, but who knocked is proven and stored.
            Err(_) => self.stored_knock(payment)?,
        };
        known.map_or(Ok(None), |id| self.notification(&id))
    }

    /// Catches up within the time given and tells what came.
    pub async fn catch_up_within(&self, limit: Duration) -> Result<Vec<Notification>, EngineError> {
        let mut events = self.events();
        if let Ok(caught) = tokio::time::timeout(limit, self.catch_up()).await {
            caught?;
        }
        let mut notifications = Vec::new();
        while let Some(Some(event)) = events.next().now_or_never() {
            let id = match event {
                EngineEvent::MessageReceived(message) => message.event_id,
                EngineEvent::RequestWaiting { event_id, .. } => event_id,
                _ => continue,
            };
            notifications.extend(self.notification(&id)?);
        }
        Ok(notifications)
    }

    /// What to show for a knock as it stands now.
    pub fn notification(&self, id: &EventId) -> Result<Option<Notification>, EngineError> {
        if let Some(message) = self.store().message_by_event(id)? {
            // Edits and reactions act on other messages.
            let is_news = message.direction == Direction::In && message.shown && !message.read;
            let told = is_news && !self.is_muted(&message.peer)?;
            return if told { self.message_notification(&message).map(Some) } else { Ok(None) };
        }
        let Some(knock) = self.store().knock(id)? else { return Ok(None) };
        if self.is_muted(&knock.sender)? {
            return Ok(None);
        }
        let (is_request, body) = match knock.state {
            KnockState::Request => (true, "Message request"),
            KnockState::Fetching => (false, "New message"),
            _ => return Ok(None),
        };
        Ok(Some(Notification {
            id: *id,
            peer: knock.sender,
            is_request,
            title: self.name_of(&knock.sender)?,
            body: body.to_owned(),
            shows_text: false,
            file_type: None,
        }))
    }

    /// What somebody is called: the user's name for them, their NIP-05 name, or the ends of the npub.
    pub fn name_of(&self, key: &PublicKey) -> Result<String, EngineError> {
        Ok(self.store().name_of(key)?)
    }

    fn message_notification(&self, message: &Message) -> Result<Notification, EngineError> {
        let file = self.file_info(message).ok();
        let words = match &file {
            Some(file) => file.caption.as_deref(),
            None => {
                Some(message.content.as_str()).filter(|_| message.kind == MessageKind::Text.kind().as_u16())
            }
        };
        let previews = self.settings()?.previews;
        let words = words.filter(|_| previews);
        Ok(Notification {
            id: message.event_id,
            peer: message.peer,
            is_request: false,
            title: self.name_of(&message.peer)?,
            body: words.map_or_else(|| "New message".to_owned(), preview),
            shows_text: words.is_some(),
            file_type: file.filter(|_| previews).map(|file| file.mime),
        })
    }

    /// The knock that this payment's comment became, if that was stored.
    fn stored_knock(&self, payment: &IncomingPayment) -> Result<Option<EventId>, EngineError> {
        let Some(Ok(comment)) = payment.comment.as_deref().and_then(Comment::find_in) else {
            return Ok(None);
        };
        Ok(self.store().knock_by_comment(&comment.to_base64url())?.map(|knock| knock.event_id))
    }
}

fn event_of(arrival: &Arrival) -> Option<EventId> {
    match arrival {
        Arrival::Message(message) => Some(message.event_id),
        Arrival::Known(id) | Arrival::Request(id) | Arrival::Delayed(id) => Some(*id),
        Arrival::Blocked(_) => None,
    }
}

fn preview(text: &str) -> String {
    match text.char_indices().nth(PREVIEW_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
