//! The seed sealed to an unlock method's public key.

use dlocker_protocol::sealed::{self, Context, SealingKey, Shut, UnsealingKey};
use dlocker_protocol::{Digest, LockerId, MethodId, cbor};
use rand_core::CryptoRng;

use super::LockerSeed;
use crate::derive::Key;

/// Digest (label `sealed-seed`) by which a roster names a sealed seed.
#[must_use]
pub fn sealed_seed_digest(sealed: &[u8]) -> Digest {
    Digest::of("sealed-seed", sealed)
}

impl LockerSeed {
    /// Seals this seed of `epoch` to a method's public key (HPKE, kind `seed`, purpose: the method's id): 1168 bytes.
    ///
    /// # Errors
    /// [`Shut`] if the key cannot be used (never for a parsed one in practice).
    pub fn seal_to_method(
        &self,
        locker: LockerId,
        epoch: u64,
        method: MethodId,
        key: &SealingKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, Shut> {
        sealed::seal(key, &context(locker, epoch, method), self.as_bytes(), rng)
    }

    /// Opens what [`seal_to_method`](Self::seal_to_method) sealed.
    pub(crate) fn unseal(
        key: &UnsealingKey,
        locker: LockerId,
        epoch: u64,
        method: MethodId,
        sealed: &[u8],
    ) -> Result<Self, Shut> {
        let context = context(locker, epoch, method);
        Self::parse(&sealed::open(key, &context, sealed)?, &context)
    }

    pub(super) fn parse(bytes: &[u8], context: &Context) -> Result<Self, Shut> {
        bytes.try_into().map(|seed| Self(Key::new(seed))).map_err(|_| Shut { kind: context.kind })
    }
}

fn context(locker: LockerId, epoch: u64, method: MethodId) -> Context {
    Context { kind: "seed", locker, epoch, purpose: cbor::encode(&method) }
}
