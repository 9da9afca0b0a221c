//! The seed of the epoch before, sealed under the present one.

use dlocker_protocol::sealed::{Context, Shut};
use dlocker_protocol::{LockerId, cbor};
use rand_core::CryptoRng;

use super::LockerSeed;
use crate::derive::{Key, derive};
use crate::once;

/// Random bytes before the ciphertext: they make the key fresh, so a rotation that is begun twice seals under two keys.
const SALT: usize = 32;
const KIND: &str = "prior-seed";

impl LockerSeed {
    /// Seals the seed of `epoch - 1` under this one, the seed of `epoch`. Output: salt (32 bytes), ciphertext and tag (48).
    pub fn seal_prior(&self, locker: LockerId, epoch: u64, prior: &Self, rng: &mut impl CryptoRng) -> Vec<u8> {
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        let sealed = once::seal(&self.prior_key(locker, epoch, &salt), &context(locker, epoch), prior.as_bytes());
        [salt.as_slice(), &sealed].concat()
    }

    /// Opens what [`seal_prior`](Self::seal_prior) sealed in `epoch`: the seed of `epoch - 1`.
    ///
    /// # Errors
    /// [`Shut`] under another seed, locker or epoch, and for altered bytes.
    pub fn open_prior(&self, locker: LockerId, epoch: u64, sealed: &[u8]) -> Result<Self, Shut> {
        let (salt, sealed) = sealed.split_at_checked(SALT).ok_or(Shut { kind: KIND })?;
        let context = context(locker, epoch);
        Self::parse(&once::open(&self.prior_key(locker, epoch, salt), &context, sealed)?, &context)
    }

    fn prior_key(&self, locker: LockerId, epoch: u64, salt: &[u8]) -> Key {
        derive(self.as_bytes(), salt, "prior-seed-key", &cbor::encode(&(locker, epoch)))
    }
}

fn context(locker: LockerId, epoch: u64) -> Context {
    Context { kind: KIND, locker, epoch, purpose: Vec::new() }
}
