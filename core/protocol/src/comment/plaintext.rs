//! The fields inside the comment's box.
//!
//! ```text
//! offset  bytes  field
//!      0      1  version = 1
//!      1      4  ts, seconds since 1970, big-endian
//!      5     32  A, the sender's identity
//!     37     64  identity_token
//!    101     32  event id
//!    133   5+48k  relay field, zero padded
//! ```

use nostr::secp256k1::schnorr::Signature;
use nostr::{EventId, PublicKey, Timestamp};
use zeroize::Zeroizing;

use super::error::CommentError;
use crate::VERSION;
use crate::relays::{RelayFieldError, RelayHint};

/// The fields before the relay field.
const FIXED: usize = 1 + 4 + 32 + 64 + 32;
/// Room for the relay field in the short form: blastr or up to four directory relays.
const SHORT_RELAYS: usize = 5;
/// The short form.
pub(super) const MIN_PLAINTEXT: usize = FIXED + SHORT_RELAYS;
/// The room grows in steps of 48 bytes, 64 characters, so that the length tells little.
pub(super) const STEP: usize = 48;
/// The longest comment has 766 characters.
pub(super) const MAX_STEPS: usize = 8;

/// The comment's fields.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CommentFields {
    pub(crate) sent_at: Timestamp,
    pub(crate) sender: PublicKey,
    pub(crate) token: Signature,
    pub(crate) event_id: EventId,
    pub(crate) relays: RelayHint,
    /// The same as it stands in the comment, without padding: what the comment signature covers.
    pub(crate) relay_field: Vec<u8>,
}

impl CommentFields {
    /// The plaintext's length for a relay field of that many bytes.
    pub(crate) fn padded_len(relay_field: usize) -> Result<usize, RelayFieldError> {
        let steps = relay_field.saturating_sub(SHORT_RELAYS).div_ceil(STEP);
        if steps > MAX_STEPS { Err(RelayFieldError::TooLong) } else { Ok(MIN_PLAINTEXT + steps * STEP) }
    }

    pub(crate) fn encode(&self) -> Result<Zeroizing<Vec<u8>>, RelayFieldError> {
        let len = Self::padded_len(self.relay_field.len())?;
        let mut out = Zeroizing::new(Vec::with_capacity(len));
        out.push(VERSION);
        out.extend_from_slice(&seconds(self.sent_at).to_be_bytes());
        out.extend_from_slice(self.sender.as_bytes());
        out.extend_from_slice(self.token.as_ref());
        out.extend_from_slice(self.event_id.as_bytes());
        out.extend_from_slice(&self.relay_field);
        out.resize(len, 0);
        Ok(out)
    }

    /// `plaintext` has one of the lengths of [`Self::padded_len`]; the armor has seen to it.
    pub(crate) fn decode(plaintext: &[u8]) -> Result<Self, CommentError> {
        let mut reader = Reader(plaintext);
        let [version] = reader.take()?;
        if version != VERSION {
            return Err(CommentError::UnknownVersion(version));
        }
        let sent_at = Timestamp::from(u64::from(u32::from_be_bytes(reader.take()?)));
        let sender = PublicKey::from_byte_array(reader.take()?);
        let token: [u8; 64] = reader.take()?;
        let token = Signature::from_slice(&token).map_err(|_| CommentError::ForgedToken)?;
        let event_id = EventId::from_byte_array(reader.take()?);
        let (relays, used) = RelayHint::decode(reader.0)?;
        let (relay_field, padding) = reader.0.split_at(used);
        if padding.iter().any(|byte| *byte != 0) || Self::padded_len(used)? != plaintext.len() {
            return Err(RelayFieldError::BadPadding.into());
        }
        Ok(Self { sent_at, sender, token, event_id, relays, relay_field: relay_field.to_vec() })
    }
}

/// The four bytes that carry a time; they last until 2106.
pub(crate) fn seconds(time: Timestamp) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], CommentError> {
        let (head, tail) = self.0.split_first_chunk().ok_or(CommentError::BadLength(self.0.len()))?;
        self.0 = tail;
        Ok(*head)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// A sender's key and a signature are 32 and 64 bytes of anything here; what they are worth is seen later.
        #[test]
        fn what_decodes_encodes_to_the_same_bytes(
            mut bytes in prop::collection::vec(any::<u8>(), MIN_PLAINTEXT + 2 * STEP),
            steps in 0usize..3,
            version in prop_oneof![Just(VERSION), any::<u8>()],
            relays in prop_oneof![Just(vec![0]), Just(vec![2, 1, 2]), Just(vec![0x81, 9, b'r', b'.', b'e', b'x', b'a', b'm', b'p', b'l', b'e'])],
            stray in prop::option::of(any::<prop::sample::Index>()),
        ) {
            bytes.truncate(MIN_PLAINTEXT + steps * STEP);
            bytes[0] = version;
            bytes[FIXED..].fill(0);
            let room = bytes.len() - FIXED;
            let used = relays.len().min(room);
            bytes[FIXED..FIXED + used].copy_from_slice(&relays[..used]);
            if let Some(stray) = stray {
                bytes[FIXED + stray.index(room)] ^= 1;
            }
            if let Ok(fields) = CommentFields::decode(&bytes) {
                prop_assert_eq!(&*fields.encode().unwrap(), &bytes);
                prop_assert_eq!(version, VERSION);
            }
        }
    }

    #[test]
    fn the_common_forms_decode() {
        for (room, relays) in [(5, &[0][..]), (5, &[2, 1, 2]), (53, b"\x81\x09r.example")] {
            let mut bytes = vec![1; FIXED + room];
            bytes[FIXED..].fill(0);
            bytes[FIXED..FIXED + relays.len()].copy_from_slice(relays);
            assert!(CommentFields::decode(&bytes).is_ok(), "{relays:?}");
        }
    }
}
