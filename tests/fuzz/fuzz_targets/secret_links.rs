//! What a user pastes that holds a secret: a wallet's connection (NIP-47), a remote signer's link (NIP-46), a key
//! (nsec, BIP-39 words). No error repeats it.
#![no_main]

use knock_core::keys::Identity;
use knock_core::ports::SystemEntropy;
use knock_core::reach::Reach;
use knock_core::signer::BunkerLink;
use knock_core::wallet::NwcWallet;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let nsec = Identity::from_nsec(text);
    if let Ok(identity) = &nsec {
        let shown = identity.export_nsec().expect("the key is here");
        let again = Identity::from_nsec(shown.expose());
        assert!(again.is_ok_and(|again| again.public_key() == identity.public_key()));
    }
    let errors = [
        nsec.err().map(|error| format!("{error} {error:?}")),
        Identity::from_words(text, "").err().map(|error| format!("{error} {error:?}")),
        NwcWallet::link(text, Reach::Public).err().map(|error| format!("{error} {error:?}")),
        BunkerLink::parse(text, &SystemEntropy).err().map(|error| format!("{error} {error:?}")),
    ];
    let secret = text.split("secret=").nth(1).and_then(|rest| rest.get(..16));
    // Our errors name this scheme themselves.
    let secret = secret.filter(|secret| !"nostr+walletconnect://".contains(secret));
    for error in errors.into_iter().flatten() {
        assert!(secret.is_none_or(|secret| !error.contains(secret)), "an error repeats the secret");
        // Errors have words and schemes of their own.
        let is_secret = text.len() >= 24 && !text.contains(' ');
        assert!(!is_secret || !error.contains(text), "an error repeats the secret");
    }
});
