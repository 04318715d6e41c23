//! `send` and `outbox`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::TtlArg;

#[derive(Debug, Args)]
pub(crate) struct Send {
    /// A contact's name, npub, nprofile or NIP-05 name.
    pub(crate) to: String,
    /// The text, or with --file a caption; standard input when absent.
    pub(crate) text: Option<String>,
    /// How long it lives.
    #[arg(long)]
    pub(crate) ttl: Option<TtlArg>,
    /// What the knock may cost at most, routing not included, satoshi.
    #[arg(long, value_name = "SAT")]
    pub(crate) max_sat: Option<u64>,
    /// What routing may cost at most, satoshi.
    #[arg(long, value_name = "SAT")]
    pub(crate) max_fee_sat: Option<u64>,
    /// Wait this long for another line; all lines go as one knock, sent by `listen` or `inbox`. Seconds.
    #[arg(long, value_name = "SECS", conflicts_with = "split")]
    pub(crate) window: Option<u64>,
    /// Send a text that is too long for one knock in parts; each costs a knock.
    #[arg(long)]
    pub(crate) split: bool,
    /// Publish it to every relay that is known, and show what each did. The payment does not wait for all.
    #[arg(long)]
    pub(crate) everywhere: bool,
    /// Send a file instead of a text. Pictures are cleaned of all that the camera noted.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["split", "window"])]
    pub(crate) file: Option<PathBuf>,
    /// With --file: send it as it is, with all that it tells of place and time.
    #[arg(long, requires = "file")]
    pub(crate) as_is: bool,
    /// Send the text as a file: one that is too long for a message.
    #[arg(long, conflicts_with_all = ["file", "split", "window"])]
    pub(crate) as_file: bool,
    /// Show what it would cost and send nothing.
    #[arg(long)]
    pub(crate) quote: bool,
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
    /// Show what each relay did with a message.
    Relays {
        /// Its number, as `send` and the list tell it.
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
