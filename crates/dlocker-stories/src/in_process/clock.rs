//! One clock for the bank and all phones.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dlocker_protocol::Timestamp;

/// A clock that goes on when somebody waits, and a millisecond whenever it is read.
#[derive(Clone)]
pub struct Clock(Arc<AtomicU64>);

impl Default for Clock {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(1_800_000_000_000)))
    }
}

impl Clock {
    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1, Ordering::Relaxed))
    }

    /// Lets time pass.
    pub fn pass(&self, millis: u64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}
