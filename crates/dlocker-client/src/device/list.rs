//! The devices, as the owner's rosters and the bank tell them.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::device::DeviceState;
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::roster::RosterDevice;
use dlocker_protocol::{DeviceId, Timestamp};

use crate::connect::Connection;
use crate::error::{Result, plain};
use crate::platform::Platform;

/// One device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLine {
    /// Which.
    pub id: DeviceId,
    /// What its owner calls it: from a verified roster, but for one that only asks to join.
    pub name: String,
    /// When it was added to the roster, or asked to join.
    pub added: Timestamp,
    /// Where it stands.
    pub state: DeviceLineState,
    /// Whether it is the device that asks.
    pub this: bool,
}

/// Where a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceLineState {
    /// On the roster, and let in by the bank.
    Active,
    /// On the roster, and shut out by the bank while a recovery is under way.
    Suspended,
    /// Off the roster.
    Replaced,
    /// Asks to join; nobody has vouched for it yet.
    Joining,
}

impl DeviceLineState {
    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Replaced => "replaced",
            Self::Joining => "joining",
        }
    }
}

impl<P: Platform> Connection<'_, P> {
    /// The devices: those on the roster first, then those that left, then those that ask to join.
    ///
    /// # Errors
    /// [`Error::Damaged`](crate::Error::Damaged) if the rosters do not verify.
    pub async fn devices(&mut self) -> Result<Vec<DeviceLine>> {
        let view = self.view().await?;
        let own = self.session.device();
        let Some(chain) = self.chain().await? else { return Ok(Vec::new()) };
        let mut lines: Vec<DeviceLine> =
            chain.current().devices.iter().map(|entry| line(entry, state(&view, entry.id), own)).collect();
        lines.extend(departed(&chain).into_iter().map(|entry| line(entry, DeviceLineState::Replaced, own)));
        let joins = view.joins.iter().filter(|join| chain.newest_entry(join.id).is_none());
        lines.extend(joins.map(|join| DeviceLine {
            id: join.id,
            name: plain(&join.name),
            added: join.at,
            state: DeviceLineState::Joining,
            this: join.id == own,
        }));
        Ok(lines)
    }
}

fn line(entry: &RosterDevice, state: DeviceLineState, own: DeviceId) -> DeviceLine {
    DeviceLine { id: entry.id, name: entry.name.clone(), added: entry.added, state, this: entry.id == own }
}

/// What the bank makes of a device of the roster. One that it does not show gets nothing from it.
fn state(view: &LockerView, id: DeviceId) -> DeviceLineState {
    match view.devices.iter().find(|device| device.id == id).map(|device| device.state) {
        Some(DeviceState::Active | DeviceState::Issued) => DeviceLineState::Active,
        Some(DeviceState::Suspended) | None => DeviceLineState::Suspended,
        Some(DeviceState::Replaced) => DeviceLineState::Replaced,
    }
}

/// Devices that left and did not come back, each with its newest entry, oldest departure first.
fn departed(chain: &RosterChain) -> Vec<&RosterDevice> {
    let mut ids: Vec<DeviceId> = Vec::new();
    for gone in chain.rosters().flat_map(|roster| &roster.departed) {
        let back = chain.current().devices.iter().any(|device| device.id == gone.id);
        if !back && !ids.contains(&gone.id) {
            ids.push(gone.id);
        }
    }
    ids.into_iter().filter_map(|id| chain.newest_entry(id)).collect()
}
