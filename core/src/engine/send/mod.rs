//! The way out: a message becomes a durable row first, and the row is then driven to delivery.

mod blast;
mod compose;
mod drive;
mod lines;
mod pay;
mod route;
mod split;
mod terms;
mod unsend;

use std::time::Duration;

use knock_protocol::{Draft, Message, SealError, SealRequest, Sealed, Ttl, seal};
use nostr::{JsonUtil, PublicKey, Timestamp};
use zeroize::Zeroizing;

use self::route::Route;
pub(in crate::engine) use self::terms::SHORTEST_COMMENT;
pub use self::terms::{PayBy, Quote, own_offer};
use self::unsend::UNSENT;
use super::{Engine, EngineError, PublishMode, SendStep, Settings};
use crate::amount::Msat;
use crate::keys::{SecretBytes, SignerError};
use crate::ports::EntropyRng;
use crate::store::{Contact, NewMessage, NewOutgoing, OutState, Outgoing};
use crate::wallet::WalletInfo;

/// How often a row that somebody else drives is looked at.
const POLL: Duration = Duration::from_millis(100);

/// Choices for one message; what is absent comes from the settings.
#[derive(Debug, Clone, Copy, Default)]
pub struct SendOptions {
    /// How long it lives.
    pub ttl: Option<Ttl>,
    /// What the knock may cost at most, routing not included.
    pub max_amount: Option<Msat>,
    /// What routing may cost at most.
    pub max_fee: Option<Msat>,
    /// Where it is published.
    pub publish: Option<PublishMode>,
}

impl Engine {
    /// What a knock costs and on which way it would be paid. The receiver's payment service is asked where there is
    /// one; nothing is published or paid.
    pub async fn quote(&self, to: &PublicKey) -> Result<Quote, EngineError> {
        let terms = self.ask_terms(to, None).await?;
        Ok(Quote {
            amount: terms.amount,
            max_fee: self.settings()?.max_fee,
            fee_is_limited: self.wallet().capabilities().limit_fee,
            by: terms.by(),
            comment_allowed: terms.comment_allowed(),
        })
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
        self.close_lines(to)?;
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
        self.close_lines(to)?;
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
        let seen = self.to_be_told(to, &message, &settings)?;
        let message = compose::dress(message, &seen, contact.as_ref(), &settings);
        let new = self.sealed(to, &message, options).await?;
        let row = self.store().insert_outgoing(&new)?;
        self.store().mark_told(to, &seen)?;
        self.emit_sealed(&row);
        Ok(row)
    }

    /// The message sealed, with the route and the limits that count now. Nothing is stored.
    async fn sealed(
        &self,
        to: &PublicKey,
        message: &Message,
        options: SendOptions,
    ) -> Result<NewOutgoing, EngineError> {
        let settings = self.settings()?;
        let settings = Settings { publish: options.publish.unwrap_or(settings.publish), ..settings };
        let route = self.route(&settings, self.store().contact(to)?.as_ref())?;
        let (now, sent_at) = (self.now(), self.rising_time(to)?);
        let request = SealRequest {
            sender: self.identity().public_key(),
            receiver: *to,
            message,
            relays: route.hint.clone(),
            ttl: match options.ttl {
                Some(ttl) => ttl,
                None => self.ttl_for(to)?,
            },
            now: sent_at,
        };
        let sealed = self.seal(&request).await?;
        Ok(NewOutgoing {
            max_amount: Some(options.max_amount.unwrap_or(settings.max_amount)),
            max_fee: Some(options.max_fee.unwrap_or(settings.max_fee)),
            ..new_outgoing(*to, sealed, route, (now, sent_at))
        })
    }

    fn emit_sealed(&self, row: &Outgoing) {
        let step = SendStep::Sealed {
            comment_chars: row.comment.chars().count(),
            event_bytes: row.event_json.len(),
        };
        self.emit_step(row, step);
    }

    fn route(&self, settings: &Settings, contact: Option<&Contact>) -> Result<Route, EngineError> {
        let discovered = match settings.publish {
            PublishMode::Named => Vec::new(),
            PublishMode::Everywhere => self.store().discovered_relays()?,
        };
        let discovered = discovered.into_iter().map(|found| found.relay).collect();
        Route::choose(settings, contact, discovered)
    }

    /// Seals with the identity key, or with the signature of whoever has it.
    async fn seal(&self, request: &SealRequest<'_>) -> Result<Sealed, EngineError> {
        let mut rng = EntropyRng(self.inner.parts.entropy.as_ref());
        let Some(signer) = self.identity().signer() else {
            return Ok(seal(self.identity().keys()?, request, &mut rng)?);
        };
        let draft = Draft::new(request, &mut rng)?;
        let token = signer.sign(&draft.token_request()).await?;
        draft.finish(token, &mut rng).map_err(|error| match error {
            SealError::BadToken => SignerError::BadAnswer("its signature does not verify").into(),
            other => other.into(),
        })
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
    route: Route,
    (now, sent_at): (Timestamp, Timestamp),
) -> NewOutgoing {
    let rumor = sealed.rumor;
    let one_time_secret = Zeroizing::new(sealed.one_time_secret.to_secret_bytes());
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
        one_time_secret: SecretBytes::new(one_time_secret.to_vec()),
        relays: route.relays,
        sought: route.sought,
        max_amount: None,
        max_fee: None,
    }
}
