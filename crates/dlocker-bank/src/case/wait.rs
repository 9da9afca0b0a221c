//! How long a recovery waits.

use dlocker_protocol::Timestamp;

use crate::limits::RecoveryLimits;
use crate::locker::LockerRecord;

/// The waiting period in milliseconds: the owner's choice within the bank's bounds, or the bank's own. Where the phone was lost before, the choice
/// that held then counts too, and the shorter one of both: a thief who knows the PIN may choose a longer one at once, and must not win by it.
#[must_use]
pub fn wait(locker: &LockerRecord, lost_since: Option<Timestamp>, limits: &RecoveryLimits) -> u64 {
    let now = limits.effective(locker.roster.and_then(|roster| roster.recovery_wait));
    lost_since.map_or(now, |lost| now.min(limits.effective(chosen_at(locker, lost))))
}

/// What the owner had chosen by then. The newest choices are remembered; before them it is as if nothing had been chosen.
fn chosen_at(locker: &LockerRecord, at: Timestamp) -> Option<u64> {
    locker.waits.iter().rev().find(|choice| choice.since <= at).and_then(|choice| choice.seconds)
}
