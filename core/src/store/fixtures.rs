//! What the store's tests share.

use nostr::{EventId, PublicKey, RelayUrl, Timestamp};
use tempfile::TempDir;

use super::*;
use crate::amount::Msat;
use crate::keys::SecretBytes;
use crate::wallet::{PayRequest, PaymentHash};

pub(super) const NOW: u64 = 1_800_000_000;
pub(super) const DAY: u64 = 86_400;

pub(super) fn database_key() -> SecretBytes {
    SecretBytes::new(vec![7; 32])
}

/// A new store; its files live as long as the folder.
pub(super) fn store() -> (Store, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (Store::open(dir.path().join("knock.db"), &database_key()).unwrap(), dir)
}

pub(super) fn key(n: u8) -> PublicKey {
    PublicKey::from_byte_array([n; 32])
}

pub(super) fn id(n: u8) -> EventId {
    EventId::from_byte_array([n; 32])
}

pub(super) fn relay(url: &str) -> RelayUrl {
    RelayUrl::parse(url).unwrap()
}

pub(super) fn at(secs: u64) -> Timestamp {
    Timestamp::from(secs)
}

/// A message with event id `n`, rumor id 100 + `n`, from or to key 1, that lives for a week.
pub(super) fn message(n: u8, content: &str) -> NewMessage {
    NewMessage {
        event_id: id(n),
        rumor_id: id(100 + n),
        peer: key(1),
        kind: 14,
        content: content.into(),
        tags: vec![vec!["subject".into(), "x".into()], vec![]],
        sent_at: at(NOW - 5),
        received_at: at(NOW),
        expires_at: at(NOW + 7 * DAY),
        paid: None,
    }
}

pub(super) fn outgoing(n: u8, content: &str) -> NewOutgoing {
    NewOutgoing {
        message: message(n, content),
        comment: format!("knock1{n}"),
        event_json: format!("{{\"n\":{n}}}"),
        one_time_secret: SecretBytes::new(vec![n; 32]),
        relays: vec![relay("wss://a.example"), relay("wss://b.example")],
        sought: None,
        max_amount: Some(Msat::from_sat(10)),
        max_fee: Some(Msat::from_sat(5)),
    }
}

pub(super) fn ticket(n: u8) -> PayTicket {
    PayTicket {
        request: PayRequest::Invoice {
            bolt11: format!("lnbcrt{n}"),
            payment_hash: PaymentHash([n; 32]),
            amount: Msat(21_500),
            max_fee: Some(Msat::from_sat(5)),
        },
        fee: None,
        pay_until: at(NOW + 600),
        verify_url: Some("https://pay.example/v".into()),
        preimage: None,
    }
}

pub(super) fn knock(n: u8, state: KnockState) -> Knock {
    Knock {
        event_id: id(n),
        comment: format!("knock1{n}"),
        sender: key(1),
        sent_at: at(NOW),
        first_seen_at: at(NOW + 1),
        payment_hash: None,
        paid: None,
        state,
        attempts: 0,
        next_attempt_at: None,
        last_error: None,
    }
}

/// An incoming message as the engine stores it.
pub(super) fn receive(store: &Store, message: &NewMessage) -> Stored {
    let known = Knock {
        event_id: message.event_id,
        sender: message.peer,
        sent_at: message.sent_at,
        ..knock(0, KnockState::Fetching)
    };
    store.insert_knock(&known).unwrap();
    store.finish_knock(&message.event_id, message).unwrap()
}

pub(super) fn note(kind: &str) -> ErrorNote {
    (kind.into(), format!("{kind} it is"))
}
