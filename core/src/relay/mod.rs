//! Nostr relays: the port, and its implementation over nostr-sdk.

mod port;

pub use self::port::{FetchQuery, PublishOutcome, RelayError, RelayLimits, RelayPort, RelayReport};
