//! Relay directory v1: public relays that a comment can name by one byte each.
//!
//! A comment has little room (LUD-12 services often allow 255 characters), so its relay field
//! says `7`, not `wss://nostr.data.haus`. Sender and receiver must agree on what `7` means for as
//! long as any message is under way, so the list is **append-only**:
//!
//! - never reorder, never edit, never remove: a relay that died keeps its index, and a message that
//!   names it is simply not found there;
//! - append at the end, at most to [`MAX_ENTRIES`]; older clients do not know the new index
//!   ([`relay_at`] gives `None`) and refuse the comment until they are updated, so append seldom;
//! - give a new entry in canonical form, because [`index_of`] compares strings: lower case,
//!   `wss://host[:port][/path]`, no trailing slash, no port 443, no query.
//!
//! What belongs here: general-purpose relays on the public internet that store an event of any kind
//! from any key. That rules out paid writing, NIP-42 AUTH, web-of-trust filters (they refuse every
//! one-time key), inboxes, test instances, and relays for one app, one topic or one wallet.
//!
//! How the first 120 were chosen (July 2026): relays that took an event from a throw-away key in most
//! of 29 public surveys between August 2025 and July 2026, those of widely used clients first, then by
//! how often they answered. `relay.damus.io` (closed in July 2026) and `relay.nostr.band` (silent since
//! October 2025) are left out for that reason. The surveys sent ephemeral events, so they do not show
//! that a relay stores our kind, and no list can promise that a relay is up tomorrow: only a relay's
//! own `OK` counts as published.

/// The most entries v1 can ever have: an index is one byte, and 255 is never given away.
pub const MAX_ENTRIES: usize = 255;

/// Canonical URLs of relay directory v1; the index is the position, the most dependable come first.
pub const DIRECTORY_V1: &[&str] = &[
    "wss://nos.lol",
    "wss://relay.primal.net",
    "wss://nostr.mom",
    "wss://offchain.pub",
    "wss://nostr.oxtr.dev",
    "wss://nostr-pub.wellorder.net",
    "wss://relay.nostr.net",
    "wss://nostr.data.haus",
    "wss://purplerelay.com",
    "wss://nostr.vulpem.com",
    "wss://nostr.stakey.net",
    "wss://relay.ditto.pub",
    "wss://nostr.bitcoiner.social",
    "wss://relay.wellorder.net",
    "wss://nostr-01.yakihonne.com",
    "wss://nostr.sathoarder.com",
    "wss://relay.angor.io",
    "wss://nostr.azzamo.net",
    "wss://bucket.coracle.social",
    "wss://strfry.shock.network",
    "wss://nostr.chaima.info",
    "wss://relay.nostr.place",
    "wss://relay2.angor.io",
    "wss://nostr-relay.cbrx.io",
    "wss://relay.sigit.io",
    "wss://relayone.soundhsa.com",
    "wss://relay.bullishbounty.com",
    "wss://strfry.bonsai.com",
    "wss://nostr.rtvslawenia.com",
    "wss://relay.illuminodes.com",
    "wss://schnorr.me",
    "wss://relay.zone667.com",
    "wss://nostr2.girino.org",
    "wss://nostr.spicyz.io",
    "wss://nostr.girino.org",
    "wss://nostrelay.circum.space",
    "wss://nostr.tac.lol",
    "wss://nostr.carroarmato0.be",
    "wss://relay.nostrhub.fr",
    "wss://relay.cosmicbolt.net",
    "wss://relay.mccormick.cx",
    "wss://nostr.snowbla.de",
    "wss://nostr.2b9t.xyz",
    "wss://relay.wavefunc.live",
    "wss://relay.minibolt.info",
    "wss://relay.samt.st",
    "wss://nostr.nodesmap.com",
    "wss://relay.mitchelltribe.com",
    "wss://nostr-relay.corb.net",
    "wss://nostr-relay.xbytez.io",
    "wss://nostr-relay.amethyst.name",
    "wss://nostr.spaceshell.xyz",
    "wss://nostr.myshosholoza.co.za",
    "wss://nostr.islandarea.net",
    "wss://nostr.4rs.nl",
    "wss://slick.mjex.me",
    "wss://relay.nostriot.com",
    "wss://nostr.hekster.org",
    "wss://relay.layer.systems",
    "wss://relay.cypherflow.ai",
    "wss://soloco.nl",
    "wss://nostr.bond",
    "wss://relay.mmwaves.de",
    "wss://r.0kb.io",
    "wss://relay.agorist.space",
    "wss://relay.klabo.world",
    "wss://relay.islandbitcoin.com",
    "wss://nostr.88mph.life",
    "wss://relay.bitmacro.cloud",
    "wss://strfry.openhoofd.nl",
    "wss://nostr.notribe.net",
    "wss://relay.bornheimer.app",
    "wss://nostr.thalheim.io",
    "wss://syb.lol",
    "wss://nostr.pbfs.io",
    "wss://nostr.thebiglake.org",
    "wss://nostrbtc.com",
    "wss://relay.ohstr.com",
    "wss://nostr.wecsats.io",
    "wss://relay.paulstephenborile.com",
    "wss://relay.openresist.com",
    "wss://ribo.nostria.app",
    "wss://relay.vrtmrz.net",
    "wss://relay.trotters.cc",
    "wss://nostr.overmind.lol",
    "wss://no.str.cr",
    "wss://relay.sharegap.net",
    "wss://nostr.twinkle.lol",
    "wss://aeon.libretechsystems.xyz",
    "wss://nostr-relay.zimage.com",
    "wss://relay.laantungir.net",
    "wss://relay.mwaters.net",
    "wss://relay.fckstate.net",
    "wss://relay.dreamith.to",
    "wss://herbstmeister.com",
    "wss://relay.npubhaus.com",
    "wss://bitcoiner.social",
    "wss://relay.snort.social",
    "wss://satsage.xyz",
    "wss://nostr-relay.psfoundation.info",
    "wss://nostr.blankfors.se",
    "wss://srtrelay.c-stellar.net",
    "wss://relay5.bitransfer.org",
    "wss://nostr.n7ekb.net",
    "wss://relay.jeffg.fyi",
    "wss://nostr-relay-1.trustlessenterprise.com",
    "wss://nostr.tadryanom.me",
    "wss://ynostr.yael.at",
    "wss://nostr.self-determined.de",
    "wss://relay.erybody.com",
    "wss://nostrja-kari.heguro.com",
    "wss://relay.tapestry.ninja",
    "wss://nostr.bitczat.pl",
    "wss://relay.lacompagniemaximus.com",
    "wss://relay.nostr-check.me",
    "wss://nostr-2.21crypto.ch",
    "wss://relay.nostu.be",
    "wss://relay.nostrian-conquest.com",
    "wss://relay.nostx.io",
    "wss://nostr.21crypto.ch",
];

/// The relay at `index`, or `None` where this version's directory ends before it.
#[must_use]
pub fn relay_at(index: u8) -> Option<&'static str> {
    DIRECTORY_V1.get(usize::from(index)).copied()
}

/// The index of `url`, or `None` where the directory does not have it.
///
/// `url` must be canonical already (see the module's rules): this is a plain string comparison.
#[must_use]
pub fn index_of(url: &str) -> Option<u8> {
    DIRECTORY_V1.iter().position(|known| *known == url).and_then(|position| u8::try_from(position).ok())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use nostr::RelayUrl;
    use sha2::{Digest, Sha256};

    use super::*;

    /// Entries that were published first; their hash below must never change. Append freely after them.
    const PINNED_ENTRIES: usize = 120;
    /// SHA-256 of the first `PINNED_ENTRIES` URLs joined by newlines.
    const PINNED_SHA256: &str = "39501ef2450e97964585eb832f26f295dc79b7dd44e8d7a13eaf37c29c0a4492";

    #[test]
    fn published_entries_keep_their_index() {
        let published = DIRECTORY_V1[..PINNED_ENTRIES].join("\n");
        assert_eq!(hex::encode(Sha256::digest(published)), PINNED_SHA256);
    }

    #[test]
    fn size_fits_one_byte() {
        assert!((100..=MAX_ENTRIES).contains(&DIRECTORY_V1.len()));
        assert_eq!(relay_at(u8::MAX), None, "255 stays free");
    }

    #[test]
    fn entries_are_unique() {
        let unique: HashSet<_> = DIRECTORY_V1.iter().collect();
        assert_eq!(unique.len(), DIRECTORY_V1.len());
    }

    #[test]
    fn entries_are_canonical_and_public() {
        for entry in DIRECTORY_V1 {
            let url = RelayUrl::parse(entry).expect(entry);
            assert_eq!(url.as_str_without_trailing_slash(), *entry);
            assert!(entry.starts_with("wss://"), "{entry} is not encrypted");
            assert!(!entry.ends_with('/') && !entry.contains(['?', '#', '@']), "{entry} is not canonical");
            assert_eq!(*entry, entry.to_lowercase());
            // A registered name, not an address, and nothing that only a local network resolves.
            let host = url.host().expect("a host").to_string();
            assert!(host.contains('.') && host.parse::<std::net::IpAddr>().is_err(), "{host} is not public");
            assert!(!url.is_local_addr() && !url.is_onion(), "{host} is not public");
            assert!(!host.ends_with(".local") && !host.ends_with(".internal"), "{host} is not public");
        }
    }

    #[test]
    fn index_and_url_are_inverse() {
        for (position, entry) in DIRECTORY_V1.iter().enumerate() {
            let index = index_of(entry).expect("every entry has an index");
            assert_eq!(usize::from(index), position);
            assert_eq!(relay_at(index), Some(*entry));
        }
    }

    #[test]
    fn unknown_urls_and_indices_have_no_match() {
        assert_eq!(index_of("wss://relay.example.com"), None);
        assert_eq!(index_of("wss://nos.lol/"), None, "only the canonical form is known");
        assert_eq!(index_of(""), None);
        for index in DIRECTORY_V1.len()..=MAX_ENTRIES {
            assert_eq!(relay_at(u8::try_from(index).unwrap()), None);
        }
    }
}
