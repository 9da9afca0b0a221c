//! Devices: whose rows decide, whatever a credential says.

mod admit;
mod enrol;
mod join;
mod link;
mod row;
mod today;

pub use admit::admit;
pub use enrol::{EnrolledDevice, enrol, enrol_all};
pub use join::{has_asked, join, locker_id, open_joins};
pub use link::link;
pub use row::tagged;
pub use today::DeviceToday;

use dlocker_protocol::device::DeviceState;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::ChainHead;
use dlocker_protocol::{CaseId, DeviceId, LinkId, PublicKey, Timestamp};
use minicbor::{Decode, Encode};

use crate::locker::{LockerRecord, not_closed};
use crate::refusal;

/// A device as the trustee keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct DeviceRecord {
    /// Its id, which the key fixes.
    #[n(0)]
    pub id: DeviceId,
    /// Its key.
    #[cbor(n(1), with = "crate::kept")]
    pub key: PublicKey,
    /// Its state.
    #[n(2)]
    pub state: State,
    /// When its Locker ID was issued.
    #[n(3)]
    pub issued: Timestamp,
    /// When it last proved an opening of a current method: for reading packs.
    #[n(4)]
    pub opened: Option<Timestamp>,
    /// Head of its chain of snapshots.
    #[n(5)]
    pub chain: Option<ChainHead>,
    /// Since when it has its state.
    #[n(6)]
    pub since: Timestamp,
    /// Suspended by staff for this case; let in again if that ends without a recovery.
    #[n(7)]
    pub suspended_for: Option<CaseId>,
    /// Custody's tag over locker, id, key, state and time of issue: a row written by hand has none.
    #[cbor(n(8), with = "minicbor::bytes")]
    pub tag: [u8; 16],
    /// What was counted for it today.
    #[n(9)]
    pub today: DeviceToday,
}

/// A link by which one device may join.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct LinkRecord {
    /// Which.
    #[n(0)]
    pub id: LinkId,
    /// The device that made it.
    #[n(1)]
    pub by: DeviceId,
    /// When it lapses.
    #[n(2)]
    pub expires: Timestamp,
    /// The device that used it.
    #[n(3)]
    pub used_by: Option<DeviceId>,
}

/// A device that asks to join.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct JoinRecord {
    /// Which device.
    #[n(0)]
    pub id: DeviceId,
    /// By which link.
    #[n(1)]
    pub link: LinkId,
    /// Its key.
    #[n(2)]
    pub key: PublicKey,
    /// Its name.
    #[n(3)]
    pub name: String,
    /// What binds these to the link's secret; only the device that made the link can check it.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub mac: [u8; 32],
    /// When it asked.
    #[n(5)]
    pub at: Timestamp,
}

/// [`DeviceState`] as it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum State {
    /// A Locker ID was issued to its key.
    #[n(0)]
    Issued,
    /// Admitted.
    #[n(1)]
    Active,
    /// Suspended by a recovery.
    #[n(2)]
    Suspended,
    /// Replaced.
    #[n(3)]
    Replaced,
}

impl From<State> for DeviceState {
    fn from(state: State) -> Self {
        match state {
            State::Issued => Self::Issued,
            State::Active => Self::Active,
            State::Suspended => Self::Suspended,
            State::Replaced => Self::Replaced,
        }
    }
}

impl DeviceRecord {
    /// A device to whose key a Locker ID is issued now.
    #[must_use]
    pub fn issued(key: PublicKey, now: Timestamp) -> Self {
        Self {
            id: DeviceId::of(&key),
            key,
            state: State::Issued,
            issued: now,
            opened: None,
            chain: None,
            since: now,
            suspended_for: None,
            tag: [0; 16],
            today: DeviceToday::empty(),
        }
    }

    /// Goes into a state, and notes since when.
    pub fn enter(&mut self, state: State, now: Timestamp) {
        if self.state != state {
            self.state = state;
            self.since = now;
        }
    }
}

/// The device, if it may do things in this locker: admitted, and neither suspended nor replaced; and the locker is not closed.
///
/// # Errors
/// The problem that says which.
pub fn acting(locker: &LockerRecord, device: DeviceId) -> Result<&DeviceRecord, Problem> {
    let record = admitted(locker, device)?;
    not_closed(locker)?;
    Ok(record)
}

/// The same where a closed locker is spoken of: a device that was replaced learns that, and nothing else.
pub(crate) fn admitted(locker: &LockerRecord, device: DeviceId) -> Result<&DeviceRecord, Problem> {
    let record = locker.device(device).ok_or_else(refusal::unknown_key)?;
    match record.state {
        State::Active => Ok(record),
        State::Issued => Err(refusal::not_admitted()),
        State::Suspended if record.suspended_for.is_some() => Err(refusal::suspended_by_staff()),
        State::Suspended => Err(refusal::suspended()),
        State::Replaced => Err(refusal::replaced()),
    }
}
