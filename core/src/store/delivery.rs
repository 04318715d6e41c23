//! How far a message of one's own has come, as a chat shows it.

use nostr::Timestamp;
use rusqlite::Row;

use super::error::StoreError;
use super::outbox_rows::{ErrorNote, OutState};
use super::rows::Columns;
use crate::amount::Msat;

/// The columns that [`read`] needs, of `outbox o`, next to all of `messages m`.
pub(super) const COLUMNS: &str = "o.id AS out_id, o.state AS out_state,
    json_array_length(o.accepted) AS out_confirmed, json_array_length(o.relays) AS out_asked,
    o.amount AS out_amount, o.fee AS out_fee, o.delivered_at AS out_paid_at, o.pay_to AS out_pay_to,
    o.error_kind, o.error_text, o.next_attempt_at AS out_retry_at, o.open_until AS out_open_until";

/// The stage of a message of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// On no relay yet.
    Waiting,
    /// On relays, not paid yet.
    Published,
    /// The wallet pays, or the payment's outcome is looked up.
    Paying,
    /// The user pays with another app: [`Delivery::lightning_uri`].
    AwaitingUser,
    /// Paid: the receiver was knocked.
    Paid,
    /// The receiver answered, reacted or told of it: it was read.
    Seen,
    /// Given up: [`Delivery::error`]. It can be tried again.
    Failed,
    /// Taken back by the user.
    TakenBack,
}

impl Stage {
    /// A stable name for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Published => "published",
            Self::Paying => "paying",
            Self::AwaitingUser => "awaiting_user",
            Self::Paid => "paid",
            Self::Seen => "seen",
            Self::Failed => "failed",
            Self::TakenBack => "taken_back",
        }
    }
}

/// How far a message of one's own has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The stage.
    pub stage: Stage,
    /// The outbox row, as long as there is one.
    pub outgoing: Option<i64>,
    /// How many relays hold the event.
    pub relays_confirmed: u32,
    /// How many were to.
    pub relays_asked: u32,
    /// What the knock costs, once that is known.
    pub amount: Option<Msat>,
    /// What routing cost.
    pub fee: Option<Msat>,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// When it was found to be read.
    pub seen_at: Option<Timestamp>,
    /// What to pay with another app.
    pub lightning_uri: Option<String>,
    /// What went wrong last.
    pub error: Option<ErrorNote>,
    /// When it is tried again by itself.
    pub retry_at: Option<Timestamp>,
    /// Until when lines may be added to it.
    pub open_until: Option<Timestamp>,
}

/// Reads [`COLUMNS`]; the row may have no outbox row beside its message.
pub(super) fn read(row: &Row<'_>) -> Result<Delivery, StoreError> {
    let paid = row.opt_msat("paid")?;
    let seen_at = row.opt_time("seen_at")?;
    let outgoing: Option<i64> = row.get("out_id")?;
    let state = match outgoing {
        Some(_) => Some(row.word("out_state", OutState::parse)?),
        None => None,
    };
    let stage = match state {
        _ if row.opt_time("unsent_at")?.is_some() => Stage::TakenBack,
        _ if seen_at.is_some() => Stage::Seen,
        Some(OutState::Sealed) => Stage::Waiting,
        Some(OutState::Published | OutState::Invoiced) => Stage::Published,
        Some(OutState::Paying) => Stage::Paying,
        Some(OutState::AwaitingUser) => Stage::AwaitingUser,
        Some(OutState::Delivered) => Stage::Paid,
        Some(OutState::Failed) => Stage::Failed,
        None if paid.is_some() => Stage::Paid,
        None => Stage::Failed,
    };
    let pay_to: Option<String> = row.get("out_pay_to")?;
    Ok(Delivery {
        stage,
        outgoing,
        relays_confirmed: row.get::<_, Option<u32>>("out_confirmed")?.unwrap_or_default(),
        relays_asked: row.get::<_, Option<u32>>("out_asked")?.unwrap_or_default(),
        amount: row.opt_msat("out_amount")?.or(paid),
        fee: row.opt_msat("out_fee")?,
        paid_at: row.opt_time("out_paid_at")?,
        seen_at,
        lightning_uri: pay_to.filter(|_| stage == Stage::AwaitingUser).map(|to| format!("lightning:{to}")),
        error: row.error_note()?,
        retry_at: row.opt_time("out_retry_at")?,
        open_until: row.opt_time("out_open_until")?,
    })
}
