//! The connection to a bunker: what the user pastes, and what is kept of it.

use nostr::nips::nip46::NostrConnectURI;
use nostr::{Keys, PublicKey, RelayUrl, SecretKey};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::keys::{SecretBytes, SignerError};
use crate::ports::Entropy;

/// A `bunker://` link together with the key that we speak to the bunker with. It may spend the user's
/// trust, hence no `Debug`; nostr erases the key on drop.
#[derive(Clone)]
pub struct BunkerLink {
    /// Whom requests are encrypted to. Not always the user's own key.
    pub(super) signer: PublicKey,
    /// Where it listens.
    pub(super) relays: Vec<RelayUrl>,
    /// Who we are to it.
    pub(super) client: Keys,
    /// Proves, once, that we were given the link.
    pub(super) secret: Option<Zeroizing<String>>,
}

/// As kept in the vault.
#[derive(Serialize, Deserialize)]
struct Kept {
    signer: PublicKey,
    relays: Vec<RelayUrl>,
    client_secret: String,
    user: PublicKey,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.client_secret.zeroize();
    }
}

impl BunkerLink {
    /// Reads a `bunker://…` link and draws a key to speak to it with.
    pub fn parse(text: &str, entropy: &dyn Entropy) -> Result<Self, SignerError> {
        let bad = SignerError::BadLink("the signer's key or its relays are missing");
        let NostrConnectURI::Bunker { remote_signer_public_key, mut relays, secret } =
            NostrConnectURI::parse(text.trim()).map_err(|_| bad.clone())?
        else {
            return Err(SignerError::BadLink("nostrconnect:// is the other direction"));
        };
        relays.sort();
        relays.dedup();
        if relays.is_empty() {
            return Err(bad);
        }
        let secret = secret.map(Zeroizing::new);
        Ok(Self { signer: remote_signer_public_key, relays, client: new_keys(entropy), secret })
    }

    /// What the vault keeps of the link to this user's key.
    pub(super) fn kept(&self, user: PublicKey) -> SecretBytes {
        let kept = Kept {
            signer: self.signer,
            relays: self.relays.clone(),
            client_secret: self.client.secret_key().to_secret_hex(),
            user,
        };
        // Plain fields always become JSON; an empty secret would be refused when read.
        SecretBytes::new(serde_json::to_vec(&kept).unwrap_or_default())
    }

    /// The link that the vault kept, and whose key it leads to.
    pub(super) fn from_kept(secret: &SecretBytes) -> Result<(Self, PublicKey), SignerError> {
        let damaged = SignerError::BadLink("what was kept of it is damaged");
        let kept: Kept = serde_json::from_slice(secret.expose()).map_err(|_| damaged.clone())?;
        let client = SecretKey::from_hex(&kept.client_secret).map_err(|_| damaged)?;
        let (signer, relays) = (kept.signer, kept.relays.clone());
        Ok((Self { signer, relays, client: Keys::new(client), secret: None }, kept.user))
    }
}

fn new_keys(entropy: &dyn Entropy) -> Keys {
    let mut bytes = Zeroizing::new([0; 32]);
    loop {
        entropy.fill(bytes.as_mut());
        // Fails about once in 2^128 draws.
        if let Ok(secret) = SecretKey::from_slice(bytes.as_ref()) {
            return Keys::new(secret);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ports::SystemEntropy;

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,80}|bunker://[0-9a-f]{0,64}\\?[a-z=&%:/.]{0,80}") {
            let _ = BunkerLink::parse(&text, &SystemEntropy);
            let _ = BunkerLink::from_kept(&SecretBytes::new(text.into_bytes()));
        }

        #[test]
        fn what_is_kept_comes_back(hosts in prop::collection::btree_set("[a-z]{1,12}", 1..4)) {
            let (signer, user) = (Keys::generate().public_key(), Keys::generate().public_key());
            let query: Vec<String> = hosts.iter().map(|host| format!("relay=wss://{host}.example")).collect();
            let text = format!("bunker://{}?{}&secret=once", signer.to_hex(), query.join("&"));
            let link = BunkerLink::parse(&text, &SystemEntropy).unwrap();
            let (again, whose) = BunkerLink::from_kept(&link.kept(user)).unwrap();
            prop_assert_eq!((again.signer, &again.relays, whose), (signer, &link.relays, user));
            prop_assert_eq!(again.client.secret_key(), link.client.secret_key());
            prop_assert!(again.secret.is_none(), "what is told once is not kept");
        }
    }
}
