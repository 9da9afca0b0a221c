//! What passkeys signed for a recovery must verify still, and be what the case counts.

use dlocker_bank::case::{ApprovalRecord, CaseRecord};
use dlocker_protocol::case::Approval;
use dlocker_protocol::cbor;
use dlocker_protocol::signature::Document;

use super::Chart;
use crate::store::{Fault, LockerRead};

pub(super) fn examine(chart: &mut Chart<'_>, tx: &dyn LockerRead) -> Result<(), Fault> {
    for case in tx.cases()? {
        let approvals = case.stage.evidence().map(|alarmed| alarmed.approvals.as_slice()).unwrap_or_default();
        for approval in approvals {
            chart.require(
                holds(&case, approval),
                format!("the approval of {} by {} is not what a passkey signed", case.id, approval.staff),
            );
        }
    }
    Ok(())
}

/// An approval by a key file is checked when it comes; its key may be gone since.
fn holds(case: &CaseRecord, approval: &ApprovalRecord) -> bool {
    let Some(proof) = &approval.proof else { return true };
    let said = cbor::decode::<Approval>(&proof.document.0, Approval::LABEL);
    let fits = said.is_ok_and(|said| {
        let how = (said.face_to_face, said.lost_since) == (approval.face_to_face, approval.lost_since);
        said.case == case.id && said.staff == approval.staff && said.evidence == approval.evidence && how
    });
    fits && proof.label == Approval::LABEL && proof.digest() == approval.digest && proof.verify().is_ok()
}
