//! Whether who presents is who the owner is known to be.

use dlocker_evidence::person::Marks;
use dlocker_protocol::Timestamp;

use crate::locker::LockerRecord;

/// How many claims agree, if the locker's owner is known by a credential all of whose claims that are shown now agree. Of which kind that was does not matter: the
/// claims name the person, not the paper.
#[must_use]
pub fn agree(locker: &LockerRecord, shown: &Marks, now: Timestamp) -> Option<u8> {
    let mut binding = locker.binding.clone()?;
    binding.settle(now);
    binding.bound.iter().find_map(|bound| bound.marks.agree(shown))
}
