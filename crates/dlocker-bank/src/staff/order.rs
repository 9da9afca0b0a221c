//! What a session alone may not do.

use dlocker_protocol::TrusteeId;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{Order, StaffOrder};

use super::{Believed, By, Officer};
use crate::refusal;

/// Nothing, if this person may have `order` done: the key of a key file signed the request itself, and for a session a passkey must have
/// signed that very order. An order that comes along where none is needed must be right all the same.
///
/// # Errors
/// `forbidden`.
pub fn ordered(
    officer: &Officer,
    believed: Option<&Believed<StaffOrder>>,
    order: &Order,
    trustee: TrusteeId,
) -> Result<(), Problem> {
    match (believed.map(Believed::document), officer.by) {
        (None, By::Key) => Ok(()),
        (None, By::Session(_)) => Err(refusal::needs_passkey()),
        (Some(said), _) => {
            let fits = said.trustee == trustee && said.staff == officer.name.as_str() && said.order == *order;
            if fits { Ok(()) } else { Err(refusal::other_order()) }
        }
    }
}
