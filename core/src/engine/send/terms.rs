//! What a knock costs and on which way it is paid, before anything is done.

use knock_protocol::Comment;
use nostr::secp256k1;
use nostr::{PublicKey, Timestamp};

use crate::amount::Msat;
use crate::engine::pay_to::{PayTo, PayWishes};
use crate::engine::{Engine, EngineError};
use crate::lnurl::{PayAddress, PayParams};
use crate::wallet::{CheckedOffer, Network, PayError, WalletInfo};

/// Characters of the shortest comment there is, in base2048.
pub(in crate::engine) const SHORTEST_COMMENT: usize = 142;
/// The same in base64url.
const SHORTEST_BASE64: usize = 254;
/// Bytes of a comment that a custom record of a keysend payment has room for, with a route of some length around it.
const MAX_RECORD: usize = 700;

/// Checks an offer that is to be sent along as the user's own: well-formed, not over, for the wallet's chain where that is
/// known, and of a wallet that shows payer notes as long as a knock's. Returns it without what may stand around it.
pub fn own_offer(text: &str, now: Timestamp, wallet: Option<Network>) -> Result<String, EngineError> {
    let offer = CheckedOffer::parse(text)?;
    offer.check(now, wallet)?;
    fit_bytes(None, offer.note_allowed)?;
    Ok(offer.text)
}

impl Engine {
    /// The same, by this engine's clock and wallet.
    pub async fn own_offer(&self, text: &str) -> Result<String, EngineError> {
        own_offer(text, self.now(), self.wallet_facts().await.and_then(|facts| facts.network))
    }
}

/// How a knock is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayBy {
    /// An invoice from the receiver's payment service (LNURL-pay).
    Invoice,
    /// The receiver's BOLT12 offer.
    Offer,
    /// The receiver's node, unasked (keysend).
    Keysend,
}

impl PayBy {
    /// A stable name for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Offer => "offer",
            Self::Keysend => "keysend",
        }
    }
}

/// What a knock would cost now, before anything is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// What will be paid, without routing.
    pub amount: Msat,
    /// What routing may cost at most, by the user's word.
    pub max_fee: Msat,
    /// Whether the wallet keeps to `max_fee`. Otherwise its own limit counts.
    pub fee_is_limited: bool,
    /// The way it will be paid.
    pub by: PayBy,
    /// The room that the receiver has for the comment: characters with an invoice (LUD-12), else bytes.
    pub comment_allowed: usize,
}

/// On what terms a message can be knocked for.
pub(super) struct Terms {
    pub(super) way: Way,
    pub(super) amount: Msat,
}

/// The way that a knock goes, with the comment in the armor that there is room for.
pub(super) enum Way {
    Service { params: PayParams, comment: String },
    Offer { offer: CheckedOffer, comment: String },
    Node { node: secp256k1::PublicKey, comment: String },
}

impl Terms {
    pub(super) const fn by(&self) -> PayBy {
        match self.way {
            Way::Service { .. } => PayBy::Invoice,
            Way::Offer { .. } => PayBy::Offer,
            Way::Node { .. } => PayBy::Keysend,
        }
    }

    pub(super) const fn comment_allowed(&self) -> usize {
        match &self.way {
            Way::Service { params, .. } => params.comment_allowed,
            Way::Offer { offer, .. } => offer.note_allowed,
            Way::Node { .. } => MAX_RECORD,
        }
    }
}

impl Engine {
    /// The first way that our wallet can go and the receiver can read the comment from. `None` stands for the
    /// shortest comment there is.
    pub(super) async fn ask_terms(
        &self,
        peer: &PublicKey,
        comment: Option<&Comment>,
    ) -> Result<Terms, EngineError> {
        let mut errors = Vec::new();
        let PayWishes { places, price } = self.pay_wishes(peer)?;
        for place in places {
            match self.terms_at(place, price, comment).await {
                Ok(terms) => return Ok(terms),
                Err(error) => errors.push(error),
            }
        }
        // A stranger's profile is looked for only where nothing nearer is known.
        if errors.is_empty() {
            let place = self.public_place(peer).await?.ok_or(EngineError::NoPayAddress)?;
            return self.terms_at(Ok(place), price, comment).await;
        }
        Err(most_telling(errors))
    }

    async fn terms_at(
        &self,
        place: Result<PayTo, EngineError>,
        price: Msat,
        comment: Option<&Comment>,
    ) -> Result<Terms, EngineError> {
        let able = self.wallet().capabilities();
        let (way, least) = match place? {
            PayTo::Offer(_) if !able.pay_offer => return Err(PayError::Unsupported("BOLT12 offers").into()),
            PayTo::Node(_) if !able.pay_keysend => return Err(PayError::Unsupported("by keysend").into()),
            PayTo::Offer(offer) => self.offer_way(offer, comment).await?,
            PayTo::Address(address) => self.service_way(&address, comment).await?,
            PayTo::Node(node) => (Way::Node { node, comment: fit_bytes(comment, MAX_RECORD)? }, Msat::ZERO),
        };
        let facts = self.wallet_facts().await;
        let sendable = facts.and_then(|facts| facts.min_send).unwrap_or(Msat::ZERO);
        let amount = price.max(least).max(sendable);
        check_wallet_limit(amount, facts)?;
        if let Way::Service { params, .. } = &way {
            params.check_amount(amount)?;
        }
        Ok(Terms { way, amount })
    }

    async fn service_way(
        &self,
        address: &PayAddress,
        comment: Option<&Comment>,
    ) -> Result<(Way, Msat), EngineError> {
        let params = self.inner.lnurl.params(address).await?;
        let comment = fit_chars(comment, params.comment_allowed)?;
        let least = params.min_sendable;
        Ok((Way::Service { params, comment }, least))
    }

    async fn offer_way(
        &self,
        offer: CheckedOffer,
        comment: Option<&Comment>,
    ) -> Result<(Way, Msat), EngineError> {
        let network = self.wallet_facts().await.and_then(|facts| facts.network);
        offer.check(self.now(), network)?;
        let comment = fit_bytes(comment, offer.note_allowed)?;
        let least = offer.amount.unwrap_or(Msat::ZERO);
        Ok((Way::Offer { offer, comment }, least))
    }
}

/// A service counts characters, so the armor with fewer of them is a way out.
fn fit_chars(comment: Option<&Comment>, allowed: usize) -> Result<String, EngineError> {
    let Some(comment) = comment else {
        let needed = SHORTEST_COMMENT;
        return if allowed < needed { Err(too_long(allowed, needed)) } else { Ok(String::new()) };
    };
    comment.fit(allowed).ok_or_else(|| too_long(allowed, comment.to_base2048().chars().count()))
}

/// Nodes count bytes.
fn fit_bytes(comment: Option<&Comment>, allowed: usize) -> Result<String, EngineError> {
    let text = comment.map(Comment::to_base64url);
    let needed = text.as_ref().map_or(SHORTEST_BASE64, String::len);
    if needed > allowed { Err(too_long(allowed, needed)) } else { Ok(text.unwrap_or_default()) }
}

const fn too_long(allowed: usize, needed: usize) -> EngineError {
    EngineError::CommentNotAllowed { allowed, needed }
}

fn check_wallet_limit(amount: Msat, facts: Option<&WalletInfo>) -> Result<(), EngineError> {
    match facts.and_then(|facts| facts.max_send) {
        Some(limit) if amount > limit => Err(EngineError::OverWalletLimit { amount, limit }),
        _ => Ok(()),
    }
}

/// Of what went wrong on each way: what may be right later, else what is wrong with the place rather than with
/// our wallet, else the first.
fn most_telling(mut errors: Vec<EngineError>) -> EngineError {
    let ours = |error: &EngineError| matches!(error, EngineError::Pay(PayError::Unsupported(_)));
    let at = errors
        .iter()
        .position(EngineError::is_retryable)
        .or_else(|| errors.iter().position(|error| !ours(error)))
        .unwrap_or(0);
    errors.swap_remove(at)
}
