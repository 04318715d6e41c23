//! How long a message may live (NIP-40).

use nostr::Timestamp;

const HOUR: u64 = 3_600;

/// A message's time to live. Few choices, so that the expiration says little about the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ttl {
    /// One hour.
    Hour,
    /// One day.
    Day,
    /// Seven days.
    #[default]
    Week,
    /// Thirty days, the most that receivers accept.
    Month,
}

impl Ttl {
    /// Every choice, shortest first.
    pub const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];

    /// Its length in seconds.
    pub const fn as_secs(self) -> u64 {
        match self {
            Self::Hour => HOUR,
            Self::Day => 24 * HOUR,
            Self::Week => 7 * 24 * HOUR,
            Self::Month => 30 * 24 * HOUR,
        }
    }

    /// When a message sent at `sent_at` expires: rounded up to the full hour, so that the public
    /// expiration does not repeat the second of sending.
    pub fn expiration(self, sent_at: Timestamp) -> Timestamp {
        let end = sent_at.as_secs().saturating_add(self.as_secs());
        Timestamp::from(end.div_ceil(HOUR).saturating_mul(HOUR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiration_is_a_full_hour_not_before_the_ttl() {
        assert_eq!(Ttl::Hour.expiration(Timestamp::from(7_200)).as_secs(), 10_800);
        assert_eq!(Ttl::Hour.expiration(Timestamp::from(7_201)).as_secs(), 14_400);
        for ttl in Ttl::ALL {
            let end = ttl.expiration(Timestamp::from(1_800_000_123)).as_secs();
            assert_eq!(end % HOUR, 0);
            assert!((ttl.as_secs()..ttl.as_secs() + HOUR).contains(&(end - 1_800_000_123)));
        }
    }
}
