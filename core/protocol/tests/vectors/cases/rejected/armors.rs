//! Comments whose text is refused before anything is decrypted.

use super::{forged, rejected};
use crate::cases::knock;
use crate::document::Rejected;
use crate::forge::Step;

pub(super) fn all() -> Vec<Rejected> {
    let good = knock("armor", false, false).make(|_, _| ());
    let (long, short) = (good.base64url(), good.base2048());
    let swap = |text: &str, at: usize, to: char| -> String {
        text.chars().enumerate().map(|(i, c)| if i == at { to } else { c }).collect()
    };
    let tail = short.chars().last().and_then(|c| base2048::TAIL.iter().position(|t| *t == c)).unwrap();
    vec![
        rejected("an ordinary comment", "comment_no_prefix", "Thanks for the coffee".into()),
        rejected("the prefix in capitals", "comment_no_prefix", long.replace("knock1", "KNOCK1")),
        rejected("the prefix alone", "comment_bad_length", "knock1".into()),
        rejected("one character lost", "comment_bad_length", long[..253].into()),
        rejected("one character more", "comment_bad_length", format!("{long}A")),
        rejected("between two sizes", "comment_bad_length", format!("{long}{}", "A".repeat(32))),
        rejected("longer than the longest", "comment_bad_length", format!("knock1{}", "A".repeat(824))),
        rejected("padded base64", "comment_bad_length", format!("{long}==")),
        rejected("a character of standard base64", "comment_bad_armor", swap(&long, 100, '+')),
        rejected("a line end inside", "comment_bad_armor", swap(&long, 100, '\n')),
        rejected("base2048 with a foreign letter", "comment_bad_armor", swap(&short, 100, 'X')),
        rejected(
            "base2048 that is not canonical: the last character is not a tail",
            "comment_bad_armor",
            swap(&short, 141, base2048::ENC_TABLE[tail]),
        ),
        rejected(
            "base2048 that is not canonical: a bit too many at the end",
            "comment_bad_armor",
            spare_bit(),
        ),
        rejected("base2048 with its tail inside", "comment_bad_armor", swap(&short, 50, base2048::TAIL[0])),
    ]
}

/// With four steps the last character has 11 bits for the 10 that are left; here the spare one is set.
fn spare_bit() -> String {
    let entry = format!("r.example/{}", "x".repeat(170));
    let field = [&[0x81, entry.len() as u8], entry.as_bytes()].concat();
    let long = forged("a spare bit", Step::Token, |k| k.relay_field = field);
    let mut text: Vec<char> = long.base2048().chars().collect();
    let last = text.last_mut().unwrap();
    let index = base2048::ENC_TABLE.iter().position(|c| c == last).unwrap();
    *last = base2048::ENC_TABLE[index + 1_024];
    text.into_iter().collect()
}
