//! What a roster names becomes current, what it replaces is retired, and what it drops is kept shut for a while.

use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{Roster, RosterMethod};
use dlocker_protocol::{DeviceId, MethodId, RegistrationId, Timestamp};

use super::publish::Registrations;
use crate::device::{DeviceRecord, State};
use crate::locker::{CurrentMethod, LockerRecord};
use crate::method::RegistrationState;

/// Activates what the roster names, retires what it replaces, keeps shut what it drops, and carries the guesses over. A rotation retires what
/// it drops, and what was kept shut: their sealed seeds are of an epoch that is over.
pub(super) fn activate(
    locker: &mut LockerRecord,
    registrations: &mut Registrations,
    methods: &[(RegistrationId, &RosterMethod)],
    (opener, rotated): (DeviceId, bool),
    now: Timestamp,
) {
    let successor =
        |id: MethodId| methods.iter().find(|(_, method)| method.id == id).map(|(registration, _)| *registration);
    for before in std::mem::take(&mut locker.methods) {
        let after = successor(before.id);
        if after != Some(before.registration) {
            retire(registrations, before.registration, after, opener, now);
        }
        if after.is_none() && !rotated && before.kind != MethodKind::Device {
            keep_shut(registrations, before.registration, now);
        }
    }
    if rotated {
        for (id, method) in dropped(registrations) {
            if successor(method) != Some(id) {
                retire(registrations, id, successor(method), opener, now);
            }
        }
    }
    for (id, method) in methods {
        locker.methods.push(CurrentMethod { id: method.id, kind: method.kind, registration: *id, renew: method.renew });
        let Some((record, ledger)) = registrations.iter_mut().find(|(record, _)| record.id == *id) else { continue };
        if !matches!(record.state, RegistrationState::Current { .. }) {
            record.state = RegistrationState::Current { proved: 1 };
        }
        ledger.limit = method.guesses;
        if rotated {
            ledger.clear();
        }
    }
}

fn keep_shut(registrations: &mut Registrations, id: RegistrationId, now: Timestamp) {
    let row = registrations.iter_mut().find(|(row, _)| row.id == id);
    if let Some((row, _)) = row {
        row.state = RegistrationState::Dropped { at: now };
    }
}

fn dropped(registrations: &Registrations) -> Vec<(RegistrationId, MethodId)> {
    let shut = registrations.iter().filter(|(row, _)| matches!(row.state, RegistrationState::Dropped { .. }));
    shut.map(|(row, _)| (row.id, row.method)).collect()
}

fn retire(
    registrations: &mut Registrations,
    old: RegistrationId,
    new: Option<RegistrationId>,
    opener: DeviceId,
    now: Timestamp,
) {
    let mut spent = None;
    for (record, ledger) in registrations.iter_mut() {
        if record.id == old {
            record.state = RegistrationState::Retired { at: now, replaced_by: new };
            spent = Some(ledger.clone());
        } else if let RegistrationState::Retired { replaced_by, .. } = &mut record.state
            && *replaced_by == Some(old)
        {
            *replaced_by = new;
        }
    }
    let successor = registrations.iter_mut().find(|(record, _)| Some(record.id) == new);
    if let (Some((_, ledger)), Some(spent)) = (successor, spent) {
        ledger.inherit(&spent, opener);
    }
}

/// Devices that the roster names are in, those that it names for the first time get a row, and all others are out. Only a rotation lets suspended
/// ones in again: an ordinary roster says nothing about why they were suspended.
pub(super) fn keep_devices(locker: &mut LockerRecord, roster: &Roster, rotated: bool, now: Timestamp) {
    for row in &mut locker.devices {
        let kept = roster.devices.iter().any(|device| device.id == row.id);
        match (kept, row.state) {
            (true, State::Suspended) if rotated => {
                row.enter(State::Active, now);
                row.suspended_for = None;
            }
            (true, _) => {}
            (false, _) => row.enter(State::Replaced, now),
        }
    }
    for device in &roster.devices {
        if locker.device(device.id).is_none() {
            locker.devices.push(DeviceRecord::issued(device.key, now));
        }
    }
    locker.joins.retain(|join| !rotated && roster.devices.iter().all(|device| device.id != join.id));
    if rotated {
        locker.links.clear();
    }
}
