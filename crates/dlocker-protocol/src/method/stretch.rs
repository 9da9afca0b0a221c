//! Argon2id settings, with a floor and a ceiling that the owner's program checks before it derives anything.

use minicbor::{Decode, Encode};

/// How a PIN or passphrase becomes 32 bytes: Argon2id (RFC 9106), version 0x13.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Stretch {
    /// Memory in KiB.
    #[n(0)]
    pub memory_kib: u32,
    /// Passes over the memory.
    #[n(1)]
    pub passes: u32,
    /// Lanes.
    #[n(2)]
    pub lanes: u32,
    /// 16 random bytes, fresh for each registration.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub salt: [u8; 16],
}

/// Settings below the floor (a trustee that wants cheap guesses) or above the ceiling (one that wants the phone to stall).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the Argon2id settings of this method are outside the allowed bounds")]
pub struct StretchOutOfBounds;

impl Stretch {
    /// The settings for new registrations: 64 MiB, 3 passes, 4 lanes (RFC 9106, section 4, second recommendation).
    #[must_use]
    pub const fn recommended(salt: [u8; 16]) -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 4, salt }
    }

    /// Floor: 19 MiB and 2 passes (OWASP's minimum for Argon2id). Ceiling: 1 GiB, 16 passes, 16 lanes.
    ///
    /// # Errors
    /// [`StretchOutOfBounds`] outside.
    pub const fn check(&self) -> Result<(), StretchOutOfBounds> {
        let memory = self.memory_kib >= 19 * 1024 && self.memory_kib <= 1024 * 1024;
        let passes = self.passes >= 2 && self.passes <= 16;
        let lanes = self.lanes >= 1 && self.lanes <= 16;
        if memory && passes && lanes { Ok(()) } else { Err(StretchOutOfBounds) }
    }
}
