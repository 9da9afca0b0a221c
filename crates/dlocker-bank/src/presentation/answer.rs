//! A wallet answers a request.

use dlocker_protocol::Timestamp;
use dlocker_protocol::problem::Problem;

use super::{PresentationRecord, Stage};
use crate::refusal;

/// How an answer ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// What was shown counts.
    Accepted {
        /// Name of the trust list's entry.
        entry: String,
    },
    /// What was shown does not count.
    Refused {
        /// Why, in words.
        why: String,
    },
    /// Nothing was shown.
    Declined,
}

/// Nothing, if the request waits for an answer: it was fetched, and not answered yet.
///
/// # Errors
/// `not-found`.
pub fn waits(record: &PresentationRecord, now: Timestamp) -> Result<(), Problem> {
    let waits = record.stage == Stage::Fetched && record.is_open(now);
    if waits { Ok(()) } else { Err(refusal::no_presentation()) }
}

/// Ends the request: it is answered once, whatever comes of it. The key that its answer was encrypted to is forgotten.
///
/// # Errors
/// As [`waits`].
pub fn answer(record: &mut PresentationRecord, end: End, now: Timestamp) -> Result<(), Problem> {
    waits(record, now)?;
    record.stage = match end {
        End::Accepted { entry } => Stage::Accepted { entry },
        End::Refused { why } => Stage::Refused { why },
        End::Declined => Stage::Declined,
    };
    record.response_key = None;
    Ok(())
}
