//! How the comment's bytes become text, and how they are found in the text that a wallet shows.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nostr::PublicKey;

use super::error::CommentError;
use super::plaintext::{MAX_STEPS, MIN_PLAINTEXT, STEP};
use super::{EPHEMERAL, TAG};

const PREFIX: &str = "knock1";
const MIN_BYTES: usize = EPHEMERAL + MIN_PLAINTEXT + TAG;

/// A comment as it travels: `E ‖ box`, 186 bytes or 48 more for each step. Its content is encrypted.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Comment(Vec<u8>);

impl Comment {
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Result<Self, CommentError> {
        let extra = bytes.len().checked_sub(MIN_BYTES);
        if extra.is_some_and(|extra| extra % STEP == 0 && extra / STEP <= MAX_STEPS) {
            Ok(Self(bytes))
        } else {
            Err(CommentError::BadLength(bytes.len()))
        }
    }

    /// The comment in base64url: 254 characters, or 64 more for each step. ASCII, so characters are bytes.
    pub fn to_base64url(&self) -> String {
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(&self.0))
    }

    /// The comment in base2048: 142 characters for the short form, for services that count characters.
    pub fn to_base2048(&self) -> String {
        format!("{PREFIX}{}", base2048::encode(&self.0))
    }

    /// The comment in the first armor that a service with this limit accepts (LUD-12
    /// `commentAllowed`, in characters): base64url where it fits, else base2048, else `None`.
    pub fn fit(&self, allowed: usize) -> Option<String> {
        [Self::to_base64url, Self::to_base2048]
            .into_iter()
            .map(|armor| armor(self))
            .find(|text| text.chars().count() <= allowed)
    }

    /// The characters that [`Comment::to_base64url`] has for a relay field of that many bytes.
    pub(crate) fn chars_for(plaintext: usize) -> usize {
        PREFIX.len() + (EPHEMERAL + plaintext + TAG).div_ceil(3) * 4
    }

    /// Finds the comment in a text, such as a wallet's payment description. `None` where nothing in
    /// the text starts like one; an error where something does but is not whole.
    pub fn find_in(text: &str) -> Option<Result<Self, CommentError>> {
        let mut last = None;
        for (at, _) in text.match_indices(PREFIX) {
            let body = &text[at + PREFIX.len()..];
            for run in [leading(body, is_base64url), leading(body, is_base2048)] {
                match Self::decode(run) {
                    Ok(comment) => return Some(Ok(comment)),
                    Err(error) => last = last.or(Some(Err(error))),
                }
            }
        }
        last
    }

    /// Decodes what follows the prefix. The character count alone tells which armor it is: no
    /// length of the one is a length of the other.
    fn decode(body: &str) -> Result<Self, CommentError> {
        let count = body.chars().count();
        let is_length = |of: fn(usize) -> usize| (0..=MAX_STEPS).any(|k| of(MIN_BYTES + k * STEP) == count);
        let bytes = if is_length(|bytes| bytes.div_ceil(3) * 4) {
            URL_SAFE_NO_PAD.decode(body).map_err(|_| CommentError::BadArmor)?
        } else if is_length(|bytes| (bytes * 8).div_ceil(11)) {
            decode_base2048(body).ok_or(CommentError::BadArmor)?
        } else {
            return Err(CommentError::BadLength(count));
        };
        // 136 characters of base2048 have room for 187 bytes, too.
        Self::from_bytes(bytes).map_err(|_| CommentError::BadArmor)
    }

    /// `E`.
    pub(crate) fn ephemeral(&self) -> PublicKey {
        let mut bytes = [0; EPHEMERAL];
        bytes.copy_from_slice(&self.0[..EPHEMERAL]);
        PublicKey::from_byte_array(bytes)
    }

    /// The AEAD box.
    pub(crate) fn sealed(&self) -> &[u8] {
        &self.0[EPHEMERAL..]
    }
}

impl fmt::Display for Comment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64url())
    }
}

impl fmt::Debug for Comment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Comment({} bytes)", self.0.len())
    }
}

impl FromStr for Comment {
    type Err = CommentError;

    /// Reads exactly one comment, white space around it aside.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::decode(text.trim().strip_prefix(PREFIX).ok_or(CommentError::NoPrefix)?)
    }
}

/// The longest run at the start of `text` whose characters all satisfy `belongs`.
///
/// It ends one character after the longest comment: that is too long already, and reading on would
/// make the search quadratic in a text full of prefixes.
fn leading(text: &str, belongs: fn(char) -> bool) -> &str {
    let longest = Comment::chars_for(MIN_PLAINTEXT + MAX_STEPS * STEP);
    let end = text.char_indices().enumerate().find(|(n, (_, c))| *n == longest || !belongs(*c));
    end.map_or(text, |(_, (at, _))| &text[..at])
}

fn is_base64url(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

fn is_base2048(c: char) -> bool {
    // The crate's table is indexed by code point and has no guard of its own.
    base2048::DEC_TABLE.get(c as usize).is_some_and(|&v| v != u16::MAX) || base2048::TAIL.contains(&c)
}

/// Decodes and demands the one canonical text.
fn decode_base2048(body: &str) -> Option<Vec<u8>> {
    if !body.chars().all(is_base2048) {
        return None;
    }
    base2048::decode(body).filter(|bytes| base2048::encode(bytes) == body)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(step: usize, seed: u8) -> Comment {
        Comment((0..MIN_BYTES + step * STEP).map(|i| (i as u8).wrapping_mul(31).wrapping_add(seed)).collect())
    }

    #[test]
    fn both_armors_have_their_length_and_come_back() {
        for step in 0..=MAX_STEPS {
            let comment = sample(step, 7);
            let (long, short) = (comment.to_base64url(), comment.to_base2048());
            assert_eq!(long.len(), 254 + 64 * step);
            assert_eq!(Comment::chars_for(MIN_PLAINTEXT + step * STEP), long.len());
            assert_eq!(long.parse::<Comment>().unwrap(), comment);
            assert_eq!(short.parse::<Comment>().unwrap(), comment);
        }
        assert_eq!(sample(0, 1).to_base2048().chars().count(), 142);
    }

    #[test]
    fn the_limit_of_the_service_chooses_the_armor() {
        let comment = sample(0, 3);
        for allowed in [255, 254] {
            assert_eq!(comment.fit(allowed), Some(comment.to_base64url()));
        }
        for allowed in [253, 142] {
            assert_eq!(comment.fit(allowed), Some(comment.to_base2048()));
        }
        assert_eq!(comment.fit(141), None);
        assert_eq!(comment.fit(0), None);
    }

    #[test]
    fn a_comment_has_one_of_nine_lengths() {
        let lengths: Vec<usize> =
            (0..800).filter(|length| Comment::from_bytes(vec![7; *length]).is_ok()).collect();
        assert_eq!(lengths, [186, 234, 282, 330, 378, 426, 474, 522, 570]);
    }

    #[test]
    fn is_found_in_a_wallets_text() {
        let comment = sample(0, 9);
        for comment in [comment.clone(), sample(MAX_STEPS, 9)] {
            for text in [comment.to_base64url(), comment.to_base2048()] {
                for around in [
                    text.clone(),
                    format!("Comment: \"{text}\" (21 sat)"),
                    format!("knock1 knock1x {text}\n"),
                ] {
                    assert_eq!(Comment::find_in(&around), Some(Ok(comment.clone())), "{around}");
                }
            }
        }
        // It is not read further than a comment can be long.
        let endless = format!("knock1{}", "a".repeat(2_000));
        assert_eq!(Comment::find_in(&endless), Some(Err(CommentError::BadLength(766))));
        assert_eq!(Comment::find_in("thanks for the coffee"), None);
        let cut = &comment.to_base64url()[..200];
        assert_eq!(Comment::find_in(cut), Some(Err(CommentError::BadLength(194))));
    }

    #[test]
    fn foreign_characters_do_not_reach_the_decoder() {
        for c in ['\u{10ffff}', '\u{10f4}', '\u{10f3}', 'é', '='] {
            let text: String = format!("knock1{}", c.to_string().repeat(136));
            assert!(text.parse::<Comment>().is_err());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,300}") {
            let _ = text.parse::<Comment>();
            let _ = format!("knock1{text}").parse::<Comment>();
            let _ = Comment::find_in(&text);
        }

        #[test]
        fn any_bytes_survive_both_armors(seed in any::<u8>(), step in 0..=MAX_STEPS) {
            let comment = sample(step, seed);
            prop_assert_eq!(&comment.to_base64url().parse::<Comment>().unwrap(), &comment);
            prop_assert_eq!(&comment.to_base2048().parse::<Comment>().unwrap(), &comment);
        }
    }
}
