//! The worker: catches up with what happened while nobody listened, then listens.

use std::convert::Infallible;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use nostr::Timestamp;

use super::receive::KNOCKS_AT_ONCE;
use super::{Arrival, Engine, EngineError};
use crate::keys::Capability;
use crate::wallet::{IncomingPayment, IncomingStream, WalletError};

/// Payments settled this long before the last one seen are listed again, seconds: wallets settle
/// and list out of order.
const OVERLAP: u64 = 3_600;
/// The first listing goes back as far as a comment may.
const FIRST_LISTING: u64 = knock_protocol::MAX_AGE;
/// Payments told of that are worked on at once; more wait in the stream.
const TOLD_AT_ONCE: usize = 32;
/// The worker looks at the store, and lists payments, at least this often.
const LONGEST_SLEEP: Duration = Duration::from_secs(900);
/// Between two listings of a wallet that cannot tell of payments by itself.
const POLL: Duration = Duration::from_secs(20);
/// Between two looks for what is to be deleted elsewhere.
const CLEANING: Duration = Duration::from_secs(60);
/// Waits before the wallet is asked again.
const WALLET_RETRY: Duration = Duration::from_secs(15);

/// What catching up found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CatchUp {
    /// Incoming payments listed.
    pub payments: usize,
    /// Knocks among them that became messages.
    pub messages: usize,
}

impl Engine {
    /// Lists the payments since the last one seen and takes the knocks among them; then resumes
    /// whatever is due. Running it twice changes nothing.
    pub async fn catch_up(&self) -> Result<CatchUp, EngineError> {
        let mut done = CatchUp::default();
        if self.receives() && self.wallet().capabilities().list_incoming {
            let payments = self.wallet().incoming_since(self.listing_start()?).await?;
            done.payments = payments.len();
            done.messages = self.take_all(payments).await?;
        }
        done.messages += self.resume().await?;
        Ok(done)
    }

    /// Takes what arrived, listens and works on whatever becomes due, until dropped or the wallet goes away.
    ///
    /// The subscription stands before the list is asked for, so no payment falls between the two. A
    /// wallet that cannot tell of payments is asked for its list often; one that can, now and then.
    ///
    /// With a remote signer nothing can be opened, so there is nothing to listen to: what is on its way
    /// out is worked on.
    pub async fn listen(&self) -> Result<(), EngineError> {
        if !self.receives() {
            return self.work().await;
        }
        let incoming = self.patiently(|| async { Ok(self.wallet().incoming().await?) }).await;
        let (incoming, pause) = match incoming {
            Err(EngineError::Wallet(WalletError::Unsupported(_))) => {
                (futures::stream::pending().boxed(), POLL)
            }
            incoming => (incoming?, LONGEST_SLEEP),
        };
        tokio::select! {
            done = self.take_stream(incoming) => done,
            done = self.keep_listing(pause) => done,
            done = self.work() => done,
            never = self.keep_cleaning() => match never {},
        }
    }

    fn receives(&self) -> bool {
        self.identity().capability() == Capability::Full
    }

    async fn keep_listing(&self, pause: Duration) -> Result<(), EngineError> {
        loop {
            match self.patiently(|| self.catch_up()).await {
                // A listing that makes no sense, or a link that may not list, does not end the listening:
                // payments may still be told of as they come.
                Err(EngineError::Wallet(error)) if !is_revoked(&error) => {
                    log::warn!("incoming payments could not be listed: {}", error.kind());
                }
                other => drop(other?),
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Tries until the wallet can be reached: that it cannot be now is no reason to miss what comes later.
    async fn patiently<T, F: Future<Output = Result<T, EngineError>>>(
        &self,
        mut attempt: impl FnMut() -> F,
    ) -> Result<T, EngineError> {
        loop {
            match attempt().await {
                Err(EngineError::Wallet(error)) if error.is_retryable() => {
                    log::warn!("the wallet cannot be reached, trying again: {}", error.kind());
                    tokio::time::sleep(WALLET_RETRY).await;
                }
                other => return other,
            }
        }
    }

    async fn take_stream(&self, mut incoming: IncomingStream) -> Result<(), EngineError> {
        let mut under_way = FuturesUnordered::new();
        loop {
            tokio::select! {
                payment = incoming.next(), if under_way.len() < TOLD_AT_ONCE => match payment {
                    Some(payment) => under_way.push(self.take_and_note(payment)),
                    None => return Ok(()),
                },
                Some(taken) = under_way.next(), if !under_way.is_empty() => taken?,
            }
        }
    }

    /// Resumes and sweeps whenever something is due.
    async fn work(&self) -> Result<(), EngineError> {
        loop {
            self.resume().await?;
            self.sweep()?;
            tokio::select! {
                () = self.inner.wake.notified() => {}
                () = tokio::time::sleep(self.until_next_due()?) => {}
            }
        }
    }

    /// Apart from the other work, which a file server that does not answer must not delay.
    async fn keep_cleaning(&self) -> Infallible {
        loop {
            if let Err(error) = self.delete_expired_files().await {
                log::warn!("files could not be deleted: {}", error.kind());
            }
            tokio::time::sleep(CLEANING).await;
        }
    }

    /// Goes on with every saga that is due. Returns how many messages arrived.
    pub async fn resume(&self) -> Result<usize, EngineError> {
        let now = self.now();
        self.resume_blasts()?;
        for row in self.store().due_outgoing(now)? {
            // What stops it is in its row, and shells are told.
            let _ = self.drive_outgoing(row.id).await;
        }
        let due = self.store().knocks_due(now)?;
        let driven = futures::stream::iter(due)
            .map(|knock| async move { self.drive_knock(&knock.event_id).await })
            .buffer_unordered(KNOCKS_AT_ONCE);
        let arrived = driven.filter(|taken| futures::future::ready(matches!(taken, Ok(Arrival::Message(_)))));
        let arrived = arrived.count().await;
        self.clean_up().await?;
        Ok(arrived)
    }

    async fn take_all(&self, payments: Vec<IncomingPayment>) -> Result<usize, EngineError> {
        let newest = payments.iter().map(|p| p.settled_at).max();
        let messages = self.take_payments(&payments).await?;
        if let Some(newest) = newest {
            self.note_seen(newest)?;
        }
        Ok(messages)
    }

    async fn take_and_note(&self, payment: IncomingPayment) -> Result<(), EngineError> {
        if let Some(Err(EngineError::Store(error))) = self.take_payment(&payment).await {
            return Err(error.into());
        }
        self.note_seen(payment.settled_at)
    }

    /// Moves the cursor, never past the present: a wallet that tells of a payment in the future must
    /// not hide those that come before it.
    fn note_seen(&self, settled_at: Timestamp) -> Result<(), EngineError> {
        Ok(self.store().set_payment_cursor(settled_at.min(self.now()))?)
    }

    fn listing_start(&self) -> Result<Timestamp, EngineError> {
        let back = |time: Timestamp, by: u64| Timestamp::from(time.as_secs().saturating_sub(by));
        Ok(match self.store().payment_cursor()? {
            // A clock that was ahead for a while must not hide what comes after it was set right.
            Some(cursor) => back(cursor.min(self.now()), OVERLAP),
            None => back(self.now(), FIRST_LISTING),
        })
    }

    fn until_next_due(&self) -> Result<Duration, EngineError> {
        let Some(next) = self.store().next_due()? else { return Ok(LONGEST_SLEEP) };
        let secs = next.as_secs().saturating_sub(self.now().as_secs());
        Ok(Duration::from_secs(secs).clamp(Duration::from_millis(200), LONGEST_SLEEP))
    }
}

/// Whether the wallet no longer knows this link (NIP-47): there is nothing left to wait for.
fn is_revoked(error: &WalletError) -> bool {
    matches!(error, WalletError::Refused { code, .. } if code == "UNAUTHORIZED")
}
