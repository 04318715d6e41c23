//! What the outbox holds, and how its rows may change.

use std::fmt;

use nostr::{PublicKey, RelayUrl, Timestamp};

use super::messages::NewMessage;
use super::pay_ticket::PayTicket;
use crate::amount::Msat;
use crate::keys::SecretBytes;

/// An error as it is kept in a row: its stable kind, and its text.
pub type ErrorNote = (String, String);

/// How far an outgoing message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutState {
    /// Encrypted; on no relay yet, as far as is known.
    Sealed,
    /// At least one relay holds the event.
    Published,
    /// What to pay is settled: an invoice is there, or an offer or node with an amount. Nobody has tried to pay it.
    Invoiced,
    /// The wallet was, or is about to be, told to pay: the outcome is unknown until it is looked up.
    Paying,
    /// The invoice was handed to the user, who pays it with another app.
    AwaitingUser,
    /// Paid.
    Delivered,
    /// Given up.
    Failed,
}

impl OutState {
    const ALL: [Self; 7] = [
        Self::Sealed,
        Self::Published,
        Self::Invoiced,
        Self::Paying,
        Self::AwaitingUser,
        Self::Delivered,
        Self::Failed,
    ];

    /// The stable name it is stored under.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Published => "published",
            Self::Invoiced => "invoiced",
            Self::Paying => "paying",
            Self::AwaitingUser => "awaiting_user",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// An outgoing message and how far it has come.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The row's number.
    pub id: i64,
    /// The message. It may be deleted already, see [`Outgoing::is_stripped`].
    pub message_id: i64,
    /// Whom it goes to.
    pub peer: PublicKey,
    /// How far it has come.
    pub state: OutState,
    /// The comment that the payment carries (base64url form).
    pub comment: String,
    /// The signed event (NIP-01 JSON).
    pub event_json: String,
    /// The 32 bytes of the one-time secret key, for unsending.
    pub one_time_secret: SecretBytes,
    /// The relays to publish to.
    pub relays: Vec<RelayUrl>,
    /// For a message that goes everywhere: how many of `relays`, from the first, the receiver asks.
    /// `None` for one that goes to few, all of which are asked.
    pub sought: Option<usize>,
    /// The relays that hold it.
    pub accepted: Vec<RelayUrl>,
    /// The payment, from [`OutState::Invoiced`] on.
    pub pay: Option<PayTicket>,
    /// How many tries have failed since the event was published, or before that.
    pub attempts: u32,
    /// Not before this time; `None` is at once.
    pub next_attempt_at: Option<Timestamp>,
    /// What went wrong last.
    pub last_error: Option<ErrorNote>,
    /// When the message ends.
    pub expires_at: Timestamp,
    /// When it was sealed.
    pub created_at: Timestamp,
    /// When it was paid.
    pub delivered_at: Option<Timestamp>,
    /// The most that the user agreed to pay without being asked again, routing not included.
    pub max_amount: Option<Msat>,
    /// The most that the user agreed to pay for routing.
    pub max_fee: Option<Msat>,
    /// Whether it came with a backup: another phone may have sent and paid it meanwhile, so it is
    /// never paid by itself.
    pub restored: bool,
}

impl Outgoing {
    /// Whether the message has expired while its payment's outcome was unknown: then comment, event
    /// and key are gone (empty), and the row only waits for the payment to be looked up.
    pub fn is_stripped(&self) -> bool {
        self.event_json.is_empty()
    }

    /// Whether nothing more is published: given up, or expired.
    pub fn is_over(&self) -> bool {
        self.state == OutState::Failed || self.is_stripped()
    }
}

/// Without comment, event and key.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, state, pay, attempts, next_attempt_at, last_error, .. } = self;
        write!(f, "Outgoing({id}, {state:?}, pay {pay:?}, attempts {attempts}, next {next_attempt_at:?}, ")?;
        write!(f, "last error {last_error:?}, ..)")
    }
}

/// A sealed message, to be stored before anything is published.
#[derive(Clone)]
pub struct NewOutgoing {
    /// The message as the user will see it; its peer and expiry count for the row too.
    pub message: NewMessage,
    /// The comment (base64url form).
    pub comment: String,
    /// The signed event (NIP-01 JSON).
    pub event_json: String,
    /// The 32 bytes of the one-time secret key.
    pub one_time_secret: SecretBytes,
    /// The relays to publish to.
    pub relays: Vec<RelayUrl>,
    /// See [`Outgoing::sought`].
    pub sought: Option<usize>,
    /// The most to pay without asking, routing not included.
    pub max_amount: Option<Msat>,
    /// The most that routing may cost.
    pub max_fee: Option<Msat>,
}

/// Without comment, event and key.
impl fmt::Debug for NewOutgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewOutgoing({:?}, to {} relays, ..)", self.message, self.relays.len())
    }
}

/// One step of an outgoing message. All but [`OutChange::Retry`] end a wait set by it.
#[derive(Clone, PartialEq, Eq)]
pub enum OutChange {
    /// These relays hold the event, too. Attempts count from 0 again.
    Published {
        /// The relays that confirmed.
        accepted: Vec<RelayUrl>,
        /// When the payment may begin; `None` is at once.
        not_before: Option<Timestamp>,
    },
    /// What to pay, and by which name the wallet knows it. [`super::StoreError::InvoiceReused`] where another row has
    /// had it.
    Invoiced(PayTicket),
    /// The wallet will now be told to pay.
    Paying,
    /// The user was asked to pay with another app.
    AwaitingUser,
    /// Paid. The message's row gets the amount, too.
    Delivered {
        /// The proof, where there is one.
        preimage: Option<[u8; 32]>,
        /// What routing cost, where the wallet says so.
        fee: Option<Msat>,
        /// The present.
        at: Timestamp,
    },
    /// The payment has surely failed: drops the ticket, counts an attempt. A stripped row, which has
    /// nothing left to pay for, becomes [`OutState::Failed`] instead, and so does a restored one.
    BackToPublished {
        /// What went wrong.
        error: ErrorNote,
    },
    /// Given up.
    Failed {
        /// Why.
        error: ErrorNote,
    },
    /// The same state again, later; counts an attempt.
    Retry {
        /// What went wrong.
        error: ErrorNote,
        /// Not before this time.
        next_attempt_at: Timestamp,
    },
}

/// The name of the step only: a step can hold the proof of payment.
impl fmt::Debug for OutChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Published { .. } => "Published",
            Self::Invoiced(_) => "Invoiced",
            Self::Paying => "Paying",
            Self::AwaitingUser => "AwaitingUser",
            Self::Delivered { .. } => "Delivered",
            Self::BackToPublished { .. } => "BackToPublished",
            Self::Failed { .. } => "Failed",
            Self::Retry { .. } => "Retry",
        })
    }
}
