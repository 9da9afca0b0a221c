//! The owner has no surviving method and starts afresh under the same handle. The old locker is kept, shut, in case the kit turns up.
//!
//! Two lockers, so two transactions: [`shut`] in the old one, then [`let_in`] in the new one. What must be known for the second lies in the old
//! locker from the first on, so that whoever comes by can carry it out after a crash.

use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{DeviceId, LockerId, PublicKey, Timestamp};

use super::{LockerRecord, Recovering, not_closed, unfrozen};
use crate::device::{DeviceRecord, EnrolledDevice, State, acting};
use crate::refusal::{self, Decided, Decision, Stop};

/// Nothing, unless the locker is closed or shut.
///
/// # Errors
/// `locker-closed`, `shut`.
pub fn in_use(locker: &LockerRecord) -> Result<(), Problem> {
    not_closed(locker)?;
    match locker.shut {
        None => Ok(()),
        Some(_) => Err(refusal::locker_shut()),
    }
}

/// Shuts the old locker for `device`, which a recovery let in and which has not rotated yet. The same for a retry.
///
/// # Errors
/// The device's state: staff may have suspended it since. `forbidden` for any other device, or after the rotation; `locker-frozen`.
pub fn shut(locker: &mut LockerRecord, device: DeviceId, now: Timestamp) -> Decision<Recovering> {
    let recovering = locker.recovering.filter(|recovering| recovering.device == device);
    let recovering = recovering.ok_or_else(refusal::not_afresh)?;
    acting(locker, device)?;
    if locker.shut.is_some() {
        return Ok(Decided::again(recovering));
    }
    unfrozen(locker, now)?;
    locker.shut = Some(now);
    Ok(Decided::with(recovering, Event::Shut { device }))
}

/// Lets the device into the new locker, which is made where there is none yet. The same for a retry.
///
/// # Errors
/// `suspended` or `replaced` if the device was meanwhile, by a recovery of the new locker.
pub fn let_in(
    new: &mut Option<LockerRecord>,
    old: &LockerRecord,
    (id, key): (LockerId, PublicKey),
    now: Timestamp,
) -> Decision<EnrolledDevice> {
    let device = DeviceId::of(&key);
    if let Some(locker) = new {
        return again(locker, device);
    }
    let record = DeviceRecord::issued(key, now);
    let mut locker = LockerRecord::new(id, old.handle.clone(), now);
    let answer = EnrolledDevice::of(&locker, &record);
    locker.devices.push(record);
    locker.former.clone_from(&old.former);
    locker.former.push(old.id);
    *new = Some(locker);
    Ok(Decided::with(answer, Event::Enrolled { device }))
}

fn again(locker: &LockerRecord, device: DeviceId) -> Decision<EnrolledDevice> {
    let record = locker.device(device).ok_or_else(refusal::not_afresh)?;
    match record.state {
        State::Issued | State::Active => Ok(Decided::again(EnrolledDevice::of(locker, record))),
        State::Suspended => Err(Stop::Refuse(refusal::suspended())),
        State::Replaced => Err(Stop::Refuse(refusal::replaced())),
    }
}
