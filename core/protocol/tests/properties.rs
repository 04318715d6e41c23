//! What holds for every message, relay set, time and damage.
#![allow(clippy::unwrap_used, reason = "a failed test says so")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use knock_protocol::{
    Comment, CommentError, Draft, EVENT_KIND, EventError, MAX_AGE, MAX_AHEAD, MAX_CONTENT_IN,
    MAX_CONTENT_OUT, MAX_MESSAGE_JSON, Message, MessageKind, RelayHint, SealError, SealRequest, Sealed,
    TOKEN_KIND, Ttl, VerifiedEvent, directory, open_comment, seal,
};
use nostr::secp256k1::rand::{SeedableRng, rngs::StdRng};
use nostr::secp256k1::schnorr::Signature;
use nostr::{
    Event, EventId, Filter, JsonUtil, Keys, Kind, PublicKey, RelayUrl, SecretKey, Tag, Timestamp,
    UnsignedEvent,
};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

const NOW: u64 = 1_800_000_007;
const CHARACTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \né।Ե";

/// A sealed message with all that its tests need.
#[derive(Debug)]
struct Knock {
    alice: Keys,
    bob: Keys,
    message: Message,
    relays: RelayHint,
    now: Timestamp,
    sealed: Sealed,
}

impl Knock {
    fn new(seed: u64, message: Message, relays: RelayHint, ttl: Ttl, now: u64) -> Result<Self, SealError> {
        let mut rng = StdRng::seed_from_u64(seed);
        let (alice, bob) = (
            Keys::new(SecretKey::generate_with_rng(&mut rng)),
            Keys::new(SecretKey::generate_with_rng(&mut rng)),
        );
        let now = Timestamp::from(now);
        let request = SealRequest {
            sender: alice.public_key(),
            receiver: bob.public_key(),
            message: &message,
            relays: relays.clone(),
            ttl,
            now,
        };
        let sealed = seal(&alice, &request, &mut rng)?;
        assert_eq!(request.comment_chars()?, sealed.comment.to_base64url().len());
        Ok(Self { alice, bob, relays, now, sealed, message })
    }

    fn hello(seed: u64) -> Self {
        Self::new(seed, Message::text("Hello Bob"), RelayHint::Unnamed, Ttl::Week, NOW).unwrap()
    }

    fn comment_bytes(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(&self.sealed.comment.to_base64url()["knock1".len()..]).unwrap()
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::collection::vec(any::<char>(), 1..200).prop_map(String::from_iter),
        1 => "\\PC{1,600}",
        1 => "[\"\\\\\n\r\t\u{0}-\u{1f}\u{7f}\u{2028}]{1,40}",
    ]
}

fn tags() -> impl Strategy<Value = Vec<Tag>> {
    let name = select(vec!["e", "subject", "lightning", "x", "file-type", "P", ""]);
    let tag = (name, proptest::collection::vec(".{0,20}", 0..4))
        .prop_map(|(name, values)| Tag::parse(std::iter::once(name.to_owned()).chain(values)).unwrap());
    proptest::collection::vec(tag, 0..4)
}

fn messages() -> impl Strategy<Value = Message> {
    let kinds =
        select(vec![MessageKind::Text, MessageKind::File, MessageKind::Reaction, MessageKind::Deletion]);
    let written_at = proptest::option::of((0..=NOW).prop_map(Timestamp::from));
    (kinds, texts(), tags(), written_at).prop_map(|(kind, content, tags, written_at)| Message {
        kind,
        content,
        tags,
        written_at,
    })
}

fn relays() -> impl Strategy<Value = RelayHint> {
    let all: Vec<u8> = (0..=u8::MAX).filter(|index| directory::relay_at(*index).is_some()).collect();
    let directory = subsequence(all, 1..=4).prop_shuffle().prop_map(RelayHint::Directory);
    let url = "(wss://[a-z0-9]{1,20}\\.example(:8[0-9]{3})?(/[a-z0-9]{1,9}){0,2}|ws://[a-z2-7]{56}\\.onion)";
    let inline = proptest::collection::btree_set(url, 1..=5)
        .prop_map(|urls| RelayHint::Inline(urls.iter().map(|url| RelayUrl::parse(url).unwrap()).collect()));
    prop_oneof![Just(RelayHint::Unnamed), directory, inline]
}

/// The event with one bit of one field flipped.
fn damaged(event: &Event, field: usize, bit: Index) -> Event {
    let mut event = event.clone();
    let flip = |bytes: &mut [u8], bits_per_byte: usize| {
        let bit = bit.index(bytes.len() * bits_per_byte);
        bytes[bit / bits_per_byte] ^= 1 << (bit % bits_per_byte);
    };
    // Seven bits of ASCII, so that the text stays text.
    let flip_text = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        flip(&mut bytes, 7);
        String::from_utf8(bytes).unwrap()
    };
    match field {
        0 => {
            let mut id = event.id.to_bytes();
            flip(&mut id, 8);
            event.id = EventId::from_byte_array(id);
        }
        1 => {
            let mut key = event.pubkey.to_bytes();
            flip(&mut key, 8);
            event.pubkey = PublicKey::from_byte_array(key);
        }
        2 => {
            let mut signature = event.sig.serialize();
            flip(&mut signature, 8);
            event.sig = Signature::from_slice(&signature).unwrap();
        }
        3 => event.created_at = Timestamp::from(event.created_at.as_secs() ^ (1 << bit.index(64))),
        4 => event.kind = Kind::from(event.kind.as_u16() ^ (1 << bit.index(16))),
        5 => event.content = flip_text(&event.content),
        _ => {
            let tag = event.tags.first().unwrap().as_slice();
            let (name, value) = (tag[0].clone(), tag[1].clone());
            let tag = if field == 6 { [flip_text(&name), value] } else { [name, flip_text(&value)] };
            event.tags = [Tag::parse(tag).unwrap()].into_iter().collect();
        }
    }
    event
}

proptest! {
    #[test]
    fn every_message_comes_back(
        seed in any::<u64>(),
        message in messages(),
        relays in relays(),
        ttl in select(Ttl::ALL.to_vec()),
        now in NOW..=u64::from(u32::MAX),
    ) {
        let k = Knock::new(seed, message, relays, ttl, now).unwrap();
        let (message, sealed, bob) = (&k.message, &k.sealed, &k.bob);
        for armor in [sealed.comment.to_base64url(), sealed.comment.to_base2048()] {
            let found = Comment::find_in(&format!("21 sat: {armor}, thanks")).unwrap().unwrap();
            let opened = open_comment(bob, &found, k.now).unwrap();
            prop_assert_eq!(opened.sender, k.alice.public_key());
            prop_assert_eq!(&opened.relays, &k.relays);
            prop_assert_eq!(opened.sent_at, k.now);
            let asked = Filter::new().id(sealed.event.id).author(sealed.event.pubkey).kind(EVENT_KIND).limit(1);
            prop_assert_eq!(opened.filter(), asked);
            let event = Event::from_json(sealed.event.as_json()).unwrap();
            let received = opened.open_event(bob, &event, k.now).unwrap();
            prop_assert_eq!(&received.rumor, &sealed.rumor);
            prop_assert_eq!(received.kind, message.kind);
            prop_assert_eq!(&received.rumor.content, &message.content);
            prop_assert_eq!(&received.rumor.tags.as_slice()[1..], message.tags.as_slice());
            prop_assert_eq!(received.rumor.created_at, message.written_at.unwrap_or(k.now));
            prop_assert_eq!(received.expires_at, ttl.expiration(k.now));
        }
        if !matches!(k.relays, RelayHint::Inline(_)) {
            prop_assert_eq!(sealed.comment.to_base64url().len(), 254);
        }
    }

    #[test]
    fn nothing_public_names_anybody(seed in any::<u64>(), message in messages(), relays in relays()) {
        let k = Knock::new(seed, message, relays, Ttl::Day, NOW).unwrap();
        let (json, bytes) = (k.sealed.event.as_json(), k.comment_bytes());
        let one_time = k.sealed.event.pubkey;
        prop_assert_ne!(&bytes[..32], one_time.as_bytes());
        for key in [k.alice.public_key(), k.bob.public_key()] {
            prop_assert!(!json.contains(&key.to_hex()));
            prop_assert!(!bytes.windows(32).any(|window| window == key.as_bytes()));
        }
        prop_assert!(!json.contains(&hex::encode(&bytes[..32])), "E is not on the relay");
        prop_assert!(!bytes.windows(32).any(|window| window == one_time.as_bytes()), "P is not in the comment");
        prop_assert!(!bytes.windows(32).any(|window| window == k.sealed.event.id.as_bytes()));
        prop_assert_eq!(k.sealed.event.tags.len(), 1);
        prop_assert!((0..=300).contains(&(NOW - k.sealed.event.created_at.as_secs())));
    }

    #[test]
    fn a_flipped_bit_of_the_comment_is_refused(seed in any::<u64>(), relays in relays(), bit in any::<Index>()) {
        let k = Knock::new(seed, Message::text("Hello Bob"), relays, Ttl::Week, NOW).unwrap();
        let mut bytes = k.comment_bytes();
        let bit = bit.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        let text = format!("knock1{}", URL_SAFE_NO_PAD.encode(bytes));
        let refusal = open_comment(&k.bob, &text.parse().unwrap(), k.now).err();
        prop_assert!(matches!(refusal, Some(CommentError::Undecryptable | CommentError::BadEphemeralKey)));
    }

    #[test]
    fn a_changed_character_of_the_comment_is_refused(
        seed in any::<u64>(),
        short in any::<bool>(),
        at in any::<Index>(),
        to in select(CHARACTERS.chars().collect::<Vec<_>>()),
    ) {
        let k = Knock::hello(seed);
        let text = if short { k.sealed.comment.to_base2048() } else { k.sealed.comment.to_base64url() };
        let mut characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len());
        prop_assume!(characters[at] != to);
        characters[at] = to;
        let opened = String::from_iter(characters).parse().and_then(|c| open_comment(&k.bob, &c, k.now));
        prop_assert!(opened.is_err());
    }

    #[test]
    fn a_flipped_bit_of_the_event_is_refused(seed in any::<u64>(), bit in any::<Index>()) {
        let k = Knock::hello(seed);
        let opened = open_comment(&k.bob, &k.sealed.comment, k.now).unwrap();
        for field in 0..8 {
            let event = damaged(&k.sealed.event, field, bit);
            prop_assert_ne!(&event, &k.sealed.event);
            prop_assert!(opened.open_event(&k.bob, &event, k.now).is_err(), "field {field}");
            prop_assert!(VerifiedEvent::new(event).is_none(), "field {field}");
        }
    }

    #[test]
    fn any_other_receiver_cannot_decrypt(seed in any::<u64>(), relays in relays()) {
        let k = Knock::new(seed, Message::text("Hello Bob"), relays, Ttl::Week, NOW).unwrap();
        for other in [&k.alice, &Keys::generate()] {
            let refusal = open_comment(other, &k.sealed.comment, k.now).err();
            prop_assert_eq!(refusal, Some(CommentError::Undecryptable));
        }
    }

    #[test]
    fn an_event_of_another_knock_is_refused(seed in any::<u64>()) {
        let (k, other) = (Knock::hello(seed), Knock::hello(seed.wrapping_add(1)));
        let opened = open_comment(&k.bob, &k.sealed.comment, k.now).unwrap();
        let refusal = opened.open_event(&k.bob, &other.sealed.event, k.now).err();
        prop_assert_eq!(refusal, Some(EventError::WrongId));
    }

    #[test]
    fn the_window_of_time_is_exact(seed in any::<u64>(), ttl in select(Ttl::ALL.to_vec()), now in NOW..NOW * 2) {
        let k = Knock::new(seed, Message::text("Hello Bob"), RelayHint::Unnamed, ttl, now).unwrap();
        let comment_at = |at: u64| open_comment(&k.bob, &k.sealed.comment, Timestamp::from(at)).err();
        prop_assert_eq!(comment_at(now + MAX_AGE), None);
        prop_assert_eq!(comment_at(now + MAX_AGE + 1), Some(CommentError::TooOld));
        prop_assert_eq!(comment_at(now - MAX_AHEAD), None);
        prop_assert_eq!(comment_at(now - MAX_AHEAD - 1), Some(CommentError::FromFuture));

        let opened = open_comment(&k.bob, &k.sealed.comment, k.now).unwrap();
        let event_at = |at: Timestamp| opened.open_event(&k.bob, &k.sealed.event, at).err();
        let end = k.sealed.expires_at;
        prop_assert_eq!(event_at(end - 1), None);
        prop_assert_eq!(event_at(end), Some(EventError::Expired));
        prop_assert!((ttl.as_secs()..ttl.as_secs() + 3_600).contains(&(end.as_secs() - now)));
    }
}

#[test]
fn a_signer_elsewhere_signs_the_token_and_nothing_else_passes() {
    let (alice, bob) = (Keys::generate(), Keys::generate());
    let (message, now) = (Message::text("Hello Bob"), Timestamp::from(NOW));
    let request = SealRequest {
        sender: alice.public_key(),
        receiver: bob.public_key(),
        message: &message,
        relays: RelayHint::Unnamed,
        ttl: Ttl::Week,
        now,
    };
    let finish = |signer: &Keys, kind: Kind| {
        let mut rng = StdRng::seed_from_u64(6);
        let draft = Draft::new(&request, &mut rng).unwrap();
        let asked = draft.token_request();
        assert_eq!((asked.pubkey, asked.kind, asked.created_at), (alice.public_key(), TOKEN_KIND, now));
        let signed = UnsignedEvent::new(signer.public_key(), now, kind, asked.tags, asked.content);
        draft.finish(signed.sign_with_keys(signer).unwrap().sig, &mut rng)
    };
    let sealed = finish(&alice, TOKEN_KIND).unwrap();
    assert_eq!(open_comment(&bob, &sealed.comment, now).unwrap().sender, alice.public_key());
    assert_eq!(finish(&alice, Kind::TextNote).unwrap_err(), SealError::BadToken);
    assert_eq!(finish(&bob, TOKEN_KIND).unwrap_err(), SealError::BadToken);
    assert_eq!(seal(&bob, &request, &mut StdRng::seed_from_u64(6)).unwrap_err(), SealError::BadToken);
}

#[test]
fn a_message_may_end_before_its_event() {
    let ending = |at: &str| {
        let tags = vec![Tag::parse(["expiration", at]).unwrap()];
        Knock::new(5, Message { tags, ..Message::text("Hello Bob") }, RelayHint::Unnamed, Ttl::Day, NOW)
    };
    let k = ending(&(NOW + 60).to_string()).unwrap();
    assert_eq!((k.sealed.gone_at.as_secs(), k.sealed.expires_at), (NOW + 60, Ttl::Day.expiration(k.now)));
    let opened = open_comment(&k.bob, &k.sealed.comment, k.now).unwrap();
    let at = |at: u64| opened.open_event(&k.bob, &k.sealed.event, Timestamp::from(at));
    assert_eq!(at(NOW + 59).unwrap().expires_at.as_secs(), NOW + 60);
    assert_eq!(at(NOW + 60).unwrap_err(), EventError::Expired);
    // One that is later than the event's does not prolong it, and one that has passed is not sent.
    let later = ending(&(NOW * 2).to_string()).unwrap().sealed;
    assert_eq!(later.gone_at, later.expires_at);
    assert_eq!(ending(&NOW.to_string()).unwrap_err(), SealError::Expired);
}

/// docs/PROTOCOL.md says them in figures, and so do other implementations.
#[test]
fn the_limits_are_those_of_the_protocol() {
    assert_eq!((MAX_AGE, MAX_AHEAD), (2_678_400, 900));
    assert_eq!((MAX_CONTENT_OUT, MAX_CONTENT_IN), (8_192, 65_536));
    assert_eq!(Ttl::ALL.map(Ttl::as_secs), [3_600, 86_400, 604_800, 2_592_000]);
}

#[test]
fn hello_bob_is_small() {
    let k = Knock::hello(1);
    assert_eq!(k.sealed.event.as_json().len(), 633);
    assert_eq!(k.sealed.comment.to_base64url().len(), 254);
    assert_eq!(k.sealed.comment.to_base2048().chars().count(), 142);
}

/// What the builders make is what NIP-25, NIP-09 and docs/PROTOCOL.md say.
#[test]
fn messages_that_act_on_others_name_them() {
    let id = EventId::from_byte_array([7; 32]);
    let tags =
        |message: &Message| message.tags.iter().map(|tag| tag.as_slice().join(" ")).collect::<Vec<_>>();
    let hex = id.to_hex();
    let reaction = Message::reaction("+", id);
    assert_eq!((reaction.kind.kind().as_u16(), tags(&reaction)), (7, vec![format!("e {hex}")]));
    let withdrawal = Message::withdrawal(id);
    assert_eq!(withdrawal.kind.kind().as_u16(), 5);
    assert_eq!(tags(&withdrawal), [format!("e {hex}"), "k 7".to_owned()]);
    let edit = Message::edit("x", id).part(2, 3).having_seen(&[id, id]).asking(21_000);
    let start = &hex[..16];
    let expected =
        [format!("edit {hex}"), "part 2 3".into(), format!("seen {start} {start}"), "price 21000".into()];
    assert_eq!((edit.kind, tags(&edit)), (MessageKind::Text, expected.to_vec()));
    let answer = Message::text("x").in_reply_to(id).payable_at("bob@wallet.example");
    assert_eq!(tags(&answer), [format!("e {hex}"), "lightning bob@wallet.example".to_owned()]);
    assert!([&edit, &answer].iter().all(|message| message.content == "x"));
    assert_eq!((reaction.content.as_str(), withdrawal.content.as_str()), ("+", ""));
    assert!(tags(&Message::text("x").having_seen(&[])).is_empty());
}

#[test]
fn the_longest_text_is_known() {
    let seal = |n| Knock::new(2, Message::text("x".repeat(n)), RelayHint::Unnamed, Ttl::Week, NOW);
    assert!(seal(5_106).is_ok());
    let json_len = |chars| Message::text("x".repeat(chars)).json_len();
    assert_eq!((json_len(5_106), json_len(5_107)), (MAX_MESSAGE_JSON, MAX_MESSAGE_JSON + 1));
    let dated = Message { written_at: Some(Timestamp::from(NOW - 60)), ..Message::text("x") };
    assert_eq!(dated.json_len(), format!(r#"{{"content":"x","created_at":{}}}"#, NOW - 60).len());
    assert!(matches!(seal(5_107), Err(SealError::TooLong(n)) if n > 8_192));
    assert!(matches!(seal(70_000), Err(SealError::TooLong(_))));
}

#[test]
fn what_receivers_refuse_is_not_sent() {
    let refusal = |message: Message, relays, now| Knock::new(3, message, relays, Ttl::Week, now).err();
    let text = || Message::text("Hello Bob");
    assert_eq!(refusal(Message::text(""), RelayHint::Unnamed, NOW), Some(SealError::Empty));
    let ms = NOW * 1_000;
    assert_eq!(refusal(text(), RelayHint::Unnamed, ms), Some(SealError::BadClock(ms)));
    let later = |by| Message { written_at: Some(Timestamp::from(NOW + by)), ..text() };
    assert_eq!(refusal(later(900), RelayHint::Unnamed, NOW), None);
    assert_eq!(refusal(later(901), RelayHint::Unnamed, NOW), Some(SealError::WrittenLater));
    let addressed = Message { tags: vec![Tag::public_key(Keys::generate().public_key())], ..text() };
    assert_eq!(refusal(addressed, RelayHint::Unnamed, NOW), Some(SealError::ReservedTag));
    let long = |n: usize| RelayUrl::parse(&format!("wss://r.example/{}", "x".repeat(n))).unwrap();
    let kind = |relays| refusal(text(), RelayHint::Inline(relays), NOW).map(|error| error.kind());
    assert_eq!(kind(vec![long(245)]), None, "an entry of 255 bytes");
    assert_eq!(kind(vec![long(246)]), Some("relay_field_too_long"), "one of 256");
    assert_eq!(kind(vec![long(245), long(121)]), None, "389 bytes: the longest field");
    assert_eq!(kind(vec![long(245), long(122)]), Some("relay_field_too_long"));
    let sealed =
        Knock::new(4, text(), RelayHint::Inline(vec![long(245), long(121)]), Ttl::Week, NOW).unwrap().sealed;
    assert_eq!(sealed.comment.to_base64url().len(), 766);
}
