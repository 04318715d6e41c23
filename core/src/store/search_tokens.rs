//! How texts are cut for the search index, and questions to it.
//!
//! Each word becomes its pairs of neighbouring characters and its last character alone: "word" is
//! `wo or rd d`. A part of a word with two or more characters is then a phrase of pairs, one with a single
//! character the beginning of a pair. So any part of any word is found, in scripts without spaces and among
//! emoji as well, which neither words nor SQLite's own trigrams (three characters at least) give.

use unicode_normalization::UnicodeNormalization;

/// Names what [`tokens`] gives: where it differs from what the index was made with, that is built anew.
pub(super) fn version() -> String {
    format!("1 {:?} {:?}", char::UNICODE_VERSION, unicode_normalization::UNICODE_VERSION)
}

/// A question's words beyond this many, and characters of a word beyond that many, do not count.
const MAX_WORDS: usize = 16;
const MAX_CHARS: usize = 64;

/// From printable ASCII to its full-width twin, which [`fold`] leaves nowhere else: FTS5's `ascii`
/// tokenizer takes every character beyond ASCII as a letter.
const WIDEN: u32 = 0xFEE0;

/// The index entry of a text.
pub(super) fn tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 4);
    for word in words(text) {
        for (at, first) in word.iter().enumerate() {
            out.push(*first);
            out.extend(word.get(at + 1));
            out.push(' ');
        }
    }
    out
}

/// The question for all words of a text, in FTS5's language; `None` where there are none.
pub(super) fn question(text: &str) -> Option<String> {
    let phrases: Vec<String> = words(text).take(MAX_WORDS).map(|word| phrase(&word)).collect();
    (!phrases.is_empty()).then(|| format!("tokens : ({})", phrases.join(" AND ")))
}

fn phrase(word: &[char]) -> String {
    let word = &word[..word.len().min(MAX_CHARS)];
    match word {
        [only] => format!("\"{only}\" *"),
        _ => {
            let pairs: Vec<String> = word.windows(2).map(|pair| pair.iter().collect()).collect();
            format!("\"{}\"", pairs.join(" "))
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = Vec<char>> {
    text.split_whitespace().map(fold).filter(|word| !word.is_empty())
}

/// Without case, accents, width and other differences that people do not mean when they search.
fn fold(word: &str) -> Vec<char> {
    let plain = word.nfkd().filter(|c| !is_ignored(*c)).nfc().flat_map(char::to_lowercase);
    plain.map(|c| if c == 'ς' { 'σ' } else { c }).map(widen).collect()
}

/// Accents, the selectors of an emoji's style, and what is not printed.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{fe0e}' | '\u{fe0f}') || c.is_control() || c.is_whitespace()
}

fn widen(c: char) -> char {
    if c.is_ascii_graphic() { char::from_u32(u32::from(c) + WIDEN).unwrap_or(c) } else { c }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_become_pairs() {
        assert_eq!(tokens("Wörd a"), "ｗｏ ｏｒ ｒｄ ｄ ａ ");
        assert_eq!(tokens("東京 ❤️"), "東京 京 ❤ ");
        assert_eq!(question("東京都 É").as_deref(), Some("tokens : (\"東京 京都\" AND \"ｅ\" *)"));
        assert_eq!(question(" \u{fe0f}\n"), None);
    }

    proptest! {
        #[test]
        fn no_text_speaks_the_index_language(text in any::<String>()) {
            prop_assert!(tokens(&text).chars().all(|c| !c.is_ascii() || c == ' '));
        }
    }
}
