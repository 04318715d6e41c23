//! What a text is that was scanned, pasted, shared or opened as a link, so that every screen can take every
//! code and say what to do with it. Nobody is asked.

use knock_protocol::Comment;
use url::Url;

use crate::amount::Msat;
use crate::contacts::{ContactCard, ContactError, ContactRef};
use crate::wallet::{CheckedInvoice, CheckedOffer};

/// A code, by what it is for.
#[derive(Clone, PartialEq, Eq)]
pub enum Code {
    /// Somebody: npub, nprofile, a card, or a web page that ends with one.
    Person(Box<ContactCard>),
    /// `name@domain`: a NIP-05 name, a lightning address, or both.
    Name(String),
    /// A knock's comment, also within other words.
    Comment(String),
    /// A wallet's connection (NIP-47). It spends: it is not repeated here.
    WalletLink,
    /// A remote signer's link (NIP-46). It is not repeated here.
    Bunker,
    /// A secret key (nsec, ncryptsec), damaged or not. It is not repeated here.
    SecretKey,
    /// A payment to make (BOLT11), with its amount where it has one.
    Invoice(Option<Msat>),
    /// A BOLT12 offer.
    Offer(String),
    /// An LNURL (LUD-01, LUD-17).
    Lnurl(String),
    /// Something else of Nostr's, by its prefix: `note`, `nevent` …
    OtherNostr(&'static str),
    /// An address or a payment on the chain (BIP 21).
    Bitcoin,
    /// A web page, by its host.
    Web(String),
    /// What means to name somebody, and does not.
    Damaged(&'static str),
    /// None of all that.
    Unknown,
}

const OTHER_NOSTR: [&str; 4] = ["note", "nevent", "naddr", "nrelay"];
const INVOICES: [&str; 4] = ["lnbc", "lntb", "lnbcrt", "lntbs"];
const LNURL_SCHEMES: [&str; 4] = ["lnurlp", "lnurlw", "lnurlc", "keyauth"];

impl Code {
    /// Finds out what it is.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        if let Some(found) = Comment::find_in(text) {
            return Self::Comment(found.map_or_else(|_| text.to_owned(), |comment| comment.to_base64url()));
        }
        let lower = text.to_ascii_lowercase();
        let (scheme, rest) = lower.split_once(':').unwrap_or(("", &lower));
        match scheme {
            "nostr+walletconnect" | "nostrwalletconnect" => return Self::WalletLink,
            "bunker" => return Self::Bunker,
            "bitcoin" => return Self::Bitcoin,
            "http" | "https" => return of_page(text),
            scheme if LNURL_SCHEMES.contains(&scheme) => return Self::Lnurl(text.to_owned()),
            _ => {}
        }
        let payment = if scheme == "lightning" { rest.trim_start_matches('/') } else { &lower };
        if CheckedOffer::looks_like_one(payment) {
            return Self::Offer(payment.to_owned());
        }
        if payment.starts_with("lnurl1") {
            return Self::Lnurl(payment.to_owned());
        }
        if INVOICES.iter().any(|start| payment.starts_with(start)) && !payment.contains(['@', ' ']) {
            return Self::Invoice(CheckedInvoice::parse(payment).ok().and_then(|invoice| invoice.amount));
        }
        if scheme == "lightning" {
            return of_person(payment);
        }
        of_person(text)
    }
}

/// A page of somebody's profile ends with the key.
fn of_page(text: &str) -> Code {
    let Ok(url) = Url::parse(text) else { return Code::Unknown };
    let last = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    let names_key = last.starts_with("npub1") || last.starts_with("nprofile1");
    match of_person(last) {
        person @ Code::Person(_) if names_key => person,
        Code::SecretKey => Code::SecretKey,
        _ => Code::Web(url.host_str().unwrap_or_default().to_owned()),
    }
}

fn of_person(text: &str) -> Code {
    match ContactRef::parse(text) {
        Ok(ContactRef::Key { .. }) => match ContactCard::parse(text) {
            Ok(card) => Code::Person(Box::new(card)),
            Err(error) => damaged(&error),
        },
        Ok(ContactRef::Nip05(name)) => Code::Name(name.to_string()),
        Err(ContactError::SecretKeyGiven) => Code::SecretKey,
        Err(error @ ContactError::BadNpub { .. }) => damaged(&error),
        Err(_) => other(text),
    }
}

fn other(text: &str) -> Code {
    let lower = text.to_ascii_lowercase();
    let bare = lower.strip_prefix("nostr:").unwrap_or(&lower);
    let is = |prefix: &&&str| bare.strip_prefix(**prefix).is_some_and(|rest| rest.starts_with('1'));
    if let Some(prefix) = OTHER_NOSTR.iter().find(is) {
        return Code::OtherNostr(prefix);
    }
    let is_segwit = ["bc1", "tb1", "bcrt1"].iter().any(|start| lower.starts_with(start));
    let is_base58 = (26..=35).contains(&text.len()) && text.starts_with(['1', '3']);
    if (is_segwit || is_base58) && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Code::Bitcoin;
    }
    Code::Unknown
}

fn damaged(error: &ContactError) -> Code {
    match error {
        ContactError::BadNpub { reason } | ContactError::BadCard { reason } => Code::Damaged(reason),
        _ => Code::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NPUB: &str = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
    const NSEC: &str = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
    /// BOLT11's own example: a coffee for 2500 µBTC.
    const INVOICE: &str = "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";

    fn name(code: &Code) -> &'static str {
        match code {
            Code::Person(_) => "person",
            Code::Name(_) => "name",
            Code::Comment(_) => "comment",
            Code::WalletLink => "wallet",
            Code::Bunker => "bunker",
            Code::SecretKey => "secret",
            Code::Invoice(_) => "invoice",
            Code::Offer(_) => "offer",
            Code::Lnurl(_) => "lnurl",
            Code::OtherNostr(prefix) => prefix,
            Code::Bitcoin => "bitcoin",
            Code::Web(_) => "web",
            Code::Damaged(_) => "damaged",
            Code::Unknown => "unknown",
        }
    }

    #[test]
    fn every_code_is_known_by_its_form() {
        let profile_page = format!("https://njump.me/{NPUB}");
        let damaged = NPUB.replace("elfcs", "elfcx");
        for (text, expected) in [
            (NPUB, "person"),
            (&format!(" NOSTR:{} ", NPUB.to_uppercase()), "person"),
            (&format!("knock:{NPUB}"), "person"),
            (&profile_page, "person"),
            (&damaged, "damaged"),
            ("bob@example.com", "name"),
            ("lightning:bob@example.com", "name"),
            ("nostr+walletconnect://aa?relay=wss://r.example&secret=bb", "wallet"),
            ("bunker://aa?relay=wss://r.example", "bunker"),
            (NSEC, "secret"),
            (&format!("my key is {NSEC}"), "secret"),
            (&format!("https://example.com/{NSEC}"), "secret"),
            (INVOICE, "invoice"),
            (&format!("LIGHTNING:{}", INVOICE.to_uppercase()), "invoice"),
            ("lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese", "offer"),
            ("lightning:LNURL1DP68GURN8GHJ7", "lnurl"),
            ("lnurlp://example.com/x", "lnurl"),
            ("note1fntxtkcy9pjwucqwa9mddn7v03wwwsu9j330jj350nvhpky2tuaspk6nqc", "note"),
            ("bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq?amount=1", "bitcoin"),
            ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bitcoin"),
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bitcoin"),
            ("https://example.com/menu", "web"),
            ("WIFI:S:cafe;T:WPA;P:secret;;", "unknown"),
            ("", "unknown"),
            ("hello", "unknown"),
        ] {
            assert_eq!(name(&Code::read(text)), expected, "{text}");
        }
        assert!(Code::read(INVOICE) == Code::Invoice(Some(Msat::from_sat(250_000))));
    }

    #[test]
    fn a_comment_is_found_among_other_words() {
        // Whole or damaged: taking it says what is wrong.
        let comment = format!("knock1{}", "A".repeat(248));
        assert_eq!(name(&Code::read(&format!("You got 1 sat: {comment} !"))), "comment");
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}|(lightning:|nostr:|https://|lnbc|npub1)\\PC{0,40}") {
            let _ = Code::read(&text);
        }
    }
}
