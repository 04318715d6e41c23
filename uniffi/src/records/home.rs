//! Moving in.

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
}

/// Somebody moved in.
#[derive(Clone, uniffi::Record)]
pub struct Created {
    /// Who.
    pub npub: String,
    /// The words of a new identity. Show them once, to be written down; do not keep them.
    pub words: Option<String>,
}
