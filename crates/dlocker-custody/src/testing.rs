//! Randomness for the tests of this crate.

use core::convert::Infallible;
use rand_core::{CryptoRng, TryCryptoRng, TryRng, UnwrapErr};

/// The machine's randomness.
pub(crate) fn rng() -> impl CryptoRng {
    UnwrapErr(getrandom::SysRng)
}

/// Hands out the given bytes, then repeats the last byte.
pub(crate) struct Scripted(std::collections::VecDeque<u8>);

impl Scripted {
    pub(crate) fn new(blocks: &[[u8; 32]]) -> Self {
        Self(blocks.concat().into())
    }
}

impl TryRng for Scripted {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes).map(|()| u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes).map(|()| u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for byte in bytes {
            *byte =
                if self.0.len() > 1 { self.0.pop_front().unwrap_or(1) } else { self.0.front().copied().unwrap_or(1) };
        }
        Ok(())
    }
}

impl TryCryptoRng for Scripted {}
