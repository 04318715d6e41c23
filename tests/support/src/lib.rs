//! What the end-to-end tests share with the command's own tests: somebody at a terminal, and faults with their
//! outcomes. A crate of its own, so that `knock-cli` need not know the end-to-end tests.

pub mod faults;
pub mod terminal;

pub use self::terminal::Terminal;

/// Play money that everybody starts with: 100,000 sat.
pub const BALANCE_MSAT: u64 = 100_000_000;
