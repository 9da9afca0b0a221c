//! What has arrived at the bank, and when it is time to note it down in the home.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use dlocker_protocol::{PackId, Timestamp};

/// Fewest milliseconds between two notes.
const EVERY: u64 = 1000;
/// A note that names so many pieces takes as many milliseconds more until the next, so that noting never takes most of the time.
const PIECES_PER_MILLI: u64 = 50;

/// Shared between the side that sends packs and the side that builds them, which may be on another thread.
#[derive(Debug)]
pub(crate) struct Sending {
    arrived: Mutex<BTreeSet<PackId>>,
    next: AtomicU64,
    weight: AtomicU64,
    due: AtomicBool,
}

impl Sending {
    /// Nothing has arrived yet. What takes less than a second is not noted at all.
    pub(crate) fn from(now: Timestamp) -> Self {
        let next = AtomicU64::new(now.millis().saturating_add(EVERY));
        Self { arrived: Mutex::default(), next, weight: AtomicU64::new(0), due: AtomicBool::new(false) }
    }

    /// How many pieces a note names by now.
    pub(crate) fn weigh(&self, pieces: usize) {
        self.weight.store(pieces as u64, Ordering::Relaxed);
    }

    /// A pack has arrived; at most once a second a note is due.
    pub(crate) fn arrived(&self, pack: PackId, now: Timestamp) {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).insert(pack);
        let now = now.millis();
        if now >= self.next.load(Ordering::Relaxed) {
            let pause = EVERY + self.weight.load(Ordering::Relaxed) / PIECES_PER_MILLI;
            self.next.store(now.saturating_add(pause), Ordering::Relaxed);
            self.due.store(true, Ordering::Release);
        }
    }

    /// The packs that have arrived, if a note is due; it is not due any more.
    pub(crate) fn take_due(&self) -> Option<BTreeSet<PackId>> {
        self.due.swap(false, Ordering::AcqRel).then(|| self.all())
    }

    /// The packs that have arrived.
    pub(crate) fn all(&self) -> BTreeSet<PackId> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_due_at_most_once_a_second() {
        let pack = |byte| PackId::from_array([byte; 16]);
        let at = |millis: u64| Timestamp::from_millis(1_800_000_000_000 + millis);
        let sending = Sending::from(at(0));
        sending.arrived(pack(1), at(999));
        assert!(sending.take_due().is_none());
        sending.arrived(pack(2), at(1000));
        assert_eq!(sending.take_due().unwrap().len(), 2);
        sending.arrived(pack(3), at(1999));
        assert!(sending.take_due().is_none());
        sending.weigh(100_000);
        sending.arrived(pack(4), at(2000));
        assert_eq!(sending.take_due().unwrap().len(), 4);
        sending.arrived(pack(5), at(4999));
        assert!(sending.take_due().is_none(), "a long note is made less often");
        sending.arrived(pack(6), at(5000));
        assert_eq!(sending.take_due().unwrap().len(), 6);
    }
}
