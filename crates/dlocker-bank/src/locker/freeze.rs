//! A freeze stops openings and changes; never backups, cases or re-issue.

use dlocker_protocol::{DeviceId, Timestamp};
use minicbor::{Decode, Encode};

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
