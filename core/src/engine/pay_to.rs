//! Where somebody can be paid, in the order in which it is tried.

use std::str::FromStr;

use knock_protocol::PRICE_TAG;
use nostr::PublicKey;
use nostr::secp256k1;

use super::{Engine, EngineError};
use crate::amount::Msat;
use crate::lnurl::{LnurlError, PayAddress};
use crate::store::{Contact, Direction, Message};
use crate::wallet::CheckedOffer;

/// Messages that are searched for where their sender wants to be answered.
const SEARCHED: usize = 50;
/// The tag that says where an answer can be paid.
const LIGHTNING_TAG: &str = "lightning";
/// What is paid where nobody asks for more.
const LEAST: Msat = Msat::from_sat(1);

/// A place where a knock can be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PayTo {
    /// A BOLT12 offer: the comment goes to the receiver's own node.
    Offer(CheckedOffer),
    /// A Lightning address or LNURL: the comment goes through a service.
    Address(PayAddress),
    /// A node, by its key (keysend).
    Node(secp256k1::PublicKey),
}

impl PayTo {
    /// Reads what people pass on: an offer, a Lightning address, an LNURL, or a node's key in hexadecimal.
    pub(super) fn parse(text: &str) -> Result<Self, EngineError> {
        if CheckedOffer::looks_like_one(text) {
            return Ok(Self::Offer(CheckedOffer::parse(text)?));
        }
        let key = text.trim();
        if key.len() == 66
            && let Ok(node) = secp256k1::PublicKey::from_str(key)
        {
            return Ok(Self::Node(node));
        }
        Ok(Self::Address(PayAddress::parse(text).map_err(LnurlError::from)?))
    }
}

/// What is known of how somebody wants to be paid, without asking anybody.
pub(super) struct PayWishes {
    /// Where, the preferred first; what cannot be read is among them as its error.
    pub(super) places: Vec<Result<PayTo, EngineError>>,
    /// How much at least, to be fetched without asking.
    pub(super) price: Msat,
}

impl Engine {
    /// What the contact says, offer first, then what the last message from there says of an answer.
    pub(super) fn pay_wishes(&self, peer: &PublicKey) -> Result<PayWishes, EngineError> {
        let contact = self.store().contact(peer)?;
        let own = |contact: &Contact| [contact.offer.clone(), contact.lightning_address.clone()];
        let mut texts: Vec<String> = contact.as_ref().map(own).into_iter().flatten().flatten().collect();
        let mut messages = self.store().messages(Some(peer), SEARCHED, None)?;
        messages.retain(|message| message.direction == Direction::In);
        let asked = messages.iter().map(|message| values(message, LIGHTNING_TAG));
        texts.extend(asked.into_iter().find(|places| !places.is_empty()).unwrap_or_default());
        let price = match messages.first() {
            Some(last) => values(last, PRICE_TAG).first().and_then(|price| price.parse().ok()).map(Msat),
            None => contact.and_then(|contact| contact.asked_price),
        };
        let places = texts.iter().map(|text| PayTo::parse(text)).collect();
        Ok(PayWishes { places, price: price.unwrap_or(LEAST) })
    }

    /// What the public profile says, asked for on relays.
    pub(super) async fn public_place(&self, peer: &PublicKey) -> Result<Option<PayTo>, EngineError> {
        let contact = self.store().contact(peer)?.unwrap_or_else(|| Contact::new(*peer, self.now()));
        Ok(self.profile(&contact).await?.pay_address().map(PayTo::Address))
    }
}

/// The values of a message's tags of this name.
fn values(message: &Message, name: &str) -> Vec<String> {
    let named = message.tags.iter().filter(|tag| tag.first().is_some_and(|first| first == name));
    named.filter_map(|tag| tag.get(1)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_known_by_its_form() {
        let offer = "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese";
        let node = "02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619";
        assert!(matches!(PayTo::parse(&format!("lightning:{offer}")), Ok(PayTo::Offer(_))));
        assert!(matches!(PayTo::parse(node), Ok(PayTo::Node(_))));
        assert!(matches!(PayTo::parse("bob@example.com"), Ok(PayTo::Address(_))));
        for (text, kind) in
            [("lno1x", "offer_malformed"), ("", "not_a_pay_address"), (&node[1..], "not_a_pay_address")]
        {
            assert_eq!(PayTo::parse(text).unwrap_err().kind(), kind, "{text}");
        }
    }
}
