//! Contact cards: who somebody is, where they are knocked at, and what it costs, in one code.
//!
//! A card is an nprofile (NIP-19) with fields of ours. NIP-19 has its readers ignore fields that they do not
//! know, so any Nostr client reads key and relays from it; a plain npub or nprofile is a card that says less.

use std::fmt;

use bech32::primitives::decode::{CheckedHrpstring, UncheckedHrpstring};
use bech32::{Bech32, Hrp, NoChecksum};
use nostr::{PublicKey, RelayUrl};

use super::contact_ref::without_scheme;
use super::{ContactError, ContactRef};
use crate::amount::Msat;
use crate::lnurl::PayAddress;

const PROFILE: Hrp = Hrp::parse_unchecked("nprofile");
const OFFER: Hrp = Hrp::parse_unchecked("lno");
/// NIP-19 has one byte for a field's length. What is longer and is no offer is left out: whoever reads the card would
/// take each piece for a whole one.
const MAX_FIELD: usize = 255;

/// NIP-19's own fields.
const KEY_FIELD: u8 = 0;
const RELAY_FIELD: u8 = 1;
/// Ours: `a` a Lightning address or LNURL as text, `o` an offer's bytes in pieces of up to 255, `p` the price.
const ADDRESS_FIELD: u8 = b'a';
const OFFER_FIELD: u8 = b'o';
const PRICE_FIELD: u8 = b'p';

/// Somebody, as passed on in person or by a link. Nothing in it is signed: the key is what it is, but whoever
/// passed the card on may have put another address beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactCard {
    /// Who.
    pub pubkey: PublicKey,
    /// Where they read.
    pub relays: Vec<RelayUrl>,
    /// Where they are paid (LUD-16 or LUD-06).
    pub lightning_address: Option<String>,
    /// Where they are paid (BOLT12).
    pub offer: Option<String>,
    /// What a stranger's knock must pay to be let through.
    pub price: Option<Msat>,
}

impl ContactCard {
    /// A card that says no more than an nprofile.
    pub const fn plain(pubkey: PublicKey, relays: Vec<RelayUrl>) -> Self {
        Self { pubkey, relays, lightning_address: None, offer: None, price: None }
    }

    /// Reads a card, or any other form of a key that [`ContactRef`] takes.
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        let ContactRef::Key { pubkey, relays } = ContactRef::parse(text)? else {
            return Err(ContactError::NotAContact);
        };
        let mut card = Self::plain(pubkey, relays);
        let code = without_scheme(text.trim());
        if let Ok(checked) = CheckedHrpstring::new::<Bech32>(code)
            && checked.hrp() == PROFILE
        {
            card.read_fields(&checked.byte_iter().collect::<Vec<u8>>())?;
        }
        Ok(card)
    }

    fn read_fields(&mut self, mut rest: &[u8]) -> Result<(), ContactError> {
        let bad = |reason| ContactError::BadCard { reason };
        let mut offer = Vec::new();
        while let [field, size, after @ ..] = rest {
            let (value, after) =
                after.split_at_checked(usize::from(*size)).ok_or_else(|| bad("it is incomplete"))?;
            rest = after;
            match *field {
                ADDRESS_FIELD => {
                    let text = std::str::from_utf8(value).ok();
                    let address = text.and_then(|text| PayAddress::parse(text).ok());
                    let address = address.ok_or_else(|| bad("it holds no valid lightning address"))?;
                    self.lightning_address = Some(address.to_string());
                }
                OFFER_FIELD => offer.extend_from_slice(value),
                PRICE_FIELD => {
                    let bytes = value.try_into().map_err(|_| bad("its price has the wrong length"))?;
                    self.price = Some(Msat(u64::from_be_bytes(bytes)));
                }
                _ => {}
            }
        }
        if !offer.is_empty() {
            let text = bech32::encode::<NoChecksum>(OFFER, &offer);
            self.offer = Some(text.map_err(|_| bad("its offer is too long"))?);
        }
        Ok(())
    }

    /// The link, `nostr:nprofile1…` (NIP-21), for Knock and any other client.
    pub fn link(&self) -> String {
        format!("nostr:{self}")
    }

    /// The same for Knock alone, where another app has taken `nostr:` links on a phone.
    pub fn knock_link(&self) -> String {
        format!("knock:{self}")
    }

    fn fields(&self, relays: &[RelayUrl]) -> Vec<u8> {
        let mut fields = Vec::new();
        let mut put = |field: u8, value: &[u8]| {
            for piece in value.chunks(MAX_FIELD) {
                fields.push(field);
                fields.push(u8::try_from(piece.len()).unwrap_or(u8::MAX));
                fields.extend_from_slice(piece);
            }
        };
        put(KEY_FIELD, self.pubkey.as_bytes());
        for relay in relays.iter().map(RelayUrl::as_str_without_trailing_slash).filter(|url| fits(url)) {
            put(RELAY_FIELD, relay.as_bytes());
        }
        if let Some(address) = self.lightning_address.as_deref().filter(|address| fits(address)) {
            put(ADDRESS_FIELD, address.as_bytes());
        }
        if let Some(offer) = self.offer.as_deref().and_then(offer_bytes) {
            put(OFFER_FIELD, &offer);
        }
        if let Some(price) = self.price {
            put(PRICE_FIELD, &price.0.to_be_bytes());
        }
        fields
    }
}

const fn fits(text: &str) -> bool {
    text.len() <= MAX_FIELD
}

/// The nprofile. Where all relays do not fit the code's 1,023 characters, as many as do.
impl fmt::Display for ContactCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let room = (0..=self.relays.len()).rev();
        let fitting = room
            .filter_map(|count| bech32::encode::<Bech32>(PROFILE, &self.fields(&self.relays[..count])).ok());
        match fitting.into_iter().next() {
            Some(code) => f.write_str(&code),
            None => ContactRef::Key { pubkey: self.pubkey, relays: self.relays.clone() }.fmt(f),
        }
    }
}

/// An offer is bech32 without a checksum (BOLT12): as bytes it takes five eighths of the room.
fn offer_bytes(offer: &str) -> Option<Vec<u8>> {
    let parsed = UncheckedHrpstring::new(offer).ok()?;
    (parsed.hrp() == OFFER).then_some(())?;
    let checked = parsed.validate_and_remove_checksum::<NoChecksum>().ok()?;
    Some(checked.byte_iter().collect())
}

#[cfg(test)]
mod tests {
    use nostr::nips::nip19::{FromBech32, Nip19Profile, ToBech32};
    use nostr::{Keys, SecretKey};
    use proptest::prelude::*;

    use super::*;

    const BOLT12: &str = "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese";

    fn card(secret: u8) -> ContactCard {
        let keys = Keys::new(SecretKey::from_slice(&[secret; 32]).unwrap());
        ContactCard {
            pubkey: keys.public_key(),
            relays: vec![RelayUrl::parse("wss://relay.example").unwrap()],
            lightning_address: Some("bob@wallet.example".into()),
            offer: Some(BOLT12.into()),
            price: Some(Msat(21_000)),
        }
    }

    #[test]
    fn a_card_comes_back_from_every_form_of_its_link() {
        let card = card(1);
        let code = card.to_string();
        for text in
            [card.link(), card.knock_link(), code.to_uppercase(), format!(" NOSTR:{} ", code.to_uppercase())]
        {
            assert_eq!(ContactCard::parse(&text).unwrap(), card, "{text}");
        }
    }

    #[test]
    fn any_nostr_client_reads_key_and_relays() {
        let card = card(2);
        let profile = Nip19Profile::from_bech32(&card.to_string()).unwrap();
        assert_eq!((profile.public_key, profile.relays), (card.pubkey, card.relays.clone()));
        let plain = Nip19Profile::new(card.pubkey, card.relays.clone()).to_bech32().unwrap();
        let says_less = ContactCard::plain(card.pubkey, card.relays);
        assert_eq!(ContactCard::parse(&plain).unwrap(), says_less);
        // Nor does a card that says no more differ from an nprofile.
        assert_eq!(says_less.to_string(), plain);
    }

    #[test]
    fn an_npub_is_a_card_and_a_name_or_a_secret_is_not() {
        let pubkey = card(3).pubkey;
        let npub = pubkey.to_bech32().unwrap();
        assert_eq!(ContactCard::parse(&npub).unwrap().pubkey, pubkey);
        assert_eq!(ContactCard::parse("bob@example.com"), Err(ContactError::NotAContact));
        let nsec = Keys::generate().secret_key().to_bech32().unwrap();
        assert_eq!(ContactCard::parse(&format!("nostr:{nsec}")), Err(ContactError::SecretKeyGiven));
    }

    #[test]
    fn damaged_fields_are_told() {
        let with = |field: u8, value: &[u8]| {
            let mut fields = ContactCard::plain(card(4).pubkey, Vec::new()).fields(&[]);
            fields.extend([field, u8::try_from(value.len()).unwrap()]);
            fields.extend(value);
            ContactCard::parse(&bech32::encode::<Bech32>(PROFILE, &fields).unwrap())
        };
        for (field, value) in
            [(ADDRESS_FIELD, b"no address".as_slice()), (ADDRESS_FIELD, &[0xff]), (PRICE_FIELD, &[1])]
        {
            assert_eq!(with(field, value).unwrap_err().kind(), "bad_card");
        }
        assert!(with(99, b"from the future").is_ok());
    }

    #[test]
    fn the_key_comes_through_however_long_the_rest_is() {
        let long = |n: usize| RelayUrl::parse(&format!("wss://{n}.{}.example", "a".repeat(50))).unwrap();
        let crowded = ContactCard { relays: (0..30).map(long).collect(), ..card(5) };
        let read = ContactCard::parse(&crowded.to_string()).unwrap();
        assert!(crowded.to_string().len() <= 1_023 && !read.relays.is_empty());
        assert_eq!((read.offer, read.price), (crowded.offer, crowded.price));
    }

    #[test]
    fn a_relay_that_no_field_holds_is_left_out_and_the_others_stay() {
        let long = |length: usize| {
            let start = "wss://relay.example/";
            RelayUrl::parse(&format!("{start}{}", "a".repeat(length - start.len()))).unwrap()
        };
        let short = RelayUrl::parse("wss://short.example").unwrap();
        let card = ContactCard { relays: vec![long(256), long(255), short.clone()], ..card(6) };
        let read = ContactCard::parse(&card.to_string()).unwrap();
        assert_eq!(read, ContactCard { relays: vec![long(255), short], ..card });
    }

    proptest! {
        #[test]
        fn every_card_comes_back(
            secret in 1..255u8, price in prop::option::of(any::<u64>().prop_map(Msat)), name in "[a-z0-9]{1,20}",
            offer in prop::option::of(prop::collection::vec(any::<u8>(), 1..400)),
        ) {
            let offer = offer.map(|bytes| bech32::encode::<NoChecksum>(OFFER, &bytes).unwrap());
            let address = Some(format!("{name}@wallet.example"));
            let card = ContactCard { price, offer, lightning_address: address, relays: vec![], ..card(secret) };
            prop_assert_eq!(ContactCard::parse(&card.link()).unwrap(), card);
        }

        #[test]
        fn no_text_is_a_panic(text in any::<String>()) {
            let _ = ContactCard::parse(&text);
        }
    }
}
