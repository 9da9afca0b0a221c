//! A wallet fetches a request.

use dlocker_protocol::Timestamp;
use dlocker_protocol::problem::Problem;

use super::{PresentationRecord, Stage};
use crate::refusal;

/// Once: whoever reads the link over somebody's shoulder comes too late, or is noticed because the wallet does.
///
/// # Errors
/// `not-found` when it was fetched, answered, or its time is over.
pub fn fetch(record: &mut PresentationRecord, now: Timestamp) -> Result<(), Problem> {
    if record.stage != Stage::Asked || !record.is_open(now) {
        return Err(refusal::no_presentation());
    }
    record.stage = Stage::Fetched;
    Ok(())
}
