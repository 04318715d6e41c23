//! How long a message lives, as the command line spells it.

use clap::ValueEnum;

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
