//! Entropy from a list.

use nostr::secp256k1::rand::{CryptoRng, Error, RngCore};

/// Gives out known bytes, so that a test knows every byte that is drawn.
pub(crate) struct Queue(Vec<u8>);

impl Queue {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// All was drawn, no more and no less.
    pub(crate) fn is_used_up(&self) -> bool {
        self.0.is_empty()
    }
}

impl CryptoRng for Queue {}

impl RngCore for Queue {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        let rest = self.0.split_off(out.len());
        out.copy_from_slice(&self.0);
        self.0 = rest;
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(out);
        Ok(())
    }
}
