//! The key of a pending registration is used, so that the owner can make the record.

use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, Digest, Timestamp};

use super::{RegistrationRecord, RegistrationState};
use crate::device::acting;
use crate::locker::{LockerRecord, changeable};
use crate::refusal::{Decided, Decision};

/// Counts one evaluation; the same blinded element again is answered again and not counted.
///
/// # Errors
/// The device's state, `locker-frozen`, `shut`, `not-found` where it is another device's, `registration-over` after three uses or ten minutes.
pub fn evaluate(
    locker: &LockerRecord,
    registration: &mut RegistrationRecord,
    device: DeviceId,
    blinded: Digest,
    now: Timestamp,
) -> Decision<()> {
    acting(locker, device)?;
    changeable(locker, now)?;
    if is_retry(registration, device, &blinded, now) {
        return Ok(Decided::again(()));
    }
    registration.spend(device, now)?;
    if let RegistrationState::Pending { evaluated, .. } = &mut registration.state {
        evaluated.push(blinded);
    }
    Ok(Decided::with((), Event::Evaluated { registration: registration.id }))
}

fn is_retry(registration: &RegistrationRecord, device: DeviceId, blinded: &Digest, now: Timestamp) -> bool {
    let RegistrationState::Pending { evaluated, .. } = &registration.state else { return false };
    registration.device == device && registration.is_pending(now) && evaluated.contains(blinded)
}
