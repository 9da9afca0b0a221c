//! An intent as the locker's devices see it.

use dlocker_protocol::Timestamp;
use dlocker_protocol::intent::IntentView;
use dlocker_protocol::signature::Signed;

use super::{IntentRecord, State};
use crate::BadRow;

/// The intent now. `held_up` are the milliseconds of a freeze that its row does not know of yet.
///
/// # Errors
/// [`BadRow`] if the signed bytes in the row are damaged.
pub fn view(record: &IntentRecord, held_up: u64, now: Timestamp) -> Result<IntentView, BadRow> {
    let mut shown = record.clone();
    if shown.state == State::Waiting {
        shown.due = shown.due.plus_millis(held_up);
    }
    let damaged = BadRow { what: "intent", why: "its signed bytes are damaged" };
    let intent = Signed::from_bytes(&record.signed).map_err(|_| damaged)?;
    Ok(IntentView { id: shown.id, state: shown.state(now), by: shown.by, made: shown.made, due: shown.due, intent })
}
