//! A device asks to join, by a link.

use dlocker_protocol::device::{JoinRequest, JoinResponse};
use dlocker_protocol::log::Event;
use dlocker_protocol::roster::{RosterDevice, is_name};
use dlocker_protocol::{DeviceId, PublicKey, Timestamp};

use super::{EnrolledDevice, JoinRecord, State};
use crate::intent::{IntentRecord, adds_device};
use crate::locker::{LockerRecord, changeable, not_closed};
use crate::refusal::{self, Decided, Decision};

/// How long a request to join is remembered, in milliseconds.
const LIFE: u64 = 24 * 3600 * 1000;

/// Notes that `key`, which the caller knows to have signed the request, asks to join. The same for a retry by the same key.
///
/// # Errors
/// `malformed`, `invite` where the link is unknown, over or used by another key, `taken` for a key that the locker knows already, `locker-frozen`,
/// `shut`.
pub fn join(
    locker: &mut LockerRecord,
    key: PublicKey,
    request: &JoinRequest,
    now: Timestamp,
) -> Decision<JoinResponse> {
    let id = DeviceId::of(&key);
    let mac: [u8; 32] = request.mac.0.as_slice().try_into().map_err(|_| refusal::join_mismatch())?;
    if request.device_key != key || !is_name(&request.name) {
        return Err(refusal::join_mismatch().into());
    }
    changeable(locker, now)?;
    let used_before = locker.device(id).is_some();
    let link = locker.links.iter_mut().find(|link| link.id == request.link).ok_or_else(refusal::link)?;
    match link.used_by {
        Some(device) if device == id => return again(locker, (id, &request.name)),
        None if now < link.expires && used_before => return Err(refusal::device_known().into()),
        None if now < link.expires => link.used_by = Some(id),
        _ => return Err(refusal::link().into()),
    }
    let record = JoinRecord { id, link: request.link, key, name: request.name.clone(), mac, at: now };
    let answer = answer(locker, &request.name, now);
    locker.joins.push(record);
    Ok(Decided::with(answer, Event::JoinAsked { device: id, link: request.link }))
}

fn answer(locker: &LockerRecord, name: &str, at: Timestamp) -> JoinResponse {
    JoinResponse { handle: locker.handle.clone(), name: name.to_owned(), expires: at.plus_millis(LIFE) }
}

/// What was asked first stands; of a device that is in already only the roster knows the name.
fn again(locker: &LockerRecord, (id, name): (DeviceId, &str)) -> Decision<JoinResponse> {
    let asked = locker.joins.iter().find(|join| join.id == id).map(|join| (join.name.as_str(), join.at));
    let admitted = locker.device(id).map(|device| (name, device.issued));
    let (name, at) = asked.or(admitted).ok_or_else(refusal::link)?;
    Ok(Decided::again(answer(locker, name, at)))
}

/// Requests to join that still count: for a day, and for as long as an intent that is not over names the device.
pub fn open_joins<'a>(
    locker: &'a LockerRecord,
    intents: &'a [IntentRecord],
    now: Timestamp,
) -> impl Iterator<Item = &'a JoinRecord> {
    let open = move |join: &&JoinRecord| {
        now < join.at.plus_millis(LIFE) || intents.iter().any(|intent| adds_device(intent, join.id, now))
    };
    locker.joins.iter().filter(open)
}

/// Whether the device with this entry of a roster has asked to join, with this key and name.
#[must_use]
pub fn has_asked(locker: &LockerRecord, intents: &[IntentRecord], entry: &RosterDevice, now: Timestamp) -> bool {
    let same = |join: &JoinRecord| join.id == entry.id && join.key == entry.key && join.name == entry.name;
    open_joins(locker, intents, now).any(same)
}

/// What the Locker ID of a device says that a roster has admitted.
///
/// # Errors
/// `waiting` until a roster names it, `unsigned` for an unknown key, `suspended`, `replaced`, `locker-closed`.
pub fn locker_id(locker: &LockerRecord, device: DeviceId) -> Decision<EnrolledDevice> {
    let Some(record) = locker.device(device) else {
        let asks = locker.joins.iter().any(|join| join.id == device);
        return Err(if asks { refusal::not_confirmed() } else { refusal::unknown_key() }.into());
    };
    match record.state {
        State::Issued | State::Active => {
            not_closed(locker)?;
            Ok(Decided::again(EnrolledDevice::of(locker, record)))
        }
        State::Suspended => Err(refusal::suspended().into()),
        State::Replaced => Err(refusal::replaced().into()),
    }
}
