//! Moving in, and who lives there.

use knock_core::engine;

/// Where an identity comes from.
#[derive(Clone, uniffi::Enum)]
pub enum Origin {
    /// A new one, with words to write down.
    New,
    /// One that the user has: nsec, hexadecimal digits, words, or ncryptsec with its password.
    Import {
        /// The secret.
        secret: String,
        /// The password of an ncryptsec (NIP-49).
        password: Option<String>,
    },
    /// One whose key a remote signer has (NIP-46). It can send, and not receive.
    Bunker {
        /// `bunker://…`
        link: String,
    },
    /// One whose key is with the signer that the shell gave (NIP-55). It can send, and not receive.
    Signer,
}

/// Where an identity's key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SignerKind {
    /// In the vault.
    Here,
    /// With a remote signer.
    Bunker,
    /// With the signer app that the shell speaks to.
    App,
}

impl From<engine::SignerKind> for SignerKind {
    fn from(kind: engine::SignerKind) -> Self {
        match kind {
            engine::SignerKind::Here => Self::Here,
            engine::SignerKind::Bunker => Self::Bunker,
            engine::SignerKind::App => Self::App,
        }
    }
}

/// Who the user is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct IdentityInfo {
    /// The public key.
    pub npub: String,
    /// Whether it cannot receive: opening a knock needs the key itself.
    pub send_only: bool,
    /// Where the key is.
    pub signer: SignerKind,
    /// Whether there are words that it can be restored from.
    pub has_words: bool,
}

/// The numbers on an app's badges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Overview {
    /// Messages that the user has not seen.
    pub unread: u64,
    /// Knocks that wait for consent.
    pub requests: u64,
    /// Messages that go no further without the user.
    pub unsent: u64,
}

impl From<engine::Overview> for Overview {
    fn from(overview: engine::Overview) -> Self {
        Self { unread: overview.unread, requests: overview.requests, unsent: overview.unsent }
    }
}

/// Somebody moved in.
#[derive(Clone, uniffi::Record)]
pub struct Created {
    /// Who.
    pub npub: String,
    /// The words of a new identity. Show them once, to be written down; do not keep them.
    pub words: Option<String>,
}
