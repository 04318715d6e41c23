//! Whatever a row can hold comes back from it as it was.

use nostr::secp256k1::{PublicKey as Node, SECP256K1, SecretKey};
use nostr::{EventId, PublicKey, RelayUrl, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;

use super::fixtures::*;
use super::*;
use crate::amount::Msat;
use crate::keys::SecretBytes;
use crate::wallet::{PayRequest, PaymentHash, PaymentId, Preimage};

const CASES: u32 = 64;

/// Names a row: a smaller one would only meet another row.
fn any_name() -> impl Strategy<Value = [u8; 32]> {
    any::<[u8; 32]>().no_shrink()
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    (0..=i64::MAX as u64).prop_map(Timestamp::from)
}

fn any_amount() -> impl Strategy<Value = Msat> {
    (0..=i64::MAX as u64).prop_map(Msat)
}

fn some_amount() -> impl Strategy<Value = Option<Msat>> {
    prop::option::of(any_amount())
}

fn some_text() -> impl Strategy<Value = Option<String>> {
    prop::option::of(any::<String>())
}

fn any_relays() -> impl Strategy<Value = Vec<RelayUrl>> {
    let url = "(wss://[a-z0-9]{1,20}\\.example(:8[0-9]{3})?(/[a-z0-9]{1,9}){0,2}|ws://[a-z2-7]{56}\\.onion)";
    let urls = prop::collection::btree_set(url, 0..4);
    urls.prop_map(|urls| urls.iter().map(|url| relay(url)).collect())
}

prop_compose! {
    /// The same preimage stands in the ticket of a keysend payment as in its request.
    fn any_ticket()(
        way in 0..3,
        name in any_name(),
        (to, note, verify_url) in (any::<String>(), any::<String>(), some_text()),
        (amount, max_fee, fee) in (any_amount(), some_amount(), some_amount()),
        secret in 1..u64::MAX,
        proof in prop::option::of(any::<[u8; 32]>()),
        pay_until in any_time(),
    ) -> PayTicket {
        let mut node = [0; 32];
        node[..8].copy_from_slice(&secret.to_le_bytes());
        let node = Node::from_secret_key(SECP256K1, &SecretKey::from_slice(&node).unwrap());
        let (request, preimage) = match way {
            0 => (PayRequest::Invoice { bolt11: to, payment_hash: PaymentHash(name), amount, max_fee }, proof),
            1 => (
                PayRequest::Offer { payment_id: PaymentId(name), offer: to, amount, payer_note: note, max_fee },
                proof,
            ),
            _ => (
                PayRequest::Keysend { node, preimage: Preimage(name), amount, comment: note, max_fee },
                Some(name),
            ),
        };
        PayTicket { request, fee, pay_until, verify_url, preimage }
    }
}

prop_compose! {
    fn any_outgoing()(
        (event_id, rumor_id) in (any_name(), any_name()),
        (comment, event_json) in (any::<String>(), any::<String>()),
        secret in prop::collection::vec(any::<u8>(), 0..40),
        relays in any_relays(),
        sought in prop::option::of(any::<u32>()),
        (max_amount, max_fee) in (some_amount(), some_amount()),
    ) -> NewOutgoing {
        let mut message = message(1, "x");
        message.event_id = EventId::from_byte_array(event_id);
        message.rumor_id = EventId::from_byte_array(rumor_id);
        NewOutgoing {
            message, comment, event_json, relays, max_amount, max_fee,
            one_time_secret: SecretBytes::new(secret),
            sought: sought.map(|count| count as usize),
        }
    }
}

prop_compose! {
    fn any_knock()(
        (event_id, hash) in (any_name(), prop::option::of(any_name())),
        sender in any::<[u8; 32]>(),
        comment in any::<String>(),
        (sent_at, first_seen_at, next_attempt_at) in (any_time(), any_time(), prop::option::of(any_time())),
        paid in some_amount(),
        state in select(vec![
            KnockState::Fetching, KnockState::Request, KnockState::Done,
            KnockState::Failed, KnockState::Blocked, KnockState::Ignored,
        ]),
        attempts in any::<u32>(),
        last_error in prop::option::of(any::<(String, String)>()),
    ) -> Knock {
        Knock {
            event_id: EventId::from_byte_array(event_id),
            sender: PublicKey::from_byte_array(sender),
            payment_hash: hash.map(PaymentHash),
            comment, sent_at, first_seen_at, paid, state, attempts, next_attempt_at, last_error,
        }
    }
}

prop_compose! {
    fn any_contact()(
        (petname, lightning_address, offer, nip05) in (some_text(), some_text(), some_text(), some_text()),
        address_by in select(vec![AddressSource::User, AddressSource::Card, AddressSource::Profile]),
        asked_price in some_amount(),
        relays in any_relays(),
        (nip05_verified_at, verified_at) in (prop::option::of(any_time()), prop::option::of(any_time())),
        blocked in any::<bool>(),
        added_at in any_time(),
    ) -> Contact {
        Contact {
            pubkey: key(9),
            petname, lightning_address, offer, address_by, asked_price, relays, nip05, nip05_verified_at,
            verified_at, blocked, added_at,
        }
    }
}

#[test]
fn an_outgoing_message_comes_back_with_any_payment_and_error() {
    let (store, _dir) = store();
    let given = (any_outgoing(), any_ticket(), any::<(String, String)>(), any_time());
    proptest!(ProptestConfig::with_cases(CASES), |((new, ticket, error, next_attempt_at) in given)| {
        let row = store.insert_outgoing(&new).unwrap();
        prop_assert_eq!((&row.comment, &row.event_json), (&new.comment, &new.event_json));
        prop_assert_eq!((&row.one_time_secret, &row.relays), (&new.one_time_secret, &new.relays));
        prop_assert_eq!((row.sought, row.max_amount, row.max_fee), (new.sought, new.max_amount, new.max_fee));

        let row = store.advance(row.id, OutState::Sealed, &OutChange::Invoiced(ticket.clone())).unwrap();
        prop_assert!(row.pay == Some(ticket), "the payment is another one");
        let retry = OutChange::Retry { error: error.clone(), next_attempt_at };
        let row = store.advance(row.id, OutState::Invoiced, &retry).unwrap();
        prop_assert_eq!((row.last_error, row.next_attempt_at), (Some(error), Some(next_attempt_at)));
    });
}

#[test]
fn every_knock_comes_back() {
    let (store, _dir) = store();
    proptest!(ProptestConfig::with_cases(CASES), |(knock in any_knock())| {
        prop_assert_eq!(store.insert_knock(&knock).unwrap(), Inserted::New);
        prop_assert!(store.knock(&knock.event_id).unwrap() == Some(knock), "it is another one");
    });
}

#[test]
fn every_contact_comes_back() {
    let (store, _dir) = store();
    proptest!(ProptestConfig::with_cases(CASES), |(contact in any_contact())| {
        store.put_contact(&contact).unwrap();
        prop_assert_eq!(store.contact(&contact.pubkey).unwrap(), Some(contact));
    });
}

#[test]
fn what_each_relay_said_comes_back() {
    let (store, _dir) = store();
    let outcomes = select(vec![
        Outcome::Waiting,
        Outcome::Accepted,
        Outcome::Rejected,
        Outcome::OverLimit,
        Outcome::Unreachable,
        Outcome::Forbidden,
    ]);
    let given = (any_outgoing(), any_relays(), prop::collection::vec((outcomes, some_text()), 4));
    proptest!(ProptestConfig::with_cases(CASES), |((new, relays, said) in given)| {
        let row = store.insert_outgoing(&new).unwrap();
        store.begin_publication(row.id, &relays).unwrap();
        let told: Vec<Publication> = relays
            .into_iter()
            .zip(said)
            .map(|(relay, (outcome, reason))| Publication { relay, outcome, reason })
            .collect();
        for told in &told {
            prop_assert!(store.note_publication(row.id, told).unwrap());
        }
        prop_assert_eq!(store.publications(row.id).unwrap(), told);
    });
}

#[test]
fn relays_that_were_found_come_back() {
    let (store, _dir) = store();
    let facts = prop::collection::vec((any::<u32>(), prop::option::of(any::<u32>()), any_time()), 4);
    proptest!(ProptestConfig::with_cases(CASES), |(relays in any_relays(), facts in facts)| {
        let found: Vec<DiscoveredRelay> = relays
            .into_iter()
            .zip(facts)
            .map(|(relay, (monitors, rtt_ms, found_at))| DiscoveredRelay { relay, monitors, rtt_ms, found_at })
            .collect();
        store.set_discovered_relays(&found).unwrap();
        let mut kept = store.discovered_relays().unwrap();
        kept.sort_by_key(|one| found.iter().position(|other| other.relay == one.relay));
        prop_assert_eq!(kept, found);
    });
}

#[test]
fn every_upload_comes_back() {
    let (store, _dir) = store();
    let given = (any_name(), any::<String>(), any::<[u8; 32]>(), any_time(), any::<u32>());
    proptest!(ProptestConfig::with_cases(CASES), |((sha256, server, secret, expires_at, attempts) in given)| {
        let upload = Upload { sha256, server, secret: SecretBytes::new(secret.to_vec()), expires_at, attempts };
        store.insert_upload(&upload).unwrap();
        prop_assert_eq!(store.upload(&sha256).unwrap(), Some(upload));
    });
}

#[test]
fn relays_that_are_to_delete_come_back() {
    let (store, _dir) = store();
    proptest!(ProptestConfig::with_cases(CASES), |(new in any_outgoing(), relays in any_relays(), at in any_time())| {
        let row = store.insert_outgoing(&new).unwrap();
        let put_down = store.take_back(row.id, &note("unsent"), at).unwrap();
        prop_assert_eq!(put_down.reason, DeletionReason::Unsent);
        store.retry_deletion(row.id, &relays, at).unwrap();
        let due = store.deletions_due(at).unwrap();
        let kept = due.into_iter().find(|deletion| deletion.outgoing == row.id);
        prop_assert_eq!(kept, Some(Deletion { relays, attempts: 1, ..put_down }));
    });
}

#[test]
fn any_fact_comes_back_by_its_name_and_the_cursor_is_the_latest() {
    let (store, dir) = store();
    let values = ValueStore::open(dir.path().join("wallet.db"), &database_key()).unwrap();
    let given =
        (any::<[String; 2]>(), any::<String>(), prop::collection::vec(any::<u8>(), 0..200), any_time());
    proptest!(ProptestConfig::with_cases(CASES), |(([space, name], text, bytes, at) in given)| {
        store.set_setting(&name, &text).unwrap();
        prop_assert_eq!(store.setting(&name).unwrap(), Some(text));
        values.put(&space, &name, &bytes).unwrap();
        prop_assert_eq!(values.get(&space, &name).unwrap(), Some(bytes));
        prop_assert!(values.names(&space).unwrap().contains(&name));
        let before = store.payment_cursor().unwrap();
        store.set_payment_cursor(at).unwrap();
        prop_assert_eq!(store.payment_cursor().unwrap(), before.max(Some(at)));
    });
}
