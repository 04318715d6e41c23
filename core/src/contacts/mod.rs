//! People: how they are named, and where their payments and relays are looked up.
//!
//! Names are read without any network ([`ContactRef::parse`]); the lookups ([`lookup_nip05`],
//! [`find_profile`]) tell a server or a relay whom the user is interested in, so only the sending
//! side makes them. Receiving a message never does.

mod card;
mod contact_ref;
mod error;
#[cfg(fuzzing)]
#[allow(clippy::expect_used, reason = "a failed check is a finding")]
pub(crate) mod fuzzing;
mod nip05;
mod profile;
mod qr;
mod safety;

pub use self::card::ContactCard;
pub use self::contact_ref::ContactRef;
pub use self::error::ContactError;
pub use self::nip05::{Nip05Name, Nip05Record, lookup_nip05};
pub use self::profile::{Profile, find_profile};
pub use self::qr::{QrTooLong, qr_png, qr_svg};
pub use self::safety::safety_number;
