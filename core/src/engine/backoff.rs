//! When to try again.

use nostr::Timestamp;

use crate::store::LONGEST_WAIT_SECS;

/// Seconds before the next try, by the number of tries made: soon at first, since a relay may only
/// be a moment behind, then rarely.
const STEPS: [u64; 10] = [1, 2, 5, 15, 60, 300, 900, 3_600, 7_200, LONGEST_WAIT_SECS];

/// The time of the next try.
pub(super) fn next_try(now: Timestamp, attempts: u32) -> Timestamp {
    let step = STEPS[(attempts as usize).min(STEPS.len() - 1)];
    now + step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_and_longer_up_to_six_hours() {
        let at = |attempts| next_try(Timestamp::from(0), attempts).as_secs();
        assert!((0..9).all(|n| at(n) < at(n + 1)));
        assert_eq!(at(500), 21_600);
    }
}
