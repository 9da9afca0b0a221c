//! A case as the new device, the locker's devices and staff see it. Never the code.

use dlocker_protocol::case::{
    ApprovedBy, CaseNeed, CaseState, CaseView, PresentedView, StaffCaseView, VetoView, VouchedView,
};
use dlocker_protocol::signature::Document;
use dlocker_protocol::{DeviceId, Timestamp, TrusteeId};

use super::{ApprovalRecord, CaseRecord, CredentialRecord, End, Stage, VetoRecord, VouchRecord};
use crate::limits::Limits;

/// As its new device sees it, or a device of the locker.
#[must_use]
pub fn view(case: &CaseRecord, trustee: TrusteeId, limits: &Limits, now: Timestamp) -> CaseView {
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
        approvals_needed: case.needed(&limits.recovery),
        due: case.due(),
        reason,
        vetoes: case.vetoes.iter().map(veto_view).collect(),
        lost_since: case.lost_since(),
        presented: evidence.map(|alarmed| alarmed.credentials().iter().map(presented).collect()).unwrap_or_default(),
        vouched: evidence.map(|alarmed| vouched(alarmed.vouches())).unwrap_or_default(),
        transcript: case.transcript(trustee).map(|transcript| transcript.digest()),
    }
}

fn vouched(vouches: &[VouchRecord]) -> Vec<VouchedView> {
    let counting = vouches.iter().filter(|vouch| vouch.counts());
    counting.map(|vouch| VouchedView { device: vouch.device, at: vouch.at }).collect()
}

fn presented(shown: &CredentialRecord) -> PresentedView {
    PresentedView { entry: shown.entry.clone(), issuer: shown.issuer.clone(), claims: shown.claims, at: shown.at }
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
        approval: approval.digest,
        passkey: approval.proof.is_some(),
        documents: approval.documents.as_ref().map(|seen| seen.as_slice().to_vec()).unwrap_or_default(),
    }
}

/// What the case still needs, in the order in which it comes.
fn needs(view: &CaseView, missing: u32) -> Vec<CaseNeed> {
    use CaseState::{Approving, Committed, Open, Ready, Vetoed, Waiting};
    let mut needs = Vec::new();
    if view.state == Committed || (view.state == Vetoed && view.device.is_none()) {
        needs.push(CaseNeed::PhoneKey);
    }
    if matches!(view.state, Committed | Open | Approving | Vetoed) {
        needs.push(CaseNeed::Approvals { count: missing, face_to_face: !view.vetoes.is_empty() });
    }
    if matches!(view.state, Committed | Open | Approving | Vetoed | Waiting) {
        needs.push(CaseNeed::Wait { until: view.due });
    }
    if matches!(view.state, Committed | Open | Approving | Vetoed | Waiting | Ready) {
        needs.push(CaseNeed::Owner);
    }
    needs
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
    let view = view(case, trustee, limits, now);
    StaffCaseView {
        age: now.millis_since(case.opened) / 1000,
        needs: needs(&view, case.missing(&limits.recovery)),
        case: view,
        handle: case.handle.clone(),
        known,
        approved_by: approvals.iter().map(approved_by).collect(),
        wrong_codes: case.stage.opened().map_or(0, |opened| opened.wrong_codes),
    }
}
