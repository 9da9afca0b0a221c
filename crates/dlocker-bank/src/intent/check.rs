//! Whether an intent makes sense: what it would change is there, and is weakening.

use dlocker_protocol::intent::{Change, Intent};
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::{Retention, RosterDevice, RosterMethod};
use dlocker_protocol::{MethodId, RegistrationId, SnapshotId, Timestamp};

use super::{IntentRecord, Making};
use crate::device::has_asked;
use crate::locker::LockerRecord;
use crate::method::RegistrationRecord;
use crate::refusal;
use crate::roster::is_slow_enough;

/// Most snapshots that one intent deletes.
const MOST_DELETED: usize = 256;

/// What it is checked against.
pub(super) struct Ground<'a> {
    pub(super) locker: &'a LockerRecord,
    pub(super) intents: &'a [IntentRecord],
    pub(super) registration: Option<&'a RegistrationRecord>,
    pub(super) ask: &'a Making<'a>,
}

pub(super) fn fits(intent: &Intent, on: &Ground<'_>, now: Timestamp) -> Result<(), Problem> {
    let roster = &on.ask.current;
    let ours = intent.locker == on.locker.id && intent.device == on.ask.device;
    let listed = roster.devices.iter().any(|device| device.id == on.ask.device);
    let sensible = match &intent.change {
        Change::AddDevice(entry) => device_fits(entry, on, now),
        Change::AddMethod { entry, registration } => method_fits(entry, *registration, on, now),
        Change::RemoveMethod { method } => may_go(*method, on),
        Change::ShortenWait { seconds } => {
            let bounds = &on.ask.limits.recovery;
            bounds.effective(*seconds) < bounds.effective(roster.policy.recovery_wait)
        }
        Change::WeakenRecovery { rule } => {
            let bounds = on.ask.limits.recovery.bounds();
            let sound = rule.is_none_or(|rule| rule.is_sound() && bounds.allows(&rule));
            sound && bounds.effective(*rule).is_weaker_than(&bounds.effective(roster.policy.recovery))
        }
        Change::ShortenHistory { retention } => retention.as_ref().is_some_and(|chosen| shortens(chosen, on)),
        Change::DeleteSnapshots { snapshots } => on.ask.snapshots && are_listed(snapshots),
        Change::CloseLocker => true,
        Change::ChooseContacts { contacts } => *contacts != roster.policy.contacts,
    };
    if ours && listed && sensible { Ok(()) } else { Err(refusal::intent_mismatch()) }
}

fn shortens(chosen: &Retention, on: &Ground<'_>) -> bool {
    let before = on.ask.current.policy.retention.as_ref();
    chosen.is_sound() && chosen.is_shorter_than(before) && is_slow_enough(chosen, on.ask.limits)
}

fn device_fits(entry: &RosterDevice, on: &Ground<'_>, now: Timestamp) -> bool {
    let new = on.ask.current.devices.iter().all(|device| device.id != entry.id);
    new && has_asked(on.locker, on.intents, entry, now)
}

fn method_fits(entry: &RosterMethod, registration: RegistrationId, on: &Ground<'_>, now: Timestamp) -> bool {
    let current = &on.ask.current;
    let Some(row) = on.registration.filter(|row| row.id == registration) else { return false };
    let ready = row.device == on.ask.device && row.is_pending(now) && row.is_proved();
    let same = row.method == entry.id && row.kind == entry.kind;
    let stored = row.stored.as_ref();
    let digests = stored.is_some_and(|s| s.digest == entry.record && s.sealed_seed_digest == entry.sealed_seed);
    let new = current.methods.iter().all(|method| method.id != entry.id);
    let guesses = (1..=on.ask.limits.guesses.of(entry.kind)).contains(&entry.guesses);
    let device = match entry.device {
        Some(id) => entry.kind == MethodKind::Device && current.devices.iter().any(|device| device.id == id),
        None => entry.kind != MethodKind::Device,
    };
    let alone = entry.kind.stands_alone() || current.methods.iter().any(|method| method.kind.stands_alone());
    ready && same && digests && new && guesses && device && alone && !entry.renew
}

/// A method may go if another one is left that is not a phone's own, since with the phone that would be gone too, and one that stands alone, if there
/// is any.
fn may_go(method: MethodId, on: &Ground<'_>) -> bool {
    let all = &on.ask.current.methods;
    let held = || all.iter().filter(|held| held.kind != MethodKind::Device);
    let left = || held().filter(|held| held.id != method);
    let alone = left().any(|held| held.kind.stands_alone()) || !all.iter().any(|held| held.kind.stands_alone());
    held().any(|held| held.id == method) && left().next().is_some() && alone
}

fn are_listed(snapshots: &[SnapshotId]) -> bool {
    (1..=MOST_DELETED).contains(&snapshots.len()) && snapshots.windows(2).all(|pair| pair[0] < pair[1])
}
