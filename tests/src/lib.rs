//! What the scenarios share: a sandbox, people with homes, and a clock that can be moved.
//!
//! Everything is real but the money and, where a test sets it, the time.

mod clock;
pub mod leaks;
mod log_scan;
pub mod node;
mod person;
pub mod scenario;
pub mod wallet_contract;
mod wallet_ledger;

use std::time::Duration;

use knock_core::keys::Identity;
use knock_core::ports::SystemEntropy;
use knock_sandbox::{Sandbox, SandboxOptions};
use nostr::RelayUrl;

pub use knock_test_support::BALANCE_MSAT;

pub use self::clock::MovableClock;
pub use self::person::{Listener, Person};
pub use self::wallet_ledger::WalletLedger;

/// Longer than anything takes on loopback; a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A sandbox and the people in it.
pub struct World {
    /// The services.
    pub sandbox: Sandbox,
}

impl World {
    /// Starts the services.
    pub async fn start() -> anyhow::Result<Self> {
        log_scan::begin();
        Ok(Self { sandbox: Sandbox::start(SandboxOptions::default()).await? })
    }

    /// Somebody with a home and a wallet with 100,000 sat.
    pub async fn person(&self, name: &str) -> anyhow::Result<Person> {
        self.person_with(name, BALANCE_MSAT).await
    }

    /// Somebody with a home and a wallet with this balance.
    pub async fn person_with(&self, name: &str, balance_msat: u64) -> anyhow::Result<Person> {
        let user = self.sandbox.create_user(name, balance_msat)?;
        Person::move_in(user, Identity::generate(&SystemEntropy), RelayUrl::parse(&self.sandbox.relay_url())?)
    }

    /// Somebody who is known already.
    pub async fn person_as(&self, name: &str, identity: Identity) -> anyhow::Result<Person> {
        let user = self.sandbox.create_user(name, BALANCE_MSAT)?;
        Person::move_in(user, identity, RelayUrl::parse(&self.sandbox.relay_url())?)
    }

    /// Requests for message events that the relay has served so far.
    pub fn fetches(&self) -> usize {
        self.sandbox.relay().log().requests_for_kind(1_404)
    }

    /// Message events that the relay holds.
    pub fn published(&self) -> usize {
        self.sandbox.relay().log().events_of_kind(1_404)
    }

    /// A balance, msat.
    pub fn balance(&self, name: &str) -> anyhow::Result<u64> {
        Ok(self.sandbox.ledger().balance(name)?)
    }
}
