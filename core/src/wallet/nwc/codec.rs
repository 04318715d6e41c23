//! Encryption between us and the wallet.

use nostr::nips::{nip04, nip44};
use nostr::{Event, Kind, Tag};

use super::uri::Link;

/// NIP-47 began with NIP-04; wallets that know better say so in their info event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    Nip44,
    Nip04,
}

impl Encryption {
    /// What the info event (kind 13194) offers; NIP-04 where it offers nothing.
    pub(super) fn offered(info: &Event) -> Self {
        let offers = tag_words(info, "encryption");
        if offers.iter().any(|offer| offer == "nip44_v2") { Self::Nip44 } else { Self::Nip04 }
    }

    /// The tag of a request; older wallets know none.
    pub(super) fn tag(self) -> Option<Tag> {
        match self {
            Self::Nip44 => Tag::parse(["encryption", "nip44_v2"]).ok(),
            Self::Nip04 => None,
        }
    }

    /// The kind of the notifications that are encrypted this way. Wallets that know both send both.
    pub(super) fn notification_kind(self) -> Kind {
        match self {
            Self::Nip44 => Kind::from(23197),
            Self::Nip04 => Kind::WalletConnectNotification,
        }
    }

    pub(super) fn encrypt(self, link: &Link, text: &str) -> Result<String, String> {
        let secret = link.keys.secret_key();
        match self {
            Self::Nip44 => {
                nip44::encrypt(secret, &link.wallet, text, nip44::Version::V2).map_err(|e| e.to_string())
            }
            Self::Nip04 => nip04::encrypt(secret, &link.wallet, text).map_err(|e| e.to_string()),
        }
    }
}

/// Reads either kind, told apart by NIP-04's `?iv=`: some wallets answer in NIP-04 whatever was asked.
pub(super) fn decrypt(link: &Link, content: &str) -> Result<String, String> {
    let secret = link.keys.secret_key();
    if content.contains("?iv=") {
        nip04::decrypt(secret, &link.wallet, content).map_err(|error| error.to_string())
    } else {
        nip44::decrypt(secret, &link.wallet, content).map_err(|error| error.to_string())
    }
}

/// The words of a tag's values: wallets separate them with spaces or put them in values of their own.
pub(super) fn tag_words(event: &Event, name: &str) -> Vec<String> {
    let tags = event.tags.iter().filter(|tag| tag.as_slice().first().is_some_and(|first| first == name));
    let values = tags.flat_map(|tag| tag.as_slice().iter().skip(1));
    values.flat_map(|value| value.split_whitespace()).map(str::to_owned).collect()
}
