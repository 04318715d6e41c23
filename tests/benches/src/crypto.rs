//! Sealing and opening one "Hello Bob".
//!
//! The peer is NIP-17 as nostr 0.44 does it: to send, one rumor in two gift wraps, for the receiver and for
//! the sender's own copy; to receive, one gift wrap verified and unwrapped. Both sides begin and end with
//! what travels: JSON, and for Knock the comment's text.
//!
//! The limit is the curve operations that the protocol needs, called bare on libsecp256k1: no hashing, no
//! cipher, no JSON.

use std::cell::Cell;

use anyhow::Context;
use clap::ValueEnum;
use futures::executor::block_on;
use knock_protocol::{
    Comment, Message, ReceivedMessage, RelayHint, SealRequest, Sealed, Ttl, open_comment, seal,
};
use nostr::nips::nip59::UnwrappedGift;
use nostr::secp256k1::ecdh::shared_secret_point;
use nostr::secp256k1::rand::rngs::OsRng;
use nostr::secp256k1::schnorr::Signature;
use nostr::secp256k1::{Keypair, Message as Digest, PublicKey as Point, Scalar, XOnlyPublicKey};
use nostr::{Event, EventBuilder, JsonUtil, Keys, PublicKey, SECP256K1, Timestamp, UnsignedEvent};

use crate::report::{Figure, Report};
use crate::rounds::{Contender, interleave};

const TEXT: &str = "Hello Bob";

/// What [`count`] repeats.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Work {
    Seal,
    Open,
    SealLimit,
    OpenLimit,
    Nip17Send,
    Nip17Receive,
}

pub(crate) fn run(rounds: usize) -> anyhow::Result<Report> {
    let pair = Pair::new()?;
    let [sealed, wrapped, seal_limit, opened, unwrapped, open_limit] = interleave(
        rounds,
        [
            Contender::new(|| pair.seal()),
            Contender::new(|| pair.wrap()),
            Contender::new(|| pair.seal_limit()),
            Contender::new(|| pair.open()),
            Contender::new(|| pair.unwrap()),
            Contender::new(|| pair.open_limit()),
        ],
    );
    let mut report = Report::new("Crypto");
    let time = Figure::Time;
    report.row("seal", time(sealed), "NIP-17 send, two gift wraps", time(wrapped), Some(0.60));
    report.row("seal", time(sealed), "bare curve operations", time(seal_limit), Some(1.15));
    report.row("open", time(opened), "NIP-17 receive, one gift wrap", time(unwrapped), Some(1.0));
    report.row("open", time(opened), "bare curve operations", time(open_limit), Some(1.15));
    Ok(report)
}

/// Repeats one kind of work and nothing else.
pub(crate) fn count(work: Work, times: usize) -> anyhow::Result<()> {
    let pair = Pair::new()?;
    for _ in 0..times {
        match work {
            Work::Seal => drop(pair.seal()?),
            Work::Open => drop(pair.open()?),
            Work::SealLimit => drop(pair.seal_limit()?),
            Work::OpenLimit => drop(pair.open_limit()?),
            Work::Nip17Send => drop(pair.wrap()?),
            Work::Nip17Receive => drop(pair.unwrap()?),
        }
    }
    Ok(())
}

/// Bytes of Knock's event, of its comment, and of NIP-17's gift wraps together.
pub(crate) fn sizes() -> anyhow::Result<[usize; 3]> {
    let pair = Pair::new()?;
    let (comment, event) = pair.seal()?;
    Ok([event.len(), comment.len(), pair.wrap()?.iter().map(String::len).sum()])
}

/// Messages that are opened in turns: with one and the same, the processor would learn its signatures' path by heart.
const MESSAGES: usize = 64;

/// Two people and messages between them, in both protocols.
struct Pair {
    alice: Keys,
    bob: Keys,
    now: Timestamp,
    identity: Keypair,
    sent: Vec<Sent>,
    /// How many were opened.
    opened: Cell<usize>,
}

/// One message: what travels, and values of its shape for the bare operations.
struct Sent {
    comment: String,
    event: String,
    gift: String,
    ephemeral: PublicKey,
    tweak: Scalar,
    /// The token's, the event's and the comment's.
    signatures: [(Signature, Digest); 3],
    author: XOnlyPublicKey,
}

impl Pair {
    fn new() -> anyhow::Result<Self> {
        let (alice, bob) = (Keys::generate(), Keys::generate());
        let identity = Keypair::from_secret_key(SECP256K1, alice.secret_key());
        let (now, opened) = (Timestamp::now(), Cell::new(0));
        let mut pair = Self { alice, bob, now, identity, sent: Vec::new(), opened };
        pair.sent = (0..MESSAGES).map(|_| pair.send()).collect::<anyhow::Result<_>>()?;
        Ok(pair)
    }

    fn send(&self) -> anyhow::Result<Sent> {
        let (comment, event) = self.seal()?;
        let one_time = Keys::generate();
        let signed = |keys: &Keys| {
            let digest = Digest::from_digest(Scalar::random().to_be_bytes());
            (keys.sign_schnorr(&digest), digest)
        };
        Ok(Sent {
            comment,
            event,
            gift: self.wrap()?.swap_remove(0),
            ephemeral: Keys::generate().public_key(),
            tweak: Scalar::random(),
            signatures: [signed(&self.alice), signed(&one_time), signed(&one_time)],
            author: one_time.public_key().xonly()?,
        })
    }

    fn next(&self) -> &Sent {
        self.opened.set(self.opened.get() + 1);
        &self.sent[self.opened.get() % MESSAGES]
    }

    fn seal(&self) -> anyhow::Result<(String, String)> {
        let message = Message::text(TEXT);
        let request = SealRequest {
            sender: self.alice.public_key(),
            receiver: self.bob.public_key(),
            message: &message,
            relays: RelayHint::Unnamed,
            ttl: Ttl::Week,
            now: self.now,
        };
        let Sealed { comment, event, .. } = seal(&self.alice, &request, &mut OsRng)?;
        Ok((comment.to_base64url(), event.as_json()))
    }

    fn open(&self) -> anyhow::Result<ReceivedMessage> {
        let sent = self.next();
        let comment: Comment = sent.comment.parse()?;
        let opened = open_comment(&self.bob, &comment, self.now)?;
        let event = Event::from_json(&sent.event)?;
        Ok(opened.open_event(&self.bob, &event, self.now)?)
    }

    fn wrap(&self) -> anyhow::Result<Vec<String>> {
        let mut rumor: UnsignedEvent =
            EventBuilder::private_msg_rumor(self.bob.public_key(), TEXT).build(self.alice.public_key());
        rumor.ensure_id();
        let wrap = |to: PublicKey| -> anyhow::Result<String> {
            Ok(block_on(EventBuilder::gift_wrap(&self.alice, &to, rumor.clone(), []))?.as_json())
        };
        Ok(vec![wrap(self.bob.public_key())?, wrap(self.alice.public_key())?])
    }

    fn unwrap(&self) -> anyhow::Result<UnwrappedGift> {
        let gift = Event::from_json(&self.next().gift)?;
        gift.verify()?;
        Ok(block_on(UnwrappedGift::from_gift_wrap(&self.bob, &gift))?)
    }

    /// Two new keys, two shared secrets with the receiver's key parsed once, three signatures.
    fn seal_limit(&self) -> anyhow::Result<[u8; 64]> {
        let receiver = lift(&self.bob.public_key()).context("not on the curve")?;
        let ephemeral = Keypair::new(SECP256K1, &mut OsRng);
        let one_time = Keypair::new(SECP256K1, &mut OsRng);
        std::hint::black_box(shared_secret_point(&receiver, &ephemeral.secret_key()));
        let shared = shared_secret_point(&receiver, &one_time.secret_key());
        let digest = Digest::from_digest([7; 32]);
        for keys in [&self.identity, &one_time, &one_time] {
            std::hint::black_box(SECP256K1.sign_schnorr_with_rng(&digest, keys, &mut OsRng));
        }
        Ok(shared)
    }

    /// Two keys parsed, one tweaked, a shared secret and another that comes from it by a product with the base
    /// point, three signatures verified.
    fn open_limit(&self) -> anyhow::Result<Point> {
        let sent = self.next();
        let ephemeral = lift(&sent.ephemeral).context("not on the curve")?;
        let sender: XOnlyPublicKey = self.alice.public_key().xonly()?;
        let mut first = [4; 65];
        first[1..].copy_from_slice(&shared_secret_point(&ephemeral, self.bob.secret_key()));
        std::hint::black_box(ephemeral.add_exp_tweak(SECP256K1, &sent.tweak)?);
        let step = self.bob.secret_key().mul_tweak(&sent.tweak)?.public_key(SECP256K1);
        let shared = Point::from_slice(&first)?.combine(&step)?;
        for ((signature, digest), by) in sent.signatures.iter().zip([sender, sent.author, sent.author]) {
            SECP256K1.verify_schnorr(signature, digest, &by)?;
        }
        Ok(shared)
    }
}

fn lift(key: &PublicKey) -> Option<Point> {
    let mut bytes = [2; 33];
    bytes[1..].copy_from_slice(key.as_bytes());
    Point::from_slice(&bytes).ok()
}
