//! A credential that waits is refused.

use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, Timestamp};

use crate::device::acting;
use crate::locker::LockerRecord;
use crate::refusal::{self, Decided, Decision};

/// Any active device says no, without an unlock.
///
/// # Errors
/// The device's state, `not-found` where nothing waits.
pub fn stop(locker: &mut LockerRecord, device: DeviceId, now: Timestamp) -> Decision<()> {
    acting(locker, device)?;
    let event = cancel(locker, now).ok_or_else(refusal::nothing_waits)?;
    Ok(Decided::with((), event))
}

/// What waits is dropped: somebody froze the locker, or a recovery was carried out.
pub fn cancel(locker: &mut LockerRecord, now: Timestamp) -> Option<Event> {
    let binding = locker.binding.as_mut()?;
    binding.settle(now);
    let pending = binding.pending.take()?;
    Some(Event::IdentityStopped { entry: pending.bound.entry })
}
