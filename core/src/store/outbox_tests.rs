//! The outgoing saga's rows: every step, compare-and-swap, leases.

use super::fixtures::*;
use super::*;
use crate::amount::Msat;
use crate::wallet::{PayRequest, PaymentId, Preimage};

fn states(rows: &[Outgoing]) -> Vec<(i64, OutState)> {
    rows.iter().map(|r| (r.id, r.state)).collect()
}

#[test]
fn a_message_goes_all_the_way() {
    let (store, _dir) = store();
    let new = outgoing(1, "Hello Bob");
    let row = store.insert_outgoing(&new).unwrap();
    assert_eq!((row.state, row.attempts, &row.pay), (OutState::Sealed, 0, &None));
    assert_eq!((&row.comment, &row.event_json), (&new.comment, &new.event_json));
    assert_eq!(row.one_time_secret, new.one_time_secret);
    assert_eq!((&row.relays, row.max_amount), (&new.relays, new.max_amount));
    assert_eq!((row.created_at, row.expires_at), (at(NOW), at(NOW + 7 * DAY)));
    let sent = store.message(row.message_id).unwrap().unwrap();
    assert_eq!((sent.direction, sent.read, sent.paid), (Direction::Out, true, None));
    assert_eq!(sent.content, "Hello Bob");

    let (a, b) = (new.relays[0].clone(), new.relays[1].clone());
    let published = OutChange::Published { accepted: vec![a.clone()], not_before: None };
    let row = store.advance(row.id, OutState::Sealed, &published).unwrap();
    assert_eq!(row.accepted, std::slice::from_ref(&a));
    let more = OutChange::Published { accepted: vec![b.clone(), a.clone()], not_before: None };
    assert_eq!(store.advance(row.id, OutState::Published, &more).unwrap().accepted, [a, b]);
    let row = store.advance(row.id, OutState::Published, &OutChange::Invoiced(ticket(1))).unwrap();
    assert_eq!((row.state, row.pay), (OutState::Invoiced, Some(ticket(1))));
    let row = store.advance(row.id, OutState::Invoiced, &OutChange::Paying).unwrap();
    let row = store.advance(row.id, row.state, &OutChange::AwaitingUser).unwrap();
    let paid = OutChange::Delivered { preimage: Some([3; 32]), fee: Some(Msat(7)), at: at(NOW + 9) };
    let row = store.advance(row.id, row.state, &paid).unwrap();
    assert_eq!((row.state, row.delivered_at), (OutState::Delivered, Some(at(NOW + 9))));
    let settled = PayTicket { preimage: Some([3; 32]), fee: Some(Msat(7)), ..ticket(1) };
    assert_eq!(row.pay, Some(settled));
    assert_eq!(store.message(row.message_id).unwrap().unwrap().paid, Some(Msat(21_500)));
    assert_eq!(store.outgoing(row.id).unwrap().as_ref(), Some(&row));
    assert_eq!(store.outgoing_by_message(row.message_id).unwrap(), Some(row));
    assert!(store.outbox().unwrap().is_empty());
}

#[test]
fn each_way_to_pay_is_kept_whole() {
    let (store, _dir) = store();
    let (amount, max_fee) = (Msat(1_000), Some(Msat::from_sat(5)));
    let node = "02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619";
    let offer = PayRequest::Offer {
        payment_id: PaymentId([8; 32]),
        offer: "lno1x".into(),
        amount,
        payer_note: "knock1o".into(),
        max_fee,
    };
    let keysend = PayRequest::Keysend {
        node: node.parse().unwrap(),
        preimage: Preimage([9; 32]),
        amount,
        comment: "knock1k".into(),
        max_fee,
    };
    for (n, request) in [(1, offer), (2, keysend)] {
        let row = store.insert_outgoing(&outgoing(n, "x")).unwrap();
        let preimage = matches!(request, PayRequest::Keysend { .. }).then_some([9; 32]);
        let ticket = PayTicket { request, verify_url: None, preimage, ..ticket(n) };
        let row = store.advance(row.id, OutState::Sealed, &OutChange::Invoiced(ticket.clone())).unwrap();
        assert_eq!(row.pay.as_ref(), Some(&ticket));
        assert_eq!((ticket.invoice_uri(), ticket.payment_hash().is_some()), (None, preimage.is_some()));
        let shown = format!("{:?}", row.pay);
        assert!(!shown.contains("knock1") && !shown.contains("lno1"), "{shown}");
        let back = OutChange::BackToPublished { error: note("no_route") };
        let row = store.advance(row.id, OutState::Invoiced, &back).unwrap();
        assert_eq!((row.pay, row.max_fee), (None, max_fee));
    }
}

#[test]
fn a_step_is_taken_from_the_expected_state_only() {
    let (store, _dir) = store();
    let row = store.insert_outgoing(&outgoing(1, "x")).unwrap();
    let error = store.advance(row.id, OutState::Invoiced, &OutChange::Paying).unwrap_err();
    assert!(matches!(error, StoreError::Conflict { now: OutState::Sealed }), "{error}");
    assert_eq!(store.outgoing(row.id).unwrap(), Some(row));
    assert!(matches!(store.advance(99, OutState::Sealed, &OutChange::Paying), Err(StoreError::NotFound(_))));
}

#[test]
fn of_two_that_would_pay_one_may() {
    let (store, dir) = store();
    let row = store.insert_outgoing(&outgoing(1, "x")).unwrap();
    store.advance(row.id, OutState::Sealed, &OutChange::Invoiced(ticket(1))).unwrap();
    let path = dir.path().join("knock.db");
    let wins = std::thread::scope(|s| {
        let tries = [(); 4].map(|()| {
            s.spawn(|| {
                let other = Store::open(&path, &database_key()).unwrap();
                match other.advance(row.id, OutState::Invoiced, &OutChange::Paying) {
                    Ok(_) => 1,
                    Err(StoreError::Conflict { now: OutState::Paying }) => 0,
                    Err(e) => panic!("{e}"),
                }
            })
        });
        tries.map(|t| t.join().unwrap()).iter().sum::<u32>()
    });
    assert_eq!(wins, 1);
}

#[test]
fn failures_are_noted_and_waits_end() {
    let (store, _dir) = store();
    let id = store.insert_outgoing(&outgoing(1, "x")).unwrap().id;
    let retry = OutChange::Retry { error: note("relays_unreachable"), next_attempt_at: at(NOW + 60) };
    store.advance(id, OutState::Sealed, &retry).unwrap();
    let row = store.advance(id, OutState::Sealed, &retry).unwrap();
    assert_eq!((row.state, row.attempts), (OutState::Sealed, 2));
    assert_eq!(row.last_error, Some(note("relays_unreachable")));
    assert!(store.due_outgoing(at(NOW + 59)).unwrap().is_empty());
    assert_eq!(store.due_outgoing(at(NOW + 60)).unwrap().len(), 1);

    let row = store
        .advance(id, OutState::Sealed, &OutChange::Published { accepted: vec![], not_before: None })
        .unwrap();
    assert_eq!((row.attempts, row.next_attempt_at, row.last_error), (0, None, None));
    store.advance(id, OutState::Published, &OutChange::Invoiced(ticket(1))).unwrap();
    store.advance(id, OutState::Invoiced, &OutChange::Paying).unwrap();
    let back = OutChange::BackToPublished { error: note("no_route") };
    let row = store.advance(id, OutState::Paying, &back).unwrap();
    assert_eq!((row.state, &row.pay, row.attempts), (OutState::Published, &None, 1));
    assert_eq!(row.last_error, Some(note("no_route")));
    let row = store.advance(id, OutState::Published, &OutChange::Failed { error: note("gone") }).unwrap();
    assert_eq!((row.state, row.last_error), (OutState::Failed, Some(note("gone"))));
}

#[test]
fn the_lists_show_what_they_should() {
    let (store, _dir) = store();
    let id: Vec<i64> = (1..=4).map(|n| store.insert_outgoing(&outgoing(n, "x")).unwrap().id).collect();
    let done = OutChange::Delivered { preimage: None, fee: None, at: at(NOW) };
    store.advance(id[0], OutState::Sealed, &done).unwrap();
    store.advance(id[1], OutState::Sealed, &OutChange::AwaitingUser).unwrap();
    store.advance(id[2], OutState::Sealed, &OutChange::Failed { error: note("x") }).unwrap();
    let (sealed, waits) = ((id[3], OutState::Sealed), (id[1], OutState::AwaitingUser));
    assert_eq!(states(&store.outbox().unwrap()), [waits, (id[2], OutState::Failed), sealed]);
    assert_eq!(states(&store.due_outgoing(at(NOW)).unwrap()), [sealed]);
}

#[test]
fn one_invoice_delivers_one_message_and_one_event_is_sent_once() {
    let (store, _dir) = store();
    let one = store.insert_outgoing(&outgoing(1, "x")).unwrap().id;
    let two = store.insert_outgoing(&outgoing(2, "x")).unwrap().id;
    store.advance(one, OutState::Sealed, &OutChange::Invoiced(ticket(1))).unwrap();
    let error = store.advance(two, OutState::Sealed, &OutChange::Invoiced(ticket(1))).unwrap_err();
    assert!(matches!(error, StoreError::InvoiceReused), "{error}");
    assert_eq!(store.outgoing(two).unwrap().unwrap().state, OutState::Sealed);
    store.advance(two, OutState::Sealed, &OutChange::Invoiced(ticket(2))).unwrap();

    assert!(matches!(store.insert_outgoing(&outgoing(1, "x")), Err(StoreError::EventExists)));
    // The same words to the same peer, as a new event: allowed.
    let mut again = outgoing(3, "x");
    again.message.rumor_id = message(1, "x").rumor_id;
    store.insert_outgoing(&again).unwrap();
    assert_eq!(store.messages(None, 9, None).unwrap().len(), 3);
}

#[test]
fn a_row_has_one_driver_at_a_time() {
    let (store, _dir) = store();
    let id = store.insert_outgoing(&outgoing(1, "x")).unwrap().id;
    let claim = |owner, now| store.claim_outgoing(id, owner, at(now + 30), at(now)).unwrap();
    assert!(claim("a", NOW));
    assert!(!claim("b", NOW + 29));
    assert!(claim("a", NOW + 29), "one's own is prolonged");
    assert!(!claim("b", NOW + 58));
    assert!(claim("b", NOW + 59), "an ended lease is free");
    store.release_outgoing(id, "a").unwrap();
    assert!(!claim("a", NOW + 60), "another's lease is not released");
    store.release_outgoing(id, "b").unwrap();
    assert!(claim("a", NOW + 60));
    assert!(!store.claim_outgoing(99, "a", at(NOW), at(NOW)).unwrap());
}

#[test]
fn a_clock_that_was_ahead_blocks_nothing() {
    let (store, _dir) = store();
    let row = store.insert_outgoing(&outgoing(1, "x")).unwrap();
    let ahead = NOW + 10 * 365 * DAY;
    assert!(store.claim_outgoing(row.id, "killed", at(ahead + 15), at(ahead)).unwrap());
    let retry = OutChange::Retry { error: note("x"), next_attempt_at: at(ahead + 60) };
    store.advance(row.id, OutState::Sealed, &retry).unwrap();
    // The clock is set right.
    assert_eq!(store.due_outgoing(at(NOW)).unwrap().len(), 1);
    assert!(store.claim_outgoing(row.id, "next", at(NOW + 15), at(NOW)).unwrap());
    // A lease that stands is not taken by a clock that is a little behind.
    assert!(!store.claim_outgoing(row.id, "other", at(NOW + 5), at(NOW - 10)).unwrap());
    let retry = OutChange::Retry { error: note("x"), next_attempt_at: at(NOW + LONGEST_WAIT_SECS) };
    store.advance(row.id, OutState::Sealed, &retry).unwrap();
    assert!(store.due_outgoing(at(NOW)).unwrap().is_empty());
}
