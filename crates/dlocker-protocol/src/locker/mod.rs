//! The locker as an admitted device sees it.

use serde::{Deserialize, Serialize};

use crate::case::CaseView;
use crate::device::DeviceView;
use crate::method::MethodView;
use crate::roster::ChainHead;
use crate::snapshot::LogPosition;
use crate::{Digest, Handle, LockerId};

/// `GET /v1/lockers/{locker}`: everything for the calm screen, in one answer.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LockerView {
    /// Which.
    pub id: LockerId,
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
