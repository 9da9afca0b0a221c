//! Token buckets: as many at once as there are in a minute, then one after the other.
//!
//! Written here because a token must be given back when the vault refused a nonce: the client asks again at once with a
//! fresh one, and would otherwise pay twice for one opening.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use dlocker_protocol::Timestamp;

const MINUTE: u64 = 60_000;

/// One bucket for each key.
pub struct Buckets<K> {
    /// Tokens in a full bucket, which also come back in a minute.
    size: u64,
    /// For each key that is not full: when it will be (see [`Buckets::take`]).
    full_at: Mutex<HashMap<K, u64>>,
}

impl<K: Copy + Eq + Hash> Buckets<K> {
    /// Buckets of `size` tokens that refill within a minute.
    #[must_use]
    pub fn per_minute(size: u32) -> Self {
        Self { size: u64::from(size.max(1)), full_at: Mutex::new(HashMap::new()) }
    }

    /// Takes a token, or says in how many seconds there is one.
    ///
    /// A bucket is one number: the moment at which it is full again, in units of a millisecond divided by `size`, so that
    /// a token is exactly a minute's milliseconds and nothing is lost by rounding. Taking a token moves it on by one token.
    ///
    /// # Errors
    /// The whole seconds to wait, at least 1.
    pub fn take(&self, key: K, now: Timestamp) -> Result<(), u64> {
        let now = now.millis().saturating_mul(self.size);
        let mut full_at = self.lock();
        let after = full_at.get(&key).copied().unwrap_or(0).max(now).saturating_add(MINUTE);
        let overdrawn = after.saturating_sub(now.saturating_add(MINUTE.saturating_mul(self.size)));
        if overdrawn > 0 {
            return Err(overdrawn.div_ceil(self.size).div_ceil(1000).max(1));
        }
        full_at.insert(key, after);
        Ok(())
    }

    /// Gives back a token that was taken.
    pub fn give_back(&self, key: K) {
        if let Some(full_at) = self.lock().get_mut(&key) {
            *full_at = full_at.saturating_sub(MINUTE);
        }
    }

    /// Forgets the keys whose buckets are full.
    pub fn forget(&self, now: Timestamp) {
        let now = now.millis().saturating_mul(self.size);
        self.lock().retain(|_, full_at| *full_at > now);
    }

    /// A panic elsewhere leaves the numbers as they are, and they stay right.
    fn lock(&self) -> MutexGuard<'_, HashMap<K, u64>> {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const START: u64 = 1_763_000_000_000;

    fn at(millis: u64) -> Timestamp {
        Timestamp::from_millis(START + millis)
    }

    #[test]
    fn sixty_at_once_pass_and_the_next_waits_a_second() {
        let buckets = Buckets::per_minute(60);
        for _ in 0..60 {
            buckets.take(1, at(0)).unwrap();
        }
        assert_eq!(buckets.take(1, at(0)), Err(1));
        assert_eq!(buckets.take(1, at(999)), Err(1));
        assert_eq!(buckets.take(1, at(1000)), Ok(()));
        assert_eq!(buckets.take(1, at(1000)), Err(1));
    }

    #[test]
    fn a_slow_bucket_says_how_long_it_takes() {
        let buckets = Buckets::per_minute(2);
        buckets.take(1, at(0)).unwrap();
        buckets.take(1, at(0)).unwrap();
        assert_eq!(buckets.take(1, at(0)), Err(30));
        assert_eq!(buckets.take(1, at(10_000)), Err(20));
        assert_eq!(buckets.take(1, at(30_000)), Ok(()));
    }

    #[test]
    fn keys_do_not_share_and_a_token_given_back_can_be_taken_again() {
        let buckets = Buckets::per_minute(1);
        buckets.take(1, at(0)).unwrap();
        buckets.take(2, at(0)).unwrap();
        assert!(buckets.take(1, at(0)).is_err());
        buckets.give_back(1);
        buckets.take(1, at(0)).unwrap();
    }

    #[test]
    fn full_buckets_are_forgotten_and_others_are_not() {
        let buckets = Buckets::per_minute(1);
        buckets.take(1, at(0)).unwrap();
        buckets.forget(at(59_999));
        assert!(buckets.take(1, at(59_999)).is_err());
        buckets.forget(at(60_000));
        assert!(buckets.lock().is_empty());
    }
}
