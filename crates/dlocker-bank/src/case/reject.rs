//! An officer rejects a case.

use dlocker_protocol::Timestamp;
use dlocker_protocol::log::Event;
use dlocker_protocol::staff::StaffName;

use super::approve::end;
use super::{CaseRecord, End, Stage};
use crate::refusal::{self, Decided, Decision};

/// Ends the case; the person who opened it sees the reason. The same again by the same person is answered again.
///
/// # Errors
/// `malformed` for a missing or long reason, `case-over`.
pub fn reject(case: &mut CaseRecord, staff: &StaffName, reason: &str, now: Timestamp) -> Decision<()> {
    if reason.trim().is_empty() || reason.len() > 2000 {
        return Err(refusal::reason().into());
    }
    let rejected = End::Rejected { staff: staff.as_str().to_owned(), reason: reason.to_owned() };
    if matches!(&case.stage, Stage::Over(over) if over.end == rejected) {
        return Ok(Decided::again(()));
    }
    if !case.is_alive(now) {
        return Err(refusal::case_over().into());
    }
    end(case, rejected, now);
    Ok(Decided::with((), Event::CaseRejected { case: case.id }))
}
