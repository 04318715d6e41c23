//! Many knocks at once, as after a night without network: stored in one step, asked for in one question to each
//! set of relays, and stored as messages in one step. What needs more than that goes its own way, one by one.

use std::collections::HashMap;

use futures::StreamExt;
use futures::future::{join_all, ready};
use futures::stream;
use knock_protocol::{Comment, OpenedComment, VerifiedEvent, open_comment};
use nostr::{EventId, RelayUrl};

use super::fetch::{FETCH_LIMIT, query};
use super::{Arrival, KNOCKS_AT_ONCE, Origin, new_knock};
use crate::engine::lease::{LEASE, holding};
use crate::engine::{Engine, EngineError, Settings};
use crate::relay::RelayError;
use crate::store::{Inserted, Knock, KnockState};
use crate::wallet::{IncomingPayment, PaymentHash};

/// Payments that are taken in one go.
const TOGETHER: usize = 64;

/// A knock on its way to a message.
struct Fresh {
    knock: Knock,
    opened: OpenedComment,
}

/// What became of knocks that were taken together.
#[derive(Default)]
struct Together {
    messages: usize,
    /// Those that need more, and are still their driver's.
    left: Vec<EventId>,
    /// Payments that brought another knock already.
    again: Vec<PaymentHash>,
}

type Fetched = HashMap<EventId, Result<VerifiedEvent, RelayError>>;

impl Engine {
    /// Takes these payments as [`Engine::take_payment`] does each of them. Tells how many messages arrived; an
    /// error where the store failed, and nothing but that.
    pub(in crate::engine) async fn take_payments(
        &self,
        payments: &[IncomingPayment],
    ) -> Result<usize, EngineError> {
        let mut messages = 0;
        for payments in payments.chunks(TOGETHER) {
            let (familiar, mut other) = self.sort(payments)?;
            let driver = self.driver();
            let driver = driver.as_str();
            let Together { messages: arrived, left, again } = self.take_familiar(familiar, driver).await?;
            other.extend(payments.iter().filter(|payment| again.contains(&payment.payment_hash)).cloned());
            let driven = stream::iter(left).map(|id| async move { self.drive_knock_as(&id, driver).await });
            messages += arrived + count(driven.buffer_unordered(KNOCKS_AT_ONCE)).await?;
            let taken = stream::iter(other).map(|payment| async move { self.take_payment(&payment).await });
            messages += count(taken.buffer_unordered(KNOCKS_AT_ONCE).filter_map(ready)).await?;
        }
        Ok(messages)
    }

    /// Knocks of people who are known and pay what is asked, and the payments that are anything else: strangers
    /// are let through one after the other, for each counts against the next.
    fn sort(&self, payments: &[IncomingPayment]) -> Result<(Vec<Fresh>, Vec<IncomingPayment>), EngineError> {
        let (mut familiar, mut other) = (Vec::new(), Vec::new());
        let settings = self.settings()?;
        for payment in payments {
            match self.familiar(payment, &settings)? {
                Some(fresh) => familiar.push(fresh),
                None => other.push(payment.clone()),
            }
        }
        Ok((familiar, other))
    }

    fn familiar(&self, payment: &IncomingPayment, settings: &Settings) -> Result<Option<Fresh>, EngineError> {
        let now = self.now();
        let Some(Ok(comment)) = payment.comment.as_deref().and_then(Comment::find_in) else {
            return Ok(None);
        };
        // A question about a whole hour cannot be joined with others.
        if settings.cover_fetches || self.store().knock_by_comment(&comment.to_base64url())?.is_some() {
            return Ok(None);
        }
        let Ok(opened) = open_comment(self.identity().keys()?, &comment, now) else { return Ok(None) };
        let is_blocked = self.store().contact(&opened.sender)?.is_some_and(|contact| contact.blocked);
        if is_blocked || payment.amount < settings.contact_price || !self.is_known(&opened.sender)? {
            return Ok(None);
        }
        let origin = Origin::Payment { hash: payment.payment_hash, amount: payment.amount };
        let knock = new_knock(&comment, &opened, origin, KnockState::Fetching, now);
        Ok(Some(Fresh { knock, opened }))
    }

    async fn take_familiar(&self, familiar: Vec<Fresh>, driver: &str) -> Result<Together, EngineError> {
        let mut taken = Together::default();
        if familiar.is_empty() {
            return Ok(taken);
        }
        let knocks: Vec<Knock> = familiar.iter().map(|fresh| fresh.knock.clone()).collect();
        let inserted = self.store().insert_knocks(&knocks, driver, self.now() + LEASE, self.now())?;
        let mut new = Vec::new();
        for (fresh, inserted) in familiar.into_iter().zip(inserted) {
            match inserted {
                Inserted::New => new.push(fresh),
                Inserted::Known(_) => {}
                Inserted::KnownNowPaid(known) => {
                    self.tell_paid(&known)?;
                    if known.state == KnockState::Fetching {
                        taken.left.push(known.event_id);
                    }
                }
                Inserted::PaidForAnother => taken.again.extend(fresh.knock.payment_hash),
            }
        }
        let ids: Vec<EventId> = new.iter().map(|fresh| fresh.knock.event_id).collect();
        let prolong = || self.store().prolong_knocks(&ids, driver, self.now() + LEASE, self.now());
        let fetched = holding(prolong, Box::pin(self.fetch_together(&new))).await?;
        let mut messages = Vec::new();
        for Fresh { knock, opened } in &new {
            match fetched.get(&knock.event_id) {
                Some(Ok(event)) => match opened.open_verified(self.identity().keys()?, event, self.now()) {
                    Ok(received) => messages.push(self.message_of(knock, received)),
                    Err(_) => taken.left.push(knock.event_id),
                },
                Some(Err(error)) => {
                    self.delay(knock, error.clone())?;
                    self.store().release_knock(&knock.event_id, driver)?;
                }
                None => taken.left.push(knock.event_id),
            }
        }
        let stored = self.store().finish_knocks(&messages)?;
        let arrived = stored.into_iter().map(|stored| self.tell_arrival(stored));
        taken.messages = arrived.filter(|arrival| matches!(arrival, Arrival::Message(_))).count();
        Ok(taken)
    }

    /// Asks each set of relays once for all that is said to be there. An error stands where nobody is left to ask;
    /// what is merely missing is asked for again by itself.
    async fn fetch_together(&self, new: &[Fresh]) -> Result<Fetched, EngineError> {
        let settings = self.settings()?;
        let mut by_relays: HashMap<Vec<RelayUrl>, Vec<&OpenedComment>> = HashMap::new();
        for Fresh { opened, .. } in new {
            // Whom it may not be asked of, is told when it is driven by itself.
            let Ok(relays) = self.first_asked(opened, &settings) else { continue };
            by_relays.entry(relays).or_default().push(opened);
        }
        let mut asked = Vec::new();
        for (relays, wanted) in by_relays {
            let queries: Vec<_> = wanted.iter().map(|opened| query(opened, &settings)).collect();
            if !relays.is_empty() {
                asked.push(async move {
                    (wanted, self.relays().fetch_many(&relays, &queries, FETCH_LIMIT).await)
                });
            }
        }
        let mut fetched = Fetched::new();
        for (wanted, answer) in join_all(asked).await {
            match answer {
                Ok(events) => fetched.extend(events.into_iter().map(|event| (event.id, Ok(event)))),
                Err(error) if error.is_retryable() => {
                    for opened in wanted {
                        // Of those without names, the directory may be asked yet.
                        if !settings.search_directory || !opened.relays.relays().is_empty() {
                            fetched.insert(opened.event_id, Err(error.clone()));
                        }
                    }
                }
                Err(_) => {}
            }
        }
        Ok(fetched)
    }
}

/// Messages among what arrives. A failure of the store ends it: the cursor must not pass a payment whose knock could
/// not be stored.
async fn count(
    arrivals: impl futures::Stream<Item = Result<Arrival, EngineError>>,
) -> Result<usize, EngineError> {
    let arrivals: Vec<_> = arrivals.collect().await;
    let mut messages = 0;
    for arrival in arrivals {
        match arrival {
            Ok(Arrival::Message(_)) => messages += 1,
            Err(EngineError::Store(error)) => return Err(error.into()),
            Ok(_) | Err(_) => {}
        }
    }
    Ok(messages)
}
