//! By which rule a case is judged: the owner's as it was when the first evidence came, or as it was when the phone was lost.

use dlocker_protocol::Timestamp;
use dlocker_protocol::roster::EvidenceKinds;
use minicbor::{Decode, Encode};

use super::{Alarmed, Opened};
use crate::limits::RecoveryLimits;
use crate::locker::LockerRecord;

/// How far before the first evidence a loss counts that an officer names who did not see the owner, in milliseconds.
const FROM_AFAR: u64 = 90 * 24 * 3600 * 1000;

/// What an approval says about the loss.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Loss {
    /// Since when the phone is lost.
    pub at: Timestamp,
    /// The owner stood before the officer who says so.
    pub face_to_face: bool,
}

/// A rule that holds for one case, whatever is chosen meanwhile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct InForce {
    /// How many pieces of evidence it asks for.
    #[n(0)]
    pub needed: u32,
    /// What counts as one.
    #[n(1)]
    pub from: EvidenceKinds,
    /// When its wait ends.
    #[n(2)]
    pub due: Timestamp,
    /// When its wait ends where an officer who saw the owner and a credential agree, if that is sooner.
    #[n(3)]
    pub agreed: Option<Timestamp>,
    /// The loss before which it held; none of the one that held when the first evidence came.
    #[n(4)]
    pub lost: Option<Timestamp>,
}

/// The waiting period in milliseconds: the owner's choice within the bank's bounds, or the bank's own.
#[must_use]
pub fn wait(locker: &LockerRecord, limits: &RecoveryLimits) -> u64 {
    limits.effective(locker.chosen().0)
}

/// The rule by which a case is judged whose first evidence came at `since`. Where the phone was lost before, the choice that held then counts too, and the
/// case may satisfy either, each as a whole: a thief who knows the PIN may choose a harder one at once, and must not win by it.
#[must_use]
pub(super) fn in_force(
    locker: &LockerRecord,
    lost: Option<Timestamp>,
    since: Timestamp,
    limits: &RecoveryLimits,
) -> InForce {
    let (wait, rule) = lost.map_or_else(|| locker.chosen(), |lost| locker.chosen_at(lost));
    let (wait, rule) = (limits.effective(wait), limits.bounds().effective(rule));
    let agreed = rule.wait_agreed.map(|seconds| seconds.saturating_mul(1000)).filter(|agreed| *agreed < wait);
    InForce {
        needed: rule.needed,
        from: rule.from,
        due: since.plus_millis(wait),
        agreed: agreed.map(|agreed| since.plus_millis(agreed)),
        lost,
    }
}

impl Alarmed {
    /// A case that has its first evidence now, which is still to be noted.
    pub(super) fn begin(opened: Opened, locker: &LockerRecord, limits: &RecoveryLimits, now: Timestamp) -> Self {
        let rule = in_force(locker, None, now, limits);
        Self { rules: Some(vec![rule]), ..Self::new(opened, limits.approvals.max(1), rule.due) }
    }

    /// Lets the rule count too that held before this loss. An officer who did not see the owner goes back 90 days at most: a story about an old loss, told on
    /// the telephone, must not undo what the owner chose long ago.
    pub(super) fn judge_before(&mut self, loss: Loss, locker: &LockerRecord, limits: &RecoveryLimits) {
        let Some(since) = self.since() else { return };
        let furthest = Timestamp::from_millis(since.millis().saturating_sub(FROM_AFAR));
        let at = if loss.face_to_face { loss.at } else { loss.at.max(furthest) };
        let rule = InForce { lost: Some(loss.at), ..in_force(locker, Some(at), since, limits) };
        let rules = self.rules.get_or_insert_default();
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }

    /// The rules that were noted.
    pub(super) fn rules(&self) -> impl Iterator<Item = InForce> + '_ {
        // What was alarmed before rules were noted is judged by the bank's number.
        let own = InForce { needed: self.needed, from: EvidenceKinds::all(), due: self.due, agreed: None, lost: None };
        let noted = self.rules.as_deref().unwrap_or_default();
        let own = noted.iter().all(|rule| rule.lost.is_some()).then_some(own);
        own.into_iter().chain(noted.iter().copied())
    }
}
