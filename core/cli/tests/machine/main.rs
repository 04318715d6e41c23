//! Faults of the machine, played with the real `knock` process: it is killed, or its disk fails, at every step that
//! makes a change durable or tells others of it, and at random instants; or several processes work on one home.
//! Afterwards no row is lost, each message is delivered exactly once and paid exactly once. Neither files nor logs
//! tell a secret.
//!
//! `strace` does the killing, so nothing is compiled in for it. The short form runs in `scripts/test.sh kill`, the
//! long one in `scripts/soak.sh`.

// The helpers of these tests fail by panicking, as the tests do.
#![allow(clippy::unwrap_used, clippy::panic)]

mod at_rest;
mod disk;
mod homes;
mod instants;
mod logs;
mod memory;
mod page;
mod repairs;
mod secrets;
mod stage;
mod steps;
mod strace;
mod together;
mod woken;
