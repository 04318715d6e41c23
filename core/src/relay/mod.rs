//! Nostr relays: the port, and its implementation over nostr-sdk.

mod allowance;
mod asking;
mod connections;
mod dial;
mod discovery;
#[cfg(fuzzing)]
#[allow(clippy::expect_used, reason = "a failed check is a finding")]
pub(crate) mod fuzzing;
mod limits;
mod pool;
mod port;
mod subscription;
#[cfg(test)]
pub(crate) mod tests;
mod visits;

pub(crate) use self::connections::Connections;
pub use self::discovery::{DISCOVERY_KIND, MonitoredRelay, open_relays};
pub use self::pool::RelayPool;
pub use self::port::{
    Cover, FetchQuery, MAX_COVERED, PublishOutcome, RelayError, RelayLimits, RelayPort, RelayReport,
};
pub(crate) use self::subscription::{Heard, Subscription};
