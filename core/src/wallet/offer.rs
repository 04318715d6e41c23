//! BOLT12 offers: where somebody can be paid again and again, without a server in between.

use std::str::FromStr;
use std::time::Duration;

use lightning::bitcoin::constants::ChainHash;
use lightning::blinded_path::IntroductionNode;
use lightning::offers::offer::{Amount, Offer};
use nostr::Timestamp;
use thiserror::Error;

use super::port::Network;
use crate::amount::Msat;

/// Bytes of a payer note that reach the receiver: LDK cuts longer ones there.
pub const MAX_PAYER_NOTE: usize = 512;

/// What Phoenix keeps of a payer note.
const PHOENIX_PAYER_NOTE: usize = 64;

/// ACINQ's node, through which all that is paid to a Phoenix wallet goes: its offers name it as the way in.
const PHOENIX_NODE: &str = "03864ef025fde8fb587d989186ce6a4a186895ee44a926bfc370e2c366597a3f8f";

/// Why an offer cannot be paid.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferError {
    /// Not BOLT12, or a field missing or contradicting another.
    #[error("not a valid BOLT12 offer: {0}")]
    Malformed(String),
    /// It was for a time that is over.
    #[error("the offer has expired")]
    Expired,
    /// It is for another chain than the wallet's.
    #[error("the offer is not for the wallet's network ({wallet:?})")]
    WrongNetwork {
        /// The wallet's chain.
        wallet: Network,
    },
    /// It asks for dollars, say.
    #[error("the offer asks for an amount in another currency than bitcoin")]
    OtherCurrency,
}

impl OfferError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "offer_malformed",
            Self::Expired => "offer_expired",
            Self::WrongNetwork { .. } => "offer_network_mismatch",
            Self::OtherCurrency => "offer_other_currency",
        }
    }
}

/// A BOLT12 offer that is well-formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedOffer {
    /// The offer itself, `lno1…`, without a `lightning:` before it.
    pub text: String,
    /// The least it asks for; `None` if the payer chooses.
    pub amount: Option<Msat>,
    /// From then on it cannot be paid.
    pub expires_at: Option<Timestamp>,
    /// Bytes of a payer note that its receiver gets to see, as far as can be told.
    pub note_allowed: usize,
    chains: Vec<ChainHash>,
}

impl CheckedOffer {
    /// Whether the text means to be an offer, right or wrong.
    pub fn looks_like_one(text: &str) -> bool {
        let text = without_scheme(text);
        text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("lno1"))
    }

    /// Reads an offer, in either case, with or without `lightning:` before it.
    pub fn parse(text: &str) -> Result<Self, OfferError> {
        let text = without_scheme(text);
        let offer = Offer::from_str(text).map_err(|error| OfferError::Malformed(format!("{error:?}")))?;
        let amount = match offer.amount() {
            None => None,
            Some(Amount::Bitcoin { amount_msats }) => Some(Msat(amount_msats)),
            Some(Amount::Currency { .. }) => return Err(OfferError::OtherCurrency),
        };
        Ok(Self {
            // As it was given, for `+` may part a long one into lines.
            text: offer.to_string(),
            amount,
            expires_at: offer
                .absolute_expiry()
                .map(|since_1970: Duration| Timestamp::from(since_1970.as_secs())),
            note_allowed: if is_phoenix(&offer) { PHOENIX_PAYER_NOTE } else { MAX_PAYER_NOTE },
            chains: offer.chains(),
        })
    }

    /// Refuses an offer that has expired or is for another chain than the wallet's, where that is known.
    pub fn check(&self, now: Timestamp, wallet: Option<Network>) -> Result<(), OfferError> {
        if self.expires_at.is_some_and(|at| at <= now) {
            return Err(OfferError::Expired);
        }
        match wallet {
            Some(wallet) if !self.chains.contains(&chain_hash(wallet)) => {
                Err(OfferError::WrongNetwork { wallet })
            }
            _ => Ok(()),
        }
    }
}

fn without_scheme(text: &str) -> &str {
    let text = text.trim();
    match text.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("lightning") => rest.trim_start_matches('/'),
        _ => text,
    }
}

const fn chain_hash(network: Network) -> ChainHash {
    match network {
        Network::Bitcoin => ChainHash::BITCOIN,
        Network::Testnet => ChainHash::TESTNET3,
        Network::Signet => ChainHash::SIGNET,
        Network::Regtest => ChainHash::REGTEST,
    }
}

fn is_phoenix(offer: &Offer) -> bool {
    offer.paths().iter().any(|path| match path.introduction_node() {
        IntroductionNode::NodeId(node) => node.to_string() == PHOENIX_NODE,
        IntroductionNode::DirectedShortChannelId(..) => false,
    })
}

#[cfg(test)]
mod tests {
    use lightning::bitcoin::secp256k1::PublicKey;
    use lightning::blinded_path::message::BlindedMessagePath;
    use lightning::offers::offer::OfferBuilder;
    use lightning::util::ser::Readable;
    use proptest::prelude::*;

    use super::*;

    /// BOLT12's own vectors (bolt12/offers-test.json): a minimal one; with a description; for testnet; with an
    /// amount; with an amount in a currency; with an expiry.
    const MINIMAL: &str = "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese";
    const TESTNET: &str = "lno1qgsyxjtl6luzd9t3pr62xr7eemp6awnejusgf6gw45q75vcfqqqqqqq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj";
    const AMOUNT: &str =
        "lno1pqpzwyq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj";
    const CURRENCY: &str =
        "lno1qcp4256ypqpzwyq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj";
    const EXPIRY: &str =
        "lno1pgx9getnwss8vetrw3hhyucwq3ay997czcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese";

    #[test]
    fn bolt12_vectors() {
        let now = Timestamp::from(1_700_000_000);
        let minimal = CheckedOffer::parse(&format!(" LIGHTNING:{}\n", MINIMAL.to_uppercase())).unwrap();
        assert_eq!((minimal.text.as_str(), minimal.amount, minimal.expires_at), (MINIMAL, None, None));
        assert_eq!(minimal.note_allowed, 512);
        assert_eq!(minimal.check(now, Some(Network::Bitcoin)), Ok(()));
        let wrong = OfferError::WrongNetwork { wallet: Network::Regtest };
        assert_eq!(minimal.check(now, Some(Network::Regtest)), Err(wrong));
        assert_eq!(minimal.check(now, None), Ok(()));

        let testnet = CheckedOffer::parse(TESTNET).unwrap();
        assert_eq!(testnet.check(now, Some(Network::Testnet)), Ok(()));
        assert_eq!(testnet.check(now, Some(Network::Bitcoin)).unwrap_err().kind(), "offer_network_mismatch");
        assert_eq!(CheckedOffer::parse(AMOUNT).unwrap().amount, Some(Msat(10_000)));
        assert_eq!(CheckedOffer::parse(CURRENCY), Err(OfferError::OtherCurrency));
        // The expiry is 2035-01-01.
        let expiring = CheckedOffer::parse(EXPIRY).unwrap();
        assert_eq!(expiring.expires_at, Some(Timestamp::from(2_051_184_600)));
        assert_eq!(expiring.check(now, None), Ok(()));
        assert_eq!(expiring.check(Timestamp::from(2_051_184_600), None), Err(OfferError::Expired));
    }

    #[test]
    fn what_is_no_offer_is_said_to_be_none() {
        for text in
            ["", "lno1", "lno", "lnbc1", &MINIMAL[..30], &MINIMAL.replace("zcss", "zczz"), "bob@example.com"]
        {
            assert!(matches!(CheckedOffer::parse(text), Err(OfferError::Malformed(_))), "{text}");
        }
        assert!(CheckedOffer::looks_like_one("lightning:LNO1x") && !CheckedOffer::looks_like_one("lnurl1x"));
    }

    /// A path whose way in is that node, with one blinded hop.
    fn path_through(node: &str) -> BlindedMessagePath {
        let key = PublicKey::from_str(node).unwrap().serialize();
        let mut bytes = key.to_vec();
        bytes.extend(key);
        bytes.push(1);
        bytes.extend(key);
        bytes.extend([0, 1, 7]);
        BlindedMessagePath::read(&mut bytes.as_slice()).unwrap()
    }

    #[test]
    fn a_phoenix_wallet_is_known_by_the_way_to_it() {
        let key = PublicKey::from_str(PHOENIX_NODE).unwrap();
        for (node, allowed) in
            [(PHOENIX_NODE, 64), ("02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619", 512)]
        {
            let offer = OfferBuilder::new(key).path(path_through(node)).build().unwrap();
            assert_eq!(CheckedOffer::parse(&offer.to_string()).unwrap().note_allowed, allowed);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,80}|lno1[02-9ac-hj-np-z]{0,300}") {
            if let Ok(offer) = CheckedOffer::parse(&text) {
                prop_assert_eq!(CheckedOffer::parse(&offer.text), Ok(offer));
            }
        }

        #[test]
        fn one_changed_character_never_panics(at in 4..EXPIRY.len(), to in "[02-9ac-hj-np-z]") {
            let mut changed = EXPIRY.to_owned();
            changed.replace_range(at..=at, &to);
            let _ = CheckedOffer::parse(&changed);
        }
    }
}
