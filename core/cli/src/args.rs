//! The command line: the verbs here, each group's arguments in a file of its own.

mod backup;
mod card;
mod chat;
mod contact;
#[cfg(feature = "demo")]
mod demo;
mod file;
mod identity;
mod inbox;
#[cfg(feature = "wallet-ldk")]
mod ldk;
mod offline;
mod privacy;
mod relays;
mod requests;
mod send;
mod settings;
mod signer;
mod ttl;
mod wallet;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use self::backup::{Backup, Restore};
pub(crate) use self::card::{CardVerb, Safety};
pub(crate) use self::chat::{ChatShow, ChatVerb, Conversations, Search, Switch};
pub(crate) use self::contact::ContactVerb;
#[cfg(feature = "demo")]
pub(crate) use self::demo::Demo;
pub(crate) use self::file::FileVerb;
pub(crate) use self::identity::{Export, ExportFormat, Import, Init};
pub(crate) use self::inbox::Inbox;
#[cfg(feature = "wallet-ldk")]
pub(crate) use self::ldk::{ChainArg, LdkCreate, LdkVerb};
pub(crate) use self::offline::{Open, Seal};
pub(crate) use self::privacy::PrivacyArgs;
pub(crate) use self::relays::RelaysVerb;
pub(crate) use self::requests::RequestsVerb;
pub(crate) use self::send::{OutboxVerb, Send};
pub(crate) use self::settings::{PublishArg, SettingsArgs};
pub(crate) use self::signer::SignerVerb;
pub(crate) use self::ttl::TtlArg;
pub(crate) use self::wallet::WalletVerb;

/// Private direct messages that knock by Lightning.
///
/// The message waits encrypted on a Nostr relay under a one-time key; a small Lightning payment
/// tells its receiver, and nobody else, where it is.
#[derive(Debug, Parser)]
#[command(name = "knock", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Where keys and messages are kept.
    #[arg(long, global = true, env = "KNOCK_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Print one JSON value (or one a line while listening) instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Make an identity, or restore one.
    Init(Init),
    /// Show your npub, as text and as a QR code.
    Id,
    /// People you write to.
    #[command(subcommand)]
    Contact(ContactVerb),
    /// Contact cards: yours, and those of others.
    #[command(subcommand)]
    Card(CardVerb),
    /// Show the safety number to compare in person.
    Safety(Safety),
    /// The Lightning wallet.
    #[command(subcommand)]
    Wallet(WalletVerb),
    /// Send a message.
    Send(Send),
    /// Show your conversations, newest first.
    Conversations(Conversations),
    /// One conversation: read it, and act on its messages.
    #[command(subcommand)]
    Chat(ChatVerb),
    /// Search all messages.
    Search(Search),
    /// Files that came with messages.
    #[command(subcommand)]
    File(FileVerb),
    /// Fetch what arrived and show messages.
    Inbox(Inbox),
    /// Wait for knocks and show each message the moment it lands.
    Listen,
    /// Open a knock1 comment that any wallet showed you.
    Paste {
        /// The comment, or any text that holds it; standard input when absent.
        text: Option<String>,
    },
    /// Messages on their way out.
    #[command(subcommand)]
    Outbox(OutboxVerb),
    /// Knocks that wait for your consent.
    #[command(subcommand)]
    Requests(RequestsVerb),
    /// Your relays.
    #[command(subcommand)]
    Relays(RelaysVerb),
    /// Show or change settings.
    Settings(SettingsArgs),
    /// A remote signer that has your key.
    #[command(subcommand)]
    Signer(SignerVerb),
    /// Write everything into one sealed file: messages, contacts, settings, keys.
    Backup(Backup),
    /// Make a new home from a backup, here or on another machine.
    Restore(Restore),
    /// Write your identity key out.
    Export(Export),
    /// Bring an identity key in (same as `init --import`).
    Import(Import),
    /// Look for damage in the database; a damaged one is set aside and a new one begun.
    Repair,
    /// Offline: encrypt a message to a comment and an event.
    Seal(Seal),
    /// Offline: decrypt a comment and an event.
    Open(Open),
    /// Watch a message and its answer go through a play-money sandbox.
    #[cfg(feature = "demo")]
    Demo(Demo),
}
