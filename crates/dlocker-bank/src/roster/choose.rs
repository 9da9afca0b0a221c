//! Which registration opens a method from now on.

use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::RosterMethod;
use dlocker_protocol::{Digest, RegistrationId, Timestamp};

use super::publish::{Publish, Registrations, require};
use crate::intent::{IntentRecord, State};
use crate::locker::LockerRecord;
use crate::method::{RegistrationRecord, RegistrationState, opens};
use crate::refusal;

/// The registration, and the sealed seed where it is a new one.
pub(super) struct Chosen {
    pub(super) registration: RegistrationId,
    pub(super) seal: Option<Vec<u8>>,
}

/// The registration that opens `method` from now on: the one that an epoch part names, opened for real by this device or held with an intent that
/// was just completed, or the present one.
pub(super) fn choose(
    locker: &LockerRecord,
    (registrations, intents): (&mut Registrations, &[IntentRecord]),
    method: &RosterMethod,
    ask: &Publish<'_>,
    now: Timestamp,
) -> Result<Chosen, Problem> {
    let part = ask.parts.iter().find(|part| part.method == method.id);
    let present = opens(locker, registrations.iter().map(|(row, _)| row), method.id, ask.device).map(|row| row.id);
    let fresh = part.and_then(|part| part.registration).filter(|id| Some(*id) != present);
    let id = fresh.or(present).ok_or_else(refusal::roster_mismatch)?;
    let (record, _) =
        registrations.iter_mut().find(|(record, _)| record.id == id).ok_or_else(refusal::roster_mismatch)?;
    require(record.method == method.id && record.kind == method.kind)?;
    if fresh.is_some() {
        let own = record.device == ask.device && record.is_pending(now) && record.is_proved();
        require(own || was_held(record, intents))?;
    }
    let stored = record.stored.as_mut().ok_or_else(refusal::roster_mismatch)?;
    let seal = part.and_then(|part| part.sealed_seed.as_ref()).map(|seal| seal.0.clone());
    if let Some(seal) = &seal {
        require(crate::method::fits_a_seal(seal))?;
        stored.sealed_seed_digest = Digest::of("sealed-seed", seal);
    }
    require(stored.digest == method.record && stored.sealed_seed_digest == method.sealed_seed)?;
    Ok(Chosen { registration: id, seal })
}

fn was_held(record: &RegistrationRecord, intents: &[IntentRecord]) -> bool {
    let RegistrationState::Held { intent } = record.state else { return false };
    intents.iter().any(|one| one.id == intent && matches!(one.state, State::Completed { .. }))
}
