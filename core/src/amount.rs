//! Amounts of money. One type, one unit: the millisatoshi (1 sat = 1,000 msat), as in BOLT11 and LUD-06.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in millisatoshi.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Msat(pub u64);

impl Msat {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// That many whole satoshi; saturates far above all the bitcoin there will be.
    pub const fn from_sat(sat: u64) -> Self {
        Self(sat.saturating_mul(1_000))
    }

    /// The least number of whole satoshi that covers this amount.
    pub const fn sat_ceil(self) -> u64 {
        self.0.div_ceil(1_000)
    }

    /// The sum, or `None` where it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for Msat {
    /// "21 sat", or "21.5 sat" where there is a part of a satoshi.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sat, rest) = (self.0 / 1_000, self.0 % 1_000);
        if rest == 0 {
            write!(f, "{sat} sat")
        } else {
            let fraction = format!("{rest:03}");
            write!(f, "{sat}.{} sat", fraction.trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_parts_of_a_satoshi() {
        assert_eq!(Msat(21_000).to_string(), "21 sat");
        assert_eq!(Msat(21_050).to_string(), "21.05 sat");
        assert_eq!(Msat(1).to_string(), "0.001 sat");
        assert_eq!(Msat(21_001).sat_ceil(), 22);
    }
}
