//! A Lightning network of one's own: bitcoind on regtest, and Alice, a routing node and Bob, connected in a row by
//! channels. Money here is worth nothing; everything else is as in the world.
//!
//! Started by `scripts/regtest.sh`, which names a bitcoind in `KNOCK_BITCOIND`.

mod bitcoind;
mod esplora;
mod memory;
mod network;

pub use self::bitcoind::{Bitcoind, free_port};
pub use self::esplora::Esplora;
pub use self::memory::Memory;
pub use self::network::{LightningNode, Network, phone, phone_on, until};
