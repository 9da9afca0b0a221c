//! The owner has no surviving method and starts afresh under the same handle. The old locker is kept, shut, in case the kit turns up.

use dlocker_protocol::problem::Problem;

use super::LockerRecord;
use crate::refusal;

/// Nothing, unless the locker is shut.
///
/// # Errors
/// `shut`.
pub fn in_use(locker: &LockerRecord) -> Result<(), Problem> {
    match locker.shut {
        None => Ok(()),
        Some(_) => Err(refusal::locker_shut()),
    }
}
