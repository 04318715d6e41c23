//! A second sender, written from `docs/PROTOCOL.md` and not from the crate: it checks the crate, and
//! it can be made to lie at any step, which the crate's own sender cannot.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hkdf::Hkdf;
use nostr::nips::nip44::v2::{ConversationKey, encrypt_to_bytes_with_rng};
use nostr::secp256k1::schnorr::Signature;
use nostr::secp256k1::{Keypair, Message, Parity, PublicKey, Scalar, SecretKey, XOnlyPublicKey};
use nostr::{Event, EventId, Kind, SECP256K1, Tag, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::document::Entropy;
use crate::queue::Queue;

/// The steps of sending, in order. A forger is asked before each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Token,
    Encrypt,
    SignComment,
    HashEvent,
    SignEvent,
    Plaintext,
    Box,
    Done,
}

type Take = fn(&mut Knock);

/// All values of one knock; each step computes some of them from those before.
#[derive(Clone)]
pub(crate) struct Knock {
    pub(crate) entropy: Entropy,
    // What is asked for.
    pub(crate) sender_secret: [u8; 32],
    pub(crate) version: u8,
    pub(crate) ts: u32,
    pub(crate) sender: [u8; 32],
    pub(crate) receiver: [u8; 32],
    pub(crate) relay_field: Vec<u8>,
    pub(crate) message: Vec<u8>,
    pub(crate) event_tags: Vec<Vec<String>>,
    pub(crate) event_kind: u16,
    // Keys.
    pub(crate) ephemeral: [u8; 32],
    pub(crate) shared_secret: [u8; 32],
    pub(crate) comment_key: [u8; 32],
    pub(crate) tweak: [u8; 32],
    pub(crate) one_time_secret: [u8; 32],
    pub(crate) one_time: [u8; 32],
    // Step by step.
    pub(crate) token_event_id: [u8; 32],
    pub(crate) token: [u8; 64],
    pub(crate) conversation_key: [u8; 32],
    pub(crate) encrypted: String,
    pub(crate) digest: [u8; 32],
    pub(crate) comment_signature: [u8; 64],
    pub(crate) content: String,
    pub(crate) created_at: u64,
    pub(crate) event_pubkey: [u8; 32],
    pub(crate) event_id: [u8; 32],
    pub(crate) event_signature: [u8; 64],
    pub(crate) id_in_comment: [u8; 32],
    pub(crate) plaintext: Vec<u8>,
    pub(crate) comment: Vec<u8>,
}

impl Knock {
    pub(crate) fn new(
        sender_secret: [u8; 32],
        receiver_secret: [u8; 32],
        entropy: Entropy,
        now: u32,
    ) -> Self {
        let (sender, receiver) = (xonly(&sender_secret), xonly(&receiver_secret));
        // e is negated where eG has an odd y; its x stays.
        let mut e = SecretKey::from_slice(&entropy.e).unwrap();
        let (ephemeral, parity) = PublicKey::from_secret_key(SECP256K1, &e).x_only_public_key();
        if parity == Parity::Odd {
            e = e.negate();
        }
        let lifted =
            PublicKey::from_x_only_public_key(XOnlyPublicKey::from_slice(&receiver).unwrap(), Parity::Even);
        let shared_secret =
            lifted.mul_tweak(SECP256K1, &Scalar::from(e)).unwrap().x_only_public_key().0.serialize();
        let mut okm = [0; 64];
        let info = [ephemeral.serialize(), receiver].concat();
        Hkdf::<Sha256>::new(Some(b"knock/v1"), &shared_secret).expand(&info, &mut okm).unwrap();
        let tweak: [u8; 32] = okm[32..].try_into().unwrap();
        let p = e.add_tweak(&Scalar::from_be_bytes(tweak).unwrap()).unwrap();
        let one_time = p.x_only_public_key(SECP256K1).0.serialize();
        let backdating = u32::from_be_bytes(entropy.backdating) % 301;
        Self {
            sender_secret,
            version: 1,
            ts: now,
            sender,
            receiver,
            relay_field: vec![0],
            message: br#"{"content":"Hello Bob"}"#.to_vec(),
            event_tags: expiration(full_hour(u64::from(now) + 604_800)),
            event_kind: 1404,
            ephemeral: ephemeral.serialize(),
            shared_secret,
            comment_key: okm[..32].try_into().unwrap(),
            tweak,
            one_time_secret: p.secret_bytes(),
            one_time,
            token_event_id: [0; 32],
            token: [0; 64],
            conversation_key: [0; 32],
            encrypted: String::new(),
            digest: [0; 32],
            comment_signature: [0; 64],
            content: String::new(),
            created_at: u64::from(now - backdating),
            event_pubkey: one_time,
            event_id: [0; 32],
            event_signature: [0; 64],
            id_in_comment: [0; 32],
            plaintext: Vec::new(),
            comment: Vec::new(),
            entropy,
        }
    }

    /// Takes all steps, with the forger before each.
    pub(crate) fn make(mut self, mut forger: impl FnMut(Step, &mut Self)) -> Self {
        let steps: [(Step, Take); 8] = [
            (Step::Token, Self::sign_token),
            (Step::Encrypt, Self::encrypt),
            (Step::SignComment, Self::sign_comment),
            (Step::HashEvent, Self::hash_event),
            (Step::SignEvent, Self::sign_event),
            (Step::Plaintext, Self::write_plaintext),
            (Step::Box, Self::close_box),
            (Step::Done, |_| ()),
        ];
        for (step, take) in steps {
            forger(step, &mut self);
            take(&mut self);
        }
        self
    }

    fn sign_token(&mut self) {
        let tags = [
            vec!["p".into(), hex::encode(self.receiver)],
            vec!["one-time".into(), hex::encode(self.one_time)],
        ];
        self.token_event_id = nip01_id(&self.sender, u64::from(self.ts), 21_404, &tags, "");
        self.token = sign(&self.sender_secret, &self.token_event_id, &self.entropy.aux_token);
    }

    fn encrypt(&mut self) {
        let p = nostr::SecretKey::from_slice(&self.one_time_secret).unwrap();
        let key = ConversationKey::derive(&p, &nostr::PublicKey::from_byte_array(self.receiver)).unwrap();
        self.conversation_key = key.as_bytes().try_into().unwrap();
        let mut nonce = Queue::new(self.entropy.nip44_nonce.to_vec());
        self.encrypted = STANDARD.encode(encrypt_to_bytes_with_rng(&mut nonce, &key, &self.message).unwrap());
    }

    fn sign_comment(&mut self) {
        let body = [
            &[self.version],
            &self.ts.to_be_bytes()[..],
            &self.sender,
            &self.one_time,
            &self.receiver,
            &self.token,
            &self.relay_field,
            &Sha256::digest(self.encrypted.as_bytes()),
        ]
        .concat();
        let tag = Sha256::digest("knock/v1/comment");
        self.digest = Sha256::digest([&tag[..], &tag, &body].concat()).into();
        self.comment_signature = sign(&self.one_time_secret, &self.digest, &self.entropy.aux_comment);
        self.content = format!("{}.{}", hex::encode(self.comment_signature), self.encrypted);
    }

    fn hash_event(&mut self) {
        self.event_id =
            nip01_id(&self.event_pubkey, self.created_at, self.event_kind, &self.event_tags, &self.content);
    }

    fn sign_event(&mut self) {
        self.event_signature = sign(&self.one_time_secret, &self.event_id, &self.entropy.aux_event);
        self.id_in_comment = self.event_id;
    }

    fn write_plaintext(&mut self) {
        let steps = self.relay_field.len().saturating_sub(5).div_ceil(48);
        self.plaintext = [
            &[self.version],
            &self.ts.to_be_bytes()[..],
            &self.sender,
            &self.token,
            &self.id_in_comment,
            &self.relay_field,
        ]
        .concat();
        self.plaintext.resize(138 + 48 * steps, 0);
    }

    fn close_box(&mut self) {
        let payload = Payload { msg: &self.plaintext, aad: &[self.ephemeral, self.receiver].concat() };
        let sealed =
            ChaCha20Poly1305::new(&self.comment_key.into()).encrypt(&[0; 12].into(), payload).unwrap();
        self.comment = [&self.ephemeral[..], &sealed].concat();
    }

    pub(crate) fn base64url(&self) -> String {
        format!("knock1{}", URL_SAFE_NO_PAD.encode(&self.comment))
    }

    pub(crate) fn base2048(&self) -> String {
        format!("knock1{}", base2048::encode(&self.comment))
    }

    pub(crate) fn event(&self) -> Event {
        Event::new(
            EventId::from_byte_array(self.event_id),
            nostr::PublicKey::from_byte_array(self.event_pubkey),
            Timestamp::from(self.created_at),
            Kind::from(self.event_kind),
            self.event_tags.iter().map(|tag| Tag::parse(tag).unwrap()),
            &self.content,
            Signature::from_slice(&self.event_signature).unwrap(),
        )
    }
}

/// The tag list of an event that expires then.
pub(crate) fn expiration(at: u64) -> Vec<Vec<String>> {
    vec![vec!["expiration".into(), at.to_string()]]
}

/// Rounds up to the full hour.
pub(crate) fn full_hour(time: u64) -> u64 {
    time.div_ceil(3_600) * 3_600
}

/// The x coordinate of the secret's point.
pub(crate) fn xonly(secret: &[u8; 32]) -> [u8; 32] {
    SecretKey::from_slice(secret).unwrap().x_only_public_key(SECP256K1).0.serialize()
}

/// Whether the secret's point has an odd y.
pub(crate) fn is_odd(secret: &[u8; 32]) -> bool {
    SecretKey::from_slice(secret).unwrap().x_only_public_key(SECP256K1).1 == Parity::Odd
}

/// NIP-01's hash of an event.
pub(crate) fn nip01_id(
    pubkey: &[u8; 32],
    at: u64,
    kind: u16,
    tags: &[Vec<String>],
    content: &str,
) -> [u8; 32] {
    Sha256::digest(json!([0, hex::encode(pubkey), at, kind, tags, content]).to_string()).into()
}

fn sign(secret: &[u8; 32], digest: &[u8; 32], aux: &[u8; 32]) -> [u8; 64] {
    let pair = Keypair::from_seckey_slice(SECP256K1, secret).unwrap();
    *SECP256K1.sign_schnorr_with_aux_rand(&Message::from_digest(*digest), &pair, aux).as_ref()
}
