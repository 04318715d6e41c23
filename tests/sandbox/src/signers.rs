//! A signer app (NIP-55) apart from whoever asks it: it has keys and signs what it is handed, so that a test in a language
//! without secp256k1 can be one's shell.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use nostr::{JsonUtil, Keys, PublicKey, UnsignedEvent};

use crate::SandboxError;

/// The keys, by what they are asked for by.
#[derive(Default)]
pub(crate) struct Signers(Mutex<HashMap<PublicKey, Keys>>);

impl Signers {
    /// A new key.
    pub(crate) fn add(&self) -> PublicKey {
        let keys = Keys::generate();
        let public_key = keys.public_key();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(public_key, keys);
        public_key
    }

    /// The signature of this event, unsigned JSON (NIP-01), by one of the keys: 128 hexadecimal digits. The id is computed
    /// from the fields, as an app does that shows its user what it signs.
    pub(crate) fn sign(&self, public_key: PublicKey, event: &str) -> Result<String, SandboxError> {
        let bad = |error: &dyn std::fmt::Display| SandboxError::NotSigned(error.to_string());
        let signers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = signers.get(&public_key).ok_or_else(|| bad(&"no such key"))?;
        let mut event = UnsignedEvent::from_json(event).map_err(|error| bad(&error))?;
        event.id = None;
        let signed = event.sign_with_keys(keys).map_err(|error| bad(&error))?;
        Ok(signed.sig.to_string())
    }
}
