//! How intents end. A held registration ends with its intent, unless the intent was completed.

use dlocker_protocol::intent::IntentState;
use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, Timestamp};

use super::{IntentRecord, State, held_up};
use crate::device::acting;
use crate::locker::LockerRecord;
use crate::method::{RegistrationRecord, RegistrationState};
use crate::refusal::{self, Decided, Decision};

/// How long the row of an intent is kept after its end, in milliseconds. The visit log tells of it for ever.
const KEPT: u64 = 30 * 24 * 3600 * 1000;

/// A device of the locker stops an intent; while the locker is frozen too. The same for a retry.
///
/// # Errors
/// The device's state, `intent-over`.
pub fn stop(
    locker: &LockerRecord,
    intent: &mut IntentRecord,
    registration: Option<&mut RegistrationRecord>,
    device: DeviceId,
    now: Timestamp,
) -> Decision<()> {
    acting(locker, device)?;
    match without_freeze(locker, intent, now) {
        IntentState::Stopped => return Ok(Decided::again(())),
        IntentState::Waiting | IntentState::Due => {}
        IntentState::Completed | IntentState::Cancelled | IntentState::Lapsed => {
            return Err(refusal::intent_over().into());
        }
    }
    intent.state = State::Stopped { by: device, at: now };
    if let Some(row) = registration {
        let_go(row, intent, now);
    }
    Ok(Decided::with((), Event::IntentStopped { intent: intent.id }))
}

/// Where the intent stands while the clocks of a frozen locker stand still: what will be due again after a thaw can be stopped before it.
fn without_freeze(locker: &LockerRecord, intent: &IntentRecord, now: Timestamp) -> IntentState {
    let due = intent.due.plus_millis(held_up(locker, now));
    IntentRecord { due, ..intent.clone() }.state(now)
}

/// A roster carries the intent out, if it is not over.
pub fn complete(intent: &mut IntentRecord, now: Timestamp) -> Option<Event> {
    if !intent.is_pending(now) {
        return None;
    }
    intent.state = State::Completed { at: now };
    Some(Event::IntentCompleted { intent: intent.id })
}

/// A rotation cancels all intents that are not over.
pub fn cancel_all<'r>(
    intents: &mut [IntentRecord],
    registrations: impl Iterator<Item = &'r mut RegistrationRecord>,
    now: Timestamp,
) -> Vec<Event> {
    end_all(intents, registrations, (State::Cancelled { at: now }, |_| true), now)
}

/// Ends intents that nobody completed in time. Not to be called while the locker is frozen, or before a freeze that is over was
/// [taken into account](super::thaw_shift).
pub fn lapse<'r>(
    intents: &mut [IntentRecord],
    registrations: impl Iterator<Item = &'r mut RegistrationRecord>,
    now: Timestamp,
) -> Vec<Event> {
    end_all(intents, registrations, (State::Lapsed { at: now }, |intent| !intent.is_pending(now)), now)
}

fn end_all<'r>(
    intents: &mut [IntentRecord],
    registrations: impl Iterator<Item = &'r mut RegistrationRecord>,
    (state, which): (State, impl Fn(&IntentRecord) -> bool),
    now: Timestamp,
) -> Vec<Event> {
    let mut ended = Vec::new();
    for intent in intents.iter_mut().filter(|intent| intent.state == State::Waiting && which(intent)) {
        intent.state = state;
        ended.push(intent.clone());
    }
    for row in registrations {
        ended.iter().for_each(|intent| let_go(row, intent, now));
    }
    ended.iter().map(|intent| Event::IntentCancelled { intent: intent.id }).collect()
}

fn let_go(row: &mut RegistrationRecord, intent: &IntentRecord, now: Timestamp) {
    if row.state == (RegistrationState::Held { intent: intent.id }) {
        row.state = RegistrationState::Retired { at: now, replaced_by: None };
    }
}

/// Whether the row of an intent that is over may be dropped.
#[must_use]
pub fn is_forgotten(intent: &IntentRecord, now: Timestamp) -> bool {
    match intent.state {
        State::Waiting => false,
        State::Completed { at } | State::Stopped { at, .. } | State::Cancelled { at } | State::Lapsed { at } => {
            now.millis_since(at) >= KEPT
        }
    }
}
