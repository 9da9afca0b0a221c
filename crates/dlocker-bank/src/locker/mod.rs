//! The record of a locker: what every transaction reads first.

mod afresh;
mod choices;
mod close;
mod freeze;
mod today;
mod view;

pub use afresh::{in_use, let_in, shut};
pub use choices::RecoveryChoice;
pub use close::{ClosedRecord, Closes, close, close_former, how_closed, not_closed};
pub use freeze::{
    FreezeRecord, Freezing, FrozenBy, LastFreezes, freeze, freeze_view, frozen, lapse, lift, state, unfrozen,
};
pub use today::Today;
pub(crate) use today::{count, day, enough, has_roster_to_spare};
pub use view::{MethodRows, Told, view};

use dlocker_protocol::method::MethodKind;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::{Contacts, RecoveryRule};
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{CaseId, DeviceId, Digest, Handle, LockerId, MethodId, RegistrationId, Timestamp};
use minicbor::{Decode, Encode};

use crate::Record;
use crate::binding::BindingRecord;
use crate::device::{DeviceRecord, JoinRecord, LinkRecord};
use crate::log::LogTip;

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
    /// When the first roster was published: the locker's first day begins. Never restarted.
    #[n(9)]
    pub begun: Option<Timestamp>,
    /// Links by which a device may join.
    #[n(10)]
    pub links: Vec<LinkRecord>,
    /// Devices that ask to join and that no roster names yet.
    #[n(11)]
    pub joins: Vec<JoinRecord>,
    /// What was counted today.
    #[n(12)]
    pub today: Today,
    /// The newest choices for recoveries, oldest first: which was in force when the phone was lost.
    #[n(13)]
    pub choices: Vec<RecoveryChoice>,
    /// The freeze; whether it still holds is for the clock to say.
    #[n(14)]
    pub freeze: Option<FreezeRecord>,
    /// When unconfirmed freezes last began: by a device, and by a call.
    #[n(15)]
    pub freezes: LastFreezes,
    /// When guesses were given back after a face-to-face identification, within the last 365 days.
    #[n(16)]
    pub thaws: Vec<Timestamp>,
    /// A device that was let in by a recovery and has not rotated yet.
    #[n(17)]
    pub recovering: Option<Recovering>,
    /// Its owner started afresh elsewhere.
    #[n(18)]
    pub shut: Option<Timestamp>,
    /// Lockers that the handle had before its owner started afresh, oldest first.
    #[n(19)]
    pub former: Vec<LockerId>,
    /// Its owner closed it.
    #[n(20)]
    pub closed: Option<ClosedRecord>,
    /// By which credentials its owner is known.
    #[n(21)]
    pub binding: Option<BindingRecord>,
    /// Addresses that are told too, as the current roster names them; none once it is closed.
    #[n(22)]
    pub contacts: Contacts,
}

impl Record for LockerRecord {
    const WHAT: &'static str = "locker";
    const VERSION: u8 = 2;
}

/// A recovery that is under way: its device may publish the rotation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Recovering {
    /// Which device.
    #[n(0)]
    pub device: DeviceId,
    /// By which case.
    #[n(1)]
    pub case: CaseId,
    /// Since when the phone was lost, by the officers' word.
    #[n(2)]
    pub lost_since: Option<Timestamp>,
}

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
    /// What recoveries must show, as its owner chose it.
    #[n(4)]
    pub recovery_rule: Option<RecoveryRule>,
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
            begun: None,
            links: Vec::new(),
            joins: Vec::new(),
            today: Today::empty(),
            choices: Vec::new(),
            freeze: None,
            freezes: LastFreezes { device: None, call: None },
            thaws: Vec::new(),
            recovering: None,
            shut: None,
            former: Vec::new(),
            closed: None,
            binding: None,
            contacts: Contacts::NONE,
        }
    }

    /// Whether somebody has it: a device enrolled, and it was not closed since. A recovery finds no other.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        !self.devices.is_empty() && self.closed.is_none()
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

/// Nothing, unless the locker is closed, shut or frozen now, so that nothing of it may be changed.
///
/// # Errors
/// `locker-closed`, `shut`, `locker-frozen`.
pub fn changeable(locker: &LockerRecord, now: Timestamp) -> Result<(), Problem> {
    in_use(locker)?;
    unfrozen(locker, now)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
