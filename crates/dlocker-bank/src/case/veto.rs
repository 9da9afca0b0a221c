//! A device of the locker vetoes a case.

use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, Timestamp};

use super::approve::end;
use super::{CaseRecord, End, Stage};
use crate::device::acting;
use crate::locker::LockerRecord;
use crate::refusal::{self, Decided, Decision};

/// Ends the case, any time before the re-issue. The same for a retry.
///
/// # Errors
/// The device's state, `case-over`, after the re-issue too.
pub fn veto(locker: &LockerRecord, case: &mut CaseRecord, device: DeviceId, now: Timestamp) -> Decision<()> {
    acting(locker, device)?;
    match &case.stage {
        Stage::Over(over) if matches!(over.end, End::Vetoed(_)) => return Ok(Decided::again(())),
        Stage::Over(over) if over.end == End::Reissued => return Err(refusal::reissued().into()),
        _ if !case.is_alive(now) => return Err(refusal::case_over().into()),
        _ => {}
    }
    end(case, End::Vetoed(device), now);
    Ok(Decided::with((), Event::CaseVetoed { case: case.id }))
}
