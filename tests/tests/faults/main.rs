//! What others do wrong, one named test a fault. The tables in docs/SECURITY.md are made of these.

mod clocks;
mod hostile;
mod page;
mod relays_reading;
mod relays_writing;
mod services;
mod spam;
mod stage;
mod wallets;
mod wallets_nwc;
