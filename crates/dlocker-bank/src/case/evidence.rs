//! Evidence comes in, of whatever kind: the first alarms.

use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{DeviceId, Timestamp};

use super::rule::Loss;
use super::{Alarmed, CaseRecord, Stage};
use crate::limits::RecoveryLimits;
use crate::locker::LockerRecord;
use crate::refusal;

/// Adds a piece of evidence to the case in place. With the first the devices are told and the waiting period begins; the rule is the
/// one in force at that moment, and where a piece says when the phone was lost, the one of that time too.
///
/// # Errors
/// `conflict` before the commitment is open, and once the case has ended; nothing is changed.
pub(super) fn add(
    case: &mut CaseRecord,
    (locker, limits): (&LockerRecord, &RecoveryLimits),
    loss: Option<Loss>,
    note: impl FnOnce(&mut Alarmed),
    now: Timestamp,
) -> Result<Vec<Event>, Problem> {
    let mut events = Vec::new();
    let judged = |mut alarmed: Alarmed| {
        if let Some(loss) = loss {
            alarmed.judge_before(loss, locker, limits);
        }
        alarmed
    };
    match std::mem::replace(&mut case.stage, Stage::Committed) {
        Stage::Open(opened) => {
            let device = DeviceId::of(&opened.device_key);
            let mut alarmed = Alarmed::begin(opened, locker, limits, now);
            let due = alarmed.due;
            note(&mut alarmed);
            case.stage = Stage::Alarmed(judged(alarmed));
            let due = case.due().unwrap_or(due);
            events.push(Event::CaseAlarmed { case: case.id, device, due });
        }
        Stage::Alarmed(mut alarmed) => {
            note(&mut alarmed);
            case.stage = Stage::Alarmed(judged(alarmed));
        }
        stage @ (Stage::Committed | Stage::Over(_)) => {
            case.stage = stage;
            return Err(refusal::case_not_open());
        }
    }
    Ok(events)
}
