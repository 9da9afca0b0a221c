//! How many requests of one locker are under way.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Counts<K> = Arc<Mutex<HashMap<K, u32>>>;

/// Counts what is under way for each key.
pub struct Crowd<K> {
    most: u32,
    counts: Counts<K>,
}

/// One request under way; dropping it frees the place.
pub struct Place<K: Copy + Eq + Hash> {
    key: K,
    counts: Counts<K>,
}

impl<K: Copy + Eq + Hash> Crowd<K> {
    /// At most `most` for each key.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self { most, counts: Arc::default() }
    }

    /// A place, if there is one.
    #[must_use]
    pub fn enter(&self, key: K) -> Option<Place<K>> {
        let mut counts = lock(&self.counts);
        let count = counts.entry(key).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Place { key, counts: Arc::clone(&self.counts) })
    }
}

impl<K: Copy + Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut counts = lock(&self.counts);
        if let Some(count) = counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

fn lock<K>(counts: &Counts<K>) -> MutexGuard<'_, HashMap<K, u32>> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_request_is_over() {
        let crowd = Crowd::new(2);
        let first = crowd.enter(1).unwrap();
        let _second = crowd.enter(1).unwrap();
        assert!(crowd.enter(1).is_none());
        assert!(crowd.enter(2).is_some(), "another locker is not in the way");
        drop(first);
        assert!(crowd.enter(1).is_some());
    }

    #[test]
    fn nobody_is_remembered_once_they_left() {
        let crowd = Crowd::new(2);
        drop(crowd.enter(1).unwrap());
        assert!(lock(&crowd.counts).is_empty());
    }
}
