//! The forms in which people pass on who they are.

use std::fmt;
use std::str::FromStr;

use nostr::nips::nip19::{self, Nip19Profile};
use nostr::{FromBech32, PublicKey, RelayUrl, ToBech32};

use super::{ContactError, Nip05Name};

/// Relay hints kept from an nprofile, and the bytes they may fill: what always fits bech32's 1,023
/// characters when it is shown again.
const MAX_HINTS: usize = 5;
const MAX_HINT_BYTES: usize = 500;

/// Somebody, as named in a text; looked up nowhere yet.
#[derive(Clone, PartialEq, Eq)]
pub enum ContactRef {
    /// A public key. Shown as npub, or as nprofile if there are relays.
    Key {
        /// The key, a valid point.
        pubkey: PublicKey,
        /// Where this person may be found (NIP-19 hints).
        relays: Vec<RelayUrl>,
    },
    /// A NIP-05 name, to be looked up with [`super::lookup_nip05`].
    Nip05(Nip05Name),
}

impl ContactRef {
    /// Somebody by key alone.
    pub const fn from_key(pubkey: PublicKey) -> Self {
        Self::Key { pubkey, relays: Vec::new() }
    }

    /// Reads an npub, nprofile, 64 hexadecimal digits, `name@domain` or a bare domain (NIP-05),
    /// with `nostr:` (NIP-21) or `knock:` and space around it allowed.
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        let text = text.trim();
        if holds_secret_key(text) {
            return Err(ContactError::SecretKeyGiven);
        }
        let text = without_scheme(text);
        // Bech32 is all lower or all upper case (QR codes); a mixture is an error, found below.
        let lower = text.to_ascii_lowercase();
        let code = if text == text.to_ascii_uppercase() { lower.as_str() } else { text };
        if lower.starts_with("npub1") && !text.contains(['.', '@']) {
            let pubkey = PublicKey::from_bech32(code).map_err(|e| bad_npub(&e))?;
            return on_curve(pubkey).map(Self::from_key);
        }
        if lower.starts_with("nprofile1") && !text.contains(['.', '@']) {
            let profile = Nip19Profile::from_bech32(code).map_err(|e| bad_npub(&e))?;
            let pubkey = on_curve(profile.public_key)?;
            return Ok(Self::Key { pubkey, relays: hints(profile.relays) });
        }
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            let pubkey = PublicKey::from_hex(&lower);
            let pubkey = pubkey.map_err(|_| ContactError::BadNpub { reason: "not hexadecimal" })?;
            return on_curve(pubkey).map(Self::from_key);
        }
        let name: Nip05Name = text.parse()?;
        // A host's normal form has lost what broke the key's characters up: soft hyphens, accents, wide letters.
        if holds_secret_key(&name.to_string()) {
            return Err(ContactError::SecretKeyGiven);
        }
        Ok(Self::Nip05(name))
    }
}

impl FromStr for ContactRef {
    type Err = ContactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for ContactRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key { pubkey, relays } => {
                if !relays.is_empty()
                    && let Ok(text) = Nip19Profile::new(*pubkey, hints(relays.clone())).to_bech32()
                {
                    return f.write_str(&text);
                }
                let Ok(npub) = pubkey.to_bech32();
                f.write_str(&npub)
            }
            Self::Nip05(name) => name.fmt(f),
        }
    }
}

impl fmt::Debug for ContactRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContactRef({self})")
    }
}

pub(super) fn without_scheme(text: &str) -> &str {
    match text.split_once(':') {
        Some((scheme, rest))
            if scheme.eq_ignore_ascii_case("nostr") || scheme.eq_ignore_ascii_case("knock") =>
        {
            rest.trim_start_matches('/')
        }
        _ => text,
    }
}

/// Whether an nsec (NIP-19) or ncryptsec (NIP-49) stands anywhere in the text, damaged or not.
fn holds_secret_key(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["nsec1", "ncryptsec1"].into_iter().any(|prefix| {
        lower.match_indices(prefix).any(|(at, _)| {
            let rest = &lower[at + prefix.len()..];
            // Long enough to give something away, and no mere word in a domain.
            rest.bytes().take_while(u8::is_ascii_alphanumeric).count() >= 20
        })
    })
}

fn on_curve(pubkey: PublicKey) -> Result<PublicKey, ContactError> {
    let point = pubkey.xonly();
    point.map(|_| pubkey).map_err(|_| ContactError::BadNpub { reason: "no such key can exist" })
}

fn hints(relays: Vec<RelayUrl>) -> Vec<RelayUrl> {
    let mut room = MAX_HINT_BYTES;
    let mut kept: Vec<RelayUrl> = Vec::new();
    for relay in relays {
        let size = relay.as_str().len() + 2;
        // NIP-19 has one byte for a hint's length.
        if kept.len() < MAX_HINTS && size <= room.min(257) && !kept.contains(&relay) {
            room -= size;
            kept.push(relay);
        }
    }
    kept
}

fn bad_npub(error: &nip19::Error) -> ContactError {
    let reason = match error {
        nip19::Error::Bech32Decode(_) => "its checksum is wrong; a character was mistyped or left out",
        nip19::Error::WrongPrefix => "wrong prefix",
        nip19::Error::TLV | nip19::Error::FieldMissing(_) => "it is incomplete",
        _ => "wrong length",
    };
    ContactError::BadNpub { reason }
}

#[cfg(test)]
mod tests {
    use nostr::{Keys, SecretKey};
    use proptest::prelude::*;

    use super::*;

    /// NIP-19's own examples.
    const NPUB: &str = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
    const HEX: &str = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
    const NPROFILE: &str = "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p";
    const NPROFILE_KEY: &str = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";
    const NSEC: &str = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";

    fn reason(text: &str) -> &'static str {
        match ContactRef::parse(text) {
            Err(ContactError::BadNpub { reason }) => reason,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn keys_in_all_forms() {
        let expected = ContactRef::from_key(PublicKey::from_hex(HEX).unwrap());
        for text in [
            NPUB.to_owned(),
            format!("  {NPUB}\n"),
            format!("nostr:{NPUB}"),
            format!("NOSTR:{}", NPUB.to_uppercase()),
            format!("knock:{NPUB}"),
            format!("knock://{NPUB}"),
            HEX.to_owned(),
            HEX.to_uppercase(),
            format!("nostr:{HEX}"),
        ] {
            assert_eq!(ContactRef::parse(&text), Ok(expected.clone()), "{text}");
        }
        assert_eq!(expected.to_string(), NPUB);
        assert_eq!(format!("{expected:?}"), format!("ContactRef({NPUB})"));
    }

    #[test]
    fn profiles_keep_their_relays() {
        let contact = ContactRef::parse(&format!("nostr:{NPROFILE}")).unwrap();
        let ContactRef::Key { pubkey, relays } = &contact else { panic!("{contact:?}") };
        assert_eq!(pubkey.to_hex(), NPROFILE_KEY);
        let relays: Vec<&str> = relays.iter().map(RelayUrl::as_str_without_trailing_slash).collect();
        assert_eq!(relays, ["wss://r.x.com", "wss://djbas.sadkb.com"]);
        assert_eq!(contact.to_string(), NPROFILE);
    }

    #[test]
    fn damaged_keys_say_what_is_wrong() {
        assert!(reason(&NPUB.replace("elfcs", "elfcx")).contains("checksum"));
        assert!(reason(&NPUB[..40]).contains("checksum"));
        assert!(reason(&NPUB.replace('e', "E")).contains("checksum"));
        assert!(reason(&NPROFILE.replace("9ex3", "9ex4")).contains("checksum"));
        assert!(reason(&"f".repeat(64)).contains("no such key"));
    }

    #[test]
    fn secret_keys_are_refused_and_not_repeated() {
        let damaged = NSEC.replace("vl02", "vl03");
        for text in [
            NSEC.to_owned(),
            NSEC.to_uppercase(),
            format!("nostr:{NSEC}"),
            format!("my key: {NSEC}"),
            damaged,
            NSEC[..40].to_owned(),
            format!("ncryptsec1{}", "q".repeat(150)),
        ] {
            let error = ContactRef::parse(&text).unwrap_err();
            assert_eq!(error, ContactError::SecretKeyGiven);
            assert!(!format!("{error} {error:?}").contains("vl0"));
        }
    }

    #[test]
    fn a_secret_key_in_disguise_is_no_host_name() {
        let nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
        let wide = |c: char| char::from_u32(c as u32 - 0x21 + 0xff01).unwrap();
        let texts = [
            format!("{}\u{ad}{}.example", &nsec[..9], &nsec[9..]),
            format!("bob@{}\u{200b}{}.example", &nsec[..9], &nsec[9..]),
            format!("{}.example", nsec.chars().map(wide).collect::<String>()),
        ];
        for text in texts {
            let error = ContactRef::parse(&text).unwrap_err();
            assert!(matches!(error, ContactError::SecretKeyGiven | ContactError::NotAContact), "{error:?}");
        }
    }

    #[test]
    fn names() {
        for (text, shown) in [
            ("bob@example.com", "bob@example.com"),
            (" nostr:Bob@Example.com ", "bob@example.com"),
            ("knock:bob@example.com:8443", "bob@example.com:8443"),
            ("example.com", "example.com"),
            ("_@example.com", "example.com"),
            ("npub1.example.com", "npub1.example.com"),
        ] {
            assert_eq!(ContactRef::parse(text).unwrap().to_string(), shown);
        }
        let note = "note1fntxtkcy9pjwucqwa9mddn7v03wwwsu9j330jj350nvhpky2tuaspk6nqc";
        for text in ["", "bob", "nostr:", "bob@", "a b@example.com", "https://example.com", note] {
            assert_eq!(ContactRef::parse(text), Err(ContactError::NotAContact), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived_and_what_parses_shows_itself_again(
            text in "\\PC{0,80}|(nostr:|knock:)?(npub1|nprofile1)[02-9ac-hj-np-z]{0,80}|[a-zA-Z0-9_.-]{0,9}@?[a-z0-9.:-]{0,20}",
        ) {
            if let Ok(contact) = ContactRef::parse(&text) {
                prop_assert_eq!(ContactRef::parse(&contact.to_string()), Ok(contact));
            }
        }

        #[test]
        fn keys_and_relays_round_trip(
            secret in prop::array::uniform32(1u8..255),
            paths in prop::collection::vec("[a-z]{1,300}", 0..8),
        ) {
            let pubkey = Keys::new(SecretKey::from_slice(&secret).unwrap()).public_key();
            let urls = paths.iter().map(|p| RelayUrl::parse(&format!("wss://relay.example/{p}")).unwrap());
            let all = ContactRef::Key { pubkey, relays: urls.collect() };
            let once = ContactRef::parse(&all.to_string()).unwrap();
            prop_assert_eq!(&ContactRef::parse(&once.to_string()).unwrap(), &once);
            let ContactRef::Key { pubkey: read, .. } = once else { panic!("not a key") };
            prop_assert_eq!(read, pubkey);
        }
    }
}
