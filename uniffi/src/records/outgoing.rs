//! Messages on their way out.

use std::fmt;

use knock_core::amount::Msat;
use knock_core::relay::{PublishOutcome, RelayReport};
use knock_core::{engine, store};
use knock_protocol::Ttl;

use super::{count, npub, secs};
use crate::KnockError;

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum OutState {
    /// Encrypted; on no relay yet.
    Sealed,
    /// On a relay.
    Published,
    /// An invoice is there.
    Invoiced,
    /// Being paid; the outcome is looked up.
    Paying,
    /// The user pays it with another app.
    AwaitingUser,
    /// Paid.
    Delivered,
    /// Given up.
    Failed,
}

impl From<store::OutState> for OutState {
    fn from(state: store::OutState) -> Self {
        match state {
            store::OutState::Sealed => Self::Sealed,
            store::OutState::Published => Self::Published,
            store::OutState::Invoiced => Self::Invoiced,
            store::OutState::Paying => Self::Paying,
            store::OutState::AwaitingUser => Self::AwaitingUser,
            store::OutState::Delivered => Self::Delivered,
            store::OutState::Failed => Self::Failed,
        }
    }
}

/// An outgoing message and how far it has come.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Outgoing {
    /// What `retry`, `unsend` and `confirm_paid` take.
    pub id: i64,
    /// The message.
    pub message_id: i64,
    /// Whom it goes to.
    pub peer: String,
    /// How far it has come.
    pub state: OutState,
    /// What the payment carries; whoever pays with another app may need it.
    pub comment: String,
    /// `lightning:…`, where the user pays with another app.
    pub pay_uri: Option<String>,
    /// What the knock costs, once that is known.
    pub amount_msat: Option<u64>,
    /// What routing cost, where the wallet says so.
    pub fee_msat: Option<u64>,
    /// What went wrong last: a stable kind.
    pub error_kind: Option<String>,
    /// The same for people.
    pub error_text: Option<String>,
    /// When it is tried again by itself.
    pub next_attempt_at: Option<u64>,
    /// When the message vanishes.
    pub expires_at: u64,
    /// When it was sealed.
    pub created_at: u64,
    /// When it was paid.
    pub delivered_at: Option<u64>,
}

/// Without the comment.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({}, {:?}, {:?}, ..)", self.id, self.state, self.error_kind)
    }
}

impl From<store::Outgoing> for Outgoing {
    fn from(row: store::Outgoing) -> Self {
        let (error_kind, error_text) = row.last_error.unzip();
        let awaits_user = row.state == store::OutState::AwaitingUser;
        let pay_uri = row.pay.as_ref().filter(|_| awaits_user).and_then(|pay| pay.invoice_uri());
        Self {
            id: row.id,
            message_id: row.message_id,
            peer: npub(&row.peer),
            state: row.state.into(),
            pay_uri,
            comment: row.comment,
            amount_msat: row.pay.as_ref().map(|pay| pay.amount().0),
            fee_msat: row.pay.as_ref().and_then(|pay| pay.fee).map(|fee| fee.0),
            error_kind,
            error_text,
            next_attempt_at: row.next_attempt_at.map(secs),
            expires_at: secs(row.expires_at),
            created_at: secs(row.created_at),
            delivered_at: row.delivered_at.map(secs),
        }
    }
}

/// Choices for one message; what is absent comes from the settings.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct SendOptions {
    /// How long it lives, seconds; one of the protocol's choices: an hour, a day, a week, 30 days.
    #[uniffi(default = None)]
    pub ttl_secs: Option<u64>,
    /// What the knock may cost at most.
    #[uniffi(default = None)]
    pub max_msat: Option<u64>,
    /// What routing may cost at most.
    #[uniffi(default = None)]
    pub max_fee_msat: Option<u64>,
    /// Whether it goes to every relay that is known.
    #[uniffi(default = None)]
    pub everywhere: Option<bool>,
}

impl TryFrom<SendOptions> for engine::SendOptions {
    type Error = KnockError;

    fn try_from(options: SendOptions) -> Result<Self, KnockError> {
        Ok(Self {
            ttl: options.ttl_secs.map(ttl).transpose()?,
            max_amount: options.max_msat.map(Msat),
            max_fee: options.max_fee_msat.map(Msat),
            publish: options.everywhere.map(|everywhere| match everywhere {
                true => engine::PublishMode::Everywhere,
                false => engine::PublishMode::Named,
            }),
        })
    }
}

pub(crate) fn ttl(secs: u64) -> Result<Ttl, KnockError> {
    let choice = Ttl::ALL.into_iter().find(|ttl| ttl.as_secs() == secs);
    choice.ok_or_else(|| {
        KnockError::invalid("ttl_invalid", "messages live for an hour, a day, a week or 30 days")
    })
}

/// What a knock would cost now.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Quote {
    /// What will be paid, without routing.
    pub amount_msat: u64,
    /// What routing may cost at most, by the user's word.
    pub max_fee_msat: u64,
    /// Whether the wallet keeps to that. Otherwise its own limit counts.
    pub fee_is_limited: bool,
    /// The way it will be paid.
    pub by: PayBy,
    /// The room that the receiver has for the comment.
    pub comment_allowed: u32,
}

/// A way to pay a knock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PayBy {
    /// An invoice from the receiver's payment service (LNURL-pay).
    Invoice,
    /// The receiver's BOLT12 offer.
    Offer,
    /// The receiver's node, unasked (keysend).
    Keysend,
}

impl From<engine::Quote> for Quote {
    fn from(quote: engine::Quote) -> Self {
        Self {
            amount_msat: quote.amount.0,
            max_fee_msat: quote.max_fee.0,
            fee_is_limited: quote.fee_is_limited,
            by: match quote.by {
                engine::PayBy::Invoice => PayBy::Invoice,
                engine::PayBy::Offer => PayBy::Offer,
                engine::PayBy::Keysend => PayBy::Keysend,
            },
            comment_allowed: count(quote.comment_allowed),
        }
    }
}

/// What one relay said.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RelayOutcome {
    /// The relay.
    pub relay: String,
    /// Whether it did what was asked.
    pub accepted: bool,
    /// Its words or ours, where it did not.
    pub reason: Option<String>,
}

impl From<RelayReport> for RelayOutcome {
    fn from(report: RelayReport) -> Self {
        let accepted = report.is_accepted();
        let reason = match report.outcome {
            PublishOutcome::Accepted => None,
            PublishOutcome::Rejected(words) => Some(words),
            PublishOutcome::OverLimit(limit) => Some(limit.to_string()),
            PublishOutcome::Unreachable(why) => Some(why),
            PublishOutcome::Forbidden(_) => Some("not a public host".to_owned()),
        };
        Self { relay: report.relay.to_string(), accepted, reason }
    }
}
