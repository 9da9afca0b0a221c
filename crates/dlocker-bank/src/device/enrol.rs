//! A device enrols with an invite.

use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, Handle, LockerId, PublicKey, Timestamp};

use super::{DeviceRecord, State};
use crate::locker::LockerRecord;
use crate::refusal::{Decided, Decision, Stop, invite as bad_invite, replaced, suspended, wants_tx_code};
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
/// `invite` if it lapsed, was used by another key, or asks for a transaction code, which only an offer takes; `suspended` or `replaced` if this key's
/// device was meanwhile.
pub fn enrol(
    locker: &mut LockerRecord,
    invite: &mut InviteRecord,
    key: PublicKey,
    now: Timestamp,
) -> Decision<EnrolledDevice> {
    if invite.tx_code.is_some() {
        return Err(wants_tx_code().into());
    }
    if invite.case.is_some() {
        return Err(bad_invite().into());
    }
    let Decided { mut answer, events } = enrol_all(locker, invite, &[key], now)?;
    let answer = answer.pop().ok_or_else(bad_invite)?;
    Ok(Decided { answer, events })
}

/// Uses up the invite for these keys, at least one: candidates for one seat, of which the first that is presented is admitted. The caller knows that each
/// was proved.
///
/// # Errors
/// As of [`enrol`], but for the transaction code, which the caller has asked for.
pub fn enrol_all(
    locker: &mut LockerRecord,
    invite: &mut InviteRecord,
    keys: &[PublicKey],
    now: Timestamp,
) -> Decision<Vec<EnrolledDevice>> {
    let first = keys.first().map(DeviceId::of).ok_or_else(bad_invite)?;
    match invite.used_by {
        Some(_) => {
            let again = keys.iter().map(|key| again(locker, DeviceId::of(key)));
            Ok(Decided::again(again.collect::<Result<_, Stop>>()?))
        }
        None if now < invite.expires && locker.devices.is_empty() => {
            invite.used_by = Some(first);
            let (mut answer, mut events) = (Vec::new(), Vec::new());
            for key in keys {
                let record = DeviceRecord::issued(*key, now);
                answer.push(EnrolledDevice::of(locker, &record));
                events.push(Event::Enrolled { device: record.id });
                locker.devices.push(record);
            }
            Ok(Decided { answer, events })
        }
        None => Err(bad_invite().into()),
    }
}

/// A device that the invite let in before; nobody else.
fn again(locker: &LockerRecord, device: DeviceId) -> Result<EnrolledDevice, Stop> {
    let record = locker.device(device).ok_or_else(bad_invite)?;
    match record.state {
        State::Issued | State::Active => Ok(EnrolledDevice::of(locker, record)),
        State::Suspended => Err(suspended().into()),
        State::Replaced => Err(replaced().into()),
    }
}
