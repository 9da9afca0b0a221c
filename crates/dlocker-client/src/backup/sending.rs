//! What has arrived at the bank, and when it is time to note it down in the home.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use dlocker_protocol::snapshot::PackRef;
use dlocker_protocol::{PackId, Timestamp};

/// A backup that has been sending for so long commits a part.
const PART_AFTER: u64 = 3_600_000;
/// Or one that has sent so many bytes since the last part.
const PART_BYTES: u64 = 4 << 30;
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
    bytes: AtomicU64,
    since: AtomicU64,
    part_due: AtomicBool,
}

impl Sending {
    /// Nothing has arrived yet. What takes less than a second is not noted at all.
    pub(crate) fn from(now: Timestamp) -> Self {
        let next = AtomicU64::new(now.millis().saturating_add(EVERY));
        Self {
            arrived: Mutex::default(),
            next,
            weight: AtomicU64::new(0),
            due: AtomicBool::new(false),
            bytes: AtomicU64::new(0),
            since: AtomicU64::new(now.millis()),
            part_due: AtomicBool::new(false),
        }
    }

    /// How many pieces a note names by now.
    pub(crate) fn weigh(&self, pieces: usize) {
        self.weight.store(pieces as u64, Ordering::Relaxed);
    }

    /// A pack of so many bytes has arrived; at most once a second a note is due, and every hour or 4 GiB a part.
    pub(crate) fn arrived(&self, pack: PackId, bytes: usize, now: Timestamp) {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).insert(pack);
        let now = now.millis();
        let bytes = bytes as u64 + self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        if bytes >= PART_BYTES || now.saturating_sub(self.since.load(Ordering::Relaxed)) >= PART_AFTER {
            self.bytes.store(0, Ordering::Relaxed);
            self.since.store(now, Ordering::Relaxed);
            self.part_due.store(true, Ordering::Release);
        }
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

    /// Whether a part is due; it is not due any more.
    pub(crate) fn take_part_due(&self) -> bool {
        self.part_due.swap(false, Ordering::AcqRel)
    }

    /// Whether all of these have arrived.
    pub(crate) fn has(&self, packs: &[PackRef]) -> bool {
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        packs.iter().all(|pack| arrived.contains(&pack.id))
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
        sending.arrived(pack(1), 1, at(999));
        assert!(sending.take_due().is_none());
        sending.arrived(pack(2), 1, at(1000));
        assert_eq!(sending.take_due().unwrap().len(), 2);
        sending.arrived(pack(3), 1, at(1999));
        assert!(sending.take_due().is_none());
        sending.weigh(100_000);
        sending.arrived(pack(4), 1, at(2000));
        assert_eq!(sending.take_due().unwrap().len(), 4);
        sending.arrived(pack(5), 1, at(4999));
        assert!(sending.take_due().is_none(), "a long note is made less often");
        sending.arrived(pack(6), 1, at(5000));
        assert_eq!(sending.take_due().unwrap().len(), 6);
    }
    #[test]
    fn a_part_is_due_every_hour_or_4_gib() {
        let at = |millis: u64| Timestamp::from_millis(1_800_000_000_000 + millis);
        let sending = Sending::from(at(0));
        let due = |bytes, millis| {
            sending.arrived(PackId::from_array([1; 16]), bytes, at(millis));
            sending.take_part_due()
        };
        assert!(!due(1, 3_599_999) && due(1, 3_600_000) && !due(1, 7_199_999));
        assert!(!due(3 << 30, 7_199_999) && due(1 << 30, 7_199_999) && !due(1 << 30, 7_200_000));
    }
}
