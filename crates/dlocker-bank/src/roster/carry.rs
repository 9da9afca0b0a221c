//! A roster of the same epoch carries changes out; those that had to wait need an intent that is due.

use dlocker_protocol::intent::{Change, IntentState};
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::{Retention, Roster, RosterChange, changes};
use dlocker_protocol::{DeviceId, MethodId, RegistrationId, Timestamp};

use super::publish::{Publish, Registrations, require};
use super::weigh::{Needs, Standing, needs};
use crate::device::has_asked;
use crate::intent::{IntentRecord, complete};
use crate::limits::Limits;
use crate::locker::{LockerRecord, changeable};
use crate::method::{is_kept_shut, opens};
use crate::refusal;

/// How recent the opening of a method must be by which it is registered anew, in milliseconds.
const OPENED: u64 = 30 * 60 * 1000;

/// Checks every change between `before` and `after`, and completes the intents that they carry out.
pub(super) fn carry(
    locker: &LockerRecord,
    (before, after): (&Roster, &Roster),
    (registrations, intents): (&Registrations, &mut [IntentRecord]),
    ask: &Publish<'_>,
    now: Timestamp,
) -> Result<Vec<Event>, Problem> {
    changeable(locker, now)?;
    let found = changes(before, after).map_err(|_| refusal::roster_forged())?;
    require(!found.is_empty())?;
    let standing = Standing::of(locker, ask.limits, now);
    let mut completed = Vec::new();
    for change in found {
        if let RosterChange::DeviceAdded(entry) = &change {
            let fresh = locker.device(entry.id).is_none();
            require(fresh && has_asked(locker, intents, entry, now))?;
        }
        if let RosterChange::MethodAdded(entry) = &change {
            not_kept_shut(registrations, entry.id)?;
        }
        if let RosterChange::RetentionChosen { after: Some(after), .. } = &change {
            require(is_slow_enough(after, ask.limits))?;
        }
        let registration = named(ask, &change);
        match needs(change, registration, &standing).ok_or_else(refusal::roster_mismatch)? {
            Needs::Nothing => {}
            Needs::Opening(method) => has_opened(locker, registrations, (method, ask.device), now)?,
            Needs::AtOnce(change) => completed.extend(matching(intents, &change, now)),
            Needs::Intent(change) => completed.push(due(intents, &change, now)?),
        }
    }
    Ok(completed.into_iter().filter_map(|at| complete(&mut intents[at], now)).collect())
}

/// Whether what is put in keeps everything that was there before for as long as any other change waits.
pub(crate) fn is_slow_enough(retention: &Retention, limits: &Limits) -> bool {
    retention.young >= limits.changes.wait.div_ceil(1000)
}

/// Nobody puts a method of their own in the place of one that may come back.
fn not_kept_shut(registrations: &Registrations, method: MethodId) -> Result<(), Problem> {
    match is_kept_shut(registrations.iter().map(|(row, _)| row), method) {
        true => Err(refusal::kept_shut()),
        false => Ok(()),
    }
}

fn named(ask: &Publish<'_>, change: &RosterChange) -> Option<RegistrationId> {
    let RosterChange::MethodAdded(entry) = change else { return None };
    ask.parts.iter().find(|part| part.method == entry.id)?.registration
}

/// The place of an intent for this change that is not over: the one that was due first.
fn matching(intents: &[IntentRecord], change: &Change, now: Timestamp) -> Option<usize> {
    let fits = |(_, intent): &(usize, &IntentRecord)| intent.change == *change && intent.is_pending(now);
    intents.iter().enumerate().filter(fits).min_by_key(|(_, intent)| intent.due).map(|(at, _)| at)
}

fn due(intents: &[IntentRecord], change: &Change, now: Timestamp) -> Result<usize, Problem> {
    let at = matching(intents, change, now).ok_or_else(refusal::change_waits)?;
    match intents[at].state(now) {
        IntentState::Due => Ok(at),
        _ => Err(refusal::intent_waits().after(intents[at].due.millis_since(now).div_ceil(1000).max(1))),
    }
}

/// Whether this device has just opened this method: who only holds the seed, or is only let in, does not replace a secret.
pub(super) fn has_opened(
    locker: &LockerRecord,
    registrations: &Registrations,
    (method, device): (MethodId, DeviceId),
    now: Timestamp,
) -> Result<(), Problem> {
    let since = Timestamp::from_millis(now.millis().saturating_sub(OPENED));
    let rows = registrations.iter().map(|(row, _)| row);
    let present = opens(locker, rows, method, device).map(|row| row.id);
    let ledger = registrations.iter().find(|(row, _)| Some(row.id) == present).map(|(_, ledger)| ledger);
    let opened = ledger.is_some_and(|ledger| ledger.is_opened_since(device, since));
    if opened { Ok(()) } else { Err(refusal::renewal_not_opened()) }
}
