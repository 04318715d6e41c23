//! The connection string, `nostr+walletconnect://…`.

use nostr::nips::nip47::NostrWalletConnectURI;
use nostr::{Keys, PublicKey, RelayUrl};
use zeroize::Zeroizing;

use crate::wallet::WalletError;

/// What a connection string says. It holds the secret that spends, hence no `Debug`; nostr erases the key on drop.
#[derive(Clone)]
pub(super) struct Link {
    /// Who answers.
    pub(super) wallet: PublicKey,
    /// Where it listens.
    pub(super) relays: Vec<RelayUrl>,
    /// Who we are to it.
    pub(super) keys: Keys,
}

impl Link {
    /// Reads a connection string as people paste it: with blanks around it, or in the older spellings without
    /// `+` or `//`. The error does not repeat it.
    pub(super) fn parse(text: &str) -> Result<Self, WalletError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once(':').unwrap_or(("", ""));
        let known = ["nostr+walletconnect", "nostrwalletconnect"];
        if !known.contains(&scheme.to_ascii_lowercase().as_str()) {
            return Err(WalletError::BadConnection("it does not start with nostr+walletconnect:".to_owned()));
        }
        let whole = Zeroizing::new(format!("nostr+walletconnect://{}", rest.trim_start_matches('/')));
        let uri = NostrWalletConnectURI::parse(whole.as_str()).map_err(|_| {
            WalletError::BadConnection("the wallet's key, a relay or the secret is missing".to_owned())
        })?;
        let mut relays = uri.relays;
        relays.sort();
        relays.dedup();
        Ok(Self { wallet: uri.public_key, relays, keys: Keys::new(uri.secret) })
    }
}

#[cfg(test)]
mod tests {
    use nostr::SecretKey;
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "b889ff5b1513b641e2a139f661a661364979c5beee91842f8f0ef42ab558e9d4";
    const SECRET: &str = "71a8c14c1407c113601079c4302dab36460f0ccd0ad506f1f2dc73b5100e4f3c";

    #[test]
    fn reads_what_people_paste() {
        let query =
            format!("{KEY}?relay=wss%3A%2F%2Fa.example&relay=wss://b.example&secret={SECRET}&lud16=a@b.c");
        for scheme in [
            "nostr+walletconnect://",
            "nostrwalletconnect://",
            "nostr+walletconnect:",
            "NOSTR+WALLETCONNECT://",
        ] {
            let link = Link::parse(&format!(" {scheme}{query}\n")).ok().unwrap();
            assert_eq!((link.wallet.to_hex().as_str(), link.relays.len()), (KEY, 2));
            assert_eq!(link.keys.secret_key().to_secret_hex(), SECRET);
        }
    }

    #[test]
    fn errors_do_not_repeat_the_secret() {
        for bad in
            [format!("https://x/?secret={SECRET}"), format!("nostr+walletconnect://{KEY}?secret={SECRET}")]
        {
            let error = Link::parse(&bad).err().unwrap();
            assert_eq!(error.kind(), "wallet_bad_connection");
            assert!(!error.to_string().contains(SECRET));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,80}|nostr\\+walletconnect:(//)?[0-9a-f]{0,64}\\?[a-z=&%:/.]{0,80}") {
            let _ = Link::parse(&text);
        }

        #[test]
        fn what_a_wallet_writes_is_read(
            secret in prop::array::uniform32(1u8..255),
            hosts in prop::collection::btree_set("[a-z]{1,12}", 1..4),
        ) {
            let secret = SecretKey::from_slice(&secret).unwrap();
            let url = |host: &String| RelayUrl::parse(&format!("wss://{host}.example")).unwrap();
            let relays: Vec<RelayUrl> = hosts.iter().map(url).collect();
            let wallet = Keys::generate().public_key();
            let uri = NostrWalletConnectURI::new(wallet, relays.clone(), secret.clone(), None);
            let link = Link::parse(&uri.to_string()).ok().unwrap();
            prop_assert_eq!((link.wallet, link.relays), (wallet, relays));
            prop_assert_eq!(link.keys.secret_key(), &secret);
        }
    }
}
