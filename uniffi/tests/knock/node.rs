//! The wallet inside as a shell holds it. In a build without it, each of its commands says so.

use std::sync::Arc;

use knock_ffi::{
    ChainSource, Knock, KnockError, Network, NodeSettings, Origin, SecretName, Settings, default_settings,
    features,
};
use tempfile::TempDir;

use crate::support::{Vault, kind};

/// A home made from a bare key: it has no words.
async fn home() -> Result<(Arc<Knock>, Arc<Vault>, TempDir), KnockError> {
    let (folder, vault) = (tempfile::tempdir().unwrap(), Arc::new(Vault::default()));
    let knock = Knock::new(folder.path().display().to_string(), vault.clone(), None, None);
    let settings = Settings { search_directory: false, allow_local: true, ..default_settings() };
    let origin = Origin::Import { secret: "01".repeat(32), password: None };
    knock.create(origin, settings, None).await?;
    Ok((knock, vault, folder))
}

fn settings(chain: ChainSource) -> NodeSettings {
    NodeSettings {
        network: Network::Regtest,
        chain,
        lsp: None,
        lsp_token: None,
        rapid_gossip: None,
        listen: None,
        alias: None,
    }
}

#[tokio::test]
async fn without_a_node_every_command_says_why() -> Result<(), KnockError> {
    let (knock, vault, _folder) = home().await?;
    let (missing, unreadable) = match features().in_app_wallet {
        true => ("wallet_not_created", "wallet_bad_connection"),
        false => ("wallet_not_built_in", "wallet_not_built_in"),
    };
    assert!(knock.node_settings().await?.is_none());
    assert_eq!(kind(knock.node_info().await), missing);
    assert_eq!(kind(knock.sync_node().await), missing);
    assert_eq!(kind(knock.start_node().await), missing);
    assert_eq!(kind(knock.stop_node().await), missing);
    assert_eq!(kind(knock.receive_offer().await), missing);
    assert_eq!(kind(knock.deposit_address().await), missing);
    assert_eq!(kind(knock.withdraw("bcrt1q".into(), None).await), missing);
    assert_eq!(kind(knock.open_channel("02@h:1".into(), 1, false).await), missing);
    assert_eq!(kind(knock.close_channel("1".into(), false).await), missing);

    let bad = settings(ChainSource::Esplora { url: "nowhere".into() });
    assert_eq!(kind(knock.clone().set_node_settings(bad.clone()).await), missing);
    assert_eq!(kind(knock.clone().create_node(bad, None).await), unreadable);
    assert!(!vault.secrets.lock().unwrap().contains_key(&SecretName::SeedWords), "words for nothing");
    assert!(knock.is_unlocked(), "left locked");
    knock.lock().await?;
    assert_eq!(kind(knock.node_info().await), "home_locked");
    Ok(())
}
