//! A device is admitted: its Locker ID was presented with key binding, which the caller has verified.

use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, Timestamp};

use super::State;
use crate::locker::{LockerRecord, not_closed};
use crate::refusal::{Decided, Decision, replaced, suspended, unknown_key};

/// From now on the device's row decides. The same for a retry.
///
/// # Errors
/// `unsigned` for an unknown device, `suspended` or `replaced` where the row says so, `locker-closed`.
pub fn admit(locker: &mut LockerRecord, device: DeviceId, now: Timestamp) -> Decision<()> {
    let record = locker.device(device).ok_or_else(unknown_key)?;
    match record.state {
        State::Suspended => return Err(suspended().into()),
        State::Replaced => return Err(replaced().into()),
        State::Issued | State::Active => {}
    }
    let news = record.state == State::Issued;
    not_closed(locker)?;
    if news {
        revoke_candidates(locker, device, now);
    }
    if let Some(record) = locker.device_mut(device).filter(|_| news) {
        record.enter(State::Active, now);
        return Ok(Decided::with((), Event::Admitted { device }));
    }
    Ok(Decided::again(()))
}

/// Several keys may have been proved at an enrolment, all for one seat: the first that is presented takes it, and the others are out for good. Where a
/// device was in before, those that have only their Locker ID got it otherwise, and keep it.
fn revoke_candidates(locker: &mut LockerRecord, admitted: DeviceId, now: Timestamp) {
    if locker.devices.iter().any(|device| device.state != State::Issued) {
        return;
    }
    for other in locker.devices.iter_mut().filter(|device| device.id != admitted) {
        other.enter(State::Replaced, now);
    }
}
