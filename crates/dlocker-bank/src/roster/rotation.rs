//! A new epoch: only as the rotation of a recovery, by the device that was let in by it.

use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::{Roster, RosterMethod};
use dlocker_protocol::{RegistrationId, Timestamp};

use super::carry::has_opened;
use super::publish::{Publish, Registrations, require};
use crate::binding;
use crate::device::State;
use crate::intent::{IntentRecord, cancel_all};
use crate::locker::LockerRecord;
use crate::method::opens;
use crate::refusal;

/// Checks a roster of a new epoch, and cancels every intent that is not over. A rotation keeps devices by name and drops methods as it likes; it
/// adds nothing but its own device and deletes nothing, for whatever was added meanwhile was not asked of the other devices. Methods that the
/// recovery brought back it may name again.
pub(super) fn rotate(
    locker: &mut LockerRecord,
    (before, after): (&Roster, &Roster),
    (registrations, intents): (&mut Registrations, &mut [IntentRecord]),
    ask: &Publish<'_>,
    now: Timestamp,
) -> Result<Vec<Event>, Problem> {
    if locker.recovering.is_none_or(|recovering| recovering.device != ask.device) {
        return Err(refusal::no_rotation());
    }
    if locker.shut.is_some() {
        return Err(refusal::locker_shut());
    }
    require(after.deleted.is_empty() && keeps_devices(locker, (before, after), ask))?;
    for method in &after.methods {
        let present = opens(locker, registrations.iter().map(|(row, _)| row), method.id, ask.device).map(|row| row.id);
        let held = before.methods.iter().find(|held| held.id == method.id);
        require(match held {
            Some(held) => is_same(held, method),
            None => is_as_dropped(registrations, present, method),
        })?;
        let part = ask.parts.iter().find(|part| part.method == method.id);
        if part.and_then(|part| part.registration).is_some_and(|fresh| Some(fresh) != present) {
            has_opened(locker, registrations, (method.id, ask.device), now)?;
        }
    }
    let mut events = cancel_all(intents, registrations.iter_mut().map(|(row, _)| row), now);
    events.extend(binding::cancel(locker, now));
    Ok(events)
}

/// Other devices may stay that were there: on the roster with the same entry, or revoked since the loss, which the re-issue made suspended.
fn keeps_devices(locker: &LockerRecord, (before, after): (&Roster, &Roster), ask: &Publish<'_>) -> bool {
    after.devices.iter().filter(|device| device.id != ask.device).all(|device| {
        let row = locker.device(device.id);
        let known = row.is_some_and(|row| matches!(row.state, State::Active | State::Suspended));
        let same = before.devices.iter().find(|old| old.id == device.id).is_none_or(|old| old == device);
        known && same
    })
}

/// A method that came back is no longer on the roster to be compared with; its registration says what kind it is and how many guesses it had.
fn is_as_dropped(registrations: &Registrations, present: Option<RegistrationId>, method: &RosterMethod) -> bool {
    let back = registrations.iter().find(|(row, _)| Some(row.id) == present);
    back.is_some_and(|(row, ledger)| row.kind == method.kind && method.guesses <= ledger.limit)
}

fn is_same(held: &RosterMethod, method: &RosterMethod) -> bool {
    let same = held.kind == method.kind && held.device == method.device && held.added == method.added;
    same && method.guesses <= held.guesses
}
