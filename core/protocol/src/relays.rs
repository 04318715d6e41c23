//! The relay field of the comment: where the event waits.

use nostr::RelayUrl;
use thiserror::Error;

use crate::directory;

/// The most relays that a comment names by URL.
pub const MAX_INLINE_RELAYS: usize = 8;
/// The most relays that a comment names by their index in the directory: what fits the short comment.
const MAX_DIRECTORY_RELAYS: usize = 4;
/// Set in the first byte when URLs follow; the low bits count them.
const INLINE: u8 = 0x80;
const TLS_SCHEME: &str = "wss://";
const PLAIN_SCHEME: &str = "ws://";

/// Where the receiver finds the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayHint {
    /// `0x00`: not named. The event is on the receiver's own read relays or everywhere ("blastr"):
    /// the receiver asks its own read relays first, then the directory.
    Unnamed,
    /// `0x01..=0x04`: that many one-byte indices into the [`directory`].
    Directory(Vec<u8>),
    /// `0x80 | n`: `n` entries `length(1) ‖ url`, `wss://` cut off.
    Inline(Vec<RelayUrl>),
}

/// Why a relay field is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RelayFieldError {
    /// The first byte is none of the three forms.
    #[error("unknown relay field form 0x{0:02x}")]
    UnknownForm(u8),
    /// The field ends early.
    #[error("the relay field is cut short")]
    Truncated,
    /// An index that this version's directory does not have.
    #[error("the relay directory has no entry {0}")]
    UnknownIndex(u8),
    /// No relays, or more than the form can carry.
    #[error("a comment cannot name {0} relays this way")]
    BadCount(usize),
    /// A relay named twice.
    #[error("a relay is named twice")]
    Repeated,
    /// Not a relay URL, or not in its one canonical form.
    #[error("not a canonical relay URL: {0:?}")]
    BadUrl(String),
    /// The URLs together are longer than the longest comment.
    #[error("the relay URLs are too long together")]
    TooLong,
    /// The padding is not zero, or longer than needed.
    #[error("the padding is not zero or not minimal")]
    BadPadding,
}

impl RelayFieldError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::UnknownForm(_) => "relay_field_unknown_form",
            Self::Truncated => "relay_field_truncated",
            Self::UnknownIndex(_) => "relay_field_unknown_index",
            Self::BadCount(_) => "relay_field_bad_count",
            Self::Repeated => "relay_field_repeated",
            Self::BadUrl(_) => "relay_field_bad_url",
            Self::TooLong => "relay_field_too_long",
            Self::BadPadding => "relay_field_bad_padding",
        }
    }
}

impl RelayHint {
    /// The shortest field that names these relays; none at all gives [`RelayHint::Unnamed`].
    pub fn naming(relays: &[RelayUrl]) -> Result<Self, RelayFieldError> {
        if relays.is_empty() {
            return Ok(Self::Unnamed);
        }
        let urls = relays.iter().map(canonical).collect::<Result<Vec<_>, _>>()?;
        refuse_repeats(&urls)?;
        let indices: Option<Vec<u8>> = urls.iter().map(|url| directory::index_of(url)).collect();
        match indices {
            Some(indices) if indices.len() <= MAX_DIRECTORY_RELAYS => Ok(Self::Directory(indices)),
            _ if relays.len() <= MAX_INLINE_RELAYS => Ok(Self::Inline(relays.to_vec())),
            _ => Err(RelayFieldError::BadCount(relays.len())),
        }
    }

    /// The relays named; none for [`RelayHint::Unnamed`].
    pub fn relays(&self) -> Vec<RelayUrl> {
        match self {
            Self::Unnamed => Vec::new(),
            Self::Directory(indices) => indices
                .iter()
                .filter_map(|index| directory::relay_at(*index))
                .filter_map(|url| RelayUrl::parse(url).ok())
                .collect(),
            Self::Inline(relays) => relays.clone(),
        }
    }

    /// The field's bytes, without padding.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, RelayFieldError> {
        match self {
            Self::Unnamed => Ok(vec![0]),
            Self::Directory(indices) => {
                let count = count_within(indices.len(), MAX_DIRECTORY_RELAYS)?;
                refuse_repeats(indices)?;
                if let Some(unknown) = indices.iter().find(|index| directory::relay_at(**index).is_none()) {
                    return Err(RelayFieldError::UnknownIndex(*unknown));
                }
                Ok([&[count], indices.as_slice()].concat())
            }
            Self::Inline(relays) => {
                let mut field = vec![INLINE | count_within(relays.len(), MAX_INLINE_RELAYS)?];
                let urls = relays.iter().map(canonical).collect::<Result<Vec<_>, _>>()?;
                refuse_repeats(&urls)?;
                for url in &urls {
                    let entry = url.strip_prefix(TLS_SCHEME).unwrap_or(url);
                    field.push(u8::try_from(entry.len()).map_err(|_| RelayFieldError::TooLong)?);
                    field.extend_from_slice(entry.as_bytes());
                }
                Ok(field)
            }
        }
    }

    /// Reads a field and tells how many bytes it took; the rest is padding.
    pub(crate) fn decode(bytes: &[u8]) -> Result<(Self, usize), RelayFieldError> {
        let (&form, rest) = bytes.split_first().ok_or(RelayFieldError::Truncated)?;
        match form {
            0 => Ok((Self::Unnamed, 1)),
            1..=4 => {
                let count = usize::from(form);
                let indices = rest.get(..count).ok_or(RelayFieldError::Truncated)?;
                let hint = Self::Directory(indices.to_vec());
                hint.encode()?;
                Ok((hint, 1 + count))
            }
            _ if form & INLINE != 0 => Self::decode_inline(form & !INLINE, rest),
            _ => Err(RelayFieldError::UnknownForm(form)),
        }
    }

    fn decode_inline(count: u8, mut rest: &[u8]) -> Result<(Self, usize), RelayFieldError> {
        count_within(usize::from(count), MAX_INLINE_RELAYS)?;
        let start = rest.len();
        let mut relays = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let (&length, tail) = rest.split_first().ok_or(RelayFieldError::Truncated)?;
            let entry = tail.get(..usize::from(length)).ok_or(RelayFieldError::Truncated)?;
            relays.push(parse_entry(entry)?);
            rest = &tail[usize::from(length)..];
        }
        let hint = Self::Inline(relays);
        hint.encode()?;
        Ok((hint, 1 + start - rest.len()))
    }
}

fn count_within(count: usize, most: usize) -> Result<u8, RelayFieldError> {
    match u8::try_from(count) {
        Ok(n) if n > 0 && count <= most => Ok(n),
        _ => Err(RelayFieldError::BadCount(count)),
    }
}

fn refuse_repeats<T: PartialEq>(items: &[T]) -> Result<(), RelayFieldError> {
    let repeated = items.iter().enumerate().any(|(i, item)| items[..i].contains(item));
    if repeated { Err(RelayFieldError::Repeated) } else { Ok(()) }
}

/// One spelling per relay: as the URL standard serialises it, without a trailing slash, and without
/// the parts that no relay address needs.
fn canonical(url: &RelayUrl) -> Result<String, RelayFieldError> {
    let parsed: &nostr::Url = url.into();
    // The slash at the end of a query is no path's: without it the address would be another one.
    let text = if parsed.query().is_some() { url.as_str() } else { url.as_str_without_trailing_slash() };
    let plain = parsed.username().is_empty() && parsed.password().is_none() && parsed.fragment().is_none();
    if plain && parsed.host_str().is_some_and(|host| !host.is_empty()) && text.is_ascii() {
        Ok(text.to_owned())
    } else {
        Err(RelayFieldError::BadUrl(text.to_owned()))
    }
}

fn parse_entry(entry: &[u8]) -> Result<RelayUrl, RelayFieldError> {
    let bad = || RelayFieldError::BadUrl(String::from_utf8_lossy(entry).into_owned());
    let text = std::str::from_utf8(entry).map_err(|_| bad())?;
    let full = if text.starts_with(PLAIN_SCHEME) { text.to_owned() } else { format!("{TLS_SCHEME}{text}") };
    let url = RelayUrl::parse(&full).map_err(|_| bad())?;
    if canonical(&url)? == full { Ok(url) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn urls(list: &[&str]) -> Vec<RelayUrl> {
        list.iter().map(|u| RelayUrl::parse(u).unwrap()).collect()
    }

    #[test]
    fn takes_the_shortest_form() {
        assert_eq!(RelayHint::naming(&[]).unwrap().encode().unwrap(), [0]);
        let known = urls(&[directory::DIRECTORY_V1[0], directory::DIRECTORY_V1[7]]);
        assert_eq!(RelayHint::naming(&known).unwrap().encode().unwrap(), [2, 0, 7]);
        let own = urls(&["wss://r.example/x", "ws://abc.onion"]);
        let field = RelayHint::naming(&own).unwrap().encode().unwrap();
        assert_eq!(field, [&[0x82, 11], b"r.example/x".as_slice(), &[14], b"ws://abc.onion"].concat());
    }

    #[test]
    fn more_than_a_form_holds_takes_the_next_or_is_refused() {
        let named = |count| RelayHint::naming(&urls(&directory::DIRECTORY_V1[..count]));
        assert_eq!(named(4), Ok(RelayHint::Directory(vec![0, 1, 2, 3])));
        for count in [5, 8] {
            assert_eq!(named(count), Ok(RelayHint::Inline(urls(&directory::DIRECTORY_V1[..count]))));
        }
        assert_eq!(named(9), Err(RelayFieldError::BadCount(9)));
    }

    #[test]
    fn refuses_what_is_not_canonical() {
        let entry = |text: &str| [&[0x81, text.len() as u8], text.as_bytes()].concat();
        for text in [
            "R.example",
            "r.example/",
            "wss://r.example",
            "r.example:443",
            "u@r.example",
            "r.example#x",
            "",
            " r.example",
        ] {
            assert!(matches!(RelayHint::decode(&entry(text)), Err(RelayFieldError::BadUrl(_))), "{text:?}");
        }
        assert_eq!(RelayHint::decode(&[5, 0]), Err(RelayFieldError::UnknownForm(5)));
        assert_eq!(RelayHint::decode(&[0x7f]), Err(RelayFieldError::UnknownForm(0x7f)));
        assert_eq!(RelayHint::decode(&[0x80]), Err(RelayFieldError::BadCount(0)));
        assert_eq!(RelayHint::decode(&[0x89]), Err(RelayFieldError::BadCount(9)));
        assert_eq!(RelayHint::decode(&[2, 1]), Err(RelayFieldError::Truncated));
        assert_eq!(RelayHint::decode(&[1, 255]), Err(RelayFieldError::UnknownIndex(255)));
        assert_eq!(RelayHint::decode(&[2, 3, 3]), Err(RelayFieldError::Repeated));
        assert_eq!(RelayHint::decode(&[0x81, 9, b'r']), Err(RelayFieldError::Truncated));
        assert_eq!(RelayHint::decode(&[]), Err(RelayFieldError::Truncated));
    }

    #[test]
    fn the_slash_at_the_end_of_a_query_stays() {
        let relay = RelayUrl::parse("wss://r.example/?q=/").unwrap();
        let field = RelayHint::naming(std::slice::from_ref(&relay)).unwrap().encode().unwrap();
        assert_eq!(RelayHint::decode(&field).unwrap().0.relays(), [relay]);
    }

    proptest! {
        #[test]
        fn what_decodes_encodes_to_the_same_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            if let Ok((hint, used)) = RelayHint::decode(&bytes) {
                prop_assert_eq!(hint.encode().unwrap(), &bytes[..used]);
            }
        }
    }
}
