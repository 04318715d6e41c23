//! What can go wrong with keys.

use thiserror::Error;

use super::vault::VaultError;

/// Why a key could not be made, read or kept. No text repeats what the user typed: it may be most of a secret.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Neither an nsec (NIP-19) nor 64 hexadecimal digits of a valid secret key.
    #[error("this is not a valid nsec or hexadecimal secret key")]
    BadNsec,
    /// Not BIP-39 words: a word is not on the English list, their number is wrong, or the checksum is.
    #[error("these are not valid seed words")]
    BadWords,
    /// Not an encrypted key as NIP-49 has it.
    #[error("this is not a valid ncryptsec")]
    BadNcryptsec,
    /// The password does not open the ncryptsec.
    #[error("wrong password")]
    WrongPassword,
    /// The scrypt cost is outside of what we compute: 18 takes 256 MiB, a phone has no more to spare.
    #[error("the password cost log_n = {0} is not supported; 1 to 18 are")]
    UnsupportedCost(u8),
    /// The identity's secret key is with a remote signer, which signs and does not hand it out.
    #[error("this identity's key is with a remote signer: it can send, but neither read nor be exported")]
    SendOnly,
    /// The vault did not answer.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl KeyError {
    /// A stable name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::BadNsec => "bad_nsec",
            Self::BadWords => "bad_words",
            Self::BadNcryptsec => "bad_ncryptsec",
            Self::WrongPassword => "wrong_password",
            Self::UnsupportedCost(_) => "unsupported_password_cost",
            Self::SendOnly => "send_only",
            Self::Vault(e) => e.kind(),
        }
    }
}
