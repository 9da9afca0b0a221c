//! The owner has themselves known by a credential.

use dlocker_protocol::Timestamp;
use dlocker_protocol::log::Event;

use super::{Bound, PendingBinding};
use crate::device::acting;
use crate::limits::Limits;
use crate::locker::{LockerRecord, changeable};
use crate::refusal::{self, Decided, Decision};

/// Most kinds of credentials by which an owner is known.
const MOST: usize = 8;
/// How long ago the device may have proved an opening, in milliseconds.
const JUST_OPENED: u64 = 60 * 60 * 1000;

/// At once on the locker's first day; later it waits as long as any change that weakens the locker, and every device can stop it. One kind is
/// known once: a newer one takes the place of the older when it counts, and of one that waits at once. The caller has verified the credential.
///
/// # Errors
/// The device's state, `not-opened` without an opening within the last hour, `locker-frozen`, `shut`, `conflict` for too many kinds.
pub fn bind(locker: &mut LockerRecord, bound: Bound, limits: &Limits, now: Timestamp) -> Decision<()> {
    let device = acting(locker, bound.device)?;
    let opened = device.opened.is_some_and(|at| now.millis_since(at) < JUST_OPENED);
    changeable(locker, now)?;
    if !opened {
        return Err(refusal::bind_not_opened().into());
    }
    let first_day = locker.begun.is_some_and(|begun| now < begun.plus_millis(limits.changes.first_day));
    let binding = locker.binding.get_or_insert_default();
    binding.settle(now);
    if binding.bound.len() >= MOST && binding.bound.iter().all(|one| one.entry != bound.entry) {
        return Err(refusal::too_many_bound().into());
    }
    let entry = bound.entry.clone();
    if first_day || limits.changes.wait == 0 {
        binding.take(bound);
        return Ok(Decided::with((), Event::IdentityBound { entry }));
    }
    let due = now.plus_millis(limits.changes.wait);
    binding.pending = Some(PendingBinding { bound, due });
    Ok(Decided::with((), Event::IdentityWaits { entry, due }))
}
