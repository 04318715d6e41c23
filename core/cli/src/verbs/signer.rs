//! `signer`: an identity whose key is elsewhere.

use std::path::Path;
use std::sync::Arc;

use knock_core::engine::{Home, Settings};
use knock_core::keys::{Capability, Identity};
use knock_core::ports::SystemEntropy;
use knock_core::signer::Bunker;
use serde_json::json;

use super::init::relay_url;
use super::settings::proxy_address;
use crate::args::SignerVerb;
use crate::output::Output;
use crate::{input, session};

pub(super) async fn run(folder: &Path, verb: SignerVerb, output: &Output) -> anyhow::Result<()> {
    let identity = match verb {
        SignerVerb::Connect { uri, passphrase, relays, allow_local, proxy } => {
            let settings = Settings {
                relays: relays.iter().map(|url| relay_url(url)).collect::<anyhow::Result<_>>()?,
                allow_local,
                proxy: proxy.map(|text| proxy_address(&text)).transpose()?.flatten(),
                ..Settings::default()
            };
            let uri = input::secret_or_stdin(Some(uri))?;
            output.progress("Waiting for the bunker; it may ask for your consent…");
            let bunker = Bunker::connect(&uri, settings.network(), &SystemEntropy).await?;
            let vault = session::new_vault(folder, passphrase)?;
            let identity = Identity::with_signer(Arc::new(bunker));
            Home::create(folder, vault.as_ref(), identity, &settings, &SystemEntropy)?.identity
        }
        SignerVerb::Status => {
            let vault = session::open_vault(folder)?;
            Home::open(folder, vault.as_ref())?.identity
        }
    };
    let sends_only = identity.capability() == Capability::SendOnly;
    let value = json!({"npub": identity.npub(), "remote": sends_only, "send_only": sends_only});
    output.answer(&value, || match sends_only {
        true => format!(
            "{}\nIts key is with a remote signer: it can send. Receiving needs the key itself (`knock init --import`).",
            identity.npub()
        ),
        false => format!("{}\nIts key is in this home: it can send and receive.", identity.npub()),
    });
    if let Some(signer) = identity.signer() {
        signer.shutdown().await;
    }
    Ok(())
}
