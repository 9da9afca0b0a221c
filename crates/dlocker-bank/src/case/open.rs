//! A case is opened: alarms nobody, occupies nothing, ends by itself within the hour.

use dlocker_protocol::case::{OpenCaseRequest, OpenCaseResponse};
use dlocker_protocol::{Bytes, CaseId, Timestamp};

use super::{CaseRecord, Stage};

/// The new case and the answer; the same work whether or not a locker has the handle. `bank_nonce` is fresh for this commitment.
#[must_use]
pub fn open(
    request: OpenCaseRequest,
    id: CaseId,
    bank_nonce: [u8; 32],
    now: Timestamp,
) -> (CaseRecord, OpenCaseResponse) {
    let OpenCaseRequest { handle, commitment } = request;
    let record = CaseRecord {
        id,
        handle,
        commitment,
        bank_nonce,
        opened: now,
        stage: Stage::Committed,
        vetoes: Vec::new(),
        wrong_vouches: None,
    };
    (record, OpenCaseResponse { case: id, bank_nonce: Bytes(bank_nonce.to_vec()) })
}
