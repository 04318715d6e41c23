//! Whether a lightning address can be knocked at, before the user gives it to anybody.

use super::send::SHORTEST_COMMENT;
use super::{Engine, EngineError};
use crate::amount::Msat;
use crate::lnurl::{LnurlError, PayAddress};

/// What the service of a lightning address allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressCheck {
    /// The address as it is kept.
    pub address: String,
    /// The least it takes.
    pub min: Msat,
    /// The most it takes.
    pub max: Msat,
    /// The longest comment, characters (LUD-12); 0 where it takes none.
    pub comment_allowed: usize,
}

impl AddressCheck {
    /// Whether a knock's comment fits.
    pub const fn takes_knocks(&self) -> bool {
        self.comment_allowed >= SHORTEST_COMMENT
    }
}

impl Engine {
    /// Asks the service of a lightning address or LNURL. Nothing is paid.
    pub async fn check_address(&self, text: &str) -> Result<AddressCheck, EngineError> {
        let address = PayAddress::parse(text).map_err(LnurlError::from)?;
        let params = self.inner.lnurl.params(&address).await?;
        Ok(AddressCheck {
            address: address.to_string(),
            min: params.min_sendable,
            max: params.max_sendable,
            comment_allowed: params.comment_allowed,
        })
    }
}
