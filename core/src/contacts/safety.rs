//! The safety number: sixty digits that two people compare in person, to know that each has the other's key.

use nostr::PublicKey;
use sha2::{Digest, Sha512};

/// As many rounds as Signal's: one look-alike costs an attacker that many hashes.
const ROUNDS: usize = 5_200;
/// Digits of a group, and groups of each side.
const GROUP_BYTES: usize = 5;
const GROUPS: usize = 6;

/// Sixty digits in twelve groups; the same whoever of the two asks.
///
/// Each key gives thirty digits: `h = SHA-512("knock/v1/safety" ‖ key)`, then 5,199 times `h = SHA-512(h ‖ key)`; of its
/// first thirty bytes each five, as a big-endian number modulo 100,000, are five digits. The digits of the lower key
/// (as bytes) come first.
pub fn safety_number(one: &PublicKey, other: &PublicKey) -> String {
    let mut keys = [one.as_bytes(), other.as_bytes()];
    keys.sort_unstable();
    keys.map(|key| digits(key)).join(" ")
}

fn digits(key: &[u8]) -> String {
    let mut hash = Sha512::digest([b"knock/v1/safety".as_slice(), key].concat());
    for _ in 1..ROUNDS {
        hash = Sha512::new().chain_update(hash).chain_update(key).finalize();
    }
    let group = |bytes: &[u8]| {
        let number = bytes.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        format!("{:05}", number % 100_000)
    };
    hash.chunks(GROUP_BYTES).take(GROUPS).map(group).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(n: u8) -> PublicKey {
        PublicKey::from_byte_array([n; 32])
    }

    #[test]
    fn both_sides_see_the_same_sixty_digits() {
        let number = safety_number(&key(1), &key(2));
        assert_eq!(number, safety_number(&key(2), &key(1)));
        let groups: Vec<&str> = number.split(' ').collect();
        assert_eq!(groups.len(), 12);
        assert!(groups.iter().all(|g| g.len() == 5 && g.bytes().all(|b| b.is_ascii_digit())));
        assert_ne!(number, safety_number(&key(1), &key(3)));
    }

    /// Made by another hand: Python's hashlib, from the words above.
    #[test]
    fn the_derivation_is_as_written() {
        assert_eq!(
            safety_number(&key(1), &key(2)),
            "00575 82534 40094 17413 15955 27682 86489 48836 94516 03705 63621 96963"
        );
    }

    proptest! {
        // Each number is thousands of hashes.
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn any_two_see_the_same_and_any_third_another(keys in any::<[[u8; 32]; 3]>().no_shrink()) {
            let [one, other, third] = keys.map(PublicKey::from_byte_array);
            let number = safety_number(&one, &other);
            prop_assert_eq!(&number, &safety_number(&other, &one));
            prop_assert!(number.split(' ').all(|group| group.len() == 5 && group.parse::<u32>().is_ok()));
            prop_assert_eq!(number.len(), 12 * 5 + 11);
            prop_assert_ne!(number, safety_number(&one, &third));
        }
    }
}
