//! The way out: a message becomes a durable row first, and the row is then driven to delivery.

mod compose;
mod drive;
mod pay;
mod route;
mod unsend;

use std::time::Duration;

use knock_protocol::{Draft, Message, SealRequest, Sealed, Ttl, seal};
use nostr::{JsonUtil, PublicKey, RelayUrl, Timestamp};

use self::route::Route;
use self::unsend::UNSENT;
use super::{Engine, EngineError, EngineEvent, SendStep};
use crate::amount::Msat;
use crate::keys::SecretBytes;
use crate::lnurl::PayParams;
use crate::ports::EntropyRng;
use crate::store::{NewMessage, NewOutgoing, OutState, Outgoing};
use crate::wallet::WalletInfo;

/// How often a row that somebody else drives is looked at.
const POLL: Duration = Duration::from_millis(100);

/// Choices for one message; what is absent comes from the settings.
#[derive(Debug, Clone, Copy, Default)]
pub struct SendOptions {
    /// How long it lives.
    pub ttl: Option<Ttl>,
    /// What the knock may cost at most.
    pub max_amount: Option<Msat>,
}

/// What a knock would cost now, before anything is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// What will be paid, without routing.
    pub amount: Msat,
    /// Characters that the receiver's service allows for the comment.
    pub comment_allowed: usize,
}

impl Engine {
    /// Asks the receiver's payment service what a knock costs. Nothing is published or paid.
    pub async fn quote(&self, to: &PublicKey) -> Result<Quote, EngineError> {
        let params = self.inner.lnurl.params(&self.pay_address(to).await?).await?;
        let amount = self.knock_amount(&params).await;
        Ok(Quote { amount, comment_allowed: params.comment_allowed })
    }

    /// Sends a message: seals and stores it, then publishes and knocks.
    ///
    /// The returned row tells how far it came. An error after sealing leaves the message in the
    /// outbox with that error; [`Engine::retry`] goes on from there. Only what is wrong with the
    /// message itself, or a remote signer that does not sign, fails before anything is stored.
    pub async fn send(
        &self,
        to: &PublicKey,
        message: Message,
        options: SendOptions,
    ) -> Result<Outgoing, EngineError> {
        let row = self.store_sealed(to, message, options).await?;
        self.drive_now(row.id).await
    }

    /// Seals and stores a message; the worker sends it. The network is not touched, unless a remote
    /// signer has the identity key.
    pub async fn enqueue(
        &self,
        to: &PublicKey,
        message: Message,
        options: SendOptions,
    ) -> Result<Outgoing, EngineError> {
        let row = self.store_sealed(to, message, options).await?;
        self.inner.wake.notify_one();
        Ok(row)
    }

    pub(in crate::engine) async fn store_sealed(
        &self,
        to: &PublicKey,
        message: Message,
        options: SendOptions,
    ) -> Result<Outgoing, EngineError> {
        let settings = self.settings()?;
        let contact = self.store().contact(to)?;
        let route = Route::choose(&settings, contact.as_ref())?;
        let seen = self.to_be_told(to, &message, &settings)?;
        let message = compose::dress(message, &seen, contact.as_ref(), &settings);
        let (now, sent_at) = (self.now(), self.rising_time(to)?);
        let request = SealRequest {
            sender: self.identity().public_key(),
            receiver: *to,
            message: &message,
            relays: route.hint,
            ttl: match options.ttl {
                Some(ttl) => ttl,
                None => self.ttl_for(to)?,
            },
            now: sent_at,
        };
        let sealed = self.seal(&request).await?;
        let step = SendStep::Sealed {
            comment_chars: sealed.comment.to_base64url().len(),
            event_bytes: sealed.event.as_json().len(),
        };
        let max_amount = options.max_amount.unwrap_or(settings.max_amount);
        let new = new_outgoing(*to, sealed, route.relays, max_amount, (now, sent_at));
        let row = self.store().insert_outgoing(&new)?;
        self.store().mark_told(to, &seen)?;
        self.emit(EngineEvent::Sending { message_id: row.message_id, step });
        Ok(row)
    }

    /// Seals with the identity key, or with the signature of whoever has it.
    async fn seal(&self, request: &SealRequest<'_>) -> Result<Sealed, EngineError> {
        let mut rng = EntropyRng(self.inner.parts.entropy.as_ref());
        let Some(signer) = self.identity().signer() else {
            return Ok(seal(self.identity().keys()?, request, &mut rng)?);
        };
        let draft = Draft::new(request, &mut rng)?;
        let token = signer.sign(&draft.token_request()).await?;
        Ok(draft.finish(token, &mut rng)?)
    }

    /// Goes on with a message that stopped, at the user's wish. A payment whose outcome is unknown
    /// is looked up and not made again.
    pub async fn retry(&self, outgoing: i64) -> Result<Outgoing, EngineError> {
        let row = self.store().outgoing(outgoing)?.ok_or(EngineError::NotFound("this outgoing message"))?;
        let is_unsent = row.last_error.as_ref().is_some_and(|(kind, _)| kind == UNSENT);
        match row.state {
            OutState::Failed if is_unsent => Err(EngineError::WrongState("taken back")),
            OutState::Delivered => Err(EngineError::WrongState("delivered already")),
            OutState::Failed => {
                self.store().reopen_outgoing(outgoing)?;
                self.drive_now(outgoing).await
            }
            _ => self.drive_now(outgoing).await,
        }
    }

    /// Drives a row for somebody who waits. Where the worker or another process has it, that one's
    /// outcome is awaited.
    pub(in crate::engine) async fn drive_now(&self, id: i64) -> Result<Outgoing, EngineError> {
        loop {
            match self.drive_outgoing(id).await {
                Err(EngineError::Busy) => tokio::time::sleep(POLL).await,
                other => return other,
            }
        }
    }

    /// What the knock costs: max(what the receiver's service asks at least, what our wallet can
    /// send at least).
    async fn knock_amount(&self, params: &PayParams) -> Msat {
        let least = self.wallet_facts().await.and_then(|facts| facts.min_send);
        params.min_sendable.max(least.unwrap_or(Msat::ZERO))
    }

    /// The wallet's limits and chain, asked for once: they do not change while it is linked. A wallet
    /// that does not answer, or pays by hand, has none that we know.
    async fn wallet_facts(&self) -> Option<&WalletInfo> {
        let ask = || async { self.wallet().info().await };
        self.inner.wallet_facts.get_or_try_init(ask).await.ok()
    }
}

fn new_outgoing(
    peer: PublicKey,
    sealed: Sealed,
    relays: Vec<RelayUrl>,
    max_amount: Msat,
    (now, sent_at): (Timestamp, Timestamp),
) -> NewOutgoing {
    let rumor = sealed.rumor;
    NewOutgoing {
        message: NewMessage {
            event_id: sealed.event.id,
            rumor_id: rumor.id.unwrap_or(sealed.event.id),
            peer,
            kind: rumor.kind.as_u16(),
            content: rumor.content,
            tags: rumor.tags.iter().map(|tag| tag.as_slice().to_vec()).collect(),
            sent_at,
            received_at: now,
            expires_at: sealed.gone_at,
            paid: None,
        },
        comment: sealed.comment.to_base64url(),
        event_json: sealed.event.as_json(),
        one_time_secret: SecretBytes::new(sealed.one_time_secret.to_secret_bytes().to_vec()),
        relays,
        max_amount: Some(max_amount),
    }
}
