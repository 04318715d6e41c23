//! How much a relay may send. One that goes on and on, asked or not, is hung up on: it would cost the
//! user's battery and data for as long as it likes.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use async_wsocket::Message;
use futures::{Stream, StreamExt};
use nostr_sdk::pool::transport::error::TransportError;
use nostr_sdk::pool::transport::websocket::WebSocketStream;
use thiserror::Error;

/// What a relay may send at once, bytes: some five hundred of the largest profiles, or thousands of messages.
const BURST: u64 = 8 * 1024 * 1024;

/// What a relay may send in the long run, bytes in a second. A phone that asks for more finds the connection
/// closed at some time, and opens another.
const PER_SECOND: u64 = 16 * 1024;

/// What a message costs beside its length, bytes: also the shortest has to be looked at.
const PER_MESSAGE: u64 = 64;

#[derive(Debug, Error)]
#[error("the relay sends too much")]
struct TooMuch;

/// A stream of messages that ends with an error when there are too many.
pub(super) struct Limited {
    messages: WebSocketStream,
    allowance: Allowance,
}

impl Limited {
    pub(super) fn new(messages: WebSocketStream) -> Self {
        Self { messages, allowance: Allowance::new(Instant::now()) }
    }
}

impl Stream for Limited {
    type Item = Result<Message, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.messages.poll_next_unpin(cx);
        if let Poll::Ready(Some(Ok(message))) = &next
            && !self.allowance.spend(message.len() as u64, Instant::now())
        {
            return Poll::Ready(Some(Err(TransportError::backend(TooMuch))));
        }
        next
    }
}

/// A bucket that fills with time and is emptied by messages.
struct Allowance {
    left: u64,
    since: Instant,
}

impl Allowance {
    fn new(now: Instant) -> Self {
        Self { left: BURST, since: now }
    }

    /// Whether a message of that length may still come.
    fn spend(&mut self, length: u64, now: Instant) -> bool {
        let secs = now.duration_since(self.since).as_secs();
        if secs > 0 {
            self.left = self.left.saturating_add(secs.saturating_mul(PER_SECOND)).min(BURST);
            self.since = now;
        }
        let cost = length + PER_MESSAGE;
        let allowed = self.left >= cost;
        self.left = self.left.saturating_sub(cost);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_passes_and_a_flood_does_not() {
        let start = Instant::now();
        let mut allowance = Allowance::new(start);
        let passed = (0..).take_while(|_| allowance.spend(1_000, start)).count() as u64;
        assert_eq!(passed, BURST / (1_000 + PER_MESSAGE));
        // What is left is filled up again, but never beyond the burst.
        assert!(!allowance.spend(PER_SECOND, start));
        assert!(allowance.spend(PER_SECOND - PER_MESSAGE, start + Duration::from_secs(1)));
        let later = start + Duration::from_secs(1_000_000);
        assert!(allowance.spend(BURST - PER_MESSAGE, later) && !allowance.spend(0, later));
    }

    #[test]
    fn many_small_messages_are_a_flood_too() {
        let start = Instant::now();
        let mut allowance = Allowance::new(start);
        assert_eq!((0..).take_while(|_| allowance.spend(0, start)).count() as u64, BURST / PER_MESSAGE);
    }
}
