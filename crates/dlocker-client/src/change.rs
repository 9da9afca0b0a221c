//! A change of what belongs to the locker: made at once, or an intent that waits and is completed by doing the same again.

use dlocker_protocol::intent::{Change, ChangeKind};
use dlocker_protocol::locker::Terms;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{EpochPart, Roster};
use dlocker_protocol::{IntentId, Timestamp};

use crate::connect::Connection;
use crate::error::Result;
use crate::platform::Platform;
use crate::publish::Outcome;
use crate::unlock::Unlocked;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is made.
    Done,
    /// It waits: every device is told, any of them may stop it, and the same command completes it once it is due.
    Waits(Waiting),
}

/// A change that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Which intent.
    pub intent: IntentId,
    /// What kind of change.
    pub what: ChangeKind,
    /// When it may be completed.
    pub due: Timestamp,
    /// The locker is frozen, and the clock of this change stands still until that is over.
    pub stands: bool,
}

impl Changed {
    /// How it waits, if it does.
    #[must_use]
    pub const fn waits(&self) -> Option<Waiting> {
        match self {
            Self::Done => None,
            Self::Waits(waiting) => Some(*waiting),
        }
    }
}

impl<P: Platform> Connection<'_, P> {
    /// Makes a change: at once where that is so, else as an intent. A pending intent for the very same change is completed if it is due, and
    /// told again if not; there is never a second one.
    ///
    /// What has to wait is not signed as a roster before it is due: a bank could keep that, and make it current after the change was stopped.
    pub(crate) async fn carry_out(&mut self, unlocked: &mut Unlocked, change: Change) -> Result<Changed> {
        let pending = self.intents().await?.into_iter().find(|intent| intent.change == change);
        if let Some(pending) = pending {
            return self.complete(unlocked, &pending).await;
        }
        let terms = self.view().await?.terms;
        let waits = has_to_wait(&change, unlocked.chain.current(), &terms, self.platform().now());
        if !waits && self.apply(unlocked, &change).await? == Outcome::Taken {
            return Ok(Changed::Done);
        }
        let made = self.make_intent(unlocked, change).await?;
        Ok(Changed::Waits(made.waiting()))
    }

    /// Publishes the roster that makes this change.
    pub(crate) async fn apply(&mut self, unlocked: &mut Unlocked, change: &Change) -> Result<Outcome> {
        self.change_roster(unlocked, parts(change), |roster| apply(change, roster)).await
    }
}

/// Whether a change has to wait, by the rules of `spec/changes.md` and the bank's terms.
fn has_to_wait(change: &Change, current: &Roster, terms: &Terms, now: Timestamp) -> bool {
    if terms.changes_wait == 0 {
        return false;
    }
    match change {
        Change::AddDevice(_) | Change::AddMethod { .. } => terms.first_day_ends.is_none_or(|ends| now >= ends),
        Change::RemoveMethod { method } => {
            current.methods.iter().any(|held| held.id == *method && held.kind != MethodKind::Device)
        }
        Change::ShortenWait { seconds } => {
            let bounded = |seconds: u64| seconds.max(terms.recovery_wait_min).min(terms.recovery_wait_max);
            seconds.map_or(terms.recovery_wait_default, bounded) < terms.recovery_wait
        }
        Change::ShortenHistory { retention } => {
            retention.is_some_and(|chosen| chosen.is_shorter_than(current.policy.retention.as_ref()))
        }
        Change::WeakenRecovery { rule } => terms.recovery_bounds.effective(*rule).is_weaker_than(&terms.recovery_rule),
        Change::DeleteSnapshots { .. } | Change::CloseLocker => true,
        Change::ChooseContacts { contacts } => {
            let adds_only = contacts.has_all(&current.policy.contacts);
            !adds_only || terms.first_day_ends.is_none_or(|ends| now >= ends)
        }
    }
}

/// Makes the change on a roster. Made twice it is the same.
pub(crate) fn apply(change: &Change, roster: &mut Roster) {
    match change {
        Change::AddDevice(entry) => {
            if roster.devices.iter().all(|device| device.id != entry.id) {
                roster.devices.push(entry.clone());
            }
        }
        Change::AddMethod { entry, .. } => {
            if roster.methods.iter().all(|method| method.id != entry.id) {
                roster.methods.push(entry.clone());
            }
        }
        Change::RemoveMethod { method } => roster.methods.retain(|m| m.id != *method),
        Change::ShortenWait { seconds } => roster.policy.recovery_wait = *seconds,
        Change::ShortenHistory { retention } => roster.policy.retention = *retention,
        Change::WeakenRecovery { rule } => roster.policy.recovery = *rule,
        Change::DeleteSnapshots { snapshots } => roster.deleted.clone_from(snapshots),
        Change::ChooseContacts { contacts } => roster.policy.contacts.clone_from(contacts),
        // No roster carries that out: `close.rs` does.
        Change::CloseLocker => {}
    }
}

/// What of the methods' records the roster makes current.
fn parts(change: &Change) -> Vec<EpochPart> {
    match change {
        Change::AddMethod { entry, registration } => {
            vec![EpochPart { method: entry.id, registration: Some(*registration), sealed_seed: None }]
        }
        _ => Vec::new(),
    }
}
