//! BOLT11 invoices: what is in one, once its signature has been checked.

use std::str::FromStr;

use lightning_invoice::{Bolt11Invoice, Bolt11InvoiceDescriptionRef, Currency};
use nostr::Timestamp;
use nostr::hashes::{Hash, sha256};
use thiserror::Error;

use super::payment::PaymentHash;
use super::port::Network;
use crate::amount::Msat;

/// Why a text is no invoice that can be paid.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvoiceError {
    /// Not BOLT11, or a wrong checksum or signature, or a field missing.
    #[error("not a valid BOLT11 invoice: {0}")]
    Malformed(String),
    /// BOLT11 of a chain that no wallet here knows.
    #[error("the invoice is for an unknown network")]
    UnknownNetwork,
}

impl InvoiceError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "invoice_malformed",
            Self::UnknownNetwork => "invoice_unknown_network",
        }
    }
}

/// What an invoice says it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvoiceDescription {
    /// The text itself (`d`).
    Text(String),
    /// The SHA-256 of a text that both sides know (`h`).
    Hash([u8; 32]),
}

/// A BOLT11 invoice whose checksum, signature and mandatory fields are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedInvoice {
    /// The invoice itself, without a `lightning:` before it.
    pub bolt11: String,
    /// Identifies the payment.
    pub payment_hash: PaymentHash,
    /// `None` if the payer chooses.
    pub amount: Option<Msat>,
    /// The chain.
    pub network: Network,
    /// What it is for.
    pub description: InvoiceDescription,
    /// When it was made.
    pub created_at: Timestamp,
    /// From then on it cannot be paid.
    pub expires_at: Timestamp,
}

impl CheckedInvoice {
    /// Reads an invoice, in either case, with or without `lightning:` before it.
    pub fn parse(text: &str) -> Result<Self, InvoiceError> {
        let text = text.trim();
        let bolt11 = match text.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("lightning") => rest,
            _ => text,
        };
        // This checks the signature, the mandatory fields and their number (BOLT11).
        let invoice = Bolt11Invoice::from_str(bolt11).map_err(|e| InvoiceError::Malformed(e.to_string()))?;
        let network = match invoice.currency() {
            Currency::Bitcoin => Network::Bitcoin,
            Currency::BitcoinTestnet => Network::Testnet,
            Currency::Signet => Network::Signet,
            Currency::Regtest => Network::Regtest,
            Currency::Simnet => return Err(InvoiceError::UnknownNetwork),
        };
        let description = match invoice.description() {
            Bolt11InvoiceDescriptionRef::Direct(text) => InvoiceDescription::Text(text.to_string()),
            Bolt11InvoiceDescriptionRef::Hash(hash) => InvoiceDescription::Hash(hash.0.to_byte_array()),
        };
        let created = invoice.duration_since_epoch().as_secs();
        let expires = created.saturating_add(invoice.expiry_time().as_secs());
        Ok(Self {
            bolt11: bolt11.to_owned(),
            payment_hash: PaymentHash(invoice.payment_hash().to_byte_array()),
            amount: invoice.amount_milli_satoshis().map(Msat),
            network,
            description,
            created_at: Timestamp::from_secs(created),
            expires_at: Timestamp::from_secs(expires),
        })
    }

    /// Whether it cannot be paid any more.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    /// Whether it commits by its hash (`h`) to another text than this. A plain description (`d`)
    /// commits to nothing.
    pub fn contradicts(&self, text: &str) -> bool {
        match self.description {
            InvoiceDescription::Hash(hash) => hash != sha256::Hash::hash(text.as_bytes()).to_byte_array(),
            InvoiceDescription::Text(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// BOLT11's examples: 2500u with a description, 20m with a description hash.
    const COFFEE: &str = "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";
    const HASHED: &str = "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqs9qrsgq7ea976txfraylvgzuxs8kgcw23ezlrszfnh8r6qtfpr6cxga50aj6txm9rxrydzd06dfeawfk6swupvz4erwnyutnjq7x39ymw6j38gp7ynn44";

    #[test]
    fn bolt11_vectors() {
        let coffee = CheckedInvoice::parse(&format!("LIGHTNING:{}", COFFEE.to_uppercase())).unwrap();
        assert_eq!(coffee.amount, Some(Msat(250_000_000)));
        assert_eq!(coffee.network, Network::Bitcoin);
        assert_eq!(coffee.description, InvoiceDescription::Text("1 cup coffee".to_owned()));
        assert_eq!(coffee.created_at.as_secs(), 1_496_314_658);
        assert_eq!(coffee.expires_at.as_secs(), 1_496_314_658 + 60);
        assert!(coffee.is_expired(coffee.expires_at));
        assert!(!coffee.is_expired(coffee.created_at));
        assert!(!coffee.contradicts("2 cups of tea"), "a text commits to nothing");
        assert_eq!(
            coffee.payment_hash.to_string(),
            "0001020304050607080900010203040506070809000102030405060708090102"
        );

        let hashed = CheckedInvoice::parse(HASHED).unwrap();
        assert!(!hashed.contradicts(
            "One piece of chocolate cake, one icecream cone, one pickle, one slice of swiss cheese, one slice \
             of salami, one lollypop, one piece of cherry pie, one sausage, one cupcake, and one slice of \
             watermelon"
        ));
        assert!(hashed.contradicts("One piece of chocolate cake"));
    }

    #[test]
    fn damage_is_found() {
        for text in ["", "lnbc", "hello", &COFFEE[..200], &COFFEE.replace("2500u", "2500m")] {
            assert!(matches!(CheckedInvoice::parse(text), Err(InvoiceError::Malformed(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_changed_character_is_found(at in 0..COFFEE.len(), to in "[02-9ac-hj-np-z]") {
            let mut changed = COFFEE.to_owned();
            changed.replace_range(at..=at, &to);
            if changed != COFFEE {
                prop_assert!(CheckedInvoice::parse(&changed).is_err());
            }
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,80}|lnbc[0-9a-z]{0,300}") {
            let _ = CheckedInvoice::parse(&text);
        }
    }
}
