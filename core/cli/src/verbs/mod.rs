//! One file a group of verbs.

mod archive;
mod backup;
mod card;
mod chat;
mod chat_view;
mod contact;
mod conversations;
mod file;
mod file_view;
mod id;
mod inbox;
mod init;
#[cfg(feature = "wallet-ldk")]
mod ldk;
mod listen;
mod offline;
mod outbox;
mod publications;
mod relays;
mod repair;
mod requests;
mod send;
mod settings;
mod show;
mod signer;
mod wallet;

use crate::args::{Cli, RelaysVerb, Verb};
use crate::output::Output;
use crate::session;

/// Runs the verb.
pub(crate) async fn run(cli: Cli, output: &Output) -> anyhow::Result<()> {
    #[cfg(feature = "demo")]
    if let Verb::Demo(args) = &cli.verb {
        return crate::demo::run(args, output).await;
    }
    let folder = session::home_folder(cli.home)?;
    match cli.verb {
        Verb::Init(args) => return init::init(&folder, args, output),
        Verb::Import(args) => return init::import(&folder, args, output),
        Verb::Backup(args) => return archive::back_up(&folder, &args, output),
        Verb::Restore(args) => return archive::restore(&folder, &args, output),
        Verb::Export(args) => return backup::export(&folder, &args, output),
        Verb::Id => return id::show(&folder, output),
        Verb::Seal(args) => return offline::seal_message(&folder, args, output),
        Verb::Open(args) => return offline::open_message(&folder, args, output),
        Verb::Repair => return repair::repair(&folder, output),
        Verb::Settings(args) => return settings::change(&folder, args, output),
        Verb::Relays(verb) if !matches!(verb, RelaysVerb::Discover | RelaysVerb::Import) => {
            return relays::run(&folder, verb, output);
        }
        _ => {}
    }
    if let Verb::Signer(verb) = cli.verb {
        return signer::run(&folder, verb, output).await;
    }
    if let Verb::Wallet(verb) = cli.verb {
        return wallet::run(&folder, verb, output).await;
    }
    let engine = session::open_engine(&folder).await?;
    let done = match cli.verb {
        Verb::Contact(verb) => contact::run(&engine, verb, output).await,
        Verb::Card(verb) => card::run(&engine, verb, output),
        Verb::Safety(args) => card::safety(&engine, &args, output),
        Verb::Conversations(args) => conversations::list(&engine, &args, output),
        Verb::Chat(verb) => chat::run(&engine, verb, output).await,
        Verb::Search(args) => conversations::search(&engine, &args, output),
        Verb::Send(args) => send::send(&engine, args, output).await,
        Verb::File(verb) => file::run(&engine, verb, output).await,
        Verb::Inbox(args) => inbox::show(&engine, args, output).await,
        Verb::Listen => listen::listen(&engine, output).await,
        Verb::Paste { text } => inbox::paste(&engine, text, output).await,
        Verb::Outbox(verb) => outbox::run(&engine, verb, output).await,
        Verb::Requests(verb) => requests::run(&engine, verb, output).await,
        Verb::Relays(RelaysVerb::Import) => relays::import(&engine, output).await,
        Verb::Relays(_) => relays::discover(&engine, output).await,
        _ => Ok(()),
    };
    engine.shutdown().await;
    done
}
