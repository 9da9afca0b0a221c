//! An officer approves a case.

use dlocker_protocol::case::{Approval, CaseCode, Documents};
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::signature::Document;
use dlocker_protocol::staff::StaffMember;
use dlocker_protocol::{Digest, Timestamp, TrusteeId};

use super::evidence::add;
use super::rule::Loss;
use super::{Alarmed, ApprovalRecord, CaseRecord, End, Opened, Stage};
use crate::limits::RecoveryLimits;
use crate::locker::{LockerRecord, in_use};
use crate::refusal::{self, Decided, Decision, Stop};
use crate::staff::{Believed, is_own};

/// Wrong codes that close a case.
const WRONG_CODES: u32 = 3;
/// Longest evidence in bytes.
const LONGEST_EVIDENCE: usize = 2000;

/// Who approves, with what.
pub struct Approving<'a> {
    /// The officer; the caller has verified that the request is this person's.
    pub staff: &'a StaffMember,
    /// The approval, for which this person vouches.
    pub approval: &'a Believed<Approval>,
    /// This trustee.
    pub trustee: TrusteeId,
    /// The bank's bounds.
    pub limits: &'a RecoveryLimits,
}

/// Accepts the approval, or counts a wrong code: once, however often the same approval is sent. With the first accepted one the devices are told and the waiting period begins; the number of
/// approvals is the one in force at that moment. An officer who approved remotely may approve again face to face; that counts as one.
///
/// # Errors
/// `not-found` for a handle without a locker, `conflict` before the commitment is open, `case-over`, `shut`, `malformed` (lost in the future),
/// `forbidden` (own locker, twice, remote after a veto, for something else; face to face without what the bank wants seen), `wrong-code` (kept).
pub fn approve(
    locker: Option<&LockerRecord>,
    case: &mut CaseRecord,
    ask: &Approving<'_>,
    now: Timestamp,
) -> Decision<()> {
    let locker = locker.filter(|locker| locker.is_held()).ok_or_else(refusal::unknown_handle)?;
    let said = verified(case, ask)?;
    if case.stage.evidence().is_some_and(|alarmed| has(alarmed, ask.approval)) {
        return Ok(Decided::again(()));
    }
    if !case.is_alive(now) {
        return Err(refusal::case_over().into());
    }
    in_use(locker)?;
    may_approve(locker, case, ask)?;
    is_checked(said, ask.limits)?;
    if said.lost_since.is_some_and(|lost| lost > now) {
        return Err(refusal::lost_in_future().into());
    }
    let typed: Option<CaseCode> = said.code.parse().ok();
    let code = case.transcript(ask.trustee).map(|transcript| transcript.code());
    if typed.is_none() || typed != code {
        return Err(wrong_code(case, ask.approval.digest(), now));
    }
    accept(locker, case, ask, now)
}

/// What the approval says, if it is this person's, for this case and transcript.
fn verified<'a>(case: &CaseRecord, ask: &Approving<'a>) -> Result<&'a Approval, Problem> {
    let transcript = case.transcript(ask.trustee).ok_or_else(refusal::case_not_open)?;
    let said = ask.approval.document();
    let fits = said.trustee == ask.trustee
        && said.case == case.id
        && said.transcript == transcript.digest()
        && said.staff == ask.staff.name.as_str()
        && said.evidence.len() <= LONGEST_EVIDENCE;
    if fits { Ok(said) } else { Err(refusal::approval()) }
}

fn has(alarmed: &Alarmed, approval: &Believed<Approval>) -> bool {
    alarmed.approvals.iter().any(|one| one.digest == approval.digest())
}

fn may_approve(locker: &LockerRecord, case: &CaseRecord, ask: &Approving<'_>) -> Result<(), Problem> {
    let face_to_face = ask.approval.document().face_to_face;
    if is_own(ask.staff, &locker.handle) || is_own(ask.staff, &case.handle) {
        return Err(refusal::own_case());
    }
    if !face_to_face && !case.vetoes.is_empty() {
        return Err(refusal::remote_after_veto());
    }
    let stronger = |one: &ApprovalRecord| face_to_face && !one.face_to_face;
    let by_same = |one: &&ApprovalRecord| one.staff == ask.staff.name.as_str();
    let approvals = case.stage.evidence().map(|alarmed| alarmed.approvals.as_slice()).unwrap_or_default();
    if approvals.iter().filter(by_same).all(stronger) { Ok(()) } else { Err(refusal::approved_twice()) }
}

/// Where the owner stood before the officer, everything was looked at that each document has, and one was shown at least where the bank wants that.
fn is_checked(said: &Approval, limits: &RecoveryLimits) -> Result<(), Problem> {
    if !said.face_to_face {
        return Ok(());
    }
    let seen = said.documents.as_ref().map(Documents::as_slice).unwrap_or_default();
    if seen.is_empty() && limits.documents {
        return Err(refusal::no_document());
    }
    match seen.iter().find(|document| document.missing().next().is_some()) {
        Some(document) => Err(refusal::not_checked(document)),
        None => Ok(()),
    }
}

fn wrong_code(case: &mut CaseRecord, approval: Digest, now: Timestamp) -> Stop {
    let count = |opened: &mut Opened| {
        if opened.last_wrong.replace(approval) != Some(approval) {
            opened.wrong_codes = opened.wrong_codes.saturating_add(1);
        }
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

fn accept(locker: &LockerRecord, case: &mut CaseRecord, ask: &Approving<'_>, now: Timestamp) -> Decision<()> {
    let approval = record(ask, now);
    let (face_to_face, lost_since) = (approval.face_to_face, approval.lost_since);
    let loss = lost_since.map(|at| Loss { at, face_to_face });
    let note = |alarmed: &mut Alarmed| alarmed.approvals.push(approval);
    let mut events = add(case, (locker, ask.limits), loss, note, now)?;
    events.push(Event::CaseApproved { case: case.id, approval: ask.approval.digest(), face_to_face, lost_since });
    Ok(Decided { answer: (), events })
}

fn record(ask: &Approving<'_>, now: Timestamp) -> ApprovalRecord {
    let said = ask.approval.document();
    ApprovalRecord {
        staff: ask.staff.name.as_str().to_owned(),
        at: now,
        evidence: said.evidence.clone(),
        digest: ask.approval.digest(),
        signed: ask.approval.signed().to_vec(),
        face_to_face: said.face_to_face,
        lost_since: said.lost_since,
        proof: ask.approval.used().map(|used| used.proof.clone()),
        documents: said.documents.clone(),
    }
}
