//! A device is admitted: its Locker ID was presented with key binding, which the caller has verified.

use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, Timestamp};

use super::State;
use crate::locker::LockerRecord;
use crate::refusal::{Decided, Decision, replaced, suspended, unknown_key};

/// From now on the device's row decides. The same for a retry.
///
/// # Errors
/// `unsigned` for an unknown device, `suspended` or `replaced` where the row says so.
pub fn admit(locker: &mut LockerRecord, device: DeviceId, now: Timestamp) -> Decision<()> {
    let record = locker.device_mut(device).ok_or_else(unknown_key)?;
    match record.state {
        State::Issued => {
            record.enter(State::Active, now);
            Ok(Decided::with((), Event::Admitted { device }))
        }
        State::Active => Ok(Decided::again(())),
        State::Suspended => Err(suspended().into()),
        State::Replaced => Err(replaced().into()),
    }
}
