//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// The Lightning wallet.
    #[command(subcommand)]
    Wallet(WalletVerb),
    /// Send a message.
    Send(Send),
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
    /// Write your identity key out.
    Export(Export),
    /// Bring an identity key in (same as `init --import`).
    Import(Import),
    /// Offline: encrypt a message to a comment and an event.
    Seal(Seal),
    /// Offline: decrypt a comment and an event.
    Open(Open),
    /// Watch a message and its answer go through a play-money sandbox.
    #[cfg(feature = "demo")]
    Demo(Demo),
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Restore from an nsec, 64 hex digits, ncryptsec (NIP-49) or 12-24 words (NIP-06); `-` reads standard input.
    #[arg(long, value_name = "SECRET")]
    pub(crate) import: Option<String>,
    /// Make the identity from new words (NIP-06) and show them once.
    #[arg(long, conflicts_with = "import")]
    pub(crate) words: bool,
    /// Protect the keys with a passphrase (asked for, or KNOCK_PASSPHRASE).
    #[arg(long)]
    pub(crate) passphrase: bool,
    /// Your relays.
    #[arg(long = "relay", value_name = "URL")]
    pub(crate) relays: Vec<String>,
    /// Where answers can be paid: your lightning address.
    #[arg(long, value_name = "NAME@HOST")]
    pub(crate) address: Option<String>,
    /// Allow relays and services on your own network.
    #[arg(long)]
    pub(crate) allow_local: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ContactVerb {
    /// Add somebody by npub, nprofile, nostr: URI or NIP-05 name.
    Add {
        /// Who.
        who: String,
        /// What you call them.
        #[arg(long)]
        name: Option<String>,
        /// Their lightning address; looked up when absent.
        #[arg(long, value_name = "NAME@HOST")]
        address: Option<String>,
        /// A relay that they read.
        #[arg(long = "relay", value_name = "URL")]
        relays: Vec<String>,
        /// Do not ask relays for their profile.
        #[arg(long)]
        offline: bool,
    },
    /// Show all.
    List,
    /// Refuse their knocks.
    Block {
        /// Who.
        who: String,
    },
    /// Accept their knocks again.
    Unblock {
        /// Who.
        who: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum WalletVerb {
    /// Link a wallet by its nostr+walletconnect:// URI (NIP-47); `-` reads standard input.
    Connect {
        /// The URI.
        uri: String,
    },
    /// Pay with any wallet by hand from now on.
    Disconnect,
    /// Show balance and abilities.
    Info,
}

#[derive(Debug, Args)]
pub(crate) struct Send {
    /// A contact's name, npub, nprofile or NIP-05 name.
    pub(crate) to: String,
    /// The text; standard input when absent.
    pub(crate) text: Option<String>,
    /// How long it lives.
    #[arg(long)]
    pub(crate) ttl: Option<TtlArg>,
    /// What the knock may cost at most, satoshi.
    #[arg(long, value_name = "SAT")]
    pub(crate) max_sat: Option<u64>,
    /// Show what it would cost and send nothing.
    #[arg(long)]
    pub(crate) quote: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Inbox {
    /// Only messages with this contact.
    #[arg(long, value_name = "WHO")]
    pub(crate) from: Option<String>,
    /// How many, newest first.
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: usize,
    /// Show what is stored without asking wallet or relays.
    #[arg(long)]
    pub(crate) offline: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OutboxVerb {
    /// Show what is not delivered.
    List,
    /// Go on with one.
    Retry {
        /// Its number in the list.
        id: i64,
    },
    /// Take a message back: ask the relays to delete it. What was read stays read.
    Unsend {
        /// Its number, as `send` and the list tell it.
        id: i64,
    },
    /// Say that another app has paid it.
    Paid {
        /// Its number in the list.
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RequestsVerb {
    /// Show all.
    List,
    /// Fetch one.
    Accept {
        /// Its event id.
        event_id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RelaysVerb {
    /// Show yours.
    List,
    /// Add one.
    Add {
        /// wss://…
        url: String,
    },
    /// Remove one.
    Remove {
        /// wss://…
        url: String,
    },
    /// Show the relay directory.
    Directory,
}

#[derive(Debug, Args)]
pub(crate) struct SettingsArgs {
    /// Your lightning address, sent along so that answers can be paid; "" removes it.
    #[arg(long, value_name = "NAME@HOST")]
    pub(crate) address: Option<String>,
    /// What a stranger must pay for a knock to be fetched unasked, satoshi.
    #[arg(long, value_name = "SAT")]
    pub(crate) price_sat: Option<u64>,
    /// What a knock of yours may cost at most, satoshi.
    #[arg(long, value_name = "SAT")]
    pub(crate) max_sat: Option<u64>,
    /// How long messages live.
    #[arg(long)]
    pub(crate) ttl: Option<TtlArg>,
    /// Publish to a few relays or to all.
    #[arg(long)]
    pub(crate) publish: Option<PublishArg>,
    /// Search the relay directory for what your own relays do not have.
    #[arg(long, value_name = "BOOL")]
    pub(crate) search_directory: Option<bool>,
    /// Allow relays and services on your own network.
    #[arg(long, value_name = "BOOL")]
    pub(crate) allow_local: Option<bool>,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What to write.
    #[arg(long, value_enum, default_value_t = ExportFormat::Ncryptsec)]
    pub(crate) format: ExportFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// nsec, hex, ncryptsec or words; standard input when absent or `-`.
    pub(crate) secret: Option<String>,
    /// Protect the keys with a passphrase.
    #[arg(long)]
    pub(crate) passphrase: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Seal {
    /// The receiver's npub.
    #[arg(long, value_name = "NPUB")]
    pub(crate) to: String,
    /// The text; standard input when absent.
    pub(crate) text: Option<String>,
    /// Relays to name in the comment; none means "everywhere".
    #[arg(long = "relay", value_name = "URL")]
    pub(crate) relays: Vec<String>,
    /// How long it lives.
    #[arg(long)]
    pub(crate) ttl: Option<TtlArg>,
}

#[derive(Debug, Args)]
pub(crate) struct Open {
    /// The comment.
    #[arg(long)]
    pub(crate) comment: String,
    /// A file with the event as JSON; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) event: PathBuf,
}

#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Messages sent to measure the latency.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rounds: u32,
}

/// How long a message lives.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum TtlArg {
    /// One hour.
    #[value(name = "1h")]
    Hour,
    /// One day.
    #[value(name = "1d")]
    Day,
    /// Seven days.
    #[value(name = "7d")]
    Week,
    /// Thirty days.
    #[value(name = "30d")]
    Month,
}

impl From<TtlArg> for knock_protocol::Ttl {
    fn from(arg: TtlArg) -> Self {
        match arg {
            TtlArg::Hour => Self::Hour,
            TtlArg::Day => Self::Day,
            TtlArg::Week => Self::Week,
            TtlArg::Month => Self::Month,
        }
    }
}

/// Where messages are published.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PublishArg {
    /// A few relays.
    Named,
    /// Every relay of the directory.
    Everywhere,
}

/// How the identity key is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Encrypted with a password (NIP-49).
    Ncryptsec,
    /// In clear. Whoever sees it is you.
    Nsec,
}
