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

/// A home with a node and a channel from it to somebody, by nothing but what a shell can call.
#[cfg(feature = "wallet-ldk")]
mod regtest {
    use std::time::Duration;

    use knock_ffi::{KnockEvent, NewContact, OutState, SendOptions, WalletKind};
    use knock_regtest::{Bitcoind, LightningNode, free_port, until};
    use knock_sandbox::{Sandbox, SandboxOptions};
    use tokio::sync::mpsc;

    use super::*;
    use crate::support::Ears;

    const CHANNEL_SAT: u64 = 1_000_000;

    struct Owner {
        knock: Arc<Knock>,
        vault: Arc<Vault>,
        folder: TempDir,
        node_id: String,
    }

    fn bitcoind(chain: &Bitcoind, password: Option<&str>) -> ChainSource {
        let (at, _) = chain.rpc();
        let (user, place) = at.split_once('@').unwrap();
        let (host, port) = place.split_once(':').unwrap();
        ChainSource::Bitcoind {
            host: host.to_owned(),
            port: port.parse().unwrap(),
            user: user.to_owned(),
            password: password.map(str::to_owned),
        }
    }

    async fn owner(sandbox: &Sandbox, chain: &Bitcoind, listen: Option<String>) -> Result<Owner, KnockError> {
        let (folder, vault) = (tempfile::tempdir().unwrap(), Arc::new(Vault::default()));
        let knock = Knock::new(folder.path().display().to_string(), vault.clone(), None, None);
        let own = Settings {
            relays: vec![sandbox.relay_url()],
            search_directory: false,
            allow_local: true,
            ..default_settings()
        };
        let created = knock.create(Origin::New, own, None).await?;
        let alias = listen.as_ref().map(|_| "listens".to_owned());
        let settings = NodeSettings { listen, alias, ..settings(bitcoind(chain, Some(chain.rpc().1))) };
        let node = knock.clone().create_node(settings, None).await?;
        assert!(created.words.is_some() && node.words.is_none(), "shown twice");
        assert_eq!(knock.wallet_kind()?, WalletKind::Node);
        Ok(Owner { knock, vault, folder, node_id: node.node_id })
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs a bitcoind: scripts/regtest.sh"]
    async fn a_shell_makes_funds_and_pays_with_a_node() -> anyhow::Result<()> {
        let sandbox = Sandbox::start(SandboxOptions::default()).await?;
        let chain = Bitcoind::start().await?;
        let alice = owner(&sandbox, &chain, None).await?;
        let at = format!("127.0.0.1:{}", free_port()?);
        let bob = owner(&sandbox, &chain, Some(at.clone())).await?;

        // What is secret in the settings is not told, and stays where it is not set anew.
        let told = alice.knock.node_settings().await?.unwrap();
        assert!(told.chain == bitcoind(&chain, None));
        alice.knock.clone().set_node_settings(told.clone()).await?;
        assert_eq!(alice.knock.node_info().await?.node_id, alice.node_id);
        let elsewhere = match told.chain.clone() {
            ChainSource::Bitcoind { host, user, password, .. } => {
                ChainSource::Bitcoind { host, port: 1, user, password }
            }
            other => other,
        };
        let moved = NodeSettings { chain: elsewhere, ..told.clone() };
        assert_eq!(kind(alice.knock.clone().set_node_settings(moved).await), "password_needed");
        assert!(alice.knock.node_settings().await?.unwrap() == told, "changed all the same");

        // The same home in another process: it opens, and may not run the node.
        let beside = Knock::new(alice.folder.path().display().to_string(), alice.vault.clone(), None, None);
        beside.unlock().await?;
        alice.knock.start_node().await?;
        assert_eq!(kind(beside.node_info().await), "wallet_busy");
        alice.knock.stop_node().await?;
        assert_eq!(kind(alice.knock.node_info().await), "wallet_unreachable");
        assert_eq!(beside.node_info().await?.node_id, alice.node_id);
        assert_eq!(kind(alice.knock.start_node().await), "wallet_busy");
        beside.lock().await?;
        alice.knock.start_node().await?;

        chain.fund(&[alice.knock.deposit_address().await?]).await?;
        until("the coins are seen", async || {
            Ok(alice.knock.node_info().await?.onchain_spendable_sat > CHANNEL_SAT)
        })
        .await?;
        assert_eq!(kind(alice.knock.receive_offer().await), "wallet_refused");
        let listening = bob.knock.listen()?;
        let (sender, mut events) = mpsc::unbounded_channel();
        let _subscription = bob.knock.subscribe(Arc::new(Ears(sender)))?;
        until("Bob's node listens", async || Ok(std::net::TcpStream::connect(&at).is_ok())).await?;
        alice.knock.open_channel(format!("{}@{at}", bob.node_id), CHANNEL_SAT, false).await?;
        until("the channel is funded", async || Ok(chain.waiting().await? == 1)).await?;
        chain.mine(6).await?;
        until("the channel can be used", async || {
            Ok(alice.knock.node_info().await?.channels.iter().any(|channel| channel.usable))
        })
        .await?;

        // A message, with Bob's node paid directly.
        let reference = bob.knock.card().await?.link;
        let contact = NewContact {
            reference,
            name: None,
            lightning_address: Some(bob.node_id.clone()),
            offer: None,
            relays: Vec::new(),
            look_up: false,
        };
        let to = alice.knock.add_contact(contact, None).await?.npub;
        let sent = alice.knock.send(to, "Hello".into(), SendOptions::default(), None).await?;
        assert_eq!(sent.state, OutState::Delivered);
        let heard = async {
            loop {
                if let Some(KnockEvent::MessageReceived { message }) = events.recv().await {
                    return message;
                }
            }
        };
        let message = tokio::time::timeout(Duration::from_secs(30), heard).await?;
        assert_eq!(message.text, "Hello");
        assert!(bob.knock.node_info().await?.outbound_msat == 0, "below the reserve of a channel");
        let invoice = bob.knock.receive_invoice(5_000_000, "lunch".into()).await?;
        assert!(invoice.starts_with("lnbcrt50u1"), "{invoice}");
        drop(listening);

        // The way out: the channel, then the chain.
        let id = alice.knock.node_info().await?.channels[0].id.clone();
        assert_eq!(kind(alice.knock.close_channel("1".into(), false).await), "wallet_refused");
        alice.knock.close_channel(id, false).await?;
        until("the closing waits for a block", async || Ok(chain.waiting().await? == 1)).await?;
        chain.mine(6).await?;
        alice.knock.sync_node().await?;
        let hub = LightningNode::new("hub", &chain).await?;
        assert_eq!(alice.knock.withdraw(hub.wallet.address()?, None).await?.len(), 64);
        chain.mine(1).await?;
        alice.knock.sync_node().await?;
        let left = alice.knock.node_info().await?;
        assert_eq!((left.onchain_sat, left.channels.len()), (0, 0));
        hub.stop().await;

        // Unlinked, the node is kept and is there again when it is made anew.
        alice.knock.unlink_wallet().await?;
        assert_eq!(kind(alice.knock.node_info().await), "wallet_not_created");
        let settings = NodeSettings { chain: bitcoind(&chain, Some(chain.rpc().1)), ..told };
        assert_eq!(alice.knock.clone().create_node(settings, None).await?.node_id, alice.node_id);
        alice.knock.lock().await?;
        bob.knock.lock().await?;
        Ok(())
    }
}
