//! The wallet inside: a Lightning node of the user's own.
//!
//! Its commands are in every build, so that the bindings of all builds are the same. A build without the feature
//! `wallet-ldk` has no node, and says so.

mod records;

#[cfg(feature = "wallet-ldk")]
mod built_in;
#[cfg(feature = "wallet-ldk")]
pub(crate) use self::built_in::{HomeNode, create, settings};

#[cfg(not(feature = "wallet-ldk"))]
mod left_out;
#[cfg(not(feature = "wallet-ldk"))]
pub(crate) use self::left_out::{HomeNode, create, settings};

pub use self::records::{ChainSource, CreatedNode, Features, NodeChannel, NodeInfo, NodeSettings};

/// What this build of the library can do. A shell hides the rest.
#[uniffi::export]
pub fn features() -> Features {
    Features { in_app_wallet: cfg!(feature = "wallet-ldk") }
}
