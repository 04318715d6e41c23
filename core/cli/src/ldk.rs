//! The wallet inside, as the vault remembers it: where the linked wallet's connection would be, its settings are.

use std::path::Path;

use knock_core::keys::{KeyVault, SecretBytes, SecretName, SecretText};
use knock_ldk::{LdkSettings, LdkWallet};

use crate::failure::BadInput;

/// What tells the settings from a connection string.
const PREFIX: &str = "ldk:";

/// The settings, if the wallet inside is the chosen one.
pub(crate) fn chosen(vault: &dyn KeyVault) -> anyhow::Result<Option<LdkSettings>> {
    let Some(kept) = vault.get(SecretName::WalletConnection)? else { return Ok(None) };
    let text = std::str::from_utf8(kept.expose()).unwrap_or_default();
    let Some(json) = text.strip_prefix(PREFIX) else { return Ok(None) };
    Ok(Some(serde_json::from_str(json)?))
}

/// Chooses it.
pub(crate) fn choose(vault: &dyn KeyVault, settings: &LdkSettings) -> anyhow::Result<()> {
    let text = format!("{PREFIX}{}", serde_json::to_string(settings)?);
    Ok(vault.put(SecretName::WalletConnection, &SecretBytes::new(text.into_bytes()))?)
}

/// Starts the node of the home's words.
pub(crate) async fn start(
    folder: &Path,
    vault: &dyn KeyVault,
    settings: &LdkSettings,
) -> anyhow::Result<LdkWallet> {
    let missing =
        |what| BadInput::new("wallet_not_created", format!("{what}: run `knock wallet ldk create`"));
    let words = vault.get(SecretName::SeedWords)?.ok_or_else(|| missing("there are no words"))?;
    let words = SecretText::new(std::str::from_utf8(words.expose())?.to_owned());
    let key = vault.get(SecretName::DatabaseKey)?.ok_or_else(|| missing("there is no home"))?;
    Ok(LdkWallet::start(folder, &key, &words, settings).await?)
}
