//! What somebody is called.

use nostr::PublicKey;
use nostr::nips::nip19::ToBech32;

/// The user's own name for them, else the NIP-05 name that is known to be theirs, else the ends of the npub.
pub fn display_name(petname: Option<&str>, verified_nip05: Option<&str>, key: &PublicKey) -> String {
    petname.or(verified_nip05).map_or_else(|| short_npub(key), str::to_owned)
}

fn short_npub(key: &PublicKey) -> String {
    let Ok(npub) = key.to_bech32();
    format!("{}…{}", &npub[..12], &npub[npub.len() - 6..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_shown() {
        let key = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
        let key = PublicKey::from_hex(key).unwrap();
        assert_eq!(display_name(Some("Bob"), Some("bob@example.com"), &key), "Bob");
        assert_eq!(display_name(None, Some("bob@example.com"), &key), "bob@example.com");
        assert_eq!(display_name(None, None, &key), "npub10elfcs4…zvjptg");
    }
}
