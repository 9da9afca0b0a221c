//! Methods that were taken off the roster are kept shut for a month, so that whoever took them off was not the last to decide.
//!
//! A thief who has the phone and the PIN, and whom nobody sees, may take the owner's kit off the roster once the wait is over. The owner, identified,
//! with the day of the loss, gets it back: for the device of the recovery alone, until its rotation says what stays.

use dlocker_protocol::{DeviceId, MethodId};

use super::{RegistrationRecord, RegistrationState};
use crate::locker::LockerRecord;

/// How long a method that was taken off is kept shut, in milliseconds: 30 days.
pub const DROPPED_KEPT: u64 = 30 * 24 * 3600 * 1000;

/// Whether a recovery that is under way has brought this registration back for its device: it was dropped at or after the loss.
#[must_use]
pub fn is_back(locker: &LockerRecord, row: &RegistrationRecord) -> bool {
    let RegistrationState::Dropped { at } = row.state else { return false };
    let lost_since = locker.recovering.and_then(|recovering| recovering.lost_since);
    lost_since.is_some_and(|lost| at >= lost)
}

/// The same, to `device`: to all others it is shut.
#[must_use]
pub fn is_back_for(locker: &LockerRecord, row: &RegistrationRecord, device: DeviceId) -> bool {
    is_back(locker, row) && locker.recovering.is_some_and(|recovering| recovering.device == device)
}

/// Of all registrations of the locker, the one that opens `method` to `device`: the current one, or one that came back for it.
#[must_use]
pub fn opens<'r>(
    locker: &LockerRecord,
    mut all: impl Iterator<Item = &'r RegistrationRecord>,
    method: MethodId,
    device: DeviceId,
) -> Option<&'r RegistrationRecord> {
    match locker.method(method) {
        Some(current) => all.find(|row| row.id == current.registration),
        None => all.find(|row| row.method == method && is_back_for(locker, row, device)),
    }
}

/// Whether a method of this id is kept shut: no other takes its place as long as it may come back.
#[must_use]
pub fn is_kept_shut<'r>(mut all: impl Iterator<Item = &'r RegistrationRecord>, method: MethodId) -> bool {
    all.any(|row| row.method == method && matches!(row.state, RegistrationState::Dropped { .. }))
}
