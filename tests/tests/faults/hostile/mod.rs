//! The other side, at its worst: raw servers that break every rule they can.

mod ask;
pub(crate) mod nwc;
pub(crate) mod relay;
pub(crate) mod service;
pub(crate) mod wallet;
mod wire;
