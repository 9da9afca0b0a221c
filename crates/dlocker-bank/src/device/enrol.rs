//! A device enrols with an invite.

use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, Handle, LockerId, PublicKey, Timestamp};

use super::{DeviceRecord, State};
use crate::locker::LockerRecord;
use crate::refusal::{Decided, Decision, invite as bad_invite, replaced, suspended};
use crate::staff::InviteRecord;

/// What the Locker ID of the enrolled device says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnrolledDevice {
    /// The locker.
    pub locker: LockerId,
    /// Its handle.
    pub handle: Handle,
    /// The key of the device.
    pub device_key: PublicKey,
    /// When; the same for a retry.
    pub issued: Timestamp,
}

impl EnrolledDevice {
    /// Of this row of this locker.
    #[must_use]
    pub fn of(locker: &LockerRecord, device: &DeviceRecord) -> Self {
        Self { locker: locker.id, handle: locker.handle.clone(), device_key: device.key, issued: device.issued }
    }
}

/// Uses up the invite for `key`, which the caller knows to have signed the request.
///
/// # Errors
/// `invite` if it lapsed or was used by another key; `suspended` or `replaced` if this key's device was meanwhile.
pub fn enrol(
    locker: &mut LockerRecord,
    invite: &mut InviteRecord,
    key: PublicKey,
    now: Timestamp,
) -> Decision<EnrolledDevice> {
    let device = DeviceId::of(&key);
    match invite.used_by {
        Some(used_by) if used_by == device => again(locker, device),
        None if now < invite.expires && locker.devices.is_empty() => {
            invite.used_by = Some(device);
            let record = DeviceRecord::issued(key, now);
            let answer = EnrolledDevice::of(locker, &record);
            locker.devices.push(record);
            Ok(Decided::with(answer, Event::Enrolled { device }))
        }
        _ => Err(bad_invite().into()),
    }
}

fn again(locker: &LockerRecord, device: DeviceId) -> Decision<EnrolledDevice> {
    let record = locker.device(device).ok_or_else(bad_invite)?;
    match record.state {
        State::Issued | State::Active => Ok(Decided::again(EnrolledDevice::of(locker, record))),
        State::Suspended => Err(suspended().into()),
        State::Replaced => Err(replaced().into()),
    }
}
