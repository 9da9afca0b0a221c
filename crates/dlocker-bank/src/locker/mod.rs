//! The record of a locker: what every transaction reads first.

mod view;

pub use view::{MethodRows, view};

use dlocker_protocol::method::MethodKind;
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{DeviceId, Digest, Handle, LockerId, MethodId, RegistrationId, Timestamp};
use minicbor::{Decode, Encode};

use crate::device::DeviceRecord;
use crate::log::LogTip;
use crate::record::record;

/// A locker. Small, since each transaction rewrites it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct LockerRecord {
    /// Which.
    #[n(0)]
    pub id: LockerId,
    /// Its handle.
    #[n(1)]
    pub handle: Handle,
    /// When it was made.
    #[n(2)]
    pub created: Timestamp,
    /// Every device that ever had a Locker ID for it.
    #[n(3)]
    pub devices: Vec<DeviceRecord>,
    /// The current roster.
    #[n(4)]
    pub roster: Option<RosterHead>,
    /// The methods of the current roster, in its order.
    #[n(5)]
    pub methods: Vec<CurrentMethod>,
    /// Bytes of packs, reserved ones included.
    #[n(6)]
    pub used: u64,
    /// Where the visit log ends.
    #[n(7)]
    pub log: LogTip,
    /// Number of snapshots taken so far: the place of the newest.
    #[n(8)]
    pub snapshots: u64,
}
record!(LockerRecord, "locker");

/// What of the current roster decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct RosterHead {
    /// Its number.
    #[n(0)]
    pub number: u64,
    /// Its epoch.
    #[n(1)]
    pub epoch: u64,
    /// Its digest.
    #[n(2)]
    pub digest: Digest,
    /// The waiting period of recoveries that its owner chose, in seconds.
    #[n(3)]
    pub recovery_wait: Option<u64>,
}

/// A method of the current roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct CurrentMethod {
    /// Which.
    #[n(0)]
    pub id: MethodId,
    /// Its kind.
    #[n(1)]
    pub kind: MethodKind,
    /// The registration that opens it.
    #[n(2)]
    pub registration: RegistrationId,
    /// To be registered anew at its next use.
    #[n(3)]
    pub renew: bool,
}

impl LockerRecord {
    /// A locker that was just made.
    #[must_use]
    pub const fn new(id: LockerId, handle: Handle, now: Timestamp) -> Self {
        Self {
            id,
            handle,
            created: now,
            devices: Vec::new(),
            roster: None,
            methods: Vec::new(),
            used: 0,
            log: LogTip::empty(now),
            snapshots: 0,
        }
    }

    /// The device of this id, in any state.
    #[must_use]
    pub fn device(&self, id: DeviceId) -> Option<&DeviceRecord> {
        self.devices.iter().find(|device| device.id == id)
    }

    /// The device of this id, in any state.
    pub fn device_mut(&mut self, id: DeviceId) -> Option<&mut DeviceRecord> {
        self.devices.iter_mut().find(|device| device.id == id)
    }

    /// The method of the current roster with this id.
    #[must_use]
    pub fn method(&self, id: MethodId) -> Option<&CurrentMethod> {
        self.methods.iter().find(|method| method.id == id)
    }

    /// The newest place of the visit log.
    #[must_use]
    pub const fn log_position(&self) -> LogPosition {
        self.log.position
    }
}
