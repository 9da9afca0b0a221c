//! A case as the new device, the locker's devices and staff see it. Never the code.

use dlocker_protocol::case::{ApprovedBy, CaseView, StaffCaseView, VetoView};
use dlocker_protocol::signature::Document;
use dlocker_protocol::{DeviceId, Timestamp, TrusteeId};

use super::{ApprovalRecord, CaseRecord, End, Stage, VetoRecord};
use crate::limits::Limits;

/// As its new device sees it, or a device of the locker.
#[must_use]
pub fn view(case: &CaseRecord, limits: &Limits, now: Timestamp) -> CaseView {
    let evidence = case.stage.evidence();
    let reason = match &case.stage {
        Stage::Over(over) => match &over.end {
            End::Rejected { reason, .. } => Some(reason.clone()),
            _ => None,
        },
        _ => None,
    };
    CaseView {
        id: case.id,
        state: case.state(now),
        opened: case.opened,
        device: case.device_key().map(|key| DeviceId::of(&key)),
        approvals: case.accepted(),
        approvals_needed: case.needed(evidence.map_or(limits.recovery.approvals, |alarmed| alarmed.needed)),
        due: evidence.map(|alarmed| alarmed.due),
        reason,
        vetoes: case.vetoes.iter().map(veto_view).collect(),
        lost_since: case.lost_since(),
    }
}

fn veto_view(veto: &VetoRecord) -> VetoView {
    VetoView { device: veto.device, unlocked: veto.unlocked, at: veto.at }
}

fn approved_by(approval: &ApprovalRecord) -> ApprovedBy {
    ApprovedBy {
        staff: approval.staff.clone(),
        at: approval.at,
        evidence: approval.evidence.clone(),
        face_to_face: approval.face_to_face,
        lost_since: approval.lost_since,
    }
}

/// As staff see it. `known` says whether a locker has the handle.
#[must_use]
pub fn staff_view(
    case: &CaseRecord,
    known: bool,
    trustee: TrusteeId,
    limits: &Limits,
    now: Timestamp,
) -> StaffCaseView {
    let approvals = case.stage.evidence().map(|alarmed| alarmed.approvals.as_slice()).unwrap_or_default();
    StaffCaseView {
        case: view(case, limits, now),
        handle: case.handle.clone(),
        known,
        transcript: case.transcript(trustee).map(|transcript| transcript.digest()),
        approved_by: approvals.iter().map(approved_by).collect(),
        wrong_codes: case.stage.opened().map_or(0, |opened| opened.wrong_codes),
    }
}
