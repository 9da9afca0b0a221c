//! The locker as an admitted device sees it, and how it is closed.

mod closing;

pub use closing::{CloseRequest, Closing, ClosingView};

use serde::{Deserialize, Serialize};

use crate::case::CaseView;
use crate::device::{DeviceView, JoinView};
use crate::intent::IntentView;
use crate::log::Actor;
use crate::method::MethodView;
use crate::roster::{ChainHead, RecoveryBounds, RecoveryRule};
use crate::snapshot::LogPosition;
use crate::{Digest, Handle, LockerId, Timestamp};

/// `GET /v1/lockers/{locker}`: everything for the calm screen, in one answer.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LockerView {
    /// Which.
    pub id: LockerId,
    /// Where it stands.
    pub state: LockerState,
    /// The freeze, while there is one.
    pub freeze: Option<FreezeView>,
    /// Its handle.
    pub handle: Handle,
    /// Digest of the current roster; absent before the first.
    pub roster: Option<Digest>,
    /// Number of the current roster; 0 before the first.
    pub roster_number: u64,
    /// Methods.
    pub methods: Vec<MethodView>,
    /// Devices.
    pub devices: Vec<DeviceView>,
    /// Devices that ask to join and that no roster names yet.
    pub joins: Vec<JoinView>,
    /// Changes that wait or are due.
    pub intents: Vec<IntentView>,
    /// How long changes wait, and what the bank allows.
    pub terms: Terms,
    /// Cases that have evidence and are not over.
    pub cases: Vec<CaseView>,
    /// Newest place of the visit log.
    pub log: LogPosition,
    /// Head of the asking device's own chain of snapshots.
    pub chain: Option<ChainHead>,
    /// Heads of every device's chain of snapshots.
    pub chains: Vec<DeviceChain>,
    /// Bytes used.
    pub used: u64,
    /// Bytes allowed.
    pub quota: u64,
}

/// Head of one device's chain.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviceChain {
    /// Whose.
    pub device: crate::DeviceId,
    /// Its newest snapshot.
    pub head: ChainHead,
}

/// State of a locker.
///
/// ```text
/// new -> open <-> frozen
///          \\-> shut (its owner started afresh) -> closed, with the one that took its place
///           \\-> closed (its owner closed it)
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LockerState {
    /// No method yet: nothing can be put in.
    New,
    /// In use.
    Open,
    /// Frozen: no openings and no changes; backups and recoveries go on.
    Frozen,
    /// Its owner started afresh in another locker. Kept.
    Shut,
    /// Its owner closed it: what was in it is gone, and its handle is free.
    Closed,
}

/// A freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FreezeView {
    /// Since when.
    pub since: Timestamp,
    /// Who: a device of the locker, or staff after a call.
    pub by: Actor,
    /// When it lapses by itself; never, if the owner was identified.
    pub lapses: Option<Timestamp>,
}

/// What holds for this locker now. Durations in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Terms {
    /// How long weakening changes wait; 0 lets them be made at once.
    pub changes_wait: u64,
    /// Until then devices and methods are added at once; absent before the first method.
    pub first_day_ends: Option<Timestamp>,
    /// How long a recovery waits: the owner's choice within the bank's bounds.
    pub recovery_wait: u64,
    /// How long it waits where the owner has chosen nothing.
    pub recovery_wait_default: u64,
    /// The shortest that an owner may choose.
    pub recovery_wait_min: u64,
    /// The longest that an owner may choose.
    pub recovery_wait_max: u64,
    /// What a recovery must show: the owner's choice within the bank's bounds.
    pub recovery_rule: RecoveryRule,
    /// Those bounds, and the bank's own rule.
    pub recovery_bounds: RecoveryBounds,
}
