//! An officer approves a case.

use dlocker_protocol::case::{Approval, CaseCode};
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::signature::{Document, Signed};
use dlocker_protocol::staff::StaffMember;
use dlocker_protocol::{DeviceId, Handle, Timestamp, TrusteeId};

use super::{Alarmed, ApprovalRecord, CaseRecord, End, Opened, Stage};
use crate::limits::RecoveryLimits;
use crate::locker::LockerRecord;
use crate::refusal::{self, Decided, Decision, Stop};

/// Wrong codes that close a case.
const WRONG_CODES: u32 = 3;
/// Longest evidence in bytes.
const LONGEST_EVIDENCE: usize = 2000;

/// Who approves, with what.
pub struct Approving<'a> {
    /// The officer; the caller has verified the request with this person's key.
    pub staff: &'a StaffMember,
    /// The signed approval.
    pub approval: &'a Signed<Approval>,
    /// This trustee.
    pub trustee: TrusteeId,
    /// The bank's bounds.
    pub limits: &'a RecoveryLimits,
}

/// Accepts the approval, or counts a wrong code. With the first accepted one the devices are told and the waiting period begins; number of
/// approvals and waiting period are those in force at that moment.
///
/// # Errors
/// `not-found` for a handle without a locker, `conflict` before the commitment is open, `case-over`, `forbidden` (own locker, twice, not
/// signed by this person, for something else), `wrong-code` (kept).
pub fn approve(
    locker: Option<&LockerRecord>,
    case: &mut CaseRecord,
    ask: &Approving<'_>,
    now: Timestamp,
) -> Decision<()> {
    let locker = locker.filter(|locker| !locker.devices.is_empty()).ok_or_else(refusal::unknown_handle)?;
    let said = verified(case, ask)?;
    if case.stage.evidence().is_some_and(|alarmed| has(alarmed, ask.approval)) {
        return Ok(Decided::again(()));
    }
    if !case.is_alive(now) {
        return Err(refusal::case_over().into());
    }
    if is_own(ask.staff, &locker.handle) || is_own(ask.staff, &case.handle) {
        return Err(refusal::own_case().into());
    }
    let twice = |alarmed: &Alarmed| alarmed.approvals.iter().any(|one| one.staff == ask.staff.name.as_str());
    if case.stage.evidence().is_some_and(twice) {
        return Err(refusal::approved_twice().into());
    }
    let typed: Option<CaseCode> = said.code.parse().ok();
    let code = case.transcript(ask.trustee).map(|transcript| transcript.code());
    if typed.is_none() || typed != code {
        return Err(wrong_code(case, now));
    }
    Ok(accept(locker, case, ask, now))
}

/// What the approval says, if this person signed it, for this case and transcript.
fn verified<'a>(case: &CaseRecord, ask: &Approving<'a>) -> Result<&'a Approval, Problem> {
    let transcript = case.transcript(ask.trustee).ok_or_else(refusal::case_not_open)?;
    let said = ask.approval.verify(&ask.staff.key).map_err(|_| refusal::approval())?;
    let fits = said.trustee == ask.trustee
        && said.case == case.id
        && said.transcript == transcript.digest()
        && said.staff == ask.staff.name.as_str()
        && said.evidence.len() <= LONGEST_EVIDENCE;
    if fits { Ok(said) } else { Err(refusal::approval()) }
}

fn has(alarmed: &Alarmed, approval: &Signed<Approval>) -> bool {
    alarmed.approvals.iter().any(|one| one.digest == approval.digest())
}

/// Whether the locker under `handle` is this person's own.
fn is_own(staff: &StaffMember, handle: &Handle) -> bool {
    staff.name.as_str() == handle.as_str() || staff.handle.as_ref() == Some(handle)
}

fn wrong_code(case: &mut CaseRecord, now: Timestamp) -> Stop {
    let count = |opened: &mut Opened| {
        opened.wrong_codes = opened.wrong_codes.saturating_add(1);
        opened.wrong_codes
    };
    let wrong = match &mut case.stage {
        Stage::Open(opened) | Stage::Alarmed(Alarmed { opened, .. }) => count(opened),
        Stage::Committed | Stage::Over(_) => 0,
    };
    let mut events = Vec::new();
    if wrong >= WRONG_CODES {
        end(case, End::Closed, now);
        events.push(Event::CaseClosed { case: case.id });
    }
    Stop::Keep(refusal::wrong_code(), events)
}

/// Ends the case in place.
pub(super) fn end(case: &mut CaseRecord, end: End, now: Timestamp) {
    case.stage = std::mem::replace(&mut case.stage, Stage::Committed).end(end, now);
}

fn accept(locker: &LockerRecord, case: &mut CaseRecord, ask: &Approving<'_>, now: Timestamp) -> Decided<()> {
    let mut events = Vec::new();
    let approval = ApprovalRecord {
        staff: ask.staff.name.as_str().to_owned(),
        at: now,
        evidence: ask.approval.unverified().evidence.clone(),
        digest: ask.approval.digest(),
        signed: ask.approval.to_bytes(),
    };
    let digest = approval.digest;
    case.stage = match std::mem::replace(&mut case.stage, Stage::Committed) {
        Stage::Open(opened) => {
            let due = now.plus_millis(wait(locker, ask.limits));
            events.push(Event::CaseAlarmed { case: case.id, device: DeviceId::of(&opened.device_key), due });
            Stage::Alarmed(Alarmed { opened, approvals: vec![approval], needed: ask.limits.approvals.max(1), due })
        }
        Stage::Alarmed(mut alarmed) => {
            alarmed.approvals.push(approval);
            Stage::Alarmed(alarmed)
        }
        stage @ (Stage::Committed | Stage::Over(_)) => stage,
    };
    events.push(Event::CaseApproved { case: case.id, approval: digest });
    Decided { answer: (), events }
}

/// The waiting period in milliseconds: the owner's choice within the bank's bounds, or the bank's own.
fn wait(locker: &LockerRecord, limits: &RecoveryLimits) -> u64 {
    let chosen = locker.roster.and_then(|roster| roster.recovery_wait);
    let bounded = |seconds: u64| seconds.saturating_mul(1000).max(limits.wait_min).min(limits.wait_max);
    chosen.map_or(limits.wait, bounded)
}
