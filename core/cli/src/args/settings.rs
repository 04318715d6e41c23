//! `settings`.

use clap::{Args, ValueEnum};

use super::{PrivacyArgs, TtlArg};

#[derive(Debug, Args)]
pub(crate) struct SettingsArgs {
    /// Your lightning address, sent along so that answers can be paid; "" removes it.
    #[arg(long, value_name = "NAME@HOST")]
    pub(crate) address: Option<String>,
    /// Your BOLT12 offer, sent along so that answers can be paid without a service; "" removes it.
    #[arg(long, value_name = "LNO1…")]
    pub(crate) offer: Option<String>,
    /// Where your files wait for their receivers (Blossom), https://HOST; "" removes it.
    #[arg(long, value_name = "URL")]
    pub(crate) file_server: Option<String>,
    /// What a stranger must pay for a knock to be fetched unasked, satoshi.
    #[arg(long, value_name = "SAT")]
    pub(crate) price_sat: Option<u64>,
    /// What a contact must pay for a knock to be fetched unasked, satoshi.
    #[arg(long, value_name = "SAT")]
    pub(crate) contact_price_sat: Option<u64>,
    /// Ask before any stranger's knock is fetched, whatever it pays.
    #[arg(long, value_name = "BOOL")]
    pub(crate) ask_for_strangers: Option<bool>,
    /// Tell in answers which messages you have read.
    #[arg(long, value_name = "BOOL")]
    pub(crate) read_receipts: Option<bool>,
    /// Ask relays to delete a message once it is known to be read.
    #[arg(long, value_name = "BOOL")]
    pub(crate) delete_when_read: Option<bool>,
    /// How long a line waits for another to go with it as one knock, seconds; 0 is not at all.
    #[arg(long, value_name = "SECS")]
    pub(crate) line_window: Option<u64>,
    /// What a knock of yours may cost at most, routing not included, satoshi.
    #[arg(long, value_name = "SAT")]
    pub(crate) max_sat: Option<u64>,
    /// What routing of a knock may cost at most, satoshi.
    #[arg(long, value_name = "SAT")]
    pub(crate) max_fee_sat: Option<u64>,
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
    /// Who sees what.
    #[command(flatten)]
    pub(crate) privacy: PrivacyArgs,
}

/// Where messages are published.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PublishArg {
    /// A few relays.
    Named,
    /// Every relay that is known: the receiver's, yours, the directory's and discovered ones.
    Everywhere,
}
