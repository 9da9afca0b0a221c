//! Evidence comes in, of whatever kind: the first alarms.

use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{DeviceId, Timestamp};

use super::{Alarmed, CaseRecord, Stage, wait};
use crate::limits::RecoveryLimits;
use crate::locker::LockerRecord;
use crate::refusal;

/// Adds a piece of evidence to the case in place. With the first the devices are told and the waiting period begins; how many pieces are needed is
/// what is in force at that moment. `lost_since` is what this piece says about the loss.
///
/// # Errors
/// `conflict` before the commitment is open, and once the case has ended; nothing is changed.
pub(super) fn add(
    case: &mut CaseRecord,
    (locker, limits): (&LockerRecord, &RecoveryLimits),
    lost_since: Option<Timestamp>,
    note: impl FnOnce(&mut Alarmed),
    now: Timestamp,
) -> Result<Vec<Event>, Problem> {
    let mut events = Vec::new();
    match std::mem::replace(&mut case.stage, Stage::Committed) {
        Stage::Open(opened) => {
            let due = now.plus_millis(wait(locker, lost_since, limits));
            events.push(Event::CaseAlarmed { case: case.id, device: DeviceId::of(&opened.device_key), due });
            let mut alarmed = Alarmed::new(opened, limits.approvals.max(1), due);
            note(&mut alarmed);
            case.stage = Stage::Alarmed(alarmed);
        }
        Stage::Alarmed(mut alarmed) => {
            note(&mut alarmed);
            case.stage = Stage::Alarmed(alarmed);
        }
        stage @ (Stage::Committed | Stage::Over(_)) => {
            case.stage = stage;
            return Err(refusal::case_not_open());
        }
    }
    Ok(events)
}
