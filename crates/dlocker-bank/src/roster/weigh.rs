//! What a change of the roster needs: nothing, an opening just now, or an intent that is due.

use dlocker_protocol::Timestamp;
use dlocker_protocol::intent::Change;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{RecoveryRule, RosterChange};
use dlocker_protocol::{MethodId, RegistrationId};

use crate::limits::Limits;
use crate::locker::LockerRecord;

/// What the weight of a change depends on.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The bank's bounds.
    pub limits: &'a Limits,
    /// Whether the locker's first day is not over.
    pub first_day: bool,
    /// The recovery wait that the owner has chosen so far, in seconds.
    pub wait: Option<u64>,
    /// What recoveries must show, as the owner has chosen so far.
    pub rule: Option<RecoveryRule>,
}

/// What a change needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing more: strengthening.
    Nothing,
    /// That this device has just opened this method.
    Opening(MethodId),
    /// Weakening, but made at once here; an intent for the same is completed by it.
    AtOnce(Change),
    /// Weakening: an intent that is due.
    Intent(Change),
}

impl<'a> Standing<'a> {
    /// Of this locker now.
    #[must_use]
    pub fn of(locker: &LockerRecord, limits: &'a Limits, now: Timestamp) -> Self {
        let first_day = locker.begun.is_some_and(|begun| now < begun.plus_millis(limits.changes.first_day));
        let (wait, rule) = locker.chosen();
        Self { limits, first_day, wait, rule }
    }

    fn weakening(&self, change: Change) -> Needs {
        let at_once = self.limits.changes.wait == 0 || (self.first_day && change.is_addition());
        if at_once { Needs::AtOnce(change) } else { Needs::Intent(change) }
    }

    /// On the first day naming somebody is at once, like devices and methods; taking somebody away is not.
    fn contacts(&self, change: Change, adds_only: bool) -> Needs {
        match self.weakening(change) {
            Needs::Intent(change) if self.first_day && adds_only => Needs::AtOnce(change),
            needs => needs,
        }
    }

    fn is_shorter(&self, choice: Option<u64>) -> bool {
        let bounds = &self.limits.recovery;
        bounds.effective(choice) < bounds.effective(self.wait)
    }

    fn is_easier(&self, choice: Option<RecoveryRule>) -> bool {
        let bounds = self.limits.recovery.bounds();
        bounds.effective(choice).is_weaker_than(&bounds.effective(self.rule))
    }
}

/// What `change` needs. `registration` is the one that the epoch part of an added method names.
#[must_use]
pub fn needs(change: RosterChange, registration: Option<RegistrationId>, on: &Standing<'_>) -> Option<Needs> {
    Some(match change {
        RosterChange::DeviceAdded(entry) => on.weakening(Change::AddDevice(entry)),
        RosterChange::MethodAdded(entry) => on.weakening(Change::AddMethod { entry, registration: registration? }),
        RosterChange::MethodRemoved { kind: MethodKind::Device, .. } => Needs::Nothing,
        RosterChange::MethodRemoved { method, .. } => on.weakening(Change::RemoveMethod { method }),
        RosterChange::DeviceRevoked(_) | RosterChange::GuessesLowered(_) => Needs::Nothing,
        RosterChange::MethodRenewed(method) => Needs::Opening(method),
        RosterChange::WaitChosen(seconds) if on.is_shorter(seconds) => on.weakening(Change::ShortenWait { seconds }),
        RosterChange::WaitChosen(_) => Needs::Nothing,
        // What lies outside of the bounds would come to life when the bank widens them.
        RosterChange::RuleChosen(Some(rule)) if !on.limits.recovery.bounds().allows(&rule) => return None,
        RosterChange::RuleChosen(rule) if on.is_easier(rule) => on.weakening(Change::WeakenRecovery { rule }),
        RosterChange::RuleChosen(_) => Needs::Nothing,
        RosterChange::RetentionChosen { before, after } => match after {
            Some(after) if after.is_shorter_than(before.as_ref()) => {
                on.weakening(Change::ShortenHistory { retention: Some(after) })
            }
            _ => Needs::Nothing,
        },
        RosterChange::ContactsChosen { before, after } => {
            let adds_only = after.has_all(&before);
            on.contacts(Change::ChooseContacts { contacts: after }, adds_only)
        }
        RosterChange::SnapshotsDeleted(snapshots) => on.weakening(Change::DeleteSnapshots { snapshots }),
    })
}
