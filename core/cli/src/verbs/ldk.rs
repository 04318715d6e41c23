//! `wallet ldk`: the wallet inside.

use std::path::Path;

use knock_core::engine::{Home, Settings};
use knock_core::keys::{Identity, KeyVault, SecretBytes, SecretName};
use knock_core::ports::SystemEntropy;
use knock_core::wallet::{Network, Wallet};
use knock_ldk::{ChainSource, LdkSettings, LdkWallet, Lsp, NodeInfo};
use serde_json::{Value, json};

use crate::args::{ChainArg, LdkCreate, LdkVerb};
use crate::failure::BadInput;
use crate::output::Output;
use crate::{input, ldk, session};

const RPC_PASSWORD: &str = "KNOCK_RPC_PASSWORD";

pub(super) async fn run(folder: &Path, verb: LdkVerb, output: &Output) -> anyhow::Result<()> {
    let vault = session::open_vault(folder)?;
    let home = Home::open(folder, vault.as_ref())?;
    if let LdkVerb::Create(args) = verb {
        return create(folder, vault.as_ref(), args, output).await;
    }
    let settings = ldk::chosen(vault.as_ref())?.ok_or_else(|| {
        BadInput::new("wallet_not_created", "there is no wallet inside: `knock wallet ldk create`")
    })?;
    let wallet = ldk::start(folder, vault.as_ref(), &settings).await?;
    let done = on_node(&wallet, &home, verb, output).await;
    wallet.shutdown().await;
    done
}

async fn on_node(wallet: &LdkWallet, home: &Home, verb: LdkVerb, output: &Output) -> anyhow::Result<()> {
    match verb {
        LdkVerb::Create(_) | LdkVerb::Info => {
            wallet.sync().await?;
            show(&wallet.node_info(), output);
        }
        LdkVerb::Address => {
            let address = wallet.address()?;
            output.answer(&json!({"address": address}), || address.clone());
        }
        LdkVerb::Channel { node, size_sat, announce } => {
            let (key, address) = key_and_address(&node)?;
            wallet.sync().await?;
            wallet.open_channel(key, address, size_sat, announce).await?;
            let value = json!({"node": key, "size_sat": size_sat});
            output.answer(&value, || {
                format!("A channel of {size_sat} sat is being opened; blocks confirm it.")
            });
        }
        LdkVerb::Offer => {
            let mut settings = Settings::load(&home.store)?;
            let offer = match settings.offer.clone() {
                Some(offer) => offer,
                None => wallet.offer()?,
            };
            settings.offer = Some(offer.clone());
            settings.save(&home.store)?;
            output.answer(&json!({"offer": offer}), || offer.clone());
        }
    }
    Ok(())
}

/// Starts the node once before it is chosen, so that wrong settings are told now.
async fn create(folder: &Path, vault: &dyn KeyVault, args: LdkCreate, output: &Output) -> anyhow::Result<()> {
    let settings = settings(args)?;
    let new_words = match vault.get(SecretName::SeedWords)? {
        Some(_) => None,
        None => {
            let words = Identity::generate_words(&SystemEntropy);
            vault.put(SecretName::SeedWords, &SecretBytes::new(words.expose().as_bytes().to_vec()))?;
            Some(words)
        }
    };
    let wallet = ldk::start(folder, vault, &settings).await?;
    ldk::choose(vault, &settings)?;
    let info = wallet.node_info();
    wallet.shutdown().await;
    let value = json!({"node_id": info.node_id, "words": new_words.as_ref().map(|words| words.expose())});
    output.answer(&value, || match &new_words {
        Some(words) => format!(
            "{}\n\nWrite these words down, your money can be restored from them; they are shown once:\n{}",
            info.node_id,
            words.expose()
        ),
        None => info.node_id.clone(),
    });
    output.note(
        "Next: `knock wallet ldk address` and fund it, then `knock wallet ldk channel KEY@HOST:PORT SAT`.",
    );
    Ok(())
}

fn settings(args: LdkCreate) -> anyhow::Result<LdkSettings> {
    let chain = match (args.esplora, args.bitcoind) {
        (Some(url), _) => ChainSource::Esplora { url },
        (None, Some(at)) => bitcoind(&at)?,
        (None, None) => return Err(BadInput::new("no_chain", "name --esplora or --bitcoind").into()),
    };
    let lsp = args.lsp.as_deref().map(key_and_address).transpose()?;
    Ok(LdkSettings {
        network: match args.network {
            ChainArg::Bitcoin => Network::Bitcoin,
            ChainArg::Testnet => Network::Testnet,
            ChainArg::Signet => Network::Signet,
            ChainArg::Regtest => Network::Regtest,
        },
        chain,
        lsp: lsp.map(|(node, address)| Lsp {
            node: node.to_owned(),
            address: address.to_owned(),
            token: args.lsp_token,
        }),
        rapid_gossip: args.rapid_gossip,
        listen: args.listen,
        alias: args.alias,
    })
}

/// `USER@HOST:PORT`, and the password from elsewhere.
fn bitcoind(at: &str) -> anyhow::Result<ChainSource> {
    let wrong = || BadInput::new("bitcoind_invalid", format!("{at:?} is not USER@HOST:PORT"));
    let (user, place) = at.split_once('@').ok_or_else(wrong)?;
    let (host, port) = place.rsplit_once(':').ok_or_else(wrong)?;
    Ok(ChainSource::Bitcoind {
        host: host.to_owned(),
        port: port.parse().map_err(|_| wrong())?,
        user: user.to_owned(),
        password: input::secret(RPC_PASSWORD, "Password of the Bitcoin Core: ")?.to_string(),
    })
}

fn key_and_address(text: &str) -> anyhow::Result<(&str, &str)> {
    let wrong = || BadInput::new("node_invalid", format!("{text:?} is not KEY@HOST:PORT"));
    Ok(text.split_once('@').ok_or_else(wrong)?)
}

fn show(info: &NodeInfo, output: &Output) {
    let channels: Vec<Value> = info
        .channels
        .iter()
        .map(|channel| {
            json!({
                "peer": channel.peer,
                "size_sat": channel.size_sat,
                "outbound_msat": channel.outbound.0,
                "inbound_msat": channel.inbound.0,
                "usable": channel.usable,
            })
        })
        .collect();
    let value = json!({
        "node_id": info.node_id,
        "onchain_sat": info.onchain_sat,
        "onchain_spendable_sat": info.onchain_spendable_sat,
        "block_height": info.block_height,
        "channels": channels,
    });
    output.answer(&value, || {
        let mut lines = vec![
            info.node_id.clone(),
            format!("On the chain  {} sat, block {}", info.onchain_sat, info.block_height),
        ];
        lines.extend(info.channels.iter().map(|channel| {
            let usable = if channel.usable { "" } else { "  not usable now" };
            format!("{}  can send {}, receive {}{usable}", channel.peer, channel.outbound, channel.inbound)
        }));
        lines.join("\n")
    });
}
