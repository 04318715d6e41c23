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

#[cfg(test)]
mod tests {
    use nostr::{EventBuilder, Keys};
    use proptest::prelude::*;

    use super::*;

    /// Both ends of one connection.
    fn ends() -> [Link; 2] {
        let (ours, theirs) = (Keys::generate(), Keys::generate());
        let link = |keys: &Keys, wallet: &Keys| Link {
            wallet: wallet.public_key(),
            relays: Vec::new(),
            keys: keys.clone(),
        };
        [link(&ours, &theirs), link(&theirs, &ours)]
    }

    #[test]
    fn any_message_comes_through_and_a_stranger_reads_none() {
        let ([ours, theirs], [stranger, _]) = (ends(), ends());
        proptest!(ProptestConfig::with_cases(64), |(text in any::<String>(), garbage in "\\PC{0,80}(\\?iv=\\PC{0,30})?")| {
            prop_assume!(!text.is_empty());
            for encryption in [Encryption::Nip44, Encryption::Nip04] {
                let content = encryption.encrypt(&ours, &text).unwrap();
                prop_assert_eq!(decrypt(&theirs, &content), Ok(text.clone()));
                // NIP-04 has no checksum: with another key it is refused or nonsense.
                prop_assert_ne!(decrypt(&stranger, &content), Ok(text.clone()));
            }
            prop_assert!(decrypt(&ours, &garbage).is_err());
        });
    }

    #[test]
    fn words_are_read_however_they_are_separated() {
        let keys = Keys::generate();
        proptest!(|(words in prop::collection::vec("[a-z0-9_]{1,9}", 0..6), cuts in any::<u8>())| {
            let mut values = vec![String::new()];
            for (n, word) in words.iter().enumerate() {
                if cuts >> n & 1 == 1 {
                    values.push(word.clone());
                } else {
                    values.last_mut().unwrap().push_str(&format!(" {word}"));
                }
            }
            let tag = Tag::parse(std::iter::once("encryption".to_owned()).chain(values)).unwrap();
            let info = EventBuilder::new(Kind::WalletConnectInfo, "").tag(tag).sign_with_keys(&keys).unwrap();
            prop_assert_eq!(tag_words(&info, "encryption"), words.clone());
            let knows = words.iter().any(|word| word == "nip44_v2");
            prop_assert_eq!(Encryption::offered(&info) == Encryption::Nip44, knows);
        });
    }
}
