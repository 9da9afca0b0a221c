//! A device asks for a change that waits.

use dlocker_protocol::intent::Intent;
use dlocker_protocol::log::Event;
use dlocker_protocol::roster::Roster;
use dlocker_protocol::signature::{Document, Signed};
use dlocker_protocol::{DeviceId, Timestamp};

use super::check::{Ground, fits};
use super::{IntentRecord, State};
use crate::device::acting;
use crate::limits::Limits;
use crate::locker::{LockerRecord, changeable};
use crate::method::{RegistrationRecord, RegistrationState};
use crate::refusal::{self, Decided, Decision};

/// Most intents that wait or are due at once.
const MOST_PENDING: usize = 16;

/// What is asked.
pub struct Making<'a> {
    /// By which device.
    pub device: DeviceId,
    /// The signed intent.
    pub signed: &'a Signed<Intent>,
    /// The current roster, whose owner key verifies it.
    pub current: &'a Roster,
    /// Whether every snapshot that it names is there and not deleted.
    pub snapshots: bool,
    /// The bank's bounds.
    pub limits: &'a Limits,
}

/// Takes an intent. `intents` are the locker's; `registration` is the one that it names, if it adds a method, and is held from now on. The same
/// id and bytes again are answered again. The answer is the row that is to be kept.
///
/// # Errors
/// The device's state, `locker-frozen`, `shut`, `forbidden` where the signature fails, `conflict` where another roster is current, `taken`,
/// `malformed` where it does not fit the locker, `rate-limited`.
pub fn make(
    locker: &mut LockerRecord,
    intents: &[IntentRecord],
    registration: Option<&mut RegistrationRecord>,
    ask: &Making<'_>,
    now: Timestamp,
) -> Decision<IntentRecord> {
    acting(locker, ask.device)?;
    let intent = ask.signed.unverified();
    if let Some(known) = intents.iter().find(|known| known.id == intent.id) {
        let same = known.signed == ask.signed.to_bytes();
        return if same { Ok(Decided::again(known.clone())) } else { Err(refusal::intent_taken().into()) };
    }
    changeable(locker, now)?;
    let intent = ask.signed.verify(&ask.current.owner_key).map_err(|_| refusal::roster_forged())?;
    if intent.roster != ask.current.digest() {
        return Err(refusal::roster_conflict().into());
    }
    fits(intent, &Ground { locker, intents, registration: registration.as_deref(), ask }, now)?;
    if intents.iter().filter(|intent| intent.is_pending(now)).count() >= MOST_PENDING {
        return Err(refusal::too_many_intents().after(ask.limits.changes.wait.div_ceil(1000).max(1)).into());
    }
    locker.today.count_intent(now)?;
    if let Some(row) = registration {
        row.state = RegistrationState::Held { intent: intent.id };
    }
    let record = taken(intent, ask, now);
    let event = Event::IntentMade { intent: record.id, change: record.change.kind(), due: record.due };
    Ok(Decided::with(record, event))
}

fn taken(intent: &Intent, ask: &Making<'_>, now: Timestamp) -> IntentRecord {
    IntentRecord {
        id: intent.id,
        made: now,
        due: now.plus_millis(ask.limits.changes.wait),
        by: ask.device,
        change: intent.change.clone(),
        signed: ask.signed.to_bytes(),
        state: State::Waiting,
    }
}
