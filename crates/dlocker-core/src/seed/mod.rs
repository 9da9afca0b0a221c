//! The locker's seed: 32 random bytes an epoch, from which the epoch's keys come.
//!
//! A new epoch's seed opens the one before it, so that old roots stay openable and are never touched.

mod prior;
mod seal;

pub use seal::sealed_seed_digest;

use dlocker_protocol::sealed::{SealingKey, UnsealingKey};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{LockerId, PublicKey, cbor};
use rand_core::CryptoRng;

use crate::derive::{self, Key, derive};

/// The seed of one epoch. No Debug, no comparison; zeroized when dropped.
#[derive(Clone)]
pub struct LockerSeed(Key);

/// The keys of one epoch.
pub struct EpochKeys {
    /// Signs rosters.
    pub owner: SigningKey,
    /// Opens roots.
    pub unsealing: UnsealingKey,
}

impl LockerSeed {
    /// A fresh seed.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Key::default();
        rng.fill_bytes(seed.as_mut_slice());
        Self(seed)
    }

    /// The keys that this seed gives as seed of `epoch` of `locker`.
    #[must_use]
    pub fn keys(&self, locker: LockerId, epoch: u64) -> EpochKeys {
        EpochKeys {
            owner: derive::signing_key(self.candidate("owner-key", (locker, epoch))),
            unsealing: derive::unsealing_key(self.candidate("unsealing-key", (locker, epoch))),
        }
    }

    /// What verifies the rosters that this seed signs as seed of `epoch` of `locker`; the key that opens roots, which costs more, is not made for it.
    #[must_use]
    pub fn owner_key(&self, locker: LockerId, epoch: u64) -> PublicKey {
        derive::signing_key(self.candidate("owner-key", (locker, epoch))).public_key()
    }

    fn candidate(&self, purpose: &'static str, (locker, epoch): (LockerId, u64)) -> impl Fn(u32) -> Key {
        move |counter| derive(self.as_bytes(), &[], purpose, &cbor::encode(&(locker, epoch, counter)))
    }

    fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    #[cfg(test)]
    pub(crate) fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(Key::new(bytes))
    }
}

impl EpochKeys {
    /// Verifies the rosters of this epoch.
    #[must_use]
    pub fn owner_key(&self) -> PublicKey {
        self.owner.public_key()
    }

    /// Roots of this epoch are sealed to it.
    #[must_use]
    pub fn sealing_key(&self) -> SealingKey {
        self.unsealing.sealing_key()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
