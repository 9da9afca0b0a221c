//! What differs between a roster and the one before it. Both sides go by this: the trustee decides what has to wait, the owner what to sign.

use super::{BadRoster, Contacts, RecoveryRule, Retention, Roster, RosterDevice, RosterMethod};
use crate::method::MethodKind;
use crate::{DeviceId, MethodId, SnapshotId};

/// One difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RosterChange {
    /// A device came. Weakening.
    DeviceAdded(RosterDevice),
    /// A device left. At once.
    DeviceRevoked(DeviceId),
    /// A method came. Weakening.
    MethodAdded(RosterMethod),
    /// A method left. Weakening, but for the kind `device`.
    MethodRemoved {
        /// Which.
        method: MethodId,
        /// Its kind.
        kind: MethodKind,
    },
    /// A method that was to be renewed was registered anew. At once.
    MethodRenewed(MethodId),
    /// A method allows fewer guesses. At once.
    GuessesLowered(MethodId),
    /// The owner chose another waiting period for recoveries, in seconds; none is the trustee's own. Weakening where it becomes shorter.
    WaitChosen(Option<u64>),
    /// The owner chose anew what a recovery must show; without a choice it is the trustee's own rule. Weakening where it becomes easier in any respect.
    RuleChosen(Option<RecoveryRule>),
    /// The owner chose anew which backups stay; without a rule all do. Weakening where less stays than before.
    RetentionChosen {
        /// What held so far.
        before: Option<Retention>,
        /// What holds now.
        after: Option<Retention>,
    },
    /// The owner chose anew who is told too. Weakening, whichever way.
    ContactsChosen {
        /// Who was told so far.
        before: Contacts,
        /// Who is told now.
        after: Contacts,
    },
    /// Snapshots were deleted, in ascending order. Weakening.
    SnapshotsDeleted(Vec<SnapshotId>),
}

/// Every difference between `before` and `after`, which follows it in the same epoch.
///
/// # Errors
/// [`BadRoster::Contradiction`] for what can never change within an epoch: the entry of a device that stays; a method's kind, device and date;
/// more guesses; a sealed seed without a new record; a new record for a method that was not to be renewed.
pub fn changes(before: &Roster, after: &Roster) -> Result<Vec<RosterChange>, BadRoster> {
    let mut found = devices(before, after)?;
    found.extend(methods(before, after)?);
    if before.policy.recovery_wait != after.policy.recovery_wait {
        found.push(RosterChange::WaitChosen(after.policy.recovery_wait));
    }
    if before.policy.recovery != after.policy.recovery {
        found.push(RosterChange::RuleChosen(after.policy.recovery));
    }
    let (old, new) = (before.policy.retention, after.policy.retention);
    if old != new {
        found.push(RosterChange::RetentionChosen { before: old, after: new });
    }
    let (old, new) = (&before.policy.contacts, &after.policy.contacts);
    if old != new {
        found.push(RosterChange::ContactsChosen { before: old.clone(), after: new.clone() });
    }
    if !after.deleted.is_empty() {
        found.push(RosterChange::SnapshotsDeleted(after.deleted.clone()));
    }
    Ok(found)
}

fn devices(before: &Roster, after: &Roster) -> Result<Vec<RosterChange>, BadRoster> {
    let mut found = Vec::new();
    for device in &after.devices {
        match before.devices.iter().find(|old| old.id == device.id) {
            None => found.push(RosterChange::DeviceAdded(device.clone())),
            Some(old) if old == device => {}
            Some(_) => return Err(BadRoster::Contradiction),
        }
    }
    let gone = before.devices.iter().filter(|old| after.devices.iter().all(|device| device.id != old.id));
    found.extend(gone.map(|old| RosterChange::DeviceRevoked(old.id)));
    Ok(found)
}

fn methods(before: &Roster, after: &Roster) -> Result<Vec<RosterChange>, BadRoster> {
    let mut found = Vec::new();
    for method in &after.methods {
        match before.methods.iter().find(|old| old.id == method.id) {
            None => found.push(RosterChange::MethodAdded(method.clone())),
            Some(old) => found.extend(method_changed(old, method)?),
        }
    }
    let gone = before.methods.iter().filter(|old| after.methods.iter().all(|method| method.id != old.id));
    found.extend(gone.map(|old| RosterChange::MethodRemoved { method: old.id, kind: old.kind }));
    Ok(found)
}

fn method_changed(old: &RosterMethod, new: &RosterMethod) -> Result<Vec<RosterChange>, BadRoster> {
    let same = old.kind == new.kind && old.device == new.device && old.added == new.added;
    if !same || new.guesses > old.guesses {
        return Err(BadRoster::Contradiction);
    }
    let mut found = Vec::new();
    let untouched = old.record == new.record && old.sealed_seed == new.sealed_seed && old.renew == new.renew;
    let renewed = old.renew && !new.renew && old.record != new.record;
    match (untouched, renewed) {
        (true, _) => {}
        (_, true) => found.push(RosterChange::MethodRenewed(old.id)),
        _ => return Err(BadRoster::Contradiction),
    }
    if new.guesses < old.guesses {
        found.push(RosterChange::GuessesLowered(old.id));
    }
    Ok(found)
}
