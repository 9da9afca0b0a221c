//! What a roster must be by itself, and beside the one before it. The trustee holds to it too: a roster that it took and the owner's devices
//! refused would shut them all out, and whoever has one device and one secret could make one.

use super::{BadRoster, Roster};
use crate::method::MethodKind;
use crate::{DeviceId, TrusteeId};

/// Most devices, and most methods.
const MOST: usize = 64;
/// Most snapshots that one roster deletes.
const MOST_DELETED: usize = 256;
/// Longest name of a device in bytes.
const LONGEST_NAME: usize = 64;

/// Ids are their keys', nothing is there twice, names can be shown, nothing is without bounds.
pub(super) fn check(roster: &Roster) -> Result<(), BadRoster> {
    let devices = roster.devices.iter().all(|device| device.id == DeviceId::of(&device.key) && is_name(&device.name));
    let trustees = roster.trustees.iter().all(|trustee| trustee.id == TrusteeId::of(&trustee.log_key));
    let methods = roster.methods.iter().all(|method| match method.device {
        Some(device) => method.kind == MethodKind::Device && roster.devices.iter().any(|d| d.id == device),
        None => method.kind != MethodKind::Device,
    });
    let once = distinct(roster.devices.iter().map(|device| device.id))
        && distinct(roster.trustees.iter().map(|trustee| trustee.id))
        && distinct(roster.methods.iter().map(|method| method.id))
        && distinct(roster.departed.iter().map(|departed| departed.id));
    let in_order = roster.deleted.windows(2).all(|pair| pair[0] < pair[1]);
    let few = roster.devices.len() <= MOST && roster.methods.len() <= MOST && roster.deleted.len() <= MOST_DELETED;
    let sound = roster.policy.retention.is_none_or(|retention| retention.is_sound());
    let sound = sound && roster.policy.recovery.is_none_or(|rule| rule.is_sound());
    require(devices && trustees && methods && once && in_order && few && sound)
}

/// A device leaves by name, with the last of its snapshots that counts; only a device that was there can leave.
pub(super) fn check_departures(before: &Roster, roster: &Roster) -> Result<(), BadRoster> {
    let listed = |roster: &Roster, id: DeviceId| roster.devices.iter().any(|device| device.id == id);
    let named = |id: DeviceId| roster.departed.iter().any(|departed| departed.id == id);
    let none_dropped = before.devices.iter().all(|device| listed(roster, device.id) || named(device.id));
    let were_there = roster.departed.iter().all(|gone| listed(before, gone.id) && !listed(roster, gone.id));
    require(none_dropped && were_there)
}

fn require(fits: bool) -> Result<(), BadRoster> {
    if fits { Ok(()) } else { Err(BadRoster::Contradiction) }
}

/// Whether a text may be the name of a device: at most 64 bytes, no control characters.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME && !text.chars().any(char::is_control)
}

fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> bool {
    let mut ids: Vec<T> = ids.collect();
    ids.sort_unstable();
    ids.windows(2).all(|pair| pair[0] != pair[1])
}
