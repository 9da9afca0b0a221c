//! Which OPRF keys are to be destroyed now.

use dlocker_protocol::{RegistrationId, Timestamp};

use super::{DROPPED_KEPT, RegistrationRecord, RegistrationState, is_back};
use crate::locker::LockerRecord;

/// Proved openings of the successor, the one while it was pending included, before the old key goes.
const OPENINGS: u32 = 2;

/// Registrations to be destroyed, with whether the visit log says so: retired ones after the grace time (`grace` in milliseconds) and a second
/// opening of what replaced them; dropped ones after a month, and after the grace time if that is longer, unless a recovery that is under way has
/// brought them back; pending ones that have lapsed, silently, for they never opened anything.
#[must_use]
pub fn due(
    locker: Option<&LockerRecord>,
    all: &[RegistrationRecord],
    grace: u64,
    now: Timestamp,
) -> Vec<(RegistrationId, bool)> {
    let proved = |id: RegistrationId| {
        let successor = all.iter().find(|record| record.id == id);
        successor
            .is_none_or(|record| matches!(record.state, RegistrationState::Current { proved } if proved >= OPENINGS))
    };
    let judge = |record: &RegistrationRecord| match record.state {
        RegistrationState::Retired { at, replaced_by } => {
            (now >= at.plus_millis(grace) && replaced_by.is_none_or(proved)).then_some((record.id, true))
        }
        RegistrationState::Dropped { at } => {
            let needed = locker.is_some_and(|locker| is_back(locker, record));
            (now >= at.plus_millis(grace.max(DROPPED_KEPT)) && !needed).then_some((record.id, true))
        }
        RegistrationState::Pending { .. } => record.has_lapsed(now).then_some((record.id, false)),
        RegistrationState::Current { .. } | RegistrationState::Held { .. } => None,
    };
    all.iter().filter_map(judge).collect()
}
