//! The incoming saga's rows.

use super::fixtures::*;
use super::*;
use crate::amount::Msat;
use crate::wallet::PaymentHash;

fn paid(n: u8, state: KnockState) -> Knock {
    Knock { payment_hash: Some(PaymentHash([n; 32])), paid: Some(Msat(1_500)), ..knock(n, state) }
}

#[test]
fn a_knock_is_one_row_however_often_it_comes() {
    let (store, _dir) = store();
    let first = Knock {
        attempts: 2,
        next_attempt_at: Some(at(NOW)),
        last_error: Some(note("x")),
        ..paid(1, KnockState::Fetching)
    };
    assert_eq!(store.insert_knock(&first).unwrap(), Inserted::New);
    assert_eq!(store.knock(&id(1)).unwrap(), Some(first.clone()));
    for again in [knock(1, KnockState::Request), paid(1, KnockState::Request)] {
        assert_eq!(store.insert_knock(&again).unwrap(), Inserted::Known(first.clone()));
    }
    assert_eq!(store.knock(&id(2)).unwrap(), None);
}

#[test]
fn a_payment_pays_for_one_knock() {
    let (store, _dir) = store();
    store.insert_knock(&paid(1, KnockState::Fetching)).unwrap();
    let same_payment = Knock { payment_hash: Some(PaymentHash([1; 32])), ..paid(2, KnockState::Fetching) };
    assert_eq!(store.insert_knock(&same_payment).unwrap(), Inserted::PaidForAnother);
    assert_eq!(store.knock(&id(2)).unwrap(), None);
    // Nor does it pay for one that is known as unpaid.
    store.insert_knock(&knock(2, KnockState::Request)).unwrap();
    assert_eq!(store.insert_knock(&same_payment).unwrap(), Inserted::PaidForAnother);
    assert_eq!(store.knock(&id(2)).unwrap().unwrap().paid, None);
    let own_payment = store.insert_knock(&paid(2, KnockState::Request)).unwrap();
    assert!(matches!(own_payment, Inserted::KnownNowPaid(_)), "{own_payment:?}");
}

#[test]
fn a_payment_that_comes_later_counts_for_the_message_too() {
    let (store, _dir) = store();
    assert_eq!(receive(&store, &message(1, "pasted first")), receive_again(&store));
    let Inserted::KnownNowPaid(now) = store.insert_knock(&paid(1, KnockState::Fetching)).unwrap() else {
        panic!("not seen as paid")
    };
    assert_eq!((now.state, now.paid), (KnockState::Done, Some(Msat(1_500))));
    assert_eq!(now.payment_hash, Some(PaymentHash([1; 32])));
    assert_eq!(store.message_by_event(&id(1)).unwrap().unwrap().paid, Some(Msat(1_500)));
}

/// What the first receipt stored, as the store has it.
fn receive_again(store: &Store) -> Stored {
    let message = store.message_by_event(&id(1)).unwrap().unwrap();
    Stored::New { message, effect: Effect::default() }
}

#[test]
fn the_lists_show_what_they_should() {
    let (store, _dir) = store();
    for n in 1..=3 {
        store.insert_knock(&knock(n, KnockState::Request)).unwrap();
    }
    store.insert_knock(&knock(4, KnockState::Fetching)).unwrap();
    store
        .insert_knock(&Knock { next_attempt_at: Some(at(NOW + 9)), ..knock(5, KnockState::Fetching) })
        .unwrap();
    let ids = |knocks: Vec<Knock>| knocks.iter().map(|k| k.event_id).collect::<Vec<_>>();
    assert_eq!(ids(store.knocks_due(at(NOW)).unwrap()), [id(4)]);
    assert_eq!(ids(store.knocks_due(at(NOW + 9)).unwrap()), [id(4), id(5)]);
    assert_eq!(ids(store.requests(2, None).unwrap()), [id(3), id(2)]);
    assert_eq!(ids(store.requests(2, Some(&id(2))).unwrap()), [id(1)]);
}

#[test]
fn states_change_from_the_expected_one_only() {
    let (store, _dir) = store();
    store.insert_knock(&knock(1, KnockState::Request)).unwrap();
    let go = |from, to| store.set_knock_state(&id(1), from, to);
    assert_eq!(go(KnockState::Request, KnockState::Fetching).unwrap().state, KnockState::Fetching);
    let error = go(KnockState::Request, KnockState::Blocked).unwrap_err();
    assert!(matches!(error, StoreError::KnockConflict { now: KnockState::Fetching }));
    let row = store.retry_knock(&id(1), &note("event_not_found"), at(NOW + 60)).unwrap();
    assert_eq!((row.attempts, row.next_attempt_at), (1, Some(at(NOW + 60))));
    assert_eq!(row.last_error, Some(note("event_not_found")));
    let row = store.fail_knock(&id(1), &note("expired")).unwrap();
    assert_eq!((row.state, row.last_error), (KnockState::Failed, Some(note("expired"))));
    assert!(matches!(store.fail_knock(&id(2), &note("x")), Err(StoreError::NotFound(_))));
    receive(&store, &message(3, "x"));
    let error = store.fail_knock(&id(3), &note("x")).unwrap_err();
    assert!(matches!(error, StoreError::KnockConflict { now: KnockState::Done }));
}

#[test]
fn a_finished_knock_leaves_a_message_and_no_comment() {
    let (store, _dir) = store();
    store.insert_knock(&paid(1, KnockState::Fetching)).unwrap();
    let Stored::New { message: got, .. } = store.finish_knock(&id(1), &message(1, "Hello")).unwrap() else {
        panic!("not new")
    };
    assert_eq!((got.direction, got.paid, got.read), (Direction::In, Some(Msat(1_500)), false));
    let done = store.knock(&id(1)).unwrap().unwrap();
    assert_eq!((done.state, done.comment.as_str()), (KnockState::Done, ""));
    assert_eq!(store.finish_knock(&id(1), &message(1, "Hello")).unwrap(), Stored::Duplicate(got));
    assert!(matches!(store.finish_knock(&id(9), &message(9, "x")), Err(StoreError::NotFound(_))));
    assert_eq!(store.messages(None, 9, None).unwrap().len(), 1);
}

#[test]
fn a_rumor_that_comes_twice_shows_once_per_peer() {
    let (store, _dir) = store();
    receive(&store, &message(1, "Hello"));
    let again = NewMessage { event_id: id(2), ..message(1, "Hello") };
    store.insert_knock(&paid(2, KnockState::Fetching)).unwrap();
    let Stored::Duplicate(got) = store.finish_knock(&id(2), &again).unwrap() else { panic!("stored twice") };
    assert_eq!((got.event_id, got.paid), (id(1), Some(Msat(1_500))), "the paid copy counts");
    assert_eq!(store.knock(&id(2)).unwrap().unwrap().state, KnockState::Done);
    let other = NewMessage { event_id: id(3), peer: key(2), ..message(1, "Hello") };
    assert!(matches!(receive(&store, &other), Stored::New { .. }));
    // One's own message with the same rumor id is not the received one.
    let mut mine = outgoing(4, "Hello");
    mine.message.rumor_id = message(5, "").rumor_id;
    store.insert_outgoing(&mine).unwrap();
    assert!(matches!(receive(&store, &message(5, "Hello")), Stored::New { .. }));
}

#[test]
fn a_note_to_oneself_keeps_its_own_price() {
    let (store, _dir) = store();
    store.insert_outgoing(&outgoing(1, "to me")).unwrap();
    store.insert_knock(&paid(1, KnockState::Fetching)).unwrap();
    let Stored::Duplicate(got) = store.finish_knock(&id(1), &message(1, "to me")).unwrap() else {
        panic!("stored twice")
    };
    assert_eq!((got.direction, got.paid), (Direction::Out, None));
}

#[test]
fn a_knock_has_one_driver_at_a_time() {
    let (store, _dir) = store();
    store.insert_knock(&knock(1, KnockState::Fetching)).unwrap();
    let claim = |owner, now| store.claim_knock(&id(1), owner, at(now + 30), at(now)).unwrap();
    assert!(claim("a", NOW) && claim("a", NOW + 1));
    assert!(!claim("b", NOW + 30));
    assert!(claim("b", NOW + 31));
    store.release_knock(&id(1), "a").unwrap();
    assert!(!claim("a", NOW + 32));
    store.release_knock(&id(1), "b").unwrap();
    assert!(claim("a", NOW + 32));
}
