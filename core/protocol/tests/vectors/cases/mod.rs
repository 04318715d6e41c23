//! The cases of `knock.vectors.json`, made by the second sender.

mod accepted;
mod rejected;

use sha2::{Digest, Sha256};

use crate::document::{Entropy, Vectors};
use crate::forge::{Knock, is_odd};

/// When all vectors are sent: 2027-01-15 08:00:07 UTC.
pub(crate) const NOW: u32 = 1_800_000_007;

const ABOUT: [&str; 6] = [
    "Test vectors of the Knock protocol, version 1. docs/PROTOCOL.md is the normative text.",
    "Bytes are lower-case hex, times are seconds since 1970. The entropy is named in the order in which a sender draws it.",
    "accepted: a sender with these inputs makes exactly these values; a receiver that opens comment (either armor) and event at the time 'now' gets the rumor.",
    "accepted without 'message': the plaintext is one that other senders may write; only the receiving side applies.",
    "rejected without 'event': opening the comment at the time 'now' gives the error. With one: the comment opens, the event gives the error.",
    "Errors are named as in docs/PROTOCOL.md. A case fails exactly one check unless its name says which comes first.",
];

/// The whole document, the same on every run.
pub(crate) fn vectors() -> Vectors {
    Vectors {
        about: ABOUT.map(String::from).to_vec(),
        version: 1,
        accepted: accepted::all(),
        rejected: rejected::all(),
    }
}

/// Fixed bytes for a purpose; as a secret key they are valid but for a chance of 2^-127.
fn fixed(purpose: &str) -> [u8; 32] {
    Sha256::digest(format!("knock/v1/vectors/{purpose}")).into()
}

fn alice() -> [u8; 32] {
    fixed("alice")
}

fn bob() -> [u8; 32] {
    fixed("bob")
}

fn eve() -> [u8; 32] {
    fixed("eve")
}

/// A knock from Alice at Bob whose `E` and `P` have the parities asked for.
fn knock(name: &str, odd_e: bool, odd_p: bool) -> Knock {
    let knocks = (0..).map(|n| {
        let of = |part: &str| fixed(&format!("{name}/{n}/{part}"));
        let entropy = Entropy {
            e: of("e"),
            backdating: *of("backdating").first_chunk().unwrap(),
            nip44_nonce: of("nip44_nonce"),
            aux_token: of("aux_token"),
            aux_comment: of("aux_comment"),
            aux_event: of("aux_event"),
        };
        Knock::new(alice(), bob(), entropy, NOW)
    });
    let wanted = |k: &Knock| is_odd(&k.entropy.e) == odd_e && is_odd(&k.one_time_secret) == odd_p;
    knocks.into_iter().find(wanted).unwrap()
}
