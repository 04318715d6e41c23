//! `init` and `import`: an identity moves in.

use std::path::Path;

use knock_core::engine::{Home, Settings};
use knock_core::keys::{Identity, NewIdentity};
use knock_core::lnurl::PayAddress;
use knock_core::ports::SystemEntropy;
use nostr::RelayUrl;
use serde_json::json;

use crate::args::{Import, Init};
use crate::failure::BadInput;
use crate::output::Output;
use crate::{input, session};

pub(super) fn init(folder: &Path, args: Init, output: &Output) -> anyhow::Result<()> {
    let relays = args.relays.iter().map(|url| relay_url(url)).collect::<anyhow::Result<Vec<_>>>()?;
    let address = args.address.map(|text| pay_address(&text)).transpose()?;
    let new = match (args.import, args.words) {
        (Some(secret), _) => read_identity(&input::secret_or_stdin(Some(secret))?)?,
        (None, true) => NewIdentity::generate(&SystemEntropy)?,
        (None, false) => Identity::generate(&SystemEntropy).into(),
    };
    let new_words = new.words.clone().filter(|_| args.words);
    let vault = session::new_vault(folder, args.passphrase)?;
    let settings =
        Settings { relays, lightning_address: address, allow_local: args.allow_local, ..Settings::default() };
    let home = Home::create(folder, vault.as_ref(), new, &settings, &SystemEntropy)?;
    let npub = home.identity.npub();
    let value = json!({"npub": npub, "words": new_words.as_ref().map(|w| w.expose())});
    output.answer(&value, || match &new_words {
        Some(words) => format!("{npub}\n\nWrite these words down; they are shown once:\n{}", words.expose()),
        None => npub.clone(),
    });
    output.note(
        "Next: `knock wallet connect nostr+walletconnect://…`, then `knock contact add` and `knock send`.",
    );
    Ok(())
}

pub(super) fn import(folder: &Path, args: Import, output: &Output) -> anyhow::Result<()> {
    let new = read_identity(&input::secret_or_stdin(args.secret)?)?;
    let vault = session::new_vault(folder, args.passphrase)?;
    let home = Home::create(folder, vault.as_ref(), new, &Settings::default(), &SystemEntropy)?;
    let npub = home.identity.npub();
    output.answer(&json!({"npub": npub}), || npub.clone());
    Ok(())
}

/// nsec, hex, ncryptsec or words.
fn read_identity(secret: &str) -> anyhow::Result<NewIdentity> {
    NewIdentity::import(secret, || input::secret("KNOCK_PASSWORD", "Password of the ncryptsec: "))
}

/// A lightning address as it will be sent along: refused here, not on the other side.
pub(super) fn pay_address(text: &str) -> anyhow::Result<String> {
    let address = PayAddress::parse(text).map_err(|error| BadInput::new(error.kind(), error.to_string()))?;
    Ok(address.to_string())
}

pub(super) fn relay_url(text: &str) -> anyhow::Result<RelayUrl> {
    RelayUrl::parse(text)
        .map_err(|_| BadInput::new("relay_invalid", format!("{text:?} is no wss:// relay URL")).into())
}
