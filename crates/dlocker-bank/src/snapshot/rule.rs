//! By which rule a locker's history may go now.

use dlocker_protocol::Timestamp;
use dlocker_protocol::roster::{Retention, Roster};

use crate::case::CaseRecord;
use crate::limits::Limits;
use crate::locker::{LockerRecord, frozen};
use crate::staff::under_way;

/// The owner's rule, at least as slow as changes are at this bank. None, so that everything stays, while the locker is frozen or a recovery with
/// evidence is under way: somebody else may have the phone.
#[must_use]
pub fn rule_now(
    locker: &LockerRecord,
    roster: &Roster,
    cases: &[CaseRecord],
    limits: &Limits,
    now: Timestamp,
) -> Option<Retention> {
    let in_doubt = frozen(locker, now).is_some() || under_way(cases, now).is_some();
    let rule = roster.policy.retention.filter(|_| !in_doubt)?;
    Some(rule.young_for_at_least(limits.changes.wait.div_ceil(1000)))
}
