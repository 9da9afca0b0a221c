//! A freeze stops openings and changes; never backups, cases or re-issue.

use dlocker_protocol::problem::Problem;
use dlocker_protocol::{DeviceId, Timestamp};
use minicbor::{Decode, Encode};

use super::LockerRecord;
use crate::refusal;

/// A freeze.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct FreezeRecord {
    /// Since when.
    #[n(0)]
    pub since: Timestamp,
    /// The device that asked for it, or the member of staff.
    #[n(1)]
    pub by: FrozenBy,
    /// When it lapses by itself; never, if the owner was identified.
    #[n(2)]
    pub lapses: Option<Timestamp>,
}

/// Who froze a locker.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum FrozenBy {
    /// A device of the locker.
    #[n(0)]
    Device(#[n(0)] DeviceId),
    /// A member of staff, by name.
    #[n(1)]
    Staff(#[n(0)] String),
}

/// When unconfirmed freezes last began, by where they came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct LastFreezes {
    /// From a device.
    #[n(0)]
    pub device: Option<Timestamp>,
    /// From a call to staff.
    #[n(1)]
    pub call: Option<Timestamp>,
}

/// The freeze that holds now, if one does.
#[must_use]
pub fn frozen(locker: &LockerRecord, now: Timestamp) -> Option<&FreezeRecord> {
    locker.freeze.as_ref().filter(|freeze| freeze.since <= now && freeze.lapses.is_none_or(|lapses| lapses > now))
}

/// Nothing, unless the locker is frozen now.
///
/// # Errors
/// `locker-frozen`.
pub fn unfrozen(locker: &LockerRecord, now: Timestamp) -> Result<(), Problem> {
    match frozen(locker, now) {
        None => Ok(()),
        Some(_) => Err(refusal::locker_frozen()),
    }
}
