//! Codes that are scanned, pasted, shared or opened as links.

use knock_core::code;

use super::card::Card;

/// A code, by what it is for.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Code {
    /// Somebody: show the card, then `scan_card`.
    Person {
        /// Who.
        card: Card,
    },
    /// `name@domain`: a NIP-05 name, a lightning address, or both. `add_contact` looks it up.
    Nip05 {
        /// The name.
        name: String,
    },
    /// A knock's comment: `paste` takes it.
    Comment {
        /// The comment.
        text: String,
    },
    /// A wallet's connection: `link_wallet` takes it.
    WalletLink,
    /// A remote signer's link: `Origin.Bunker` takes it.
    Bunker,
    /// A secret key. Only `Origin.Import` takes it: warn.
    SecretKey,
    /// A payment to make (BOLT11).
    Invoice {
        /// What it asks for.
        amount_msat: Option<u64>,
    },
    /// A BOLT12 offer.
    Offer {
        /// The offer.
        offer: String,
    },
    /// An LNURL.
    Lnurl {
        /// As it was given.
        text: String,
    },
    /// Something else of Nostr's.
    OtherNostr {
        /// `note`, `nevent` …
        prefix: String,
    },
    /// An address or a payment on the chain.
    Bitcoin,
    /// A web page.
    Web {
        /// Its host.
        host: String,
    },
    /// It means to name somebody, and does not.
    Damaged {
        /// Why, in English.
        reason: String,
    },
    /// None of all that.
    Unknown,
}

/// Finds out what a text is. Nobody is asked.
#[uniffi::export]
pub fn read_code(text: &str) -> Code {
    match code::Code::read(text) {
        code::Code::Person(card) => Code::Person { card: (*card).into() },
        code::Code::Name(name) => Code::Nip05 { name },
        code::Code::Comment(text) => Code::Comment { text },
        code::Code::WalletLink => Code::WalletLink,
        code::Code::Bunker => Code::Bunker,
        code::Code::SecretKey => Code::SecretKey,
        code::Code::Invoice(amount) => Code::Invoice { amount_msat: amount.map(|amount| amount.0) },
        code::Code::Offer(offer) => Code::Offer { offer },
        code::Code::Lnurl(text) => Code::Lnurl { text },
        code::Code::OtherNostr(prefix) => Code::OtherNostr { prefix: prefix.to_owned() },
        code::Code::Bitcoin => Code::Bitcoin,
        code::Code::Web(host) => Code::Web { host },
        code::Code::Damaged(reason) => Code::Damaged { reason: reason.to_owned() },
        code::Code::Unknown => Code::Unknown,
    }
}
