//! `wallet`: linked, looked at, unlinked.

use std::path::Path;

use knock_core::keys::{SecretBytes, SecretName};
use knock_core::reach::Reach;
use knock_core::wallet::NwcWallet;
use serde_json::json;

use crate::args::WalletVerb;
use crate::output::Output;
use crate::{input, session};

pub(super) async fn run(folder: &Path, verb: WalletVerb, output: &Output) -> anyhow::Result<()> {
    match verb {
        WalletVerb::Connect { uri } => {
            let uri = input::secret_or_stdin(Some(uri))?;
            // The URI is checked before it is kept; whether the wallet answers is shown afterwards.
            NwcWallet::link(&uri, Reach::Local)?;
            let vault = session::open_vault(folder)?;
            vault.put(SecretName::WalletConnection, &SecretBytes::new(uri.trim().as_bytes().to_vec()))?;
            info(folder, output).await
        }
        WalletVerb::Disconnect => {
            session::open_vault(folder)?.delete(SecretName::WalletConnection)?;
            output.answer(&json!({"connected": false}), || {
                "You pay with any wallet by hand from now on.".to_owned()
            });
            Ok(())
        }
        WalletVerb::Info => info(folder, output).await,
        #[cfg(feature = "wallet-ldk")]
        WalletVerb::Ldk(verb) => super::ldk::run(folder, verb, output).await,
    }
}

async fn info(folder: &Path, output: &Output) -> anyhow::Result<()> {
    let engine = session::open_engine(folder).await?;
    let wallet = engine.wallet();
    if wallet.capabilities().hand_over {
        let value = json!({"connected": false, "hand_over": true});
        output
            .answer(&value, || "No wallet is linked; invoices are handed to any wallet by hand.".to_owned());
        return Ok(());
    }
    output.progress("Asking the wallet…");
    let info = wallet.info().await;
    // Known only once the wallet was asked.
    let able = wallet.capabilities();
    engine.shutdown().await;
    let info = info?;
    let value = json!({
        "connected": true,
        "alias": info.alias,
        "network": info.network,
        "balance_msat": info.balance.map(|b| b.0),
        "pay_invoice": able.pay_invoice,
        "list_incoming": able.list_incoming,
        "stream_incoming": able.stream_incoming,
    });
    output.answer(&value, || {
        let balance = info.balance.map(|b| b.to_string()).unwrap_or_else(|| "not told".to_owned());
        format!("{}  balance {balance}", info.alias.as_deref().unwrap_or("(no name)"))
    });
    Ok(())
}
