//! `wallet ldk`: the wallet inside.

use std::path::Path;

use knock_core::engine::{Home, Settings};
use knock_core::keys::SecretText;
use knock_core::ports::SystemEntropy;
use knock_core::wallet::{Network, Wallet};
use knock_ldk::{ChainSource, Channel, InAppWallet, LdkSettings, LdkWallet, Lsp, NodeInfo, NodeVault};
use serde_json::{Value, json};

use crate::args::{ChainArg, LdkCreate, LdkVerb};
use crate::failure::BadInput;
use crate::output::Output;
use crate::{input, session};

const RPC_PASSWORD: &str = "KNOCK_RPC_PASSWORD";

pub(super) async fn run(folder: &Path, verb: LdkVerb, output: &Output) -> anyhow::Result<()> {
    let vault = session::open_vault(folder)?;
    let home = Home::open(folder, vault.as_ref())?;
    let vault = NodeVault(vault);
    if let LdkVerb::Create(args) = verb {
        return create(folder, &vault, args, output).await;
    }
    let wallet = InAppWallet::of_home(folder, &vault)?.ok_or_else(|| {
        BadInput::new("wallet_not_created", "there is no wallet inside: `knock wallet ldk create`")
    })?;
    let done = on_node(&*wallet.node().await?, &home, verb, output).await;
    wallet.shutdown().await;
    done
}

async fn on_node(wallet: &LdkWallet, home: &Home, verb: LdkVerb, output: &Output) -> anyhow::Result<()> {
    match verb {
        LdkVerb::Create(_) | LdkVerb::Info => {
            wallet.sync().await?;
            wallet.peers_are_there().await;
            show(&wallet.node_info(), output);
        }
        LdkVerb::Address => {
            let address = wallet.address()?;
            output.answer(&json!({"address": address}), || address.clone());
        }
        LdkVerb::Withdraw { address, amount_sat } => {
            wallet.sync().await?;
            let transaction = wallet.withdraw(&address, amount_sat).await?;
            output.answer(&json!({"transaction": transaction}), || transaction.clone());
        }
        LdkVerb::Channel { node, size_sat, announce } => {
            wallet.sync().await?;
            wallet.open_channel(&node, size_sat, announce).await?;
            output.answer(&json!({"node": node, "size_sat": size_sat}), || {
                format!("A channel of {size_sat} sat is being opened; blocks confirm it.")
            });
        }
        LdkVerb::Close { id, force } => {
            wallet.peers_are_there().await;
            wallet.close_channel(&id, force).await?;
            output.answer(&json!({"channel": id}), || "The channel is being closed.".to_owned());
        }
        LdkVerb::Offer => {
            wallet.peers_are_there().await;
            let offer = wallet.offer()?;
            let settings = Settings::load(&home.store)?;
            Settings { offer: Some(offer.clone()), ..settings }.save(&home.store)?;
            output.answer(&json!({"offer": offer}), || offer.clone());
        }
    }
    Ok(())
}

async fn create(folder: &Path, vault: &NodeVault, args: LdkCreate, output: &Output) -> anyhow::Result<()> {
    let words = match args.restore {
        true => Some(SecretText::new(input::secret_or_stdin(None)?.to_string())),
        false => None,
    };
    let created = InAppWallet::create(folder, vault, settings(args)?, words, SystemEntropy).await?;
    let words = created.words.as_ref().map(SecretText::expose);
    output.answer(&json!({"node_id": created.node_id, "words": words}), || match words {
        Some(words) => format!(
            "{}\n\nWrite these words down, your money can be restored from them; they are shown once:\n{words}",
            created.node_id,
        ),
        None => created.node_id.clone(),
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
    Ok(LdkSettings {
        network: match args.network {
            ChainArg::Bitcoin => Network::Bitcoin,
            ChainArg::Testnet => Network::Testnet,
            ChainArg::Signet => Network::Signet,
            ChainArg::Regtest => Network::Regtest,
        },
        chain,
        lsp: args.lsp.map(|node| Lsp { node, token: args.lsp_token }),
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

fn show(info: &NodeInfo, output: &Output) {
    let channel = |channel: &Channel| {
        json!({
            "id": channel.id,
            "peer": channel.peer,
            "size_sat": channel.size_sat,
            "outbound_msat": channel.outbound.0,
            "inbound_msat": channel.inbound.0,
            "ready": channel.ready,
            "usable": channel.usable,
        })
    };
    let value = json!({
        "node_id": info.node_id,
        "onchain_sat": info.onchain_sat,
        "onchain_spendable_sat": info.onchain_spendable_sat,
        "closing_sat": info.closing_sat,
        "block_height": info.block_height,
        "channels": info.channels.iter().map(channel).collect::<Vec<Value>>(),
    });
    output.answer(&value, || {
        let mut lines = vec![
            info.node_id.clone(),
            format!("On the chain  {} sat, block {}", info.onchain_sat, info.block_height),
        ];
        if info.closing_sat > 0 {
            lines.push(format!("On its way    {} sat out of closed channels", info.closing_sat));
        }
        lines.extend(info.channels.iter().map(|channel| {
            let state = match (channel.ready, channel.usable) {
                (false, _) => "  not confirmed yet",
                (true, false) => "  the other side is away",
                (true, true) => "",
            };
            format!(
                "{}  {}  can send {}, receive {}{state}",
                channel.id, channel.peer, channel.outbound, channel.inbound
            )
        }));
        lines.join("\n")
    });
}
