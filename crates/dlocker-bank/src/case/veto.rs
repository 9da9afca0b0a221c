//! A device of the locker vetoes a case.

use dlocker_protocol::case::VetoRequest;
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{DeviceId, Timestamp};

use super::{CaseRecord, End, Stage, VetoRecord};
use crate::device::{DeviceRecord, acting};
use crate::locker::LockerRecord;
use crate::refusal::{self, Decided, Decision};

/// Most cases without evidence that devices of a locker have vetoed and that are not over.
const MOST_EARLY: usize = 8;
/// How long an opening makes a veto one with an unlock, and lets a device vouch, in milliseconds.
const JUST_OPENED: u64 = 10 * 60 * 1000;

/// Sends the case face to face, any time before it ends. The same again by the same device is answered again; a veto that now comes with an
/// unlock is noted as such.
///
/// # Errors
/// The device's state, `case-over`, after the re-issue too; `not-opened` for a veto with an unlock that this device has not proved lately.
pub fn veto(
    locker: &LockerRecord,
    case: &mut CaseRecord,
    (device, request): (DeviceId, VetoRequest),
    now: Timestamp,
) -> Decision<()> {
    let record = acting(locker, device)?;
    if matches!(&case.stage, Stage::Over(over) if over.end == End::Reissued) {
        return Err(refusal::reissued().into());
    }
    if !case.is_alive(now) {
        return Err(refusal::case_over().into());
    }
    let unlocked = request.unlocked;
    if unlocked && !has_just_opened(record, now) {
        return Err(refusal::veto_not_opened().into());
    }
    match case.vetoes.iter_mut().find(|veto| veto.device == device) {
        Some(veto) if veto.unlocked || !unlocked => return Ok(Decided::again(())),
        Some(veto) => veto.unlocked = true,
        None => case.vetoes.push(VetoRecord { device, unlocked, at: now }),
    }
    Ok(Decided::with((), Event::CaseVetoed { case: case.id, unlocked }))
}

/// Nothing, if a veto of `case` leaves only so many vetoed cases without evidence among `cases`, all of the locker's. Who opens cases and
/// vetoes them, which keeps each for a month and is logged, must not make list and log endless. Of cases with evidence every one can be vetoed.
///
/// # Errors
/// `rate-limited`.
pub fn is_not_too_early(cases: &[CaseRecord], case: &CaseRecord, now: Timestamp) -> Result<(), Problem> {
    let early = |one: &CaseRecord| one.stage.evidence().is_none() && !one.vetoes.is_empty() && one.is_alive(now);
    let others = cases.iter().filter(|one| one.id != case.id && early(one)).count();
    if case.stage.evidence().is_none() && others >= MOST_EARLY {
        return Err(refusal::too_many_early_vetoes().after(24 * 3600));
    }
    Ok(())
}

/// Whether a veto of this device is one with an unlock now, and whether it may vouch.
pub(super) fn has_just_opened(record: &DeviceRecord, now: Timestamp) -> bool {
    record.opened.is_some_and(|at| now.millis_since(at) < JUST_OPENED)
}
