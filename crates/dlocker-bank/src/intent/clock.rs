//! While a locker is frozen the clock of its intents stands still: a thief's intent must not come due while the owner cannot stop to look.

use dlocker_protocol::Timestamp;

use super::{IntentRecord, State};
use crate::locker::LockerRecord;

/// A freeze is over that held for so many milliseconds: intents that are not over come due later by that.
pub fn thaw_shift(intents: &mut [IntentRecord], frozen_for_millis: u64) {
    for intent in intents.iter_mut().filter(|intent| intent.state == State::Waiting) {
        intent.due = intent.due.plus_millis(frozen_for_millis);
    }
}

/// By how many milliseconds intents come due later because of a freeze that still stands in the locker's row, lapsed or not.
#[must_use]
pub fn held_up(locker: &LockerRecord, now: Timestamp) -> u64 {
    let Some(freeze) = &locker.freeze else { return 0 };
    let until = freeze.lapses.map_or(now, |lapses| lapses.min(now));
    until.millis_since(freeze.since)
}
